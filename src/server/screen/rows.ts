import { boundedCluster } from '../../base/output-limits.js';
import type { ByteWriter } from './byte-writer.js';
import { isErased, lookOf, PLAIN, type Look, type PenWriter } from './pen.js';
import { Seams } from './seams.js';
import { cellsOf, clusterAt, codePointOf, extendedAt, isBlank, widthOf, type CoreBuffer, type CoreLine, type XtermCore } from './xterm-core.js';

export function lookAt(line: CoreLine, col: number): ReturnType<typeof lookOf> {
  const cells = cellsOf(line);
  return lookOf(cells[col * 3 + 1] as number, cells[col * 3 + 2] as number, extendedAt(line, col));
}

/** Asks for two columns, and joins whatever it follows. */
const EMOJI_STYLE = '\ufe0f';

/**
 * The character of a cell that has one, with as much of what combines with it as `units` UTF-16 units hold.
 * @returns how what comes next joins it; 0 where characters are not counted in clusters
 */
export function writeText(out: ByteWriter, core: XtermCore, line: CoreLine, col: number, units: number): number {
  const content = cellsOf(line)[col * 3] as number;
  const point = codePointOf(content);
  if (!core.inClusters) {
    if (point === undefined) out.text(boundedCluster(clusterAt(line, col), units));
    else out.codePoint(point);
    return 0;
  }
  const text = point === undefined ? boundedCluster(clusterAt(line, col), units) : String.fromCodePoint(point);
  // What made it wide may have been cut off.
  const widened = widthOf(content) > core.widthIn(core.joinStateOf(text)) ? text + EMOJI_STYLE : text;
  out.text(widened);
  return core.joinStateOf(widened);
}

/** Whether the cell holds a wide character whole; half of one is left over when a screen becomes narrower. */
export function isWide(line: CoreLine, col: number, cols: number): boolean {
  const cells = cellsOf(line);
  return widthOf(cells[col * 3] as number) === 2 && col + 1 < cols && (cells[(col + 1) * 3] as number) === 0;
}

/** Columns up to the last cell that differs from an untouched one. */
function extent(line: CoreLine, cols: number): number {
  const cells = cellsOf(line);
  for (let col = cols - 1; col >= 0; col--) {
    const content = cells[col * 3] as number;
    if (!isBlank(content) || cells[col * 3 + 1] !== 0 || cells[col * 3 + 2] !== 0) return Math.min(cols, col + Math.max(1, widthOf(content)));
  }
  return 0;
}

/**
 * Draws the screen of a buffer, rows addressed one by one, on a screen that was never touched; wrap flags included. Leaves the pen plain.
 */
export function drawRows(out: ByteWriter, pen: PenWriter, core: XtermCore, buffer: CoreBuffer): void {
  const { cols, rows } = core;
  const row = (y: number): CoreLine => buffer.lines.get(buffer.ybase + y) as CoreLine;
  if (row(0).isWrapped && rows > 1) {
    // Only a line above can wrap into the first row: wrap into the second and drop the first, which SU does without filling the scrollback.
    out.csi(`1;${cols}H  `).csi('S');
  }
  const seams = new Seams(core, out, pen);
  let firstTouched = row(0).isWrapped && rows > 1;
  for (let y = 0; y < rows; y++) {
    const line = row(y);
    const next = y + 1 < rows ? row(y + 1) : undefined;
    let lastTouched = false;
    let nextTouched = false;
    if (next?.isWrapped === true) {
      nextTouched = true;
      out.csi(`${y + 1};${cols}H`);
      const last = (cols - 1) * 3;
      const cells = cellsOf(line);
      if (isBlank(cells[last] as number) && widthOf(cells[last] as number) === 1 && isWide(next, 0, cols)) {
        // A wide character that found no room left this blank, with its own look.
        pen.set(lookAt(line, cols - 1));
        out.codePoint(0x3000);
        pen.reset();
      } else {
        out.text('  ');
        lastTouched = true;
      }
    }
    drawRow(out, pen, seams, line, y, cols, firstTouched, lastTouched);
    firstTouched = nextTouched;
  }
  pen.reset();
}

function drawRow(out: ByteWriter, pen: PenWriter, seams: Seams, line: CoreLine, y: number, cols: number, firstTouched: boolean, lastTouched: boolean): void {
  const cells = cellsOf(line);
  const end = lastTouched ? cols : Math.max(extent(line, cols), firstTouched ? Math.min(2, cols) : 0);
  /** Column of the cursor; undefined while it is not on this row. */
  let at: number | undefined;
  const moveTo = (col: number): void => {
    if (at === undefined) out.csi(col === 0 ? `${y + 1}H` : `${y + 1};${col + 1}H`);
    else if (at !== col) out.csi(`${col + 1}G`);
    at = col;
  };
  for (let col = 0; col < end;) {
    const content = cells[col * 3] as number;
    const fg = cells[col * 3 + 1] as number;
    const bg = cells[col * 3 + 2] as number;
    if (!isBlank(content)) {
      const wide = isWide(line, col, cols);
      moveTo(col);
      const look = lookAt(line, col);
      if (widthOf(content) === 0) pen.repeat(look);
      else pen.set(look);
      if (widthOf(content) === 2 && !wide && col === cols - 2 && isBlank(cells[(cols - 1) * 3] as number)) {
        // The neighbour's half was blanked by a wide character that found no room while autowrap was off.
        seams.write(line, col, look, pen.clusterUnits);
        pen.set(lookAt(line, cols - 1));
        out.csi('?7l').codePoint(0x3000).csi('?7h');
        return;
      }
      if (widthOf(content) === 2 && !wide) writeSpace(out, seams, look);
      else seams.write(line, col, look, pen.clusterUnits);
      col += wide ? 2 : 1;
      at = col;
      continue;
    }
    let count = 1;
    const erased = isErased(fg, bg);
    while (erased && col + count < end && isBlank(cells[(col + count) * 3] as number) && cells[(col + count) * 3 + 1] === fg && cells[(col + count) * 3 + 2] === bg) count++;
    if (!erased) {
      // What nothing but a half-overwritten wide character leaves: looks the same as a space.
      moveTo(col);
      const look = lookAt(line, col);
      pen.set(look);
      writeSpace(out, seams, look);
      at = col + 1;
    } else if (bg !== 0 || (col <= 1 && firstTouched) || (col + count === cols && lastTouched)) {
      moveTo(col);
      pen.set(bg === 0 ? PLAIN : lookOf(0, bg, undefined));
      out.csi(`${count}X`);
    }
    col += count;
  }
}

function writeSpace(out: ByteWriter, seams: Seams, look: Look): void {
  seams.beforeAscii(look);
  out.byte(0x20);
  seams.afterAscii();
}
