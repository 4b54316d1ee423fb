import { ByteWriter } from './byte-writer.js';
import { isErased, lookOf, PenWriter } from './pen.js';
import { isWide, lookAt, writeText } from './rows.js';
import { cellsOf, extendedAt, isBlank, widthOf, type CoreExtended, type CoreLine, type XtermCore } from './xterm-core.js';

/** A blank of one column; a character is added to it. */
const NARROW = 0x400000;
const COLOUR = 0x3ffffff;

/**
 * Lines as running text: wrapped lines go on without a line end, so that the text finds its own wrapping at any width. Begins and ends with a plain pen.
 */
export class FlowWriter {
  readonly #out: ByteWriter;
  readonly #pen: PenWriter;
  #lines = 0;
  /** Background with which xterm.js may have filled the row that a character wrapped into. */
  #filled = false;

  constructor(core: XtermCore, capacity?: number) {
    this.#out = new ByteWriter(capacity);
    this.#pen = new PenWriter(this.#out, core);
  }

  get lines(): number {
    return this.#lines;
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

  /** @param next the line after it: whether it goes on there */
  append(line: CoreLine, cols: number, next: CoreLine | undefined): void {
    const goesOn = next?.isWrapped === true;
    this.#lines++;
    if (!goesOn && !line.isWrapped && this.#appendAscii(line, cols)) return;
    this.#appendCells(line, cols, next, goesOn);
  }

  /** Nearly every line of a log; several times as fast. */
  #appendAscii(line: CoreLine, cols: number): boolean {
    const cells = cellsOf(line);
    this.#pen.reset();
    const room = this.#out.room(cols + 2);
    let end = 0;
    for (let col = 0, i = 0; col < cols; col++, i += 3) {
      const code = (cells[i] as number) - NARROW;
      if (code < 0 || code > 0x7e || ((cells[i + 1] as number) | (cells[i + 2] as number)) !== 0) return false;
      room[col] = code === 0 ? 0x20 : code;
      if (code !== 0) end = col + 1;
    }
    room[end] = 0x0d;
    room[end + 1] = 0x0a;
    this.#out.advance(end + 2);
    return true;
  }

  #appendCells(line: CoreLine, cols: number, next: CoreLine | undefined, goesOn: boolean): void {
    const cells = cellsOf(line);
    const out = this.#out;
    let end = cols;
    if (!goesOn) while (end > 0 && isUntouched(cells, end - 1)) end--;
    else if (next !== undefined && isBlank(cells[end * 3 - 3] as number) && isWide(next, 0, cols)) end--;
    let fg = 0;
    let bg = 0;
    let extended: CoreExtended | undefined;
    for (let col = 0; col < end;) {
      const content = cells[col * 3] as number;
      const wide = widthOf(content) === 2 && isWide(line, col, cols);
      if (isBlank(content) && !goesOn && this.#blankTo(cells, col, end)) {
        this.#pen.set(lookOf(0, (cells[col * 3 + 2] as number) & COLOUR, undefined));
        out.csi(`${end - col}X`);
        break;
      }
      const cellFg = cells[col * 3 + 1] as number;
      const cellBg = cells[col * 3 + 2] as number;
      // Where the flag that it counts is not set, something older may be left over.
      const cellExtended = extendedAt(line, col);
      if (widthOf(content) === 0 && !isBlank(content)) this.#pen.repeat(lookAt(line, col));
      else if (col === 0 || cellFg !== fg || cellBg !== bg || cellExtended !== extended) this.#pen.set(lookAt(line, col));
      fg = cellFg;
      bg = cellBg;
      extended = cellExtended;
      const code = content - NARROW;
      if (code > 0 && code < 0x7f) out.byte(code);
      else if (isBlank(content) || (widthOf(content) === 2 && !wide)) out.byte(0x20);
      else writeText(out, line, col);
      col += wide ? 2 : 1;
      if (col === 1 && line.isWrapped) this.#filled = (bg & COLOUR) !== 0;
    }
    if (goesOn) {
      this.#filled = false;
      return;
    }
    this.#pen.reset();
    // A blank that a coloured wrap has filled must be plain again.
    if (this.#filled && end < cols) out.csi('K');
    this.#filled = false;
    out.byte(0x0d).byte(0x0a);
  }

  /** Whether one erased run of one colour reaches to the end. */
  #blankTo(cells: Uint32Array, from: number, end: number): boolean {
    const bg = cells[from * 3 + 2] as number;
    if (!isErased(cells[from * 3 + 1] as number, bg)) return false;
    for (let col = from; col < end; col++) if (!isBlank(cells[col * 3] as number) || cells[col * 3 + 1] !== 0 || cells[col * 3 + 2] !== bg) return false;
    return true;
  }
}

const isUntouched = (cells: Uint32Array, col: number): boolean => isBlank(cells[col * 3] as number) && cells[col * 3 + 1] === 0 && cells[col * 3 + 2] === 0 && widthOf(cells[col * 3] as number) === 1;
