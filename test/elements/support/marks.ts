import type { XtermTerminal } from '../../../src/elements/terminal-view/xterm.js';

/** Columns at which the marks `|` of a drawn row are painted; whole numbers when each is where its cell is. */
export function paintedMarks(element: Element, term: XtermTerminal, row = 0): number[] {
  const screen = element.shadowRoot?.querySelector('.xterm-screen')?.getBoundingClientRect() as DOMRect;
  const cell = screen.width / term.cols;
  const walker = document.createTreeWalker(element.shadowRoot?.querySelectorAll('.xterm-rows > div')[row] as Element, NodeFilter.SHOW_TEXT);
  const columns: number[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    for (let at = node.textContent?.indexOf('|') ?? -1; at >= 0; at = node.textContent?.indexOf('|', at + 1) ?? -1) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      columns.push((range.getBoundingClientRect().left - screen.left) / cell);
    }
  }
  return columns;
}
