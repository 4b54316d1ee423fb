/** What programs that asked for it read at the end of a pasted text; `ESC [ 2 0 0 ~` is before it. */
export const BRACKET_END = Uint8Array.of(0x1b, 0x5b, 0x32, 0x30, 0x31, 0x7e);
/** The place of the byte in which the two differ. */
const DIFFERENCE = 4;
const ESCAPE = 0x1b;
const ZERO = 0x30;
const ONE = 0x31;

/** Reads along with what one client types, however it is cut: is its program within the bracket of a pasted text? */
export class OpenBracket {
  #open = false;
  /** Bytes of a sequence read so far, and which of the two it is, once the byte has come that tells. */
  #matched = 0;
  #begins = false;

  /** A bracket has begun and not ended. What begins within one is a part of its text, to programs too. */
  get open(): boolean {
    return this.#open;
  }

  take(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at++) {
      // Texts hold hardly any: the native search is many times as fast as this loop.
      if (this.#matched === 0 && (at = bytes.indexOf(ESCAPE, at)) < 0) return;
      const byte = bytes[at] as number;
      const tells = this.#matched === DIFFERENCE && (byte === ZERO || byte === ONE);
      if (tells) this.#begins = byte === ZERO;
      if (!tells && byte !== BRACKET_END[this.#matched]) this.#matched = byte === ESCAPE ? 1 : 0;
      else if (++this.#matched === BRACKET_END.length) {
        this.#open = this.#begins;
        this.#matched = 0;
      }
    }
  }

  /** Somebody else has ended it. */
  forget(): void {
    this.#open = false;
    this.#matched = 0;
  }
}
