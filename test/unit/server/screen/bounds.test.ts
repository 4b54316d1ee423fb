import { describe, expect, it } from 'vitest';
import { MAX_SECTION_BYTES } from '../../../../src/protocol/snapshot-sections.js';
import { SeededRandom } from '../../../support/seeded-random.js';
import { bytes, compare, PlainTerminal, restore, Subject, text } from './rig.js';

const MAX_BLOCK_BYTES = 128 * 1024;
const random = new SeededRandom(5);
const colour = (): string => `${random.integer(0, 255)};${random.integer(0, 255)};${random.integer(0, 255)}`;

/** Lines of the widest screen, about as long as lines can be made. */
const LONG: readonly (readonly [name: string, cell: (col: number) => string])[] = [
  ['every look there is', (col) => `\x1b[0;7;1;5;9;3;2;53;4:3;38;2;${colour()};48;2;${colour()};58:2::255:255:255m\x1b[1"q${String.fromCharCode(97 + (col % 26))}`],
  ['a link in every cell', (col) => `\x1b]8;;http://${'x'.repeat(300)}/${col}\x1b\\a`],
  ['piles of combining characters', () => `a${'\u0301'.repeat(80)}`],
];

describe('bounds of a snapshot', () => {
  it.each(LONG)('a block of scrollback has 128 KiB at most, which is far below a section: %s [SV25] (R22, R28)', (_name, cell) => {
    expect(MAX_BLOCK_BYTES).toBeLessThan(MAX_SECTION_BYTES / 2);
    const subject = new Subject(1_000, 4, { scrollbackLines: 60 });
    for (let i = 0; i < 30; i++) subject.write(`${Array.from({ length: 990 }, (_, col) => (i % 6 === 0 ? cell(col) : 'b')).join('')}${i}\x1b[m\x1b]8;;\x1b\\\r\n`);
    const blocks = subject.screen.snapshot().scrollback;
    expect(Math.max(...blocks.map((block) => block.bytes().length))).toBeLessThanOrEqual(MAX_BLOCK_BYTES);
    expect(blocks.reduce((sum, { lines }) => sum + lines, 0)).toBe(27);
    const letters: string[] = [];
    for (const block of [...blocks].reverse()) {
      const terminal = new PlainTerminal(1_000, 4);
      terminal.write(block.bytes());
      const { lines } = terminal.terminal._core.buffers.normal;
      for (let y = 0; y < block.lines; y++) letters.push(lines.get(y).translateToString(true).replaceAll('\u0301', ''));
    }
    expect(letters.map((line) => [line.length, Number(/\d+$/.exec(line)?.[0])])).toEqual(letters.map((_, i) => [990 + String(i).length, i]));
  });

  it('a block with 128 KiB in it is closed, and the next goes on where it ended (R22)', () => {
    const subject = new Subject(200, 4, { scrollbackBytes: 4 * 2 ** 20 });
    for (let i = 0; i < 500; i++) subject.write(`${Array.from({ length: 100 }, () => `\x1b[38;2;${colour()}mx`).join('')} ${i}\x1b[m\r\n`);
    const blocks = [...subject.screen.snapshot().scrollback].reverse();
    expect(blocks.length).toBeGreaterThan(3);
    const all = blocks.map((block) => text(block.bytes())).join('');
    expect(all.split('\r\n').slice(0, -1).map((line) => Number(line.replace('\x1b[m', '').split(' ')[1]))).toEqual(Array.from({ length: 497 }, (_, i) => i));
    for (const block of blocks) expect(text(block.bytes()).endsWith('\x1b[m\r\n')).toBe(true);
  });

  it('a screen with colours of its own in every cell is a snapshot of 40 bytes a cell at most, and the same when restored [SV24] (R22, R28)', () => {
    const subject = new Subject(1_000, 40);
    for (let y = 1; y <= 40; y++) subject.write(`\x1b[${y}H${Array.from({ length: 1_000 }, (_, x) => `\x1b[38;2;${(x * 7) & 255};${y};9;48;2;1;2;${x & 255}mx`).join('')}`);
    const snapshot = subject.screen.snapshot();
    expect(snapshot.screen.length).toBeLessThan(40_000 * 40);
    const faults: string[] = [];
    compare(faults, 'restored', subject.terminal, restore(snapshot).terminal);
    expect(faults).toEqual([]);
  });

  it('a link in every cell does not make a snapshot as long as all of them: 4 MiB, and one link [SV24] (R28)', () => {
    const subject = new Subject(200, 50);
    for (let i = 0; i < 1_900; i++) subject.write(`\x1b]8;id=${i};http://${'x'.repeat(4_000)}\x1b\\a`);
    const snapshot = subject.screen.snapshot();
    expect(snapshot.screen.length).toBeGreaterThan(4 * 2 ** 20);
    expect(snapshot.screen.length).toBeLessThan(4.2 * 2 ** 20);
    // The text is all there.
    const { terminal } = restore(snapshot);
    expect(terminal._core.buffers.normal.lines.get(9).translateToString(true)).toBe('a'.repeat(100));
  });
});

describe('bounds of a session', () => {
  it('the oldest lines go first when the bytes are used up, whole blocks at a time, and the newest stay (R22)', () => {
    const noise = new SeededRandom(9);
    const subject = new Subject(200, 4, { scrollbackBytes: 200_000 });
    for (let i = 0; i < 4_000; i++) subject.write(`${i} ${Array.from({ length: 150 }, () => String.fromCharCode(noise.integer(33, 126))).join('')}\r\n`);
    const numbers = [...subject.screen.snapshot().scrollback].reverse().flatMap((block) => text(block.bytes()).split('\r\n').slice(0, -1).map((line) => Number.parseInt(line, 10)));
    expect(numbers.length).toBeGreaterThan(1_000);
    expect(numbers.length).toBeLessThan(3_000);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => 3_997 - numbers.length + i));
    expect(subject.screen.scrollbackLines).toBe(numbers.length);
  });

  it('one line now and then does not become one block per line', () => {
    const subject = new Subject(80, 4);
    for (let i = 0; i < 900; i++) {
      subject.write(bytes(`line ${i}\r\n`));
      subject.screen.settle();
    }
    expect(subject.screen.snapshot().scrollback.length).toBeLessThanOrEqual(3);
  });

  it('at rest a session of 10,000 ordinary lines says it takes less than 1 MB, and does not grow by being asked', () => {
    const words = new SeededRandom(3);
    const subject = new Subject(80, 24);
    for (let i = 0; i < 10_500; i++) subject.write(`${i} ${words.id()} ${words.id().slice(0, words.integer(1, 20))}\r\n`);
    expect(subject.screen.memoryBytes).toBeLessThan(1_500_000);
    subject.screen.settle();
    const { memoryBytes } = subject.screen;
    expect(memoryBytes).toBeLessThan(1_000_000);
    subject.screen.snapshot();
    subject.screen.settle();
    expect(subject.screen.memoryBytes).toBe(memoryBytes);
  });
});
