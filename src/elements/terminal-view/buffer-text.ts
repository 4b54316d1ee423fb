import type { IBufferLine, XtermTerminal } from './xterm.js';

/** Lines as people see them: rows that wrap belong together. @param to the row after the last one */
function* logicalLines(term: XtermTerminal, from = 0, to = term.buffer.active.length): Generator<string> {
  const buffer = term.buffer.active;
  for (let row = from; row < to; ) {
    let rows = 1;
    while (row + rows < to && buffer.getLine(row + rows)?.isWrapped === true) rows++;
    let text = '';
    for (let i = 0; i < rows; i++) text += rowText(buffer.getLine(row + i), i === rows - 1 ? undefined : buffer.getLine(row + i + 1));
    yield text;
    row += rows;
  }
}

/** @param next the row that the line goes on in */
function rowText(row: IBufferLine | undefined, next: IBufferLine | undefined): string {
  if (row === undefined || next === undefined) return row?.translateToString(true) ?? '';
  return row.translateToString(false, 0, printedCells(row, next));
}

/** Cells of a row that goes on in the next one: a wide character that found no room has left a blank behind, which nobody printed. */
export function printedCells(row: IBufferLine, next: IBufferLine): number {
  const last = row.length - 1;
  return next.getCell(0)?.getWidth() === 2 && row.getCell(last)?.getChars() === '' ? last : row.length;
}

/** Whether anything is on the screen or above it. */
export function bufferHasContent(term: XtermTerminal): boolean {
  const { type, baseY, cursorX, cursorY, length } = term.buffer.active;
  if (type === 'alternate' || baseY > 0 || cursorY > 0 || cursorX > 0) return true;
  // Programs leave the cursor where they like: a text below it is still a text.
  for (let row = 0; row < length; row++) if (term.buffer.active.getLine(row)?.translateToString(true).trim() !== '') return true;
  return false;
}

/** Screen and scrollback as text; wrapped lines joined, empty lines at the end left out. */
export function bufferText(term: XtermTerminal): string {
  return textOf(logicalLines(term));
}

/** What is to be seen just now, likewise. */
export function screenText(term: XtermTerminal): string {
  const { viewportY } = term.buffer.active;
  return textOf(logicalLines(term, viewportY, viewportY + term.rows));
}

function textOf(all: Iterable<string>): string {
  const lines = Array.from(all, (line) => line.trimEnd());
  while (lines.at(-1) === '') lines.pop();
  return lines.join('\n');
}
