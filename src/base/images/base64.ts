const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PADDING = 0x3d;
const VALUES = new Uint8Array(128).fill(0xff);
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

/** Reads base64 (RFC 4648, padding optional) that comes in pieces of any length, as code points. */
export class Base64Reader {
  #bits = 0;
  #count = 0;
  #state: 'open' | 'padded' | 'faulty' = 'open';

  /** Whether more of the file can come: it has not been padded, and is base64 so far. */
  get open(): boolean {
    return this.#state === 'open';
  }

  /** Something else than base64 has come. */
  get faulty(): boolean {
    return this.#state === 'faulty';
  }

  /** The bits that are no byte yet. */
  get rest(): { readonly bits: number; readonly count: number } {
    return { bits: this.#bits & ((1 << this.#count) - 1), count: this.#count };
  }

  /** The bytes that are complete now. */
  put(data: Uint32Array, start: number, end: number): Uint8Array {
    const out = new Uint8Array(((end - start + 3) * 3) >> 2);
    let length = 0;
    for (let i = start; i < end && this.#state !== 'faulty'; i++) {
      const code = data[i] as number;
      const value = code < 128 ? (VALUES[code] as number) : 0xff;
      if (code === PADDING) this.#state = 'padded';
      else if (value === 0xff || this.#state === 'padded') this.#state = 'faulty';
      else {
        this.#bits = ((this.#bits << 6) | value) & 0xffff;
        this.#count += 6;
        if (this.#count < 8) continue;
        this.#count -= 8;
        out[length++] = this.#bits >> this.#count;
      }
    }
    return out.subarray(0, length);
  }
}

/** @param rest bits behind the bytes; with them it must be a whole number of characters */
export function toBase64(bytes: Iterable<number>, rest: Base64Reader['rest'] = { bits: 0, count: 0 }): string {
  let text = '';
  let held = 0;
  let count = 0;
  const put = (bits: number, more: number): void => {
    held = ((held << more) | bits) & 0xffff;
    for (count += more; count >= 6;) text += ALPHABET[(held >> (count -= 6)) & 63];
  };
  for (const byte of bytes) put(byte, 8);
  put(rest.bits, rest.count);
  return text;
}
