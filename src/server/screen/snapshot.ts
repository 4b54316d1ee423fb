import type { ImageReader } from '../../base/images/image-reader.js';
import { ByteWriter } from './byte-writer.js';
import type { Colours } from './colours.js';
import { MAX_TITLE } from './guards.js';
import { lookOf, penIsOrdinary, penLook, PenWriter, sameLook, savedFlagsFit } from './pen.js';
import type { Progress } from './progress.js';
import { cursorStyle } from './queries.js';
import { drawRows, isWide, lookAt, writeText } from './rows.js';
import { cellsOf, clusterAt, codePointOf, isBlank, underlineOf, widthOf, type Charset, type CoreBuffer, type CoreLine, type XtermCore } from './xterm-core.js';

/**
 * Makes any terminal, whatever it has been through, one that a snapshot can be written to. RIS forgets the hidden cursor, LNM, blinking and the colours,
 * and CAN before it ends a string that was left open.
 */
export const RESET_TERMINAL: Uint8Array = new ByteWriter().byte(0x18).esc('c').csi('?25h').csi('?12l').csi('20l')
  .osc('104').osc('110').osc('111').osc('112').toBytes();

/** Bytes from which on a screen gets no more links and combining characters; beyond anything that is not meant to be long. */
const EXTRAS_BYTES = 4 * 1024 * 1024;
const TAB_WIDTH = 8;
const HAS_EXTENDED = 0x10000000;
const MOUSE: Readonly<Record<string, number>> = { X10: 9, VT200: 1000, DRAG: 1002, ANY: 1003 };
const MOUSE_ENCODING: Readonly<Record<string, number>> = { SGR: 1006, SGR_PIXELS: 1016 };
const COMBINING = 0x301;
const DESIGNATORS = ['(', ')', '*', '+'];
const SHIFTS = ['\x0f', '\x0e', '\x1bn', '\x1bo'];

/** Writes everything a terminal's state consists of, for a terminal of the same size that was reset. */
export function writeScreen(core: XtermCore, colours: Colours, progress: Progress, images: Pick<ImageReader, 'scrolls'> | undefined): Uint8Array {
  const out = new ByteWriter(16 * 1024);
  const pen = new PenWriter(out, core);
  pen.extrasUntil = EXTRAS_BYTES;
  colours.write(out);
  writeNames(out, core);
  progress.write(out);
  writeBuffer(out, pen, core, core.normal);
  if (core.active === core.alt || hasSavedCursor(core.alt)) {
    // Which of 47, 1047 and 1049 it was makes no difference to what follows: the saved cursor is written on its own.
    out.csi('?47h');
    if (core.active === core.alt) writeBuffer(out, pen, core, core.alt);
    else {
      writeSavedCursor(out, pen, core, core.alt);
      out.csi('?47l');
    }
  }
  for (const [level, designator] of DESIGNATORS.entries()) writeCharset(out, core, designator, core.designated(level));
  if (core.shiftLevel !== 0) writeShift(out, core);
  writePen(out, pen, core);
  writeModes(out, core);
  if (images?.scrolls === false) out.csi('?80h');
  writeCursor(out, pen, core);
  // A combining character on its own behind a full row moves the cursor once more, and leaves nothing there.
  if (core.active.x > core.cols) out.codePoint(COMBINING);
  return out.toBytes();
}

function writeNames(out: ByteWriter, core: XtermCore): void {
  const shorten = (text: string): string => [...text].slice(0, MAX_TITLE).join('');
  if (core.title !== '') out.osc(`2;${shorten(core.title)}`);
  if (core.iconName !== '') out.osc(`1;${shorten(core.iconName)}`);
}

function writeBuffer(out: ByteWriter, pen: PenWriter, core: XtermCore, buffer: CoreBuffer): void {
  drawRows(out, pen, core, buffer);
  writeTabs(out, core, buffer);
  if (hasSavedCursor(buffer)) writeSavedCursor(out, pen, core, buffer);
  const { scrollTop: top, scrollBottom: bottom } = buffer;
  if ((top !== 0 || bottom !== core.rows - 1) && bottom > top) out.csi(`${top + 1};${bottom + 1}r`);
}

function writeTabs(out: ByteWriter, core: XtermCore, { tabs }: CoreBuffer): void {
  const stops: number[] = [];
  let ordinary = true;
  for (let col = 0; col < core.cols; col++) {
    if (tabs[col] === true) stops.push(col);
    if ((tabs[col] === true) !== (col % TAB_WIDTH === 0)) ordinary = false;
  }
  if (ordinary) return;
  out.csi('3g');
  for (const col of stops) out.csi(`${col + 1}G`).esc('H');
}

/** Row of the saved cursor on the screen. */
const savedRow = ({ savedY, ybase }: CoreBuffer): number => savedY - ybase;

function hasSavedCursor(buffer: CoreBuffer): boolean {
  const { fg, bg } = buffer.savedCurAttrData;
  return buffer.savedX !== 0 || savedRow(buffer) !== 0 || fg !== 0 || bg !== 0 || buffer.savedCharset !== undefined;
}

function writeSavedCursor(out: ByteWriter, pen: PenWriter, core: XtermCore, buffer: CoreBuffer): void {
  const { savedX, savedCurAttrData: { fg, bg }, savedCharset } = buffer;
  const look = lookOf(fg, bg & ~HAS_EXTENDED, undefined);
  pen.set(look);
  // The flag "has more attributes" is saved too, and a link alone sets it.
  const linked = (bg & HAS_EXTENDED) !== 0 && look.underline === 0;
  if (linked) out.osc('8;;x:');
  writeCharset(out, core, '(', savedCharset);
  out.csi(`${savedRow(buffer) + 1};${Math.min(core.cols, savedX + 1)}H`).esc('7');
  if (linked) out.osc('8;;');
  if (savedCharset !== undefined) out.esc('(B');
  pen.reset();
}

function writeCharset(out: ByteWriter, core: XtermCore, designator: string, charset: Charset): void {
  const final = charset === undefined ? undefined : core.charsetNames.get(charset);
  if (final !== undefined) out.esc(designator + final);
}

/** Also selects the charset of that level. */
function writeShift(out: ByteWriter, core: XtermCore): void {
  out.text(SHIFTS[core.shiftLevel] ?? '');
}

function writePen(out: ByteWriter, pen: PenWriter, core: XtermCore): void {
  const look = penLook(core);
  // DECRC brings back colours, flags and a charset without what belongs to them; only DECRC does, so it is done again if the saved cursor still fits.
  const oddPen = !penIsOrdinary(core) && savedFlagsFit(core);
  const oddCharset = core.charset !== core.designated(core.shiftLevel) && core.charset === core.active.savedCharset;
  pen.set(oddPen ? { ...look, underline: underlineOf(core.pen.extended) } : look);
  if (!oddPen && !oddCharset) return;
  out.esc('8');
  if (!oddCharset) writeShift(out, core);
  if (oddPen) pen.patch(look);
  else pen.repeat(look);
}

function writeModes(out: ByteWriter, core: XtermCore): void {
  const { modes } = core;
  const style = cursorStyle(core);
  const set = (on: boolean, mode: string): void => {
    if (on) out.csi(`${mode}h`);
  };
  set(core.insertMode, '4');
  set(core.convertEol, '20');
  set(modes.applicationCursorKeys, '?1');
  set(core.cursorBlink, '?12');
  set(modes.reverseWraparound, '?45');
  set(modes.applicationKeypad, '?66');
  set(modes.sendFocus, '?1004');
  set(modes.bracketedPasteMode, '?2004');
  if (!modes.wraparound) out.csi('?7l');
  if (core.cursorHidden) out.csi('?25l');
  if (style !== undefined) out.csi(`${style} q`);
  const protocol = MOUSE[core.mouseProtocol];
  const encoding = MOUSE_ENCODING[core.mouseEncoding];
  if (protocol !== undefined) out.csi(`?${protocol}h`);
  if (encoding !== undefined) out.csi(`?${encoding}h`);
  // Synchronized output is left out: open at the cut, it would hold the picture back. Origin mode moves the cursor and so comes last.
  set(modes.origin, '?6');
}

/** Places the cursor, and with it what the next character depends on: a pending wrap, and the character that REP and combining characters refer to. */
function writeCursor(out: ByteWriter, pen: PenWriter, core: XtermCore): void {
  const { active, normal, cols, modes } = core;
  const { x, y, scrollTop, scrollBottom } = active;
  const line = active.lines.get(active.ybase + y) as CoreLine;
  const reachable = !modes.origin || (y >= scrollTop && y <= scrollBottom);
  const go = (col: number): void => {
    if (reachable || active !== normal) out.csi(`${y - (modes.origin ? scrollTop : 0) + 1};${col + 1}H`);
    // The position is handed over as it is when the screens are switched, and the other one, which has no region, is cleared.
    else out.csi('?47h').csi(`${y + 1};${col + 1}H`).csi('?47l');
  };
  const last = x - core.joinWidth;
  if (core.joinable && isLastPrinted(core, line, last, cols)) {
    go(last);
    // In insert mode the character pushes the rest of the row; deleted first, it pushes it back.
    if (core.insertMode) out.csi(`${widthOfFirst(core, line, last)}P`);
    writeText(out, core, line, last, pen.clusterUnits);
    return;
  }
  if (!modes.wraparound && core.joinWidth === 2 && x === cols - 1) {
    // A wide character that found no room was dropped, and half of its neighbour with it.
    const col = widthOf(cellsOf(line)[(cols - 2) * 3] as number) === 2 ? cols - 2 : cols - 1;
    go(col);
    if (col === cols - 2) writeText(out, core, line, col, pen.clusterUnits);
    out.text(textWithoutRoom(core, line, col));
    return;
  }
  if (x < cols) go(x);
  else if (active === normal) {
    // Handed over too, whatever is in the last cell here.
    out.csi('?47h').csi(`${y + 1};${cols}H`).byte(0x20).csi('?47l');
  } else {
    const col = isWide(line, cols - 2, cols) ? cols - 2 : cols - 1;
    go(col);
    pen.set(lookAt(line, col));
    const blank = isBlank(cellsOf(line)[col * 3] as number);
    // What is in the cell has been through a charset already; shifting and designating are plain again when it is printed.
    const shifted = core.charset !== undefined;
    if (shifted) out.byte(0x0f).esc('(B');
    if (blank) out.byte(0x20);
    else writeText(out, core, line, col, pen.clusterUnits);
    if (shifted) {
      writeCharset(out, core, '(', core.designated(0));
      writeShift(out, core);
    }
    // Said also when nothing has changed: a sequence must stand between this character and the next.
    pen.repeat(penLook(core));
  }
}

/** Wide characters, each joined by others than the rest. */
const WIDE = ['\u3000', '👍', '\u1100', '\uac00', '\uac01'];

/** What finds no room in the last column and is dropped, and is joined like what was. */
function textWithoutRoom(core: XtermCore, line: CoreLine, col: number): string {
  // It may have widened what is there, which then stayed as it was.
  const there = col === core.cols - 1 ? textOf(line, col) : '';
  return [...WIDE, ...(there === '' ? [] : [`${there}\ufe0f`])].find((text) => core.joinsLike(text)) ?? (WIDE[0] as string);
}

const textOf = (line: CoreLine, col: number): string => {
  const content = cellsOf(line)[col * 3] as number;
  const point = codePointOf(content);
  return isBlank(content) ? '' : point === undefined ? clusterAt(line, col) : String.fromCodePoint(point);
};

/** Columns of the first character of a cell, which others that join it may have widened. */
function widthOfFirst(core: XtermCore, line: CoreLine, col: number): number {
  return core.inClusters ? core.widthIn(core.joinStateOf(String.fromCodePoint(textOf(line, col).codePointAt(0) as number))) : core.joinWidth;
}

/** Whether printing the cell's text once more gives the same cell. */
function isLastPrinted(core: XtermCore, line: CoreLine, col: number, cols: number): boolean {
  if (col < 0 || core.active.x > cols) return false;
  const content = cellsOf(line)[col * 3] as number;
  const point = codePointOf(content);
  if (isBlank(content) || widthOf(content) !== core.joinWidth || !sameLook(lookAt(line, col), visible(core))) return false;
  if (core.inClusters && !core.joinsLike(textOf(line, col))) return false;
  return point === undefined || point > 126 || core.charset?.[String.fromCharCode(point)] === undefined;
}

function visible(core: XtermCore): ReturnType<typeof penLook> {
  const { fg, bg, extended } = core.pen;
  return lookOf(fg, bg, extended);
}
