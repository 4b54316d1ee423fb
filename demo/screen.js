/*
 * Reading a terminal's screen so that two readings can be compared although the width has changed in between: wrapped rows are
 * joined to the line the program wrote, and only lines above the cursor's are compared (the cursor's own line is the shell's to redraw).
 */
export function readScreen(xterm) {
  const buffer = xterm.buffer.active;
  const cursorRow = buffer.baseY + buffer.cursorY;
  const alternate = buffer.type === 'alternate';
  const last = alternate ? buffer.length : cursorRow;
  const lines = [];
  for (let row = 0; row < last; row++) {
    const line = buffer.getLine(row);
    if (!line) break;
    // A row that goes on below is full: blanks at its end are the program's.
    const text = line.translateToString(!buffer.getLine(row + 1)?.isWrapped);
    if (line.isWrapped && lines.length > 0) lines[lines.length - 1] += text;
    else lines.push(text);
  }
  // The cursor's line may begin above the cursor.
  if (!alternate && buffer.getLine(cursorRow)?.isWrapped) lines.pop();
  const full = !alternate && buffer.length >= xterm.rows + (xterm.options.scrollback ?? 1000);
  return { lines, alternate, full, atBottom: buffer.viewportY >= buffer.baseY, viewportY: buffer.viewportY, cols: xterm.cols, rows: xterm.rows };
}

/** How many of `before`'s lines stand unchanged in `after`, from the top; a full scrollback may have lost some at its top, which is no fault. */
export function compareScreens(before, after) {
  if (before.alternate !== after.alternate) return { comparable: false };
  if (before.alternate) return { comparable: true, equal: before.lines.join('\n') === after.lines.join('\n'), lines: after.lines.length, trimmed: 0 };
  const limit = after.full ? before.lines.length : 1;
  for (let trimmed = 0; trimmed < limit; trimmed++) {
    if (startsWith(after.lines, before.lines, trimmed)) return { comparable: true, equal: true, lines: before.lines.length - trimmed, trimmed };
  }
  if (before.lines.length === 0) return { comparable: true, equal: true, lines: 0, trimmed: 0 };
  // Everything scrolled out of a full scrollback: nothing left to compare.
  if (after.full) return { comparable: false };
  return { comparable: true, equal: false, lines: before.lines.length, trimmed: 0, firstDifference: firstDifference(before.lines, after.lines) };
}

function startsWith(after, before, skip) {
  if (after.length < before.length - skip) return false;
  for (let index = skip; index < before.length; index++) if (before[index] !== after[index - skip]) return false;
  return true;
}

function firstDifference(before, after) {
  const index = before.findIndex((line, at) => line !== after[at]);
  return index < 0 ? 0 : index;
}

/** A fingerprint of the last lines: what may go to storage when the page reloads, where terminal text may not. */
export function fingerprint(lines) {
  let hash = 0xcbf29ce484222325n;
  for (const char of lines.join('\n')) hash = BigInt.asUintN(64, (hash ^ BigInt(char.codePointAt(0))) * 0x100000001b3n);
  return hash.toString(36);
}
