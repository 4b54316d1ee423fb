import { ByteWriter } from './byte-writer.js';
import { HAS_EXTENDED, isErased, PenWriter } from './pen.js';
import { isWide, lookAt, writeText } from './rows.js';
import { Seams } from './seams.js';
import { BLANK_CELL, cellsOf, extendedAt, isBlank, widthOf, type CoreLine, type XtermCore } from './xterm-core.js';

/** Most bytes of one text: far below a section of the wire, and a page parses it within one frame. */
export const MAX_FLOW_BYTES = 128 * 1024;
/**
 * Bytes of one line from which on links and combining characters are left out. One link more, and then the widest line there can be in the longest codes there are,
 * still make less than MAX_FLOW_BYTES.
 */
const EXTRAS_BYTES = 24 * 1024;
const COLOUR = 0x3ffffff;

/**
 * Lines as running text: wrapped lines go on without a line end, so that the text finds its own wrapping at any width. Begins and ends with a plain pen.
 */
export class FlowWriter {
  readonly #out: ByteWriter;
  readonly #core: XtermCore;
  readonly #pen: PenWriter;
  readonly #seams: Seams;
  #lines = 0;

  constructor(core: XtermCore, capacity?: number) {
    this.#out = new ByteWriter(capacity);
    this.#core = core;
    this.#pen = new PenWriter(this.#out, core);
    this.#seams = new Seams(core, this.#out, this.#pen);
  }

  get lines(): number {
    return this.#lines;
  }

  /** Bytes of text. */
  get length(): number {
    return this.#out.length;
  }

  /** Bytes of memory held. */
  get capacity(): number {
    return this.#out.capacity;
  }

  /** The text so far; more lines may follow. */
  toBytes(): Uint8Array {
    this.#pen.reset();
    return this.#out.toBytes();
  }

  /** Begins anew in the same memory. */
  clear(): void {
    this.#pen.reset();
    this.#seams.forget();
    this.#out.end(0);
    this.#lines = 0;
  }

  /** Gives back the memory that is not used yet. */
  trim(): void {
    this.#out.trim();
  }

  /**
   * @param next the line after it: whether it goes on there
   * @returns whether there was room; if not, nothing has changed. A first line always has it.
   */
  append(line: CoreLine, cols: number, next: CoreLine | undefined): boolean {
    const { length } = this.#out;
    const { look } = this.#pen;
    this.#write(line, cols, next);
    // Closing the pen may still need a few.
    if (this.#out.length > MAX_FLOW_BYTES - 16 && this.#lines > 0) {
      this.#out.end(length);
      this.#seams.forget();
      this.#pen.rewind(look);
      return false;
    }
    this.#lines++;
    return true;
  }

  /**
   * Appends whole lines that are text already, behind a line that has ended: each begins and ends with a plain pen and ends with CR LF.
   * @param from, index where to begin in `text`, and which line that is
   * @param rows of the screen, by line
   * @param most rows to be appended
   * @returns the same for the first line that there was no room for; a first one always has it
   */
  appendText(text: Uint8Array, from: number, rows: readonly number[], index: number, most: number): { end: number; index: number } {
    const room = MAX_FLOW_BYTES - 16 - this.#out.length;
    const full = this.#lines + most;
    let end = from;
    while (end < text.length) {
      const next = text.indexOf(0x0a, end) + 1;
      const lines = this.#lines + (rows[index] as number);
      if ((next - from > room || lines > full) && this.#lines > 0) break;
      end = next;
      index++;
      this.#lines = lines;
    }
    this.#out.bytes(text.subarray(from, end));
    return { end, index };
  }

  #write(line: CoreLine, cols: number, next: CoreLine | undefined): void {
    const cells = cellsOf(line);
    const out = this.#out;
    const pen = this.#pen;
    const seams = this.#seams;
    // The block before this one may end with something that its first character would join.
    if (this.#core.inClusters && this.#lines === 0 && line.isWrapped) out.csi('m');
    const goesOn = next?.isWrapped === true;
    const end = goesOn ? endOfFull(cells, cols, next) : endOf(cells, cols, line.isWrapped);
    pen.extrasUntil = out.length + EXTRAS_BYTES;
    for (let col = 0; col < end;) {
      const fg = (cells[col * 3 + 1] as number) | 0;
      const bg = (cells[col * 3 + 2] as number) | 0;
      // Where the flag is not set, something older may be left over.
      const extended = (bg & HAS_EXTENDED) !== 0;
      if (extended) pen.set(lookAt(line, col));
      else pen.setWords(fg, bg);
      seams.beforeAscii(pen.look);
      const memory = out.reserve(end - col);
      const count = copyRun(cells, col, extended ? endOfExtended(line, col, end) : end, fg, bg, memory, out.length);
      if (count > 0) {
        col += count;
        out.end(out.length + count);
        seams.afterAscii();
        continue;
      }
      const content = (cells[col * 3] as number) | 0;
      if (isBlank(content)) {
        if (!goesOn && (col > 0 || !line.isWrapped) && isOneErasure(cells, col, end)) {
          out.csi(`${end - col}X`);
          break;
        }
        out.byte(0x20);
        seams.afterAscii();
        col++;
        continue;
      }
      const width = widthOf(content);
      const wide = width === 2 && isWide(line, col, cols);
      if (width === 0) {
        // Behind a sequence it stands alone, as it does here; behind a full row the first one is lost, and the second wraps.
        pen.repeat(lookAt(line, col));
        if (col === 0 && line.isWrapped && this.#lines > 0) writeText(out, this.#core, line, col, 1);
      }
      if (width === 2 && !wide) {
        out.byte(0x20);
        seams.afterAscii();
      } else seams.write(line, col, pen.look, pen.clusterUnits);
      col += wide ? 2 : 1;
    }
    if (goesOn) return;
    pen.reset();
    // xterm.js fills the row that a character wraps into with the background it has; what is blank here must be plain again.
    if (line.isWrapped && end < cols && ((cells[2] as number) & COLOUR) !== 0) out.csi('K');
    out.byte(0x0d).byte(0x0a);
  }
}

/**
 * Copies ASCII of one look to `memory` from `at` on, blanks of no colour as spaces, and says how many cells that were. Nearly all text goes this way, and this
 * loop on its own is several times as fast as the same loop among everything else.
 */
function copyRun(cells: Uint32Array, from: number, end: number, fg: number, bg: number, memory: Uint8Array, at: number): number {
  let col = from;
  for (let i = from * 3; col < end; col++, i += 3) {
    const code = ((cells[i] as number) | 0) - BLANK_CELL;
    if (((cells[i + 1] as number) | 0) !== fg || ((cells[i + 2] as number) | 0) !== bg) break;
    if (code > 0 && code < 0x7f) memory[at++] = code;
    else if (code === 0 && bg === 0) memory[at++] = 0x20;
    else break;
  }
  return col - from;
}

/** Where the cells end that have the same attributes beside their words. */
function endOfExtended(line: CoreLine, from: number, end: number): number {
  const extended = extendedAt(line, from);
  let col = from + 1;
  while (col < end && extendedAt(line, col) === extended) col++;
  return col;
}

/** Where a line ends whose rest was never touched. An empty one that another goes on into keeps a blank: something must be there to be wrapped. */
function endOf(cells: Uint32Array, cols: number, isWrapped: boolean): number {
  let end = cols;
  for (let i = cols * 3 - 3; end > 0; end--, i -= 3) {
    const content = (cells[i] as number) | 0;
    if (((cells[i + 1] as number) | (cells[i + 2] as number)) !== 0 || !isBlank(content) || widthOf(content) !== 1) break;
  }
  return end === 0 && isWrapped ? 1 : end;
}

/** Where a line ends that goes on in the next: at its edge, or before the blank that a wide character has left which found no room, and which it leaves again. */
function endOfFull(cells: Uint32Array, cols: number, next: CoreLine): number {
  const last = cols * 3 - 3;
  const after = cellsOf(next);
  return isBlank(cells[last] as number) && isWide(next, 0, cols) && cells[last + 1] === after[1] && cells[last + 2] === after[2] ? cols - 1 : cols;
}

/** Whether one erased run of one colour reaches to the end. */
function isOneErasure(cells: Uint32Array, from: number, end: number): boolean {
  const bg = cells[from * 3 + 2] as number;
  if (!isErased(cells[from * 3 + 1] as number, bg)) return false;
  for (let i = from * 3; i < end * 3; i += 3) if (!isBlank(cells[i] as number) || cells[i + 1] !== 0 || cells[i + 2] !== bg) return false;
  return true;
}
