import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { file, gif, IMAGE_FIXTURES, jpeg, png, sixel, stripes } from '../../../support/image-fixtures.js';
import { bytes, restore, Subject } from './rig.js';

const WITH_IMAGES = { terminal: { images: true } };
const [COLS, ROWS] = [40, 12];
// eslint-disable-next-line no-control-regex -- that is what sequences are made of
const SEQUENCES = /\x1bP[\d;]*q[^\x1b\x18]*(?:\x1b\\|\x18)|\x1b\]1337;[^\x07]*\x07/g;

function where(terminal: { buffer: { active: { cursorX: number; cursorY: number; baseY: number } } }): unknown {
  const { cursorX, cursorY, baseY } = terminal.buffer.active;
  return { cursor: [cursorX, cursorY], above: baseY };
}

describe('the server’s screen and images', () => {
  it.each(IMAGE_FIXTURES)('[IM1] $name: takes the room that it takes in pages', ({ output, cursor, above }) => {
    const subject = new Subject(COLS, ROWS, WITH_IMAGES).write(output);
    expect(where(subject.terminal)).toEqual({ cursor, above });
  });

  it.each(IMAGE_FIXTURES)('[IM1] $name: the same in single bytes', ({ output, cursor, above }) => {
    const subject = new Subject(COLS, ROWS, WITH_IMAGES);
    for (const byte of bytes(output)) subject.write(Uint8Array.of(byte));
    expect(where(subject.terminal)).toEqual({ cursor, above });
  });

  it('[IM2] by default nothing is known of images', () => {
    for (const { output } of IMAGE_FIXTURES) {
      const plain = new Subject(COLS, ROWS).write(output);
      const without = new Subject(COLS, ROWS).write(output.replace(SEQUENCES, ''));
      expect(where(plain.terminal)).toEqual(where(without.terminal));
    }
  });

  it('[IM3] a snapshot at any cut goes on with the image under way', () => {
    fc.assert(fc.property(fc.nat(IMAGE_FIXTURES.length - 1), fc.double({ min: 0, max: 1, noNaN: true }), (index, part) => {
      const { output } = IMAGE_FIXTURES[index] as (typeof IMAGE_FIXTURES)[number];
      // What is printed after it shows where the cursor is.
      const all = bytes(`${output}|`);
      const cut = Math.floor(part * all.length);
      const subject = new Subject(COLS, ROWS, WITH_IMAGES).write(all.subarray(0, cut));
      const { screen, tail, cols, rows } = subject.screen.snapshot();
      const other = new Subject(cols, rows, WITH_IMAGES).write(screen).write(tail).write(all.subarray(cut));
      subject.write(all.subarray(cut));
      const seen = ({ terminal }: Subject): unknown => Array.from({ length: ROWS }, (_, y) => terminal.buffer.active.getLine(terminal.buffer.active.baseY + y).translateToString(true));
      expect(seen(other), `${JSON.stringify(output)} cut at ${cut}`).toEqual(seen(subject));
      const { cursorX, cursorY } = subject.terminal.buffer.active;
      expect([other.terminal.buffer.active.cursorX, other.terminal.buffer.active.cursorY]).toEqual([cursorX, cursorY]);
    }), { numRuns: 3000 });
  });

  it('[IM3] what a snapshot says of an image under way is bounded', () => {
    for (const begun of [
      `\x1bPq${'~'.repeat(3_000_000)}`, `\x1bPq${'-'.repeat(3_000_000)}`, `\x1bPq${' '.repeat(3_000_000)}`, `\x1bPq"${'1;'.repeat(1_000_000)}`, `\x1bPq#${'9'.repeat(1_000_000)}`,
      `\x1b]1337;File=${'x'.repeat(1_000_000)}`, `\x1b]1337;File=inline=1:${'A'.repeat(3_000_000)}`, file([...png(9, 9), ...new Array<number>(300_000).fill(7)]).slice(0, -1),
    ]) {
      const subject = new Subject(COLS, ROWS, WITH_IMAGES).write(begun);
      expect(subject.screen.snapshot().tail.length).toBeLessThan(300_000);
      subject.write('\x18after');
      expect(subject.terminal.buffer.active.getLine(0).translateToString(true)).toBe('after');
    }
  });

  it('[IM3] a snapshot keeps the mode in which images do not scroll', () => {
    const subject = new Subject(COLS, ROWS, WITH_IMAGES).write('\x1b[?80h');
    const other = new Subject(COLS, ROWS, WITH_IMAGES).write(subject.screen.snapshot().screen).write(`${sixel('"1;1;60;100#0~')}x`);
    expect(where(other.terminal)).toEqual({ cursor: [1, 0], above: 0 });
    expect(where(restore(new Subject(COLS, ROWS, WITH_IMAGES).write(stripes(100, 100)).screen.snapshot()).terminal)).toEqual({ cursor: [0, 4], above: 0 });
  });

  it('[IM4] programs are told of sixel, and of cells as images are reckoned', () => {
    const ask = (query: string): string => new Subject(COLS, ROWS, WITH_IMAGES).write(query).answers.join('');
    expect(ask('\x1b[c')).toBe('\x1b[?62;4;9;22c');
    expect(ask('\x1b[0c')).toBe('\x1b[?62;4;9;22c');
    expect(ask('\x1b[1c')).toBe('');
    expect(ask('\x1b[16t')).toBe('\x1b[6;20;10t');
    expect(ask('\x1b[14t')).toBe('\x1b[4;240;400t');
    expect(ask('\x1b[18t')).toBe('\x1b[8;12;40t');
    expect(ask('\x1b[?1;1S')).toBe('\x1b[?1;0;256S');
    expect(ask('\x1b[?1;4S')).toBe('\x1b[?1;0;256S');
    expect(ask('\x1b[?1;2S')).toBe('\x1b[?1;0;256S');
    expect(ask('\x1b[?1;3;1024S')).toBe('\x1b[?1;3S');
    expect(ask('\x1b[?2;1S')).toBe('\x1b[?2;0;400;240S');
    expect(ask('\x1b[?2;4S')).toBe('\x1b[?2;0;1448;1448S');
    expect(ask('\x1b[?2;3;9;9S')).toBe('\x1b[?2;3S');
    expect(ask('\x1b[?3;1S')).toBe('\x1b[?3;1S');
    expect(ask('\x1b[?80$p')).toBe('\x1b[?80;2$y');
    expect(ask('\x1b[?80h\x1b[?80$p')).toBe('\x1b[?80;1$y');
    expect(ask('\x1b[?2004$p')).toBe('\x1b[?2004;2$y');
    expect(new Subject(COLS, ROWS).write('\x1b[c').answers.join('')).toBe('\x1b[?1;2c');
    expect(new Subject(COLS, ROWS).write('\x1b[?2;1S').answers.join('')).toBe('');
  });

  it('[IM1] a file whose size comes late is read to there, and no further', () => {
    const late = (length: number): string => {
      const [start, rest] = [jpeg(95, 50).slice(0, 2), jpeg(95, 50).slice(2)];
      const filler = Array.from({ length: Math.ceil(length / 60_000) }, () => [0xff, 0xef, 0xea, 0x62, ...new Array<number>(60_000).fill(0)]).flat();
      return `\x1b]1337;File=inline=1:${Buffer.from([...start, ...filler, ...rest]).toString('base64')}\x07`;
    };
    expect(where(new Subject(COLS, ROWS, WITH_IMAGES).write(late(120_000)).terminal)).toEqual({ cursor: [0, 2], above: 0 });
    expect(where(new Subject(COLS, ROWS, WITH_IMAGES).write(late(240_000)).terminal)).toEqual({ cursor: [0, 0], above: 0 });
    expect(gif(1, 1).length).toBeGreaterThan(24);
  });
});
