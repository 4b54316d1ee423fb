import { expect } from '@open-wc/testing';
import type { XtermTerminal } from '../../src/elements/terminal-view/xterm.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { painted, shownTerminal } from './support/page.js';

/** Three hundred lines, by turns shorter and longer than the terminal is wide; each ends with its number. */
const TEXT = Array.from({ length: 300 }, (_, i) => `${'x'.repeat((i * 37) % 160)}#${i}`).join('\r\n');

const rowText = (term: XtermTerminal, row: number): string => term.buffer.active.getLine(row)?.translateToString(true) ?? '';
const lowestRow = (term: XtermTerminal): number => term.buffer.active.viewportY + term.rows - 1;
/** The line that the lowest visible row belongs to: the number at its end. */
function lowestLine(term: XtermTerminal): number {
  let row = lowestRow(term);
  while (term.buffer.active.getLine(row + 1)?.isWrapped === true) row++;
  // The number itself may be cut.
  return Number(/#(\d+)$/.exec(rowText(term, row - 1) + rowText(term, row))?.[1]);
}

describe('who has scrolled up and gives the terminal another size', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });
  const reading = async (line: number): ReturnType<typeof shownTerminal> => {
    const all = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    await all.session.attach();
    await all.session.output(TEXT);
    const { term } = all;
    term.scrollToTop();
    while (lowestLine(term) < line) term.scrollLines(1);
    await painted();
    return all;
  };

  for (const line of [100, 101, 102, 103, 200]) {
    it(`[HP12] reads on at line ${line} in every size, and at the same row in the size before (R5, R71)`, async () => {
      const { element, term } = await reading(line);
      const before = rowText(term, lowestRow(term));
      const { width, height } = element.getBoundingClientRect();
      for (const [w, h] of [[300, height], [300, 120], [420, 200], [width, 120], [620, 300], [width, height]] as const) {
        element.style.cssText = `width: ${w}px; height: ${h}px`;
        element.fit();
        await painted();
        await painted();
        expect(lowestLine(term), `${term.cols} × ${term.rows}`).to.equal(line);
      }
      // A line that is longer than a row is cut elsewhere at other widths.
      if (!term.buffer.active.getLine(lowestRow(term))?.isWrapped) expect(rowText(term, lowestRow(term))).to.equal(before);
    });
  }

  it('[HP12] who reads the last line goes on reading the last line (R5)', async () => {
    const { element, session, term } = await reading(299);
    expect(term.buffer.active.viewportY).to.equal(term.buffer.active.baseY);
    for (const width of [300, 640, 200, 640]) {
      element.style.width = `${width}px`;
      element.fit();
      await painted();
      await painted();
      expect(term.buffer.active.viewportY).to.equal(term.buffer.active.baseY);
    }
    await session.output('\r\nmore');
    expect(rowText(term, term.buffer.active.viewportY + term.buffer.active.cursorY)).to.equal('more');
    expect(term.buffer.active.viewportY).to.equal(term.buffer.active.baseY);
  });

  it('[HP12] what comes meanwhile moves nothing (R5)', async () => {
    const { element, session, term } = await reading(100);
    element.style.width = '300px';
    element.fit();
    await painted();
    await painted();
    const top = term.buffer.active.viewportY;
    await session.output('\r\nmore'.repeat(50));
    expect(term.buffer.active.viewportY).to.equal(top);
    expect(lowestLine(term)).to.equal(100);
  });
});
