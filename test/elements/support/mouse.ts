import { executeServerCommand } from '@web/test-runner-commands';
import type { XtermTerminal } from '../../../src/elements/terminal-view/xterm.js';

export type Cell = readonly [column: number, row: number];

/** Where the left edge of a cell is on the page that the runner sees, whatever frames and scales lie between. */
export function cellAt(element: Element, term: XtermTerminal, [column, row]: Cell): [number, number] {
  const screen = element.shadowRoot?.querySelector('.xterm-screen') as HTMLElement;
  const { left, top, width, height } = screen.getBoundingClientRect();
  let x = left + (column * width) / term.cols + 1;
  let y = top + ((row + 0.5) * height) / term.rows;
  for (let view = screen.ownerDocument.defaultView; view?.frameElement; view = view.parent as Window & typeof globalThis) {
    const frame = view.frameElement.getBoundingClientRect();
    x += frame.left + view.frameElement.clientLeft;
    y += frame.top + view.frameElement.clientTop;
  }
  return [Math.round(x), Math.round(y)];
}

/** A hand on the mouse, over one terminal. */
export function mouseOver(element: Element, term: XtermTerminal): { click(cell: Cell, count?: number, ...hold: string[]): Promise<unknown>; drag(...path: Cell[]): Promise<unknown> } {
  const at = (cell: Cell): [number, number] => cellAt(element, term, cell);
  return {
    click: (cell, count = 1, ...hold) => executeServerCommand('pointer:click', { position: at(cell), count, hold }),
    drag: (...path) => executeServerCommand('pointer:drag', { path: path.map(at) }),
  };
}
