export const NO_BYTES = new Uint8Array(0);

/** Up to this many bytes a loop is faster than a call into the engine. */
const SHORT = 32;

/** A growing run of bytes, with the few encodings escape sequences need; the neutral layers have no TextEncoder. */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Bytes of memory held. */
  get capacity(): number {
    return this.#bytes.length;
  }

  byte(value: number): this {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  bytes(values: Uint8Array): this {
    const { length } = values;
    if (this.#length + length > this.#bytes.length) this.#grow(length);
    if (length > SHORT) this.#bytes.set(values, this.#length);
    else for (let i = 0; i < length; i++) this.#bytes[this.#length + i] = values[i] as number;
    this.#length += length;
    return this;
  }

  /** The memory itself, with room for `count` bytes behind `length`; they count once `end` has been told where they end. Another call may replace it. */
  reserve(count: number): Uint8Array {
    if (this.#length + count > this.#bytes.length) this.#grow(count);
    return this.#bytes;
  }

  /** Sets where the bytes end: behind what was written into the memory, or back to an earlier length. */
  end(length: number): void {
    this.#length = length;
  }

  /** @param value 0–999 */
  decimal(value: number): this {
    if (value >= 100) this.byte(0x30 + Math.floor(value / 100));
    if (value >= 10) this.byte(0x30 + (Math.floor(value / 10) % 10));
    return this.byte(0x30 + (value % 10));
  }

  codePoint(value: number): this {
    if (value < 0x80) return this.byte(value);
    if (value < 0x800) return this.byte(0xc0 | (value >> 6)).byte(0x80 | (value & 63));
    if (value < 0x10000) return this.byte(0xe0 | (value >> 12)).byte(0x80 | ((value >> 6) & 63)).byte(0x80 | (value & 63));
    return this.byte(0xf0 | (value >> 18)).byte(0x80 | ((value >> 12) & 63)).byte(0x80 | ((value >> 6) & 63)).byte(0x80 | (value & 63));
  }

  text(value: string): this {
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit < 0x80) this.byte(unit);
      else {
        const point = value.codePointAt(i) as number;
        if (point > 0xffff) i++;
        // A lone surrogate has no UTF-8 form.
        this.codePoint(point >= 0xd800 && point <= 0xdfff ? 0xfffd : point);
      }
    }
    return this;
  }

  /** `CSI` followed by `text`. */
  csi(text: string): this {
    return this.byte(0x1b).byte(0x5b).text(text);
  }

  /** `ESC` followed by `text`. */
  esc(text: string): this {
    return this.byte(0x1b).text(text);
  }

  /** An operating system command, closed by ST. */
  osc(text: string): this {
    return this.esc(']').text(text).esc('\\');
  }

  /** A copy of what was written. */
  toBytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Gives back the memory that is not used yet. */
  trim(): void {
    if (this.#bytes.length > this.#length) this.#bytes = this.toBytes();
  }

  #grow(by: number): void {
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + by));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
