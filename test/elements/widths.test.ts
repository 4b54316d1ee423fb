import { expect } from '@open-wc/testing';
import { CharacterWidths } from '../../src/elements/terminal-view/character-widths.js';
import * as graphemes from '../../src/elements/terminal-view/addons/unicode-graphemes.js';
import { Images } from '../../src/elements/terminal-view/images.js';
import { OutputFeed } from '../../src/elements/terminal-view/output-feed.js';
import { OutputGuard } from '../../src/elements/terminal-view/output-guard.js';
import { coreOf } from '../../src/elements/terminal-view/xterm-core.js';
import { Terminal, type XtermTerminal } from '../../src/elements/terminal-view/xterm.js';
import { createLoader } from '../../src/elements/lazy-parts.js';
import type { TerminalError } from '../../src/protocol/errors.js';
import { ManualClock } from '../support/manual-clock.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { paintedMarks } from './support/marks.js';
import { painted, shownTerminal } from './support/page.js';
import { bytes, deliver, looks, serverScreen, stateOf, witness } from './support/real-screen.js';

/** What is seen as one character, and the cells it takes by each way of counting. */
const SAMPLES: readonly (readonly [text: string, cells: Readonly<Record<'11' | 'graphemes', number>>])[] = [
  ['e\u0301', { 11: 1, graphemes: 1 }], ['漢', { 11: 2, graphemes: 2 }], ['👍', { 11: 2, graphemes: 2 }], ['👍🏽', { 11: 4, graphemes: 2 }], ['👩‍👩‍👧', { 11: 6, graphemes: 2 }],
  ['❤\ufe0f', { 11: 1, graphemes: 2 }], ['🇩🇪', { 11: 2, graphemes: 2 }],
];

/** Cells of a row by what is in them; the second of a wide one is empty. */
function cellsOf(term: XtermTerminal, row: number): string[] {
  const line = term.buffer.active.getLine(row);
  return Array.from({ length: term.cols }, (_, col) => line?.getCell(col)?.getChars() ?? '');
}

describe('how wide characters are', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });
  const shown = async (id = 'one'): ReturnType<typeof shownTerminal> => {
    const all = await shownTerminal(fakes.registry, { 'session-id': id });
    await painted();
    return all;
  };

  for (const unicode of ['11', 'graphemes'] as const) {
    it(`[EL41] ${unicode}: cells are counted as the answer says, from the first byte (R22, R44)`, async () => {
      const { session, term } = await shown();
      const begun = session.attach('', { unicode });
      const output = session.output(SAMPLES.map(([text]) => `${text}|\r\n`).join(''));
      await Promise.all([begun, output]);
      expect(SAMPLES.map((_, row) => cellsOf(term, row).indexOf('|'))).to.deep.equal(SAMPLES.map(([, cells]) => cells[unicode]));
    });
  }

  it('[EL41] a screen that is told nothing counts by Unicode 11 (R44)', async () => {
    const { session, term } = await shown();
    await session.attach();
    expect(term.unicode.activeVersion).to.equal('11');
  });

  it('[EL41] another shell may count otherwise, there and back, and what is above stays (R22)', async () => {
    const { session, term } = await shown();
    await session.attach();
    await session.output('👍🏽|');
    await session.attach('', { unicode: 'graphemes' });
    await session.output('👍🏽|');
    await session.attach('', {});
    await session.output('👍🏽|');
    const ends = Array.from({ length: term.buffer.active.length }, (_, row) => cellsOf(term, row).indexOf('|')).filter((col) => col >= 0);
    expect(ends).to.deep.equal([4, 2, 4]);
  });

  it('[EL42] what is seen as one character stays what it is when rows are wrapped anew (R44)', async () => {
    const { session, term } = await shown();
    await session.attach('', { unicode: 'graphemes' });
    const text = (): string => Array.from({ length: term.buffer.active.length }, (_, row) => term.buffer.active.getLine(row)?.translateToString(true)).join('');
    const printed = SAMPLES.map(([sample]) => sample).join('x').repeat(20);
    await session.output(`${printed}\r\n\r\n`);
    const { cols, rows } = term;
    for (let width = cols; width > 10; width -= 3) {
      term.resize(width, rows);
      expect(text(), `width ${width}`).to.equal(printed);
    }
  });

  for (const unicode of ['11', 'graphemes'] as const) {
    it(`[CF15] ${unicode}: what is found and selected behind wide characters is what is there, also across rows (R44)`, async () => {
      const { element, session, term } = await shown();
      await session.attach('', { unicode });
      const before = SAMPLES.map(([text]) => text).join('');
      const width = SAMPLES.reduce((sum, [, cells]) => sum + cells[unicode], 0);
      await session.output(`${before}needle\r\n${'x'.repeat(term.cols - 1)}漢字needle\r\n`);
      expect(await element.find('needle')).to.equal(true);
      const first = term.getSelectionPosition();
      expect(await element.find('needle')).to.equal(true);
      const found = [first, term.getSelectionPosition()].map((at) => [at?.start.x, at?.start.y, (at?.end.x ?? 0) - (at?.start.x ?? 0)]);
      expect(found).to.deep.include([width, 0, 6]);
      expect(found).to.deep.include([4, 2, 6]);
      expect(await element.find('漢字needle')).to.equal(true);
      expect(term.getSelection()).to.equal('漢字needle');
      term.select(0, 0, width + 6);
      expect(term.getSelection()).to.equal(`${before}needle`);
      term.select(0, 1, term.cols + 10);
      expect(term.getSelection()).to.equal(`${'x'.repeat(term.cols - 1)}漢字needle`);
      expect(element.getText().split('\n').slice(0, 2)).to.deep.equal([`${before}needle`, `${'x'.repeat(term.cols - 1)}漢字needle`]);
    });
  }

  for (const unicode of ['11', 'graphemes'] as const) {
    it(`[EL43] ${unicode}: what stands behind wide characters is drawn where its cell is (R44)`, async () => {
      const { element, session, term } = await shown();
      await session.attach('', { unicode });
      await session.output(`${SAMPLES.map(([text]) => `${text}|`).join('')}\r\n`);
      await painted();
      const cells = cellsOf(term, 0).flatMap((text, col) => (text === '|' ? [col] : []));
      const drawn = paintedMarks(element, term);
      expect(drawn.length).to.equal(SAMPLES.length);
      drawn.forEach((col, at) => expect(col, `mark ${at}`).to.be.closeTo(cells[at] as number, 0.3));
    });
  }

  for (const outcome of ['arrives', 'fails'] as const) {
    it(`[EL41] what is needed for it ${outcome}: output has waited for it, whole and in order (R20, R22)`, async () => {
      const term = new Terminal({ allowProposedApi: true });
      const core = coreOf(term);
      let end: () => void = () => undefined;
      const loader = createLoader(() => new Promise<typeof graphemes>((arrive, fail) => (end = outcome === 'arrives' ? () => arrive(graphemes) : fail)), 'It');
      const faults: TerminalError[] = [];
      const feed = new OutputFeed(
        { clock: new ManualClock(), term, core, guard: new OutputGuard(term, core), widths: new CharacterWidths(term, loader), images: new Images({ term, core, clock: new ManualClock(), failed: () => undefined }) },
        { synced: () => undefined, sizeFreed: () => undefined, failed: (error) => faults.push(error) },
      );
      const parsed: number[] = [];
      const all = bytes('👍🏽|one\r\n👍🏽|two');
      feed.beginShell({ terminal: { unicode: 'graphemes' } });
      for (let at = 0; at < all.length; at++) feed.write(all.slice(at, at + 1), () => parsed.push(at));
      await painted();
      expect([parsed, cellsOf(term, 0).join('')]).to.deep.equal([[], '']);
      end();
      await new Promise<void>((done) => feed.write(bytes('!'), done));
      expect(parsed).to.deep.equal([...all.keys()]);
      const width = outcome === 'arrives' ? 2 : 4;
      expect([cellsOf(term, 0).indexOf('|'), cellsOf(term, 1).indexOf('|')]).to.deep.equal([width, width]);
      expect(faults.map(({ code }) => code)).to.deep.equal(outcome === 'arrives' ? [] : ['load_failed']);
      feed.dispose();
      term.dispose();
    });
  }

  for (const unicode of ['11', 'graphemes'] as const) {
    it(`[SV29] ${unicode}: a screen given anew is the same, scrollback too, and goes on the same (R22, R44)`, async () => {
      const { session, term } = await shown();
      await session.attach('', { unicode });
      const { cols, rows } = term;
      const text = `${SAMPLES.map(([sample]) => `${sample}|`.repeat(50)).join('\r\n').repeat(3)}\r\n${'x'.repeat(cols - 1)}漢${'x'.repeat(cols - 3)}👩`;
      const screen = serverScreen(cols, rows, text, { unicode });
      await deliver(session, screen.snapshot(), { unicode });
      const twin = await witness(cols, rows, text, unicode);
      expect(looks(term)).to.deep.equal(looks(twin));
      const more = '\u200d👩 🇩🇪|e\u0301';
      await session.output(more);
      await new Promise<void>((done) => twin.write(more, done));
      expect(looks(term)).to.deep.equal(looks(twin));
      expect(stateOf(term)).to.deep.equal(stateOf(twin));
    });
  }
});
