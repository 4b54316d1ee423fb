import { NO_BYTES } from './byte-writer.js';
import type { History } from './history.js';
import { BLANK_CELL, cellsOf, ParserState, underlineColourOf, type CoreLine, type XtermCore } from './xterm-core.js';

/** Bytes that may wait before the older lines among them are moved on. */
const WAITING = 128 * 1024;
/** Memory kept for the next lines when nothing waits, bytes. */
const SPARE = 16 * 1024;
const LINE_BYTES = 8;
/** Bytes of one SGR sequence without introducer and final; also bounds how many parameters it has, and 32 are all that xterm.js reads. */
const MAX_SGR = 28;
/** Bytes of SGR in a line beside two per character. What has more is left to the terminal, which says the same in less. */
const MAX_CODES = 128;
/** Characters and rows of a line. */
const MAX_VISIBLE = 1024;
const MAX_ROWS = 8;
/** Lines that may wait; of empty ones there could be very many. */
const MAX_LINES = 8192;

const LF = 0x0a;
const CR = 0x0d;
const ESC = 0x1b;

/** What SGR codes set, by the codes that take it back. Underlines, and all that is not here, only a full reset takes back. */
const FOREGROUND = 1;
const BACKGROUND = 2;
const OTHER = 1 << 15;
const SETS: Readonly<Record<number, number>> = { 1: 4, 2: 4, 3: 8, 5: 16, 7: 32, 8: 64, 9: 128, 53: 256 };
const CLEARS: Readonly<Record<number, number>> = { 22: 4, 23: 8, 25: 16, 27: 32, 28: 64, 29: 128, 39: FOREGROUND, 49: BACKGROUND, 55: 256 };

/**
 * Lines of a log that cannot do anything but be printed and scrolled out: printable ASCII and colours, ended with CR LF and a plain pen. While nothing else comes
 * and nobody looks they wait here as bytes. What more lines follow than the terminal keeps goes into the history as it came, and was never in the terminal; the rest is parsed as usual as
 * soon as something else is to be parsed or somebody looks, so that the terminal ends as it would have.
 */
export class FastLines {
  readonly #core: XtermCore;
  readonly #history: History;
  readonly #parse: (bytes: Uint8Array) => void;
  #bytes = NO_BYTES;
  #length = 0;
  /** Rows of the screen for each complete line among them, their sum, and where the line begins that is not complete. */
  #lines: number[] = [];
  #rows = 0;
  #lineStart = 0;
  /** Rows at the top of the terminal that are in the history already. */
  #handedOver = 0;
  /** Whether the terminal's own lines, and lines that were never in it, have gone into the history. */
  #replaced = false;

  /** @param parse gives bytes to the terminal */
  constructor(core: XtermCore, history: History, parse: (bytes: Uint8Array) => void) {
    this.#core = core;
    this.#history = history;
    this.#parse = parse;
  }

  /** A line leaves the terminal. @returns whether it is in the history already */
  leaves(): boolean {
    if (this.#handedOver === 0) return false;
    this.#handedOver--;
    return true;
  }

  /** Bytes of memory held. */
  get memoryBytes(): number {
    return this.#bytes.length + this.#lines.length * LINE_BYTES;
  }

  /**
   * Takes simple lines, and at the end the beginning of one, from `from` up to `to`.
   * @returns where something else comes, which must be parsed after `catchUp`; `from` also when the terminal is in no state for this
   */
  take(input: Uint8Array, from: number, to: number): number {
    if (this.#length === 0 && !isReady(this.#core)) return from;
    while (from < to) {
      const count = Math.min(to - from, SPARE);
      this.#add(input.subarray(from, from + count));
      const end = this.#scan();
      from += count - (this.#length - end);
      const stopped = end < this.#length;
      this.#length = end;
      if (this.#isMuch()) {
        this.#moveOn();
        if (this.#isMuch()) this.catchUp();
      }
      if (stopped || (this.#length === 0 && !isReady(this.#core))) break;
    }
    return from;
  }

  /**
   * Brings the terminal to where the output is.
   * @returns whether it was spared some lines
   */
  catchUp(): boolean {
    if (this.#length === 0) return false;
    this.#moveOn();
    const spared = this.#replaced;
    const bytes = this.#bytes;
    const length = this.#length;
    this.clear();
    if (spared) this.#handedOver = this.#core.normal.lines.length - 1;
    this.#parse(bytes.subarray(0, length));
    // Unless a fault of the terminal's lost some, all have left it.
    this.#handedOver = 0;
    if (bytes.length <= SPARE * 2) this.#bytes = bytes;
    return spared;
  }

  /** Forgets what waits and gives the memory back; after `catchUp` nothing is lost. */
  clear(): void {
    this.#bytes = NO_BYTES;
    this.#lines = [];
    this.#length = this.#rows = this.#lineStart = 0;
    this.#replaced = false;
  }

  #isMuch(): boolean {
    return this.#length > WAITING || this.#lines.length > MAX_LINES;
  }

  #add(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
  }

  /** Where the first byte is that is not of a simple line. Looks at an incomplete line again from its beginning, and so needs no more memory of it. */
  #scan(): number {
    const bytes = this.#bytes;
    const end = this.#length;
    const { cols } = this.#core;
    const widest = Math.min(MAX_VISIBLE, cols * MAX_ROWS);
    /** Characters that the row under way has room for, counted from the beginning of the line. */
    let room = cols;
    let visible = 0;
    let codes = 0;
    let set = 0;
    for (let at = this.#lineStart; at < end;) {
      const byte = bytes[at] as number;
      if (byte >= 0x20 && byte < 0x7f) {
        if (visible === room) {
          // The row that a character wraps into is filled with the background it has, which on a screen of another width it must not be.
          if (visible === widest || (set & (BACKGROUND | OTHER)) !== 0) return at;
          room += cols;
        }
        visible++;
        at++;
      } else if (byte === CR) {
        if (set !== 0) return at;
        if (++at === end) return end;
        if (bytes[at] !== LF) return at;
        this.#lineStart = ++at;
        this.#lines.push(room / cols);
        this.#rows += room / cols;
        visible = codes = 0;
        room = cols;
      } else if (byte === ESC) {
        const start = at + 2;
        if (++at === end) return end;
        if (bytes[at] !== 0x5b) return at;
        while (++at < end && isParameter(bytes[at] as number)) if (at - start >= MAX_SGR) return at;
        if (at === end) return end;
        codes += at - start + 3;
        if (bytes[at] !== 0x6d || codes > MAX_CODES + 2 * visible) return at;
        set = afterSgr(bytes, start, at, set);
        at++;
      } else return at;
    }
    return end;
  }

  /** Moves the lines into the history that the terminal would not have any more. */
  #moveOn(): void {
    const { lines } = this.#core.normal;
    if (this.#rows < lines.maxLength) return;
    // Rows beside the one that the cursor is in. The oldest line that is kept may have more than that needs: those go their usual way.
    const needed = lines.maxLength - 1;
    let rows = 0;
    let from = this.#lineStart;
    let first = this.#lines.length;
    while (rows < needed && first > 0) {
      rows += this.#lines[--first] as number;
      from = from < 2 ? 0 : this.#bytes.lastIndexOf(LF, from - 2) + 1;
    }
    if (first === 0) return;
    if (!this.#replaced) for (let i = 0; i < lines.length - 1; i++) this.#history.append(lines.get(i) as CoreLine, lines.get(i + 1));
    this.#replaced = true;
    this.#history.appendText(this.#bytes.subarray(0, from), this.#lines);
    this.#bytes.copyWithin(0, from, this.#length);
    this.#lines.splice(0, first);
    this.#rows = rows;
    this.#length -= from;
    this.#lineStart -= from;
  }
}

/** Digits and semicolon. */
const isParameter = (byte: number): boolean => byte >= 0x30 && byte <= 0x3b && byte !== 0x3a;

/** What is set after an SGR sequence with the parameters from `from` to `end`. */
function afterSgr(bytes: Uint8Array, from: number, end: number, set: number): number {
  for (let at = from; at <= end; at++) {
    let value = 0;
    for (; at < end && bytes[at] !== 0x3b; at++) value = value * 10 + (bytes[at] as number) - 0x30;
    if (value === 0) set = 0;
    else if ((value >= 30 && value <= 37) || (value >= 90 && value <= 97)) set |= FOREGROUND;
    else if ((value >= 40 && value <= 47) || (value >= 100 && value <= 107)) set |= BACKGROUND;
    else if (value === 38 || value === 48) {
      const colourEnd = endOfColour(bytes, at, end);
      // Whatever it is to xterm.js.
      if (colourEnd === 0) return set | OTHER;
      set |= value === 38 ? FOREGROUND : BACKGROUND;
      at = colourEnd;
    } else set = (set | (SETS[value] ?? (CLEARS[value] === undefined ? OTHER : 0))) & ~(CLEARS[value] ?? 0);
  }
  return set;
}

/** Where `;5;n` or `;2;r;g;b` ends; 0 when it is anything else. */
function endOfColour(bytes: Uint8Array, from: number, end: number): number {
  const kind = bytes[from + 1];
  if (bytes[from] !== 0x3b || (kind !== 0x35 && kind !== 0x32)) return 0;
  let at = from + 2;
  for (let values = kind === 0x35 ? 1 : 3; values > 0; values--) {
    if (at >= end || bytes[at] !== 0x3b) return 0;
    // Whatever number that is, or none, xterm.js takes the rest of a division by 256.
    for (at++; at < end && bytes[at] !== 0x3b;) at++;
  }
  return at;
}

/** Whether a simple line would go into an untouched last row, which then scrolls out like every other. */
function isReady(core: XtermCore): boolean {
  const { active, normal, rows, cols, pen } = core;
  if (active !== normal || core.parserState !== ParserState.ground) return false;
  const { x, y, lines, scrollTop, scrollBottom } = active;
  if (x !== 0 || y !== rows - 1 || scrollTop !== 0 || scrollBottom !== y) return false;
  // Not insert, origin and line feed mode: they change nothing in an empty last row, before which the cursor stands, and which ends with CR LF.
  if (!core.modes.wraparound || core.charset !== undefined) return false;
  if (pen.fg !== 0 || pen.bg !== 0 || pen.extended.urlId !== 0 || underlineColourOf(pen.extended) !== 0) return false;
  const line = lines.get(lines.length - 1) as CoreLine;
  return !line.isWrapped && isUntouched(cellsOf(line), cols);
}

function isUntouched(cells: Uint32Array, cols: number): boolean {
  for (let i = 0; i < cols * 3; i += 3) if (cells[i] !== BLANK_CELL || cells[i + 1] !== 0 || cells[i + 2] !== 0) return false;
  return true;
}
