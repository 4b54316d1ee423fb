import { SeededRandom } from '../seeded-random.js';

/** A prime length, so that a shift by any usual block size shows. */
const TABLE_BYTES = 65_521;
const TABLE = new SeededRandom(0x5eed).bytes(TABLE_BYTES);

/** Writes the bytes [from, from + into.length) of the stream named `salt`. Any offset can be checked without keeping the stream. */
export function fillStream(into: Uint8Array, salt: number, from: number): void {
  let at = (from + salt * 7919) % TABLE_BYTES;
  let done = 0;
  while (done < into.length) {
    const count = Math.min(TABLE_BYTES - at, into.length - done);
    into.set(TABLE.subarray(at, at + count), done);
    done += count;
    at = 0;
  }
}

/** Which of four typists a byte of input came from. */
export function typistOf(byte: number): number {
  return byte >> 6;
}

const TYPED_VALUES = 60;
/** The lower six bits that typed bytes must not have, because Ctrl-C, answers or brackets do, and what they have instead. */
const INSTEAD: Readonly<Record<number, number>> = { 3: 2, 27: 26, 48: 47, 49: 46, 50: 51, 59: 58 };

/** Byte number `position` of what a typist types: the typist in two bits, the position's own pattern in six. Neither in an answer nor in a bracket is there such a byte. */
export function typedByte(typist: number, position: number): number {
  const value = (TABLE[(position * 3 + 11) % TABLE_BYTES] as number) % TYPED_VALUES;
  return (typist << 6) | (INSTEAD[value] ?? value);
}

const HASH_START = 0x811c9dc5;

/** A log of bytes that only grows. */
export class ByteRecord {
  #bytes = new Uint8Array(1024);
  #length = 0;
  /** The hash of everything before a place asked for lately. */
  #hashed = { to: 0, hash: HASH_START };

  get length(): number {
    return this.#length;
  }

  append(bytes: Uint8Array): void {
    const need = this.#length + bytes.length;
    if (need > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(need, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = need;
  }

  /** A copy of [from, to). */
  slice(from: number, to: number): Uint8Array {
    return this.#bytes.slice(from, Math.min(to, this.#length));
  }

  /** A hash of everything before `offset`. */
  hashTo(offset: number): number {
    const end = Math.min(offset, this.#length);
    let { to, hash } = this.#hashed.to <= end ? this.#hashed : { to: 0, hash: HASH_START };
    for (; to < end; to++) hash = Math.imul(hash ^ (this.#bytes[to] as number), 0x01000193);
    this.#hashed = { to, hash };
    return (hash ^ Math.imul(offset, 31)) >>> 0;
  }

  /** Index in `bytes` of the first that differs from this record at `offset`; −1 when all agree. */
  mismatch(offset: number, bytes: Uint8Array): number {
    if (Buffer.compare(this.#bytes.subarray(offset, Math.min(this.#length, offset + bytes.length)), bytes) === 0) return -1;
    for (let i = 0; i < bytes.length; i++) {
      if (offset + i >= this.#length || this.#bytes[offset + i] !== bytes[i]) return i;
    }
    return -1;
  }
}
