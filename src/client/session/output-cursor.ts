/** What `OutputCursor.place` returns for bytes that begin after what has been received. */
export const GAP = -1;

/**
 * Where one stream of output stands: received, and parsed. One cursor describes one run of consecutive bytes to one screen;
 * a replay begins another. Delivery is idempotent (PROTOCOL.md section 5).
 */
export class OutputCursor {
  #received: number;
  #parsed: number;
  /** Ends of the writes that are being parsed, oldest first from `#head`. Parsers finish in order, so one callback serves all of them. */
  #ends: number[] = [];
  #head = 0;

  constructor(offset: number) {
    this.#received = this.#parsed = offset;
  }

  get received(): number {
    return this.#received;
  }

  get parsed(): number {
    return this.#parsed;
  }

  /** How many of `length` bytes at `offset` are here already, or `GAP`. */
  place(offset: number, length: number): number {
    if (offset > this.#received) return GAP;
    return Math.min(this.#received - offset, length);
  }

  /** Bytes up to `end` have been received and go to a parser that will say when it is done. */
  parsing(end: number): void {
    this.#received = end;
    this.#ends.push(end);
  }

  /** Bytes up to `end` have been received and there is nothing to parse. */
  delivered(end: number): void {
    this.#received = this.#parsed = end;
  }

  /** The oldest write has been parsed. Returns the offset up to which everything is. */
  parsedNext(): number {
    const end = this.#ends[this.#head];
    if (end === undefined) return this.#parsed;
    this.#parsed = end;
    if (++this.#head === this.#ends.length) {
      this.#ends.length = this.#head = 0;
    } else if (this.#head >= 1024) {
      this.#ends = this.#ends.slice(this.#head);
      this.#head = 0;
    }
    return end;
  }
}
