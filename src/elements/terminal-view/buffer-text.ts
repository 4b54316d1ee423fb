import type { XtermTerminal } from './xterm.js';

/** Lines as people see them: rows that wrap belong together. */
function* logicalLines(term: XtermTerminal): Generator<string> {
  const buffer = term.buffer.active;
  for (let row = 0; row < buffer.length; ) {
    let rows = 1;
    while (buffer.getLine(row + rows)?.isWrapped === true) rows++;
    let text = '';
    for (let i = 0; i < rows; i++) text += buffer.getLine(row + i)?.translateToString(i === rows - 1) ?? '';
    yield text;
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
  const lines = Array.from(logicalLines(term), (line) => line.trimEnd());
  while (lines.at(-1) === '') lines.pop();
  return lines.join('\n');
}
