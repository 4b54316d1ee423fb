import type { IBufferLine, XtermTerminal } from './xterm.js';

export interface FindOptions {
  /** Towards the start instead of the end. Default false. */
  readonly backwards?: boolean;
  /** Default false. */
  readonly caseSensitive?: boolean;
}

/** A line as people see it: rows that wrap belong together. */
interface LogicalLine {
  readonly row: number;
  readonly rows: number;
  readonly text: string;
}

function* logicalLines(term: XtermTerminal): Generator<LogicalLine> {
  const buffer = term.buffer.active;
  for (let row = 0; row < buffer.length; ) {
    let rows = 1;
    while (buffer.getLine(row + rows)?.isWrapped === true) rows++;
    let text = '';
    for (let i = 0; i < rows; i++) text += buffer.getLine(row + i)?.translateToString(i === rows - 1) ?? '';
    yield { row, rows, text };
    row += rows;
  }
}

/** Whether anything is on the screen or above it. */
export function bufferHasContent({ buffer }: XtermTerminal): boolean {
  const { type, baseY, cursorX, cursorY } = buffer.active;
  return type === 'alternate' || baseY > 0 || cursorY > 0 || cursorX > 0;
}

/** Screen and scrollback as text; wrapped lines joined, empty lines at the end left out. */
export function bufferText(term: XtermTerminal): string {
  const lines = Array.from(logicalLines(term), (line) => line.text.trimEnd());
  while (lines.at(-1) === '') lines.pop();
  return lines.join('\n');
}

/** Cell column of a string index, counted from the first row of the logical line: wide characters fill two cells, combining ones none. */
function cellAt(term: XtermTerminal, line: LogicalLine, index: number): number {
  let length = 0;
  for (let i = 0; i < line.rows; i++) {
    const cells: IBufferLine | undefined = term.buffer.active.getLine(line.row + i);
    for (let x = 0; x < term.cols; x++) {
      if (length >= index) return i * term.cols + x;
      const cell = cells?.getCell(x);
      if (cell !== undefined && cell.getWidth() > 0) length += Math.max(1, cell.getChars().length);
    }
  }
  return line.rows * term.cols;
}

/** Selects the next match after the selection (or from the visible edge) and scrolls to it; wraps around. Returns whether there is one. */
export function findInBuffer(term: XtermTerminal, text: string, options: FindOptions = {}): boolean {
  if (text === '') return false;
  const fold = (value: string): string => (options.caseSensitive === true ? value : value.toLowerCase());
  const needle = fold(text);
  const matches: { at: number; length: number }[] = [];
  for (const line of logicalLines(term)) {
    const haystack = fold(line.text);
    for (let index = haystack.indexOf(needle); index >= 0; index = haystack.indexOf(needle, index + needle.length)) {
      const from = cellAt(term, line, index);
      matches.push({ at: line.row * term.cols + from, length: cellAt(term, line, index + needle.length) - from });
    }
  }
  const selection = term.getSelectionPosition();
  const backwards = options.backwards === true;
  const from = selection === undefined ? (backwards ? Infinity : -1) : selection.start.y * term.cols + selection.start.x;
  const match = backwards ? (matches.filter((one) => one.at < from).at(-1) ?? matches.at(-1)) : (matches.find((one) => one.at > from) ?? matches[0]);
  if (match === undefined) return false;
  const row = Math.floor(match.at / term.cols);
  term.select(match.at % term.cols, row, match.length);
  const { viewportY } = term.buffer.active;
  if (row < viewportY || row >= viewportY + term.rows) term.scrollToLine(Math.max(0, row - Math.floor(term.rows / 2)));
  return true;
}
