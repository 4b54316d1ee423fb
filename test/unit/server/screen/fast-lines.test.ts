import { describe, expect, it } from 'vitest';
import { createHeadless, deflatePacking } from '../../../../src/server/node/headless.js';
import { FastLines } from '../../../../src/server/screen/fast-lines.js';
import { History } from '../../../../src/server/screen/history.js';
import { coreOf } from '../../../../src/server/screen/xterm-core.js';
import type { Snapshot } from '../../../../src/server/session-screen.js';
import { SeededRandom } from '../../../support/seeded-random.js';
import { randomStream } from './grammar.js';
import { bytes, compare, isReachable, lineText, PlainTerminal, restore, restoreWithScrollback, scrollback, Subject, text } from './rig.js';

const WORDS = ['GET', 'the', 'a', '/index.html', '200', '[main]', 'connected', '~', '  ', '{"k":1}', 'took 12ms'];
const OPENERS = ['\x1b[32m', '\x1b[1;31m', '\x1b[2m', '\x1b[38;5;200m', '\x1b[48;5;9m', '\x1b[38;2;1;2;3m', '\x1b[0;33m', '\x1b[7m', '\x1b[3;9m', '\x1b[53m', '\x1b[97;104m', '\x1b[4m', '\x1b[21m', '\x1b[8m', '\x1b[5m'];
const CLOSERS = ['\x1b[m', '\x1b[0m', '\x1b[39m', '\x1b[22m', '\x1b[1;0m', '\x1b[49m', '\x1b[39;49m', '\x1b[27m', '\x1b[;m', '\x1b[23;29m', '\x1b[24m', '\x1b[28;55;25m'];
/** What is nearly simple. */
const ODD = [
  '\t', '漢', 'é', '\x1b[4:3m', '\x1b[38;5m', '\x1b[38;5;300m', '\x1b[38;7;1m', '\x1b[58;5;3m', '\x1b[1;38m', '\r', '\n', '\b', '\x1b[K', '\x1b[5C', '\x1b[44m\x1b[K', 'y'.repeat(90), '\x1b]0;t\x07', '\x07', '\x1b[38;2;1;2;3;4m', '\x1b[38;5;;1m', '\x1b[6;6;6m',
  '\x1b[?7l', '\x1b[?7h', '\x1b[4h', '\x1b[4l', '\x1b[20h', '\x1b[20l', '\x1b7', '\x1b8', '\x1b(0', '\x1b(B', '\x0e', '\x0f', '\x1b[2;4r', '\x1b[r\x1b[99H', '\x1b[?6h', '\x1b[?6l', '\x1b[?1049h', '\x1b[?1049l', '\x1b[1"q', '\x1b]8;;http://a/\x1b\\', '\x1b]8;;\x1b\\', '\x1b[H', '\x1b[99H', '\x1b[A', '\x1b[4m', '\x1b[41m',
];

/** @param tidy nothing but what is simple: only long runs of that are worth anything */
function line(random: SeededRandom, tidy = false): string {
  let out = '';
  for (let words = random.integer(0, random.chance(0.15) ? (tidy ? 12 : 30) : 4); words > 0; words--) {
    const coloured = random.chance(0.3);
    out += `${coloured ? random.pick(tidy ? OPENERS.filter((_, i) => i !== 4 && i !== 10) : OPENERS) : ''}${random.pick(WORDS)}${coloured ? random.pick(tidy || random.chance(0.6) ? ['\x1b[m', '\x1b[0m'] : CLOSERS) : ''} `;
  }
  return `${random.chance(0.9) ? out.replace(/ $/, '') : out}${random.chance(0.1) ? '\x1b[m' : ''}`;
}

function flood(random: SeededRandom, lines: number, tidy = random.chance(0.75)): string {
  return Array.from({ length: lines }, () => `${line(random, tidy)}\r\n`).join('');
}

/** As it looks: blanks in the middle of a line come back as spaces. */
const looks = (lines: string[]): string[] => lines.map((one) => one.replaceAll('·', ' ').trimEnd());

function allLines({ terminal }: { terminal: any }): string[] { // eslint-disable-line @typescript-eslint/no-explicit-any -- the private side of xterm.js
  const { normal } = terminal._core.buffers;
  return looks(Array.from({ length: normal.lines.length }, (_, i) => lineText(terminal._core, normal.lines.get(i), terminal.cols)));
}

/** What a snapshot holds, for somebody who begins anywhere: every line that is whole begins and ends with a plain pen. */
function allLinesOf(snapshot: Snapshot): string[] {
  const scrollback = snapshot.scrollback.map((block) => ({ ...block, bytes: () => bytes(text(block.bytes()).replaceAll('\r\n', '\x1b[m\r\n')) }));
  return allLines(restoreWithScrollback({ ...snapshot, scrollback }));
}

/** A screen that gets its output in pieces, beside a terminal that has all of it; compared whenever it is looked at. */
function run(seed: number, faults: string[]): void {
  const random = new SeededRandom(seed);
  const [cols, rows] = [random.integer(8, 60), random.integer(2, 8)];
  const scrollbackLines = random.pick([1, 3, 20, 60, 199, 230, 1_000, 10_000]);
  const screen = new Subject(cols, rows, { scrollbackLines });
  const bare = new PlainTerminal(cols, rows, 50_000);
  const setBack = (): void => {
    for (const one of [screen, bare]) one.write(bytes(`\x18\x1b[?1049l\x1b[!p\x1b[?7h\x1b[20l\x1b[4l\x1b]8;;\x1b\\\x1b[r\x1b[m\x0f\x1b[99;1H\r\n`));
  };
  for (let step = 0; step < 12; step++) {
    if (random.chance(0.5)) setBack();
    const output = bytes(random.pick([
      () => flood(random, random.pick([1, 5, 40, 300, 1_500])),
      () => flood(random, random.pick([5, 40, 300])),
      () => `${flood(random, random.pick([3, 240]))}${line(random)}${random.pick(ODD)}${line(random)}\r\n${flood(random, random.pick([3, 70, 260]))}`,
      () => Array.from({ length: 30 }, () => `${line(random)}${random.chance(0.2) ? random.pick(ODD) : ''}\r\n`).join(''),
      () => randomStream(random, 20),
      () => `${flood(random, 250)}${line(random)}${random.pick(['\x1b', '\x1b[', '\x1b[3', '\x1b[38;5', '\r', '\x1b]2;ti'])}`,
      () => random.pick(['\x1b[3J', '\x1bc', '\x1b]4;1;#ff0000\x07', '\x1b]2;name\x07', '\x1b[2J', '\x1b7', '\x1b8']),
    ])());
    const piece = random.pick([1, 7, 100, 5_000, 16_384, 1e9]);
    for (let from = 0; from < output.length;) {
      const count = random.integer(1, piece === 1 && output.length > 3_000 ? 100 : piece);
      screen.write(output.subarray(from, from + count));
      from += count;
    }
    bare.write(output);
    if (random.chance(0.4)) continue;
    const where = `seed ${seed}, step ${step}`;
    const before = faults.length;
    const { terminal } = screen;
    compare(faults, where, terminal, bare.terminal, false);
    // The lines above: as many as are kept, the newest.
    const live = scrollback(terminal);
    const all = scrollback(bare.terminal);
    if (live.join('\n') !== all.slice(all.length - live.length).join('\n')) faults.push(`${where}: live scrollback differs`);
    if (screen.screen.scrollbackLines < Math.min(all.length, scrollbackLines)) faults.push(`${where}: ${screen.screen.scrollbackLines} of ${all.length} lines`);
    if (faults.length > before) return;
    if (random.chance(0.3)) {
      const snapshot = screen.screen.snapshot();
      if (isReachable(terminal)) {
        compare(faults, `${where}, restored`, terminal, restore(snapshot).terminal, false);
        const restored = allLinesOf(snapshot);
        const expected = allLines(bare);
        if (snapshot.scrollback.reduce((sum, { lines }) => sum + lines, 0) !== screen.screen.scrollbackLines) faults.push(`${where}: lines counted wrongly`);
        // A line the oldest block begins in the middle of is marked beside it.
        const kept = restored.slice(1).join('\n');
        if (terminal._core.buffers.active === terminal._core.buffers.normal && kept !== expected.slice(expected.length - restored.length + 1).join('\n')) faults.push(`${where}: restored scrollback differs`);
      }
      if (faults.length > before) return;
    }
  }
}

describe('lines that are not parsed', () => {
  /** More lines than the terminal itself keeps, so that they go into the history as they are. */
  const PLAIN = Array.from({ length: 230 }, (_, i) => `line ${i}\r\n`).join('');
  /** States in which a line is not what it seems, and what ends them. */
  const STATES = [
    '', 'left over\r', '\x1b[41m', '\x1b[4m', '\x1b[1;5r\x1b[5;1H', '\x1b[1;5r\x1b[8;1H', '\x1b[?1049h\x1b[8;1H', '\x1b[2;8r\x1b[8;1H', '\x1b(0', '\x1b)0\x0e', '\x1b[?7l', '\x1b[4h', '\x1b[3;1H', '\x1b[5G', '\x1b[44m\x1b[K\x1b[m', '\x1b[58;5;3m', '\x1b[3;5r\x1b[?6h', '\x1b]8;;http://a/\x1b\\',
    '\x1b7m', 'ab\n\n', 'left over from it all\r', 'a\t\t\tbcdefgh', 'é'.repeat(20), `${'x'.repeat(30)}\x7f`, 'left over from what was before\r\x07', `${'x'.repeat(31)}\r\x1b[X`, '\x1b[7m\x1b[30G漢\x1b[m\x1b[T\x1b[8;1H', 'x'.repeat(31), 'x'.repeat(30), 'x'.repeat(60), '\x1b[20h', '\x1b[1"q', '\x1b[3', '\x1b[31m\x07', '\x1b[41m\x07', '\x1b[58;5;3m\x07', '\x1b7\x1b[4m\x1b8', '\x1b7\x1b]8;;http://a/\x1b\\\x1b8',
  ];
  it.each(STATES)('a flood after %j comes back whole, above the screen and on it, whatever the pieces are (R10, R22)', (state) => {
    // Also cut right behind it: with what follows in one piece, the first line would be parsed together with it.
    for (const [seed, size, first] of [[1, 50_000, ''], [2, 16_384, ''], [3, 333, ''], [4, undefined, 'what comes first'], [5, undefined, '\x1b[4mwhat\x1b[m comes first'], [6, undefined, '\x1b[58;5;3mwhat\x1b[m comes first'], [7, undefined, '']] as const) {
      const random = new SeededRandom(seed);
      const before = bytes(`${flood(random, 150, true)}${state}`);
      const output = bytes(`${text(before)}${first}\r\n${PLAIN}${flood(random, 300, true)}\x1b[m\x1b[r\x1b[8;1H${flood(random, 300, true)}end`);
      const screen = new Subject(30, 8);
      const bare = new PlainTerminal(30, 8, 50_000);
      // A screen that is full takes lines at once, and the state may be among what waits.
      if (seed % 2 === 0) for (const one of [screen, bare]) one.write(bytes('\r\n'.repeat(8)));
      for (let from = 0; from < output.length;) {
        const to = from + (size ?? (from === 0 ? before.length : 16_384));
        screen.write(output.subarray(from, to));
        from = to;
      }
      bare.write(output);
      const snapshot = screen.screen.snapshot();
      expect(allLinesOf(snapshot)).toEqual(allLines(bare));
      expect(snapshot.scrollback.reduce((sum, { lines }) => sum + lines, 0)).toBe(bare.terminal.buffer.normal.baseY);
      const faults: string[] = [];
      compare(faults, 'live', screen.terminal, bare.terminal, false);
      if (isReachable(screen.terminal)) compare(faults, 'restored', screen.terminal, restore(snapshot).terminal, false);
      expect(faults).toEqual([]);
    }
  });

  it.each([[1, 0], [1, 1], [1, 300], [2, 0]])('a screen of %i rows with %i lines above it ends with the last ones (R22)', (rows, scrollbackLines) => {
    const output = bytes(flood(new SeededRandom(rows), 1_500, true));
    const screen = new Subject(30, rows, { scrollbackLines });
    for (let from = 0; from < output.length; from += 5_000) screen.write(output.subarray(from, from + 5_000));
    const bare = new PlainTerminal(30, rows, 50_000);
    bare.write(output);
    const faults: string[] = [];
    compare(faults, 'live', screen.terminal, bare.terminal, false);
    expect(faults).toEqual([]);
    expect(screen.screen.scrollbackLines).toBeGreaterThanOrEqual(scrollbackLines);
  });

  it('a session that has become quiet in the middle of a flood keeps all of it (R22)', () => {
    const output = bytes(`${PLAIN}the beginning of a line`);
    const screen = new Subject(30, 8).write('\r\n'.repeat(8)).write(output);
    screen.screen.settle();
    const bare = new PlainTerminal(30, 8);
    bare.write(bytes('\r\n'.repeat(8)));
    bare.write(output);
    expect(allLinesOf(screen.screen.snapshot())).toEqual(allLines(bare));
  });

  it.each([1, 2, 3, 4, 5, 6])('sizes that change in the middle of floods find the screen that a terminal has at that moment: seed %i (R10, R22)', (seed) => {
    const random = new SeededRandom(seed);
    const screen = new Subject(30, 8);
    // Nothing waits in a screen that is looked at after every line.
    const looked = new Subject(30, 8);
    for (let step = 0; step < 8; step++) {
      const coloured = '\x1b[44mcoloured over the edge of many a screen\x1b[m\r\n'.repeat(step === 2 ? 250 : 0);
      const lines = `${coloured}${flood(random, random.pick([3, 100, 700]), random.chance(0.7))}`.split('\n').map((one, i, all) => (i + 1 < all.length ? `${one}\n` : line(random)));
      for (const one of lines) void looked.write(one).terminal;
      screen.write(lines.join(''));
      const [cols, rows] = [random.integer(10, 50), random.integer(2, 12)];
      for (const { screen: each } of [screen, looked]) each.resize(cols, rows);
      const faults: string[] = [];
      compare(faults, `step ${step}`, screen.terminal, looked.terminal, false);
      expect(faults).toEqual([]);
      const [one, other] = [screen.screen.snapshot(), looked.screen.snapshot()];
      expect(allLinesOf(one)).toEqual(allLinesOf(other));
    }
  });

  /** Codes that are taken for what takes others back, if they are not. */
  const TAKING = ['', '22', '23', '24', '25', '27', '28', '29', '39', '49', '55', '59', '10', '0;1', '38;5', '38;5;300', '38;5;;39', '38;2;1;2', '38;2;1;2;3;39', '48;5;0;49', `${'1;'.repeat(32)}0`];
  it.each(['1', '2', '3', '4', '5', '7', '8', '9', '21', '53', '31', '97', '44', '104', '38;5;200', '38;5;200;1', '48;2;1;2;3', '38;2;1;2;0', '58;5;3', '38;7;9;9;9;9;9;1', '38;5', '3:'])('what %s sets, only its own code takes back (R10, R22)', (set) => {
    // More of each line than the terminal itself keeps.
    const outputs = TAKING.map((take) => bytes(`${`a\x1b[${set}mb\x1b[${take}m\r\n`.repeat(215)}\x1b[m\x07\r\n`));
    const screen = new Subject(3, 2);
    const bare = new PlainTerminal(3, 2);
    for (const output of outputs) {
      // In one piece, what follows on lines that are not simple would not be looked at.
      screen.write(output);
      bare.write(output);
    }
    expect(allLinesOf(screen.screen.snapshot())).toEqual(allLines(bare));
  });

  it.each([7_000, 1e9])('a flood of more than may wait comes back, in pieces of %i (R10, R22)', (size) => {
    const output = bytes(`${flood(new SeededRandom(size), 400, true)}${Array.from({ length: 14_000 }, (_, i) => `line ${i} ${'.'.repeat(i % 37)}\r\n`).join('')}${flood(new SeededRandom(2), 200)}\x1b[5Gend`);
    const screen = new Subject(30, 8, { scrollbackLines: 30_000 });
    for (let from = 0; from < output.length; from += size) screen.write(output.subarray(from, from + size));
    const bare = new PlainTerminal(30, 8, 50_000);
    bare.write(output);
    const snapshot = screen.screen.snapshot();
    expect(allLinesOf({ ...snapshot, scrollback: snapshot.scrollback.slice(0, 25) })).toEqual(allLines(bare).slice(-allLinesOf({ ...snapshot, scrollback: snapshot.scrollback.slice(0, 25) }).length));
    expect(snapshot.scrollback.reduce((sum, { lines }) => sum + lines, 0)).toBe(bare.terminal.buffer.normal.baseY);
  });

  it.each([['short lines', 'a line\r\n', 200_000], ['empty lines', '\r\n', 500_000], ['wide lines in many colours', `${'\x1b[31mxxx'.repeat(300)}\x1b[m\r\n`, 1_000]] as const)('what waits takes at most 300 KB: %s (R22)', (_name, one, count) => {
    const core = coreOf(createHeadless({ cols: 1_000, rows: 4, scrollback: 200, unicode: '11' }));
    const fast = new FastLines(core, new History(core, 1_000, 100_000, deflatePacking), (parsed) => core.parse(parsed));
    core.parse(bytes('\r\n'.repeat(4)));
    const input = bytes(one.repeat(count));
    let most = 0;
    let parsed = 0;
    for (let from = 0; from < input.length;) {
      let end = fast.take(input, from, Math.min(input.length, from + 16_000));
      most = Math.max(most, fast.memoryBytes);
      if (end === from) {
        // The beginning of a line has been parsed, and so must be its rest.
        end = input.indexOf(0x0a, from) + 1;
        core.parse(input.subarray(from, end));
        parsed++;
      }
      from = end;
    }
    expect(most).toBeLessThan(300_000);
    expect(most).toBeGreaterThan(1_000);
    expect(parsed).toBeLessThan(count / 10);
  });

  it.each([333, 5_000, 500_000])('long and short lines of a very wide screen come back, in pieces of %i (R10, R22)', (size) => {
    const random = new SeededRandom(size);
    const output = bytes(Array.from({ length: 1_200 }, (_, i) => `${random.chance(0.3) ? '\x1b[32m' : ''}${'abcdefgh '.repeat(i % 400 < 180 ? random.integer(80, 112) : 1)}\x1b[m\r\n`).join(''));
    const screen = new Subject(1_000, 8, { scrollbackBytes: 8 * 2 ** 20 });
    for (let from = 0; from < output.length; from += size) screen.write(output.subarray(from, from + size));
    const bare = new PlainTerminal(1_000, 8);
    bare.write(output);
    const snapshot = screen.screen.snapshot();
    expect(allLinesOf(snapshot)).toEqual(allLines(bare));
    expect(Math.max(...snapshot.scrollback.map((block) => block.bytes().length))).toBeLessThanOrEqual(128 * 1024);
  });

  it('a block says how many rows its lines have, also of lines that wrap [SV24] (R22)', () => {
    const random = new SeededRandom(7);
    const long = (): string => 'abcdefghij'.repeat(random.integer(0, 9)).slice(0, random.integer(0, 90));
    const screen = new Subject(30, 8);
    screen.write(bytes(Array.from({ length: 3_000 }, () => `${long()}\r\n`).join('')));
    const { scrollback: blocks } = screen.screen.snapshot();
    expect(blocks.length).toBeGreaterThan(4);
    for (const [index, { cols, lines, bytes: content }] of blocks.entries()) {
      const plain = new PlainTerminal(cols, 2, 5_000);
      plain.write(content());
      const { normal } = plain.terminal._core.buffers;
      // The cursor stands in the row below the last line, unless that goes on in the next block.
      expect([index, normal.ybase + normal.y + (blocks[index - 1]?.continued === true ? 1 : 0)]).toEqual([index, lines]);
    }
  });

  it.each(Array.from({ length: 6 }, (_, i) => 1 + i * 10))('mixed with everything else and cut anywhere, the screen and the lines above are those of a terminal that parsed them: seeds from %i [SV24] (R10, R20, R22)', (seed) => {
    const faults: string[] = [];
    for (let i = 0; i < 10; i++) run(seed + i, faults);
    expect(faults.slice(0, 4)).toEqual([]);
  });
});
