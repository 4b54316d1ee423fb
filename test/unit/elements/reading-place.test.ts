import headless from '@xterm/headless';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepReadingPlace } from '../../../src/elements/terminal-view/reading-place.js';

type Terminal = InstanceType<typeof headless.Terminal>;

const write = (term: Terminal, text: string): Promise<void> => new Promise((resolve) => term.write(text, resolve));
/** Number of the line whose end is the last row that is seen; undefined where it goes on below. */
function lastNumber(term: Terminal): string | undefined {
  const { active } = term.buffer;
  let y = active.viewportY + term.rows - 1;
  let text = active.getLine(y)?.translateToString(true) ?? '';
  for (; active.getLine(y)?.isWrapped === true; y--) text = (active.getLine(y - 1)?.translateToString() ?? '') + text;
  return /n(\d+)\.$/.exec(text)?.[1];
}

/** Long and short lines by turns, each with its number at its end. */
async function read(columns: number, top: number, lines = 200): Promise<Terminal> {
  const term = new headless.Terminal({ cols: columns, rows: 10, allowProposedApi: true, scrollback: 5_000 });
  await write(term, Array.from({ length: lines }, (_, i) => `${i % 3 === 0 ? 'x'.repeat(70) : ''}n${i}.\r\n`).join(''));
  term.scrollToLine(top);
  return term;
}
const resize = (term: Terminal, cols: number, rows: number): void => keepReadingPlace(term as never, { syncScrolling() {} } as never, () => term.resize(cols, rows));

describe('the place of somebody who has scrolled up (R5, R71)', () => {
  it.each([['narrower', 40, 10], ['wider', 150, 10], ['narrower and lower', 33, 5], ['wider and higher', 150, 30], ['lower', 60, 5], ['higher', 60, 20]])('[HP12] in a grid that is %s the same line is the last one', async (_how, cols, rows) => {
    const term = await read(60, 100);
    const before = lastNumber(term);
    expect(before).toBeDefined();
    resize(term, cols, rows);
    expect(lastNumber(term)).toBe(before);
    expect(term.markers).toHaveLength(0);
  });

  it('[HP12] whoever is at the bottom stays there', async () => {
    const term = await read(60, 10_000);
    resize(term, 30, 8);
    expect(term.buffer.active.viewportY).toBe(term.buffer.active.baseY);
    resize(term, 90, 20);
    expect(term.buffer.active.viewportY).toBe(term.buffer.active.baseY);
  });

  it('[HP12] is kept through any sizes, there and back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 60, max: 200 }), fc.array(fc.tuple(fc.integer({ min: 20, max: 160 }), fc.integer({ min: 5, max: 30 })), { minLength: 1, maxLength: 5 }), async (top, sizes) => {
        const term = await read(60, top, 300);
        // The end of a line: within one, another width has other rows.
        while (lastNumber(term) === undefined) term.scrollLines(1);
        const wanted = lastNumber(term);
        for (const [cols, rows] of sizes) {
          resize(term, cols, rows);
          expect(lastNumber(term)).toBe(wanted);
        }
      }),
      { numRuns: 60 },
    );
  });
});
