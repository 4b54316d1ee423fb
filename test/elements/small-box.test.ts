import { expect } from '@open-wc/testing';
import type { PersistentTerminal } from '../../src/elements/persistent-terminal.js';
import type { XtermTerminal } from '../../src/elements/terminal-view/xterm.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { painted, shownTerminal } from './support/page.js';

describe('a box smaller than the smallest grid', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  const boxOf = (element: PersistentTerminal): HTMLElement => element.shadowRoot?.querySelector('.screen') as HTMLElement;

  /** How far the cell of the cursor is out of the box, unscaled pixels; all zero: in sight. */
  function outside(element: PersistentTerminal, term: XtermTerminal): number[] {
    const box = boxOf(element);
    const outer = box.getBoundingClientRect();
    const inner = box.querySelector('.xterm-screen')?.getBoundingClientRect() as DOMRect;
    const { cursorX, cursorY } = term.buffer.active;
    const [width, height] = [inner.width / term.cols, inner.height / term.rows];
    const [left, top] = [inner.left + Math.min(cursorX, term.cols - 1) * width, inner.top + cursorY * height];
    return [outer.top - top, top + height - outer.bottom, outer.left - left, left + width - outer.right].map((by) => Math.max(0, Math.floor(by - 0.5)));
  }

  async function small(style: string): Promise<Awaited<ReturnType<typeof shownTerminal>>> {
    const shown = await shownTerminal(fakes.registry);
    await shown.session.attach();
    shown.element.style.cssText = style;
    await painted();
    await painted();
    expect([shown.term.cols, shown.term.rows]).to.deep.equal([20, 5]);
    return shown;
  }

  for (const [name, style] of [['small', 'width: 120px; height: 60px'], ['small and scaled', 'width: 120px; height: 60px; scale: 0.5'], ['right-to-left', 'width: 120px; height: 60px; direction: rtl']] as const) {
    it(`[EL45] shows the cell of the cursor wherever that goes: ${name} (R5, R44)`, async () => {
      const { element, session, term } = await small(style);
      for (const [say, text] of [['last row', '\r\n'.repeat(7)], ['first row', '\x1b[H'], ['last column', '\x1b[3;20H'], ['first column', '\r'], ['last cell', '\x1b[5;20H'], ['full row', 'x']] as const) {
        await session.output(text);
        await painted();
        expect(outside(element, term), say).to.deep.equal([0, 0, 0, 0]);
      }
    });
  }

  it('[EL45] also when it becomes smaller, and from its very first row on (R5, R44)', async () => {
    const { element, session, term } = await small('width: 120px; height: 90px');
    await session.output('\x1b[5;20H');
    await painted();
    element.style.height = '50px';
    await painted();
    await painted();
    expect(outside(element, term)).to.deep.equal([0, 0, 0, 0]);
    await session.output('\x1b[H');
    await painted();
    expect([boxOf(element).scrollTop, boxOf(element).scrollLeft], 'padding and all').to.deep.equal([0, 0]);
  });

  it('[EL45] where somebody scrolls the box to it stays until the cursor moves; scrolled back it begins with the first row (R5, R44)', async () => {
    const { element, session, term } = await small('width: 120px; height: 60px');
    await session.output(`${Array.from({ length: 20 }, (_, row) => `row ${row}`).join('\r\n')}`);
    await painted();
    const box = boxOf(element);
    expect(box.scrollTop).to.be.greaterThan(20);
    box.scrollTop = 9;
    await session.output('\x1b[s\x1b[1;1Hline\x1b[u');
    await painted();
    expect(box.scrollTop).to.equal(9);
    term.scrollToTop();
    await painted();
    expect(box.scrollTop).to.equal(0);
    term.scrollToBottom();
    await painted();
    expect(outside(element, term)).to.deep.equal([0, 0, 0, 0]);
  });

  it('[EL45] a box that is large enough is not scrolled (R5)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output('\r\n'.repeat(90));
    await painted();
    expect(boxOf(element).scrollTop).to.equal(0);
  });
});
