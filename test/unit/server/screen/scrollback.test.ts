import { describe, expect, it } from 'vitest';
import type { ScrollbackBlock } from '../../../../src/server/session-screen.js';
import { SeededRandom } from '../../../support/seeded-random.js';
import { bytes, dump, lineText, PlainTerminal, restore, restoreWithScrollback, scrollback, Subject, text } from './rig.js';

const LINES = [
  (i: number): string => `plain line ${i}`,
  (i: number): string => `\x1b[3${i % 8}mcolour ${i}\x1b[m and \x1b[4:3;58:5:${i % 256}mcurly\x1b[m`,
  (i: number): string => `a line of ${i} that is wrapped because it is a good deal longer than the screen is wide`,
  (i: number): string => `\x1b[4${i % 8}merased behind\x1b[K\x1b[m`,
  (i: number): string => `漢字かな漢字かな漢字${i}漢字かなe\u0301 漢字`,
  (i: number): string => `\x1b]8;id=${i};http://example/${i}\x1b\\link\x1b]8;;\x1b\\\x1b[12Gfar`,
  (): string => '',
];

function mixed(count: number, seed = 1): string {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, (_, i) => random.pick(LINES)(i) + '\r\n').join('');
}

/** Blanks in the middle of a line come back as spaces; what the lines look like is the same. */
const looks = (lines: string[]): string[] => lines.map((line) => line.replaceAll('·', ' ').trimEnd());

function bare(cols: number, rows: number, stream: string): PlainTerminal {
  const terminal = new PlainTerminal(cols, rows, 50_000);
  terminal.write(bytes(stream));
  return terminal;
}

/** The lines a block makes in an empty terminal of its own; that the first one goes on from above is told beside it. */
function linesOf({ bytes: content, cols, lines, continued }: ScrollbackBlock): string[] {
  const plain = new PlainTerminal(cols, 2);
  plain.write(content());
  const core = plain.terminal._core;
  const made = Array.from({ length: lines }, (_, y) => lineText(core, core.buffers.normal.lines.get(y), cols));
  if (continued) made[0] = `↪${made[0]}`;
  return made;
}

describe('scrollback', () => {
  it.each([0, 3, 30, 199, 200, 205, 700, 1_800])('comes back whole after %i lines: text, looks, wrapping [SV24] (R10, R22)', (count) => {
    const stream = mixed(count);
    const subject = new Subject(30, 8).write(stream);
    const restored = restoreWithScrollback(subject.screen.snapshot());
    expect(looks(scrollback(restored.terminal))).toEqual(looks(scrollback(bare(30, 8, stream).terminal)));
    expect({ ...dump(restored.terminal), repeats: 0 }).toEqual({ ...dump(subject.terminal), repeats: 0 });
  });

  it('is told newest block first, and each block stands on its own', () => {
    const subject = new Subject(30, 8).write(Array.from({ length: 1_500 }, (_, i) => `line ${i}\r\n`).join(''));
    const blocks = subject.screen.snapshot().scrollback;
    expect(blocks.map(({ lines }) => lines)).toEqual([200, 293, 500, 500]);
    let next = 1_493;
    for (const block of blocks) {
      const terminal = new PlainTerminal(30, 8);
      terminal.write(block.bytes());
      const lines = text(block.bytes()).split('\r\n').slice(0, -1);
      expect(lines).toHaveLength(block.lines);
      expect(lines.at(-1)).toBe(`line ${--next}`);
      next -= block.lines - 1;
    }
    expect(next).toBe(0);
  });

  it('a line that goes on in the next block says so', () => {
    const subject = new Subject(10, 4).write('x'.repeat(10 * 720) + '\r\n' + 'end\r\n'.repeat(20));
    const blocks = subject.screen.snapshot().scrollback;
    expect(blocks.map(({ continued }) => continued)).toEqual([true, true, false]);
    expect(text((blocks[2] ?? { bytes: () => bytes('') }).bytes())).not.toContain('\n');
  });

  it.each([1, 2, 3, 4, 5, 6])('put above block by block, newest first, it is the scrollback of an undisturbed terminal: links, looks, wrapping across blocks (seed %i) [SV25] (R22)', (seed) => {
    const random = new SeededRandom(seed);
    const cols = random.integer(2, 40);
    const stream = `${random.chance(0.5) ? `${'w漢'.repeat(cols * 300)}\r\n` : ''}${mixed(random.integer(300, 1_600), seed)}${'\x1b[45mz'.repeat(random.integer(0, 3) * cols * 4)}\x1b[m`;
    const subject = new Subject(cols, 8).write(stream);
    if (random.chance(0.5)) subject.screen.settle();
    const above: string[] = [];
    for (const block of subject.screen.snapshot().scrollback) above.unshift(...linesOf(block));
    expect(looks(above)).toEqual(looks(scrollback(bare(cols, 8, stream).terminal)));
  });

  it.each([
    ['a wide character wrapped past a blank that was erased in another colour since', 'abcdef\x1b[31m123漢\x1b[A\x1b[44m\x1b[10G\x1b[X\x1b[m\x1b[B'],
    ['a wrapped row that was erased in colour', 'abcdefghijk\x1b[45m\x1b[10X\r\x1b[10X\x1b[m'],
    ['a wrapped row that was erased', 'abcdefghijk\r\x1b[10X'],
    ['a combining character alone at the start of a wrapped row', 'abcdefghij\x1b[m\u0301\u0301k'],
  ])('%s comes back (R22)', (_name, start) => {
    const stream = `${start}\r\n\n${'\n'.repeat(12)}`;
    const above = new Subject(10, 4).write(stream).screen.snapshot().scrollback.flatMap(linesOf);
    expect(looks(above)).toEqual(looks(scrollback(bare(10, 4, stream).terminal)));
  });

  it('finds its own wrapping at another width', () => {
    const stream = mixed(400, 3);
    const snapshot = new Subject(30, 8).write(stream).screen.snapshot();
    const wider = new PlainTerminal(90, 8);
    for (const block of [...snapshot.scrollback].reverse()) wider.write(block.bytes());
    const expected = bare(90, 8, stream);
    const all = (terminal: PlainTerminal): string[] => {
      const { lines } = terminal.terminal._core.buffers.normal;
      return looks(Array.from({ length: lines.length }, (_, i) => lineText(terminal.terminal._core, lines.get(i), 90))).filter((line) => line !== '');
    };
    const restored = all(wider);
    expect(restored.length).toBeGreaterThan(300);
    // Erasing reaches to the edge of the screen it was done on.
    const withoutErased = (lines: string[]): string[] => lines.filter((line) => !line.startsWith('e{'));
    expect(withoutErased(restored)).toEqual(withoutErased(all(expected)).slice(0, withoutErased(restored).length));
  });

  it('keeps as many lines as asked and one block, and the newest (R22)', () => {
    const subject = new Subject(30, 8, { scrollbackLines: 1_000 }).write(Array.from({ length: 9_000 }, (_, i) => `line ${i}\r\n`).join(''));
    expect(subject.screen.scrollbackLines).toBeGreaterThanOrEqual(1_000);
    expect(subject.screen.scrollbackLines).toBeLessThanOrEqual(1_500);
    expect(text(subject.screen.snapshot().scrollback[0]?.bytes() ?? bytes(''))).toContain('line 8992\r\n');
  });

  it('stays within its memory whatever the lines are like', () => {
    const random = new SeededRandom(7);
    const subject = new Subject(200, 10, { scrollbackBytes: 256 * 1024 });
    const line = (): string => Array.from({ length: 190 }, () => `\x1b[38;2;${random.integer(0, 255)};${random.integer(0, 255)};${random.integer(0, 255)}m${String.fromCharCode(random.integer(33, 126))}`).join('');
    const some = Array.from({ length: 20 }, line);
    for (let i = 0; i < 900; i++) subject.write(`${random.pick(some)}${i}\x1b[m\r\n`);
    // The live lines, the open block and the packed ones.
    expect(subject.screen.memoryBytes).toBeLessThan(250_000 + 230 * 2_700 + 500 * 4_000 * 2 + 256 * 1024);
    subject.screen.settle();
    expect(subject.screen.memoryBytes).toBeLessThan(250_000 + 230 * 2_700 + 256 * 1024 + 16 * 1024);
  });

  it('is the same after packing', () => {
    const subject = new Subject(30, 8).write(mixed(1_500));
    const before = subject.screen.snapshot();
    subject.screen.settle();
    const after = subject.screen.snapshot();
    expect(after.scrollback.map((block) => text(block.bytes()))).toEqual(before.scrollback.map((block) => text(block.bytes())));
  });

  it('a snapshot stays true when more is written', () => {
    const subject = new Subject(30, 8).write(mixed(900));
    const snapshot = subject.screen.snapshot();
    const before = snapshot.scrollback.map((block) => text(block.bytes()));
    subject.write(mixed(900, 2));
    subject.screen.settle();
    expect(snapshot.scrollback.map((block) => text(block.bytes()))).toEqual(before);
  });

  it.each([['erased by ED 3', '\x1b[3J'], ['gone with a full reset', '\x1bc']])('%s', (_name, sequence) => {
    const subject = new Subject(30, 8).write(mixed(900)).write(sequence);
    expect(subject.screen.scrollbackLines).toBe(0);
    expect(subject.screen.snapshot().scrollback).toEqual([]);
    subject.write(mixed(300));
    expect(looks(scrollback(restoreWithScrollback(subject.screen.snapshot()).terminal))).toHaveLength(subject.screen.scrollbackLines);
  });

  it('ED 3 on the alternate screen leaves it', () => {
    const subject = new Subject(30, 8).write(mixed(900));
    const lines = subject.screen.scrollbackLines;
    expect(subject.write('\x1b[?1049h\x1b[3J\x1b[?1049l').screen.scrollbackLines).toBe(lines);
  });

  it('a scroll region that begins at the top feeds it', () => {
    const stream = '\x1b[1;6r\x1b[6;1H' + Array.from({ length: 900 }, (_, i) => `line ${i}\r\n`).join('') + '\x1b[r';
    const restored = restoreWithScrollback(new Subject(30, 8).write(stream).screen.snapshot());
    expect(looks(scrollback(restored.terminal))).toEqual(looks(scrollback(bare(30, 8, stream).terminal)));
  });
});

describe('sizes', () => {
  it.each([[20, 8], [60, 8], [30, 3], [30, 20], [7, 5], [2, 1]])('after a resize to %i × %i it is the screen that a terminal with all the lines has (R50)', (cols, rows) => {
    const stream = mixed(700) + 'prompt$ ';
    const subject = new Subject(30, 8).write(stream);
    subject.screen.resize(cols, rows);
    const expected = bare(30, 8, stream);
    expected.terminal.resize(cols, rows);
    for (const part of ['saved', 'region', 'tabs', 'rows'] as const) {
      expect((dump(subject.terminal)['normal'] as Record<string, unknown>)[part]).toEqual((dump(expected.terminal)['normal'] as Record<string, unknown>)[part]);
    }
    expect(dump(subject.terminal)['cursor']).toBe(dump(expected.terminal)['cursor']);
    expect(dump(restore(subject.screen.snapshot()).terminal)).toEqual(rows === 1 ? expect.anything() : dump(subject.terminal));
    subject.write(mixed(300, 2));
    expect(subject.screen.faults).toBe(0);
    expect([subject.screen.cols, subject.screen.rows]).toEqual([cols, rows]);
  });

  it('forgets nothing on the way through a narrow size', () => {
    const subject = new Subject(60, 8).write(Array.from({ length: 600 }, (_, i) => `line ${i} ${'-'.repeat(45)}\r\n`).join(''));
    subject.screen.resize(10, 8);
    subject.screen.resize(60, 8);
    const all = subject.screen.snapshot().scrollback.map((block) => text(block.bytes())).reverse().join('');
    expect([...all.matchAll(/line (\d+)/g)].map((match) => Number(match[1]))).toEqual(Array.from({ length: 593 }, (_, i) => i));
  });
});
