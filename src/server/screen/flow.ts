import { isErased, lookOf, PenWriter } from './pen.js';
import { isWide, lookAt, writeText } from './rows.js';
import { ByteWriter } from './utf8.js';
import { cellsOf, isBlank, widthOf, type CoreLine, type XtermCore } from './xterm-core.js';

const NARROW_ASCII = 0x400000;
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
    let end = cols;
    while (end > 0 && (cells[end * 3 - 3] === NARROW_ASCII || cells[end * 3 - 3] === 0)) end--;
    for (let i = 0; i < cols * 3; i += 3) {
      if ((cells[i + 1] as number) !== 0 || (cells[i + 2] as number) !== 0) return false;
      const content = cells[i] as number;
      if (i < end * 3 && (content < NARROW_ASCII || content > NARROW_ASCII + 0x7e)) return false;
    }
    this.#pen.reset();
    const out = this.#out;
    for (let i = 0; i < end * 3; i += 3) out.byte((cells[i] as number) & 0x7f || 0x20);
    out.byte(0x0d).byte(0x0a);
    return true;
  }

  #appendCells(line: CoreLine, cols: number, next: CoreLine | undefined, goesOn: boolean): void {
    const cells = cellsOf(line);
    const out = this.#out;
    let end = cols;
    if (!goesOn) while (end > 0 && isUntouched(cells, end - 1)) end--;
    else if (next !== undefined && isBlank(cells[end * 3 - 3] as number) && isWide(next, 0, cols)) end--;
    for (let col = 0; col < end;) {
      const content = cells[col * 3] as number;
      const wide = isWide(line, col, cols);
      if (isBlank(content) && !goesOn && this.#blankTo(cells, col, end)) {
        this.#pen.set(lookOf(0, (cells[col * 3 + 2] as number) & COLOUR, undefined));
        out.csi(`${end - col}X`);
        break;
      }
      const look = lookAt(line, col);
      if (widthOf(content) === 0 && !isBlank(content)) this.#pen.repeat(look);
      else this.#pen.set(look);
      if (isBlank(content) || (widthOf(content) === 2 && !wide)) out.byte(0x20);
      else writeText(out, line, col);
      col += wide ? 2 : 1;
      if (col === 1 && line.isWrapped) this.#filled = look.bg !== 0;
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
