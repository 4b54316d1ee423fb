import type { TransmitOptions, TransmitResult } from './contract.js';

/** A long text that somebody wants typed, on its way from the page to the outbox. */
export interface TransferRequest {
  /** Must not be changed until it is done. */
  readonly bytes: Uint8Array;
  /** When it was asked for (`WakingTime.now`). */
  readonly at: number;
  readonly options: TransmitOptions;
  /** Called once. */
  readonly done: (result: TransmitResult) => void;
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
/** What xterm.js, and every terminal since, puts around a paste for programs that asked for it. */
const OPENING = ascii('\x1b[200~');
const CLOSING = ascii('\x1b[201~');
const NOTHING = new Uint8Array(0);

/** One stream of bytes, opening bracket, text and closing bracket, read from its start as there is room for it, and cut short so that what has been typed makes sense. */
export class Transfer {
  readonly #opening: Uint8Array;
  readonly #text: Uint8Array;
  readonly #closing: Uint8Array;
  #taken = 0;

  constructor(text: Uint8Array, bracketed: boolean) {
    this.#text = text;
    this.#opening = bracketed ? OPENING : NOTHING;
    this.#closing = bracketed ? CLOSING : NOTHING;
  }

  /** Bytes of text. */
  get total(): number {
    return this.#text.length;
  }

  /** Bytes of the stream, brackets included. */
  get length(): number {
    return this.#opening.length + this.#text.length + this.#closing.length;
  }

  /** Whether all of the stream has been read. */
  get taken(): boolean {
    return this.#taken === this.length;
  }

  /** The next bytes of the stream, at most `max`. */
  take(max: number): Uint8Array {
    const from = this.#taken;
    const part = this.#parts.find(({ start, bytes }) => from < start + bytes.length);
    if (part === undefined) return NOTHING;
    const slice = part.bytes.subarray(from - part.start, from - part.start + max);
    this.#taken += slice.length;
    return slice;
  }

  /** The next `max` bytes of text; they stay to be taken. */
  peek(max: number): Uint8Array {
    const from = this.textBefore(this.#taken);
    return this.#text.subarray(from, from + max);
  }

  /** How much of the text is in the first `position` bytes of the stream. */
  textBefore(position: number): number {
    return Math.min(Math.max(position - this.#opening.length, 0), this.total);
  }

  /**
   * The stream is to end after its first `position` bytes, as nearly as can be: brackets are whole or not there, and so is every character.
   * @returns what has to follow on those bytes, and how much of the text has gone then
   */
  cut(position: number): { readonly rest: readonly Uint8Array[]; readonly text: number } {
    if (position === 0) return { rest: [], text: 0 };
    let text = this.textBefore(position);
    // A character of UTF-8 goes on in bytes 10xxxxxx, three at most: a text that isn't UTF-8 must not run on.
    for (let more = 0; text > 0 && more < 3 && ((this.#text[text] ?? 0) & 0xc0) === 0x80; more++) text += 1;
    const openingLeft = this.#opening.subarray(position);
    const textLeft = this.#text.subarray(this.textBefore(position), text);
    const closingLeft = this.#closing.subarray(Math.max(0, position - this.#opening.length - this.total));
    return { rest: [openingLeft, textLeft, closingLeft], text };
  }

  /** Where its brackets are in a stream that ends after `length` bytes. */
  brackets(length: number): readonly { readonly start: number; readonly end: number }[] {
    return [{ start: 0, end: this.#opening.length }, { start: length - this.#closing.length, end: length }];
  }

  get #parts(): readonly { readonly start: number; readonly bytes: Uint8Array }[] {
    const { length } = this.#opening;
    return [{ start: 0, bytes: this.#opening }, { start: length, bytes: this.#text }, { start: length + this.total, bytes: this.#closing }];
  }
}
