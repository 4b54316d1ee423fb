import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../support/seeded-random.js';
import { randomStream } from './grammar.js';
import { bytes, compare, dump, isReachable, PlainTerminal, restore, Subject } from './rig.js';

const [COLS, ROWS] = [20, 6];
/** Lines of scrollback; of these up to 200 are live. */
const LIVE = [3, 20, 199, 200, 5_000];
/** Lines written before the cursor is saved, and between that and the snapshot: from an empty to a full buffer, and over the edge. */
const FILLS = [0, 1, 5, 190, 194, 195, 200, 206, 400];
const SCROLLS = [0, 1, 4, 12];
const lines = (count: number): string => Array.from({ length: count }, (_, i) => `line ${i}\r\n`).join('');

describe('the saved cursor', () => {
  it.each(LIVE)('is on its row at every fill, in a screen that keeps %i lines and in a page with room for more [SV28] (R22)', (scrollbackLines) => {
    for (const fill of FILLS) {
      for (const scrolls of SCROLLS) {
        const stream = bytes(`${lines(fill)}\x1b[4;7H\x1b[31m\x1b7\x1b[6;1H${'\n'.repeat(scrolls)}\x1b8X`);
        const screen = new Subject(COLS, ROWS, { scrollbackLines }).write(stream);
        const page = new PlainTerminal(COLS, ROWS, 5_000);
        page.write(stream);
        const where = `${fill} lines, then ${scrolls}`;
        expect(dump(screen.terminal)['cursor'], where).toBe('7,3');
        const faults: string[] = [];
        compare(faults, where, screen.terminal, page.terminal);
        expect(faults).toEqual([]);
      }
    }
  });

  it.each(['', '\x1b[3J', '\x1b[?1049h', '\x1b[?47h\x1b[2;2H\x1b7\x1b[?47l'])('comes back in a snapshot, and ESC 8 does there what it does here: %j [SV28] (R22)', (also) => {
    for (const fill of FILLS) {
      for (const scrolls of SCROLLS) {
        const live = new Subject(COLS, ROWS).write(`${lines(fill)}\x1b[4;7H\x1b7\x1b[6;1H${'\n'.repeat(scrolls)}${also}`);
        const restored = restore(live.screen.snapshot());
        for (const more of ['', '\n\n\n\n\x1b8X', '\x1b[6;1H\r\n\r\n\x1b[?1049l\x1b8Y', '\x1b[?47h\x1b8Z']) {
          live.write(more);
          restored.write(bytes(more));
          const faults: string[] = [];
          compare(faults, `${fill} lines, ${scrolls} more, then ${JSON.stringify(more)}`, live.terminal, restored.terminal);
          expect(faults).toEqual([]);
        }
      }
    }
  });

  it.each(Array.from({ length: 20 }, (_, i) => i))('random output and sizes: screens with few and many live lines, one that was restored on the way, all the same, seed %i [SV28] (R22)', (seed) => {
    const random = new SeededRandom(seed + 500);
    const few = new Subject(COLS, ROWS, { scrollbackLines: 60 });
    const many = new Subject(COLS, ROWS);
    let restored: PlainTerminal | undefined;
    for (let step = 0; step < 60; step++) {
      const output = random.pick([
        () => '\x1b7', () => '\x1b8', () => '\x1b[s', () => '\x1b[u', () => '\x1b[?1049h', () => '\x1b[?1049l', () => '\x1b[3J', () => '\r\n'.repeat(random.integer(1, 30)),
        () => `\x1b[${random.integer(1, 7)};${random.integer(1, 21)}H`, () => randomStream(random, 3),
      ])();
      if (random.chance(0.06)) {
        const [cols, rows] = [random.integer(10, 30), random.integer(3, 8)];
        for (const { screen } of [few, many]) {
          // Enough above for the tallest and the widest, in each of them; on both screens, as only one scrolls.
          screen.write(bytes(`\x18\x1b[r\x1b[?47l\x1b[${ROWS + 2};1H${'\r\n'.repeat(40)}`));
          screen.resize(cols, rows);
          screen.write(bytes('\x18\x1b[?9999h'));
        }
        restored = undefined;
      }
      for (const subject of [few, many]) subject.write(output);
      restored?.write(bytes(output));
      const faults: string[] = [];
      compare(faults, `step ${step}, ${JSON.stringify(output)}`, few.terminal, many.terminal, false);
      if (restored !== undefined) compare(faults, `step ${step}, ${JSON.stringify(output)}, restored`, many.terminal, restored.terminal, false);
      expect(faults).toEqual([]);
      if (isReachable(many.terminal) && random.chance(0.2)) restored = restore(many.screen.snapshot());
    }
  });
});
