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
  let fixed = 0;
  for (let row = 0; row < last; row++) {
    const line = buffer.getLine(row);
    if (!line) break;
    // A row that goes on below is full: blanks at its end are the program's.
    const text = line.translateToString(!buffer.getLine(row + 1)?.isWrapped);
    if (line.isWrapped && lines.length > 0) lines[lines.length - 1] += text;
    else lines.push(text);
    // What has scrolled off the top no program can change any more; its last line may still go on below.
    if (row < buffer.baseY) fixed = lines.length - 1;
  }
  // The cursor's line may begin above the cursor.
  if (!alternate && buffer.getLine(cursorRow)?.isWrapped) lines.pop();
  const full = !alternate && buffer.length >= xterm.rows + (xterm.options.scrollback ?? 1000);
  const { viewportY } = buffer;
  return { lines, fixed, alternate, full, atBottom: viewportY >= buffer.baseY, viewportY, cols: xterm.cols, rows: xterm.rows };
}

/**
 * How much of `before` stands unchanged in `after`. A full scrollback may have lost lines at its top, which is no fault; and what is on the
 * screen itself a program that has `printed` since may have painted over, as `top` does.
 */
export function compareScreens(before, after, printed) {
  if (before.alternate !== after.alternate) return { kind: 'changed' };
  if (before.alternate) {
    const isEqual = before.lines.join('\n') === after.lines.join('\n');
    return isEqual ? { kind: 'equal', lines: after.lines.length } : { kind: printed ? 'repainted' : 'different', line: 1 };
  }
  const whole = match(before.lines, after);
  if (whole !== undefined) return whole > 0 || before.lines.length === 0 ? { kind: 'equal', lines: whole } : { kind: 'scrolled' };
  if (!printed) return { kind: 'different', line: firstDifference(before.lines, after.lines) + 1 };
  const fixed = match(before.lines.slice(0, before.fixed), after);
  if (fixed !== undefined) return { kind: 'repainted', lines: fixed };
  if (after.lines.length < before.fixed) return { kind: 'changed' };
  return { kind: 'different', line: firstDifference(before.lines, after.lines) + 1 };
}

/** How many of `lines` `after` begins with, less those a full scrollback has dropped; undefined when it begins otherwise. */
function match(lines, after) {
  const limit = after.full ? lines.length : 0;
  for (let trimmed = 0; trimmed <= limit; trimmed++) if (startsWith(after.lines, lines, trimmed)) return lines.length - trimmed;
  return undefined;
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
  let high = 0x811c9dc5;
  let low = 0x9e3779b9;
  for (const char of lines.join('\n')) {
    const code = char.codePointAt(0);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ (code + high), 0x85ebca6b);
  }
  return `${(high >>> 0).toString(36)}-${(low >>> 0).toString(36)}`;
}

/** Whether `count` lines with that fingerprint stand somewhere, the newest looked at first. */
export function findFingerprint(lines, print, count) {
  for (let end = lines.length; end >= count; end--) if (fingerprint(lines.slice(end - count, end)) === print) return true;
  return false;
}
