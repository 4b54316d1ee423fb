import type { XtermTerminal } from '../terminal-view/xterm.js';

/** A stretch of cells, on any number of rows. */
export interface Stretch {
  /** Column of its first cell. */
  readonly column: number;
  /** Row of its first cell, counted from the top of the scrollback. */
  readonly row: number;
  /** Cells. */
  readonly length: number;
}

/** A word may go over wrapped rows; what is longer is cut. Cells, to either side. */
const REACH = 4096;

/** The word that a cell belongs to, by the terminal's `wordSeparator`; undefined between words. */
export function wordAt({ buffer: { active }, cols, options: { wordSeparator = ' ' } }: XtermTerminal, column: number, row: number): Stretch | undefined {
  const within = (at: number): boolean => {
    const line = active.getLine(Math.floor(at / cols));
    let col = at % cols;
    // The second half of a wide character.
    if (line?.getCell(col)?.getWidth() === 0) col -= 1;
    const characters = line?.getCell(col)?.getChars() ?? '';
    return characters !== '' && !wordSeparator.includes(characters);
  };
  const goesOn = (at: number): boolean => at % cols !== 0 || active.getLine(at / cols)?.isWrapped === true;
  const middle = row * cols + column;
  if (!within(middle)) return undefined;
  let first = middle;
  while (first > 0 && middle - first < REACH && goesOn(first) && within(first - 1)) first--;
  let end = middle + 1;
  while (end - middle < REACH && goesOn(end) && within(end)) end++;
  return { column: first % cols, row: Math.floor(first / cols), length: end - first };
}
