import { describe, expect, it } from 'vitest';
import { createHeadless } from '../../../../src/server/node/headless.js';
import { SeededRandom } from '../../../support/seeded-random.js';
import { CLUSTERS } from './grammar.js';
import { bytes, dump, PlainTerminal, restore, restoreWithScrollback, scrollback, Subject, UNICODE, type Unicode } from './rig.js';

/** Blanks in the middle of a line come back as spaces; what the lines look like is the same. */
const looks = (lines: string[]): string[] => lines.map((line) => line.replaceAll('·', ' ').trimEnd());

function bare(cols: number, rows: number, stream: string, unicode: Unicode): PlainTerminal {
  const terminal = new PlainTerminal(cols, rows, 50_000, unicode);
  terminal.write(bytes(stream));
  return terminal;
}

/** Lines of clusters and of parts of them, which a sequence keeps apart now and then. */
function log(random: SeededRandom, lines: number, looks = ['', '31', '44', '4']): string {
  let out = '';
  for (let i = 0; i < lines; i++) {
    for (let n = random.integer(0, 12); n > 0; n--) out += (looks.length > 0 && random.chance(0.3) ? `\x1b[${random.pick(looks)}m` : '') + random.pick(CLUSTERS);
    out += '\x1b[m\r\n';
  }
  return out;
}

/** Columns that the cursor has moved by. */
function columns(text: string, unicode: Unicode): number {
  const plain = new PlainTerminal(40, 2, 0, unicode);
  plain.write(bytes(text));
  return plain.terminal.buffer.active.cursorX;
}

describe('how wide characters are', () => {
  it.each([
    ['a', 1, 1], ['é', 1, 1], ['e\u0301', 1, 1], ['漢', 2, 2], ['한', 2, 2], ['\u1112\u1161\u11ab', 2, 2], ['👍', 2, 2], ['👍🏽', 4, 2], ['👩\u200d👩\u200d👧', 6, 2], ['❤', 1, 1], ['❤\ufe0f', 1, 2], ['🇩🇪', 2, 2], ['🇩🇪🇫🇷', 4, 4],
    ['1\ufe0f\u20e3', 1, 2], ['⏰', 2, 2], ['─', 1, 1], ['\ue0b0', 1, 1],
  ] as const)('[SV29] %s: %i by Unicode 11, %i in clusters (R44)', (text, eleven, graphemes) => {
    expect([columns(text, '11'), columns(text, 'graphemes')]).toEqual([eleven, graphemes]);
  });

  it('[SV29] what joins characters can be loaded wherever the memory of buffers lies (R44)', () => {
    // The first in this process took memory of its own; later ones find the table that was read then.
    expect(Buffer.poolSize).toBeGreaterThan(0);
    const terminal = createHeadless({ cols: 20, rows: 2, scrollback: 0, unicode: 'graphemes' });
    const { charProperties } = (terminal as unknown as { _core: { unicodeService: { charProperties(this: unknown, code: number, before: number): number } } })._core.unicodeService;
    expect(typeof charProperties).toBe('function');
    expect(columns('👩\u200d👩', 'graphemes')).toBe(2);
  });
});

describe.each(UNICODE)('clusters, unicode %s', (unicode) => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('[SV29] scrollback comes back whole, seed %i: text, looks, wrapping (R10, R22)', (seed) => {
    const random = new SeededRandom(seed);
    const [cols, rows] = [random.integer(3, 30), random.integer(2, 8)];
    const stream = log(random, random.integer(200, 900));
    const subject = new Subject(cols, rows, { terminal: { unicode } }).write(stream);
    const snapshot = subject.screen.snapshot();
    expect(looks(scrollback(restoreWithScrollback(snapshot, unicode).terminal))).toEqual(looks(scrollback(bare(cols, rows, stream, unicode).terminal)));
    expect(dump(restore(snapshot, unicode).terminal)).toEqual(dump(subject.terminal));
  });

  it.each([11, 12, 13, 14])('[SV29] and in a terminal of another width it wraps as if it had been printed there, seed %i (R22)', (seed) => {
    const random = new SeededRandom(seed);
    // No background: it fills the row that a character wraps from. And none without width behind a sequence: which row it was in is not known where rows end elsewhere.
    const stream = log(random, 600, unicode === '11' ? [] : ['', '31', '1']);
    const width = random.integer(4, 40);
    const { scrollback: blocks } = new Subject(random.integer(4, 30), 4, { terminal: { unicode } }).write(stream).screen.snapshot();
    const other = new PlainTerminal(width, 2, 50_000, unicode);
    for (const block of [...blocks].reverse()) other.write(block.bytes());
    const made = looks(scrollback(other.terminal));
    const printed = looks(scrollback(bare(width, 2, stream, unicode).terminal));
    expect(made.slice(0, -20)).toEqual(printed.slice(0, made.length - 20));
    expect(made.length).toBeGreaterThan(400);
  });

  it.each([21, 22, 23, 24, 25, 26])('[SV29] after resizes the screen is given as it is, seed %i (R22)', (seed) => {
    const random = new SeededRandom(seed);
    const subject = new Subject(20, 6, { terminal: { unicode } });
    for (let i = 0; i < 12; i++) {
      // A sequence in the end: the character before the cursor may have gone elsewhere.
      subject.write(`${log(random, 6)}${random.pick(CLUSTERS)}\x1b[m`);
      subject.screen.resize(random.integer(6, 30), random.integer(3, 8));
      const { normal: live } = dump(subject.terminal) as { normal: { rows: string[] } };
      const { normal: restored } = dump(restore(subject.screen.snapshot(), unicode).terminal) as { normal: { rows: string[] } };
      expect(looks(restored.rows)).toEqual(looks(live.rows));
    }
  });

  it('[SV29] a cluster that was cut off joins what comes next (R20, R22)', () => {
    const family = bytes('👩\u200d👩\u200d👧|');
    for (let cut = 0; cut <= family.length; cut++) {
      const live = new Subject(20, 4, { terminal: { unicode } }).write(family.subarray(0, cut));
      const restored = restore(live.screen.snapshot(), unicode);
      live.write(family.subarray(cut));
      restored.write(family.subarray(cut));
      expect(dump(restored.terminal), `cut ${cut}`).toEqual(dump(live.terminal));
    }
  });

  it('[SV29] a cluster too long to be given whole keeps its columns (R22, R28)', () => {
    const live = new Subject(200, 4, { terminal: { unicode } }).write(`${'👩\u200d'.repeat(60)}|\r\n❤${'\u0301'.repeat(80)}\ufe0f|\r\n`);
    const restored = restore(live.screen.snapshot(), unicode);
    const bars = ({ buffer: { active } }: { buffer: { active: { getLine(row: number): { getCell(col: number): { getChars(): string } } } } }): number[] =>
      [0, 1].map((row) => Array.from({ length: 200 }, (_, col) => active.getLine(row).getCell(col).getChars()).indexOf('|'));
    expect(bars(restored.terminal)).toEqual(bars(live.terminal));
    expect(bars(live.terminal)).toEqual(unicode === '11' ? [120, 1] : [2, 2]);
  });

  it('[EL42] clusters stay what they are when rows are wrapped anew (R44)', () => {
    const samples = ['e\u0301', 'a\u0308', 'o\u0302', '漢\u3099', '👍🏽', 'u\u0306'];
    for (let width = 2; width <= 24; width++) {
      const plain = new PlainTerminal(24, 4, 100, unicode);
      plain.write(bytes((samples.join('x') + samples.join('')).repeat(4)));
      const text = (): string => Array.from({ length: plain.terminal.buffer.active.length }, (_, row) => plain.terminal.buffer.active.getLine(row).translateToString(true)).join('');
      const before = text();
      // The row of the cursor is not wrapped anew.
      plain.write(bytes('\r\n\n\n\n'));
      plain.terminal.resize(width, 4);
      expect(text(), `width ${width}`).toBe(before);
    }
  });
});
