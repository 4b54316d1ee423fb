import xterm from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { keepSavedRows } from '../../../src/base/saved-row.js';
import { SeededRandom } from '../../support/seeded-random.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- the private side of xterm.js */

const COLS = 20;
const ROWS = 6;
/** A screen's own, a page's, and sizes that are full after the first lines. */
const SCROLLBACKS = [0, 1, 3, 10, 200, 5_000];

function terminal(scrollback: number, cols = COLS, rows = ROWS): any {
  const made = new xterm.Terminal({ cols, rows, scrollback, allowProposedApi: true, logLevel: 'off' }) as any;
  keepSavedRows(made._core);
  return made;
}

const write = (term: any, text: string): void => term._core._inputHandler.parse(new TextEncoder().encode(text));
const cursor = (term: any): string => `${term.buffer.active.cursorX},${term.buffer.active.cursorY}`;
const savedRow = ({ savedY, ybase }: any): number => savedY - ybase;
const rowsOf = (term: any): string[] =>
  Array.from({ length: term.rows }, (_, y) => term.buffer.active.getLine(term.buffer.active.baseY + y)?.translateToString(true) ?? '');

const WAYS = [['ESC 7', '\x1b7', '\x1b8'], ['SCOSC', '\x1b[s', '\x1b[u'], ['1048', '\x1b[?1048h', '\x1b[?1048l'], ['1049', '\x1b[?1049h\x1b[?47l', '\x1b[?1049l']] as const;

describe('the saved cursor', () => {
  describe.each(SCROLLBACKS)('with %i lines of scrollback', (scrollback) => {
    it.each(WAYS)('%s: returns to its row, however much was scrolled since [EL32] (R22)', (_name, save, restore) => {
      for (const before of [0, 3, 6, 8, 13]) {
        for (const after of [0, 1, 2, 5, 12]) {
          const term = terminal(scrollback);
          write(term, `${'line\r\n'.repeat(before)}\x1b[4;5H${save}\x1b[6;1H${'\n'.repeat(after)}${restore}`);
          expect(cursor(term), `${before} lines before, ${after} after`).toBe('4,3');
        }
      }
    });

    it.each([['ED 3', '\x1b[3J'], ['selective ED 3', '\x1b[?3J'], ['a region that feeds the scrollback', '\x1b[1;3r\x1b[3;1H\n\n\n\n\n\x1b[r']])('%s leaves it [EL32] (R22)', (_name, sequence) => {
      const term = terminal(scrollback);
      write(term, `${'line\r\n'.repeat(30)}\x1b[4;5H\x1b7\x1b[6;1H\n\n${sequence}\n\x1b8`);
      expect(cursor(term)).toBe('4,3');
    });

    it('a full reset forgets it, and it is kept again after that [EL32]', () => {
      const term = terminal(scrollback);
      write(term, `${'line\r\n'.repeat(30)}\x1b[4;5H\x1b7\x1bc\x1b[3;3H\x1b8`);
      expect(cursor(term)).toBe('0,0');
      write(term, `\x1b[3;3H\x1b7\x1b[6;1H${'\n'.repeat(9)}\x1b8`);
      expect(cursor(term)).toBe('2,2');
    });

    it('so does a soft one, on a screen that has scrolled [EL32]', () => {
      const term = terminal(scrollback);
      write(term, `${'line\r\n'.repeat(30)}\x1b[4;5H\x1b7\x1b[!p\x1b[6;1H\n\x1b8`);
      expect(cursor(term)).toBe('0,0');
    });
  });

  it('a change of size under a full-screen program: its prompt is where the cursor comes back to [EL32] (R22)', () => {
    for (const scrollback of [10, 12, 200, 5_000]) {
      for (const [cols, rows] of [[COLS, 3], [COLS, 9], [11, ROWS], [40, ROWS], [9, 4], [33, 8]] as const) {
        const term = terminal(scrollback);
        write(term, `${'a line that is wrapped here\r\n'.repeat(20)}$ vi\x1b[?1049h\x1b[2J\x1b[H\n\n\n\n\n\n\n\n`);
        term.resize(cols, rows);
        term.resize(Math.max(7, cols - 1), rows + 1);
        write(term, '\x1b[?1049l');
        const { cursorX, cursorY } = term.buffer.active;
        expect([cursorX, rowsOf(term)[cursorY]], `${scrollback} lines, ${cols}×${rows}`).toEqual([4, '$ vi']);
      }
    }
  });

  it('stays on the screen when the one it belongs to is not shown [EL32] (R22)', () => {
    const term = terminal(200);
    write(term, '\x1b[?47h\x1b[6;20H\x1b7\x1b[?47l');
    term.resize(10, 3);
    const { alt } = term._core.buffers;
    expect([alt.savedX, savedRow(alt)]).toEqual([9, 2]);
    // Nor does the alternate screen scroll into the room of its old height.
    write(term, `\x1b[?47h\x1b[2;2H\x1b7\x1b[3;1H${'x\r\n'.repeat(12)}`);
    expect([alt.ybase, savedRow(alt)]).toEqual([0, 1]);
  });

  it('moves up with the line that clear() keeps', () => {
    const term = terminal(200);
    write(term, `${'line\r\n'.repeat(30)}\x1b[4;1H$ \x1b7\x1b[5;1H`);
    term.clear();
    expect(savedRow(term._core.buffers.normal)).toBe(0);
    write(term, '\x1b[4;5H\x1b7\x1b[2;1H');
    term.clear();
    expect(savedRow(term._core.buffers.normal)).toBe(2);
  });

  it('is the same when it is made so twice', () => {
    const [once, twice] = [terminal(3), terminal(3)];
    keepSavedRows(twice._core);
    for (const term of [once, twice]) {
      write(term, `${'line\r\n'.repeat(5)}\x1b[4;5H\x1b7\x1b[6;1H\n\n\n\x1b[3J`);
      term.resize(COLS, 4);
      write(term, '\x1b8');
    }
    expect(cursor(twice)).toBe(cursor(once));
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))('is on the same row whatever the scrollback: random output and sizes, seed %i [EL32] (R22)', (seed) => {
    const random = new SeededRandom(seed + 1);
    // No scrollback at all is another way to be resized for everything, the cursor first.
    const terminals = [40, 55, 200, 5_000].map((scrollback) => terminal(scrollback));
    for (let step = 0; step < 120; step++) {
      const text = random.pick([
        () => '\x1b7', () => '\x1b8', () => '\x1b[s', () => '\x1b[u', () => '\x1b[?1048h', () => '\x1b[?1048l', () => '\x1b[?1049h', () => '\x1b[?1049l', () => '\x1b[?47h', () => '\x1b[?47l',
        () => '\r\n'.repeat(random.integer(1, 12)), () => 'word '.repeat(random.integer(1, 12)), () => `\x1b[${random.integer(1, 9)};${random.integer(1, 30)}H`, () => '\x1b[S', () => '\x1bM',
        () => '\x1b[1;4r', () => '\x1b[2;5r', () => '\x1b[r', () => '\x1b[3J', () => '\x1b[!p', () => (random.chance(0.1) ? '\x1bc' : '\x1b[2J'),
      ])();
      const size = random.chance(0.08) ? [random.integer(10, 30), random.integer(3, 10)] as const : undefined;
      for (const term of terminals) {
        // The top of the screen moves with the lines above it, if there are any: as many as the tallest screen takes.
        if (size !== undefined) write(term, '\r\n'.repeat(30));
        if (size !== undefined) term.resize(...size);
        write(term, text);
      }
      const states = terminals.map((term) => {
        const { normal, alt } = term._core.buffers;
        return [cursor(term), savedRow(normal), savedRow(alt), ...rowsOf(term)].join('\n');
      });
      expect(new Set(states).size, `step ${step}, ${JSON.stringify(text)}`).toBe(1);
      for (const term of terminals) for (const buffer of [term._core.buffers.normal, term._core.buffers.alt]) {
        expect(savedRow(buffer)).toBeGreaterThanOrEqual(0);
        expect(savedRow(buffer)).toBeLessThan(term.rows);
      }
    }
  });
});
