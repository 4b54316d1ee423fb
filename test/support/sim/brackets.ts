/*
 * The bracket of a pasted text in what a shell reads. None of its bytes is ever typed (`typedByte`) or part of an answer, so they can be told apart wherever they are cut.
 */

export const OPENING = Uint8Array.from('\x1b[200~', (character) => character.charCodeAt(0));
export const CLOSING = Uint8Array.from('\x1b[201~', (character) => character.charCodeAt(0));
/** The byte in which they differ. */
const DIFFERENCE = 4;
const LOWER_BITS = new Set([...OPENING, ...CLOSING].map((byte) => byte & 63));

export const isBracket = (byte: number): boolean => LOWER_BITS.has(byte & 63);

/** What a shell reads, in order: runs of typed bytes, brackets, and bytes that are neither. `within`: a bracket has begun and not ended before those bytes. */
export type Piece = { readonly bytes: Uint8Array; readonly within: boolean } | 'open' | 'close' | 'broken';

/** Finds brackets in what one shell reads. Typed bytes may come within one, from another typist. */
export class BracketReader {
  #matched = 0;
  #kind: 'open' | 'close' = 'open';

  /** @param bytes without answers */
  take(bytes: Uint8Array): Piece[] {
    const pieces: Piece[] = [];
    let from = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (!isBracket(byte)) continue;
      if (at > from) pieces.push(this.#typed(bytes.subarray(from, at)));
      from = at + 1;
      if (this.#matched === DIFFERENCE && byte === CLOSING[DIFFERENCE]) this.#kind = 'close';
      else if (this.#matched === DIFFERENCE && byte === OPENING[DIFFERENCE]) this.#kind = 'open';
      else if (byte !== OPENING[this.#matched]) {
        this.#matched = byte === OPENING[0] ? 1 : 0;
        pieces.push('broken');
        continue;
      }
      if (++this.#matched < OPENING.length) continue;
      this.#matched = 0;
      pieces.push(this.#kind);
    }
    if (from < bytes.length) pieces.push(this.#typed(bytes.subarray(from)));
    return pieces;
  }

  #typed(bytes: Uint8Array): Piece {
    return { bytes, within: this.#matched > 0 };
  }
}
