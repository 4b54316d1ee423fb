import type { XtermTerminal } from './xterm.js';
import type { XtermCore } from './xterm-core.js';

/**
 * Resizes a terminal in which somebody has scrolled up, so that the lowest row that is read stays the lowest. xterm.js keeps the number of the topmost one while the lines above it are
 * wrapped anew, and so shows other lines, farther off the more of them were long.
 */
export function keepReadingPlace(term: XtermTerminal, core: XtermCore, resize: () => void): void {
  const { type, viewportY, baseY, cursorY } = term.buffer.active;
  if (type !== 'normal' || viewportY >= baseY) return resize();
  const lowest = viewportY + term.rows - 1;
  let first = lowest;
  while (isWrapped(term, first)) first--;
  // Follows the row through everything; only beginnings of lines are rows at any width.
  const line = term.registerMarker(first - baseY - cursorY);
  const cells = (lowest - first + 1) * term.cols;
  resize();
  if (line.line >= 0) {
    let row = line.line;
    for (let seen = term.cols; seen < cells && isWrapped(term, row + 1); seen += term.cols) row++;
    core.syncScrolling();
    term.scrollToLine(Math.max(row - term.rows + 1, 0));
  }
  line.dispose();
}

/** Whether a row goes on with the line of the one above it. */
const isWrapped = (term: XtermTerminal, row: number): boolean => row > 0 && term.buffer.active.getLine(row)?.isWrapped === true;
