/** Bytes in one block; also the longest run that `read` can return. */
export const BLOCK_BYTES = 16 * 1024;

/**
 * A log of bytes addressed by absolute offset: append at the end, drop from the start, read anywhere between.
 * Blocks are only ever appended to, never overwritten, so a view handed out by `read` stays true for as long as its
 * holder keeps it, also after the log has dropped those bytes. Memory follows the content in steps of one block.
 */
export class ByteLog {
  #blocks: Uint8Array[] = [];
  /** Offset of byte 0 of the first block; ≤ start. */
  #origin: number;
  #start: number;
  #end: number;

  constructor(startOffset = 0) {
    this.#origin = this.#start = this.#end = startOffset;
  }

  /** Offset of the oldest byte still held. */
  get start(): number {
    return this.#start;
  }

  /** Offset one past the newest byte. */
  get end(): number {
    return this.#end;
  }

  get size(): number {
    return this.#end - this.#start;
  }

  /** Copies `bytes` to the end. */
  append(bytes: Uint8Array): void {
    let from = 0;
    while (from < bytes.length) {
      const used = this.#end - this.#origin - (this.#blocks.length - 1) * BLOCK_BYTES;
      let block = this.#blocks.at(-1);
      let at = used;
      if (block === undefined || used === BLOCK_BYTES) {
        block = new Uint8Array(BLOCK_BYTES);
        if (this.#blocks.length === 0) this.#origin = this.#end;
        this.#blocks.push(block);
        at = 0;
      }
      const count = Math.min(BLOCK_BYTES - at, bytes.length - from);
      block.set(bytes.subarray(from, from + count), at);
      this.#end += count;
      from += count;
    }
  }

  /**
   * A view of up to `max` bytes from `offset`; shorter at a block's edge, empty at the end of the log.
   * @throws RangeError when `offset` is outside [start, end]
   */
  read(offset: number, max: number = BLOCK_BYTES): Uint8Array {
    if (offset < this.#start || offset > this.#end) throw new RangeError(`offset ${offset} is outside ${this.#start}…${this.#end}`);
    const at = offset - this.#origin;
    const block = this.#blocks[Math.floor(at / BLOCK_BYTES)];
    if (block === undefined || offset === this.#end) return new Uint8Array(0);
    const inBlock = at % BLOCK_BYTES;
    return block.subarray(inBlock, Math.min(BLOCK_BYTES, inBlock + max, inBlock + (this.#end - offset)));
  }

  /**
   * Views that together are the `max` bytes from `offset`, or all there are.
   * @throws RangeError when `offset` is outside [start, end]
   */
  readAll(offset: number, max: number): Uint8Array[] {
    const parts = [this.read(offset, max)];
    const end = Math.min(this.#end, offset + max);
    for (let at = offset + (parts[0] as Uint8Array).length; at < end; ) {
      const part = this.read(at, end - at);
      parts.push(part);
      at += part.length;
    }
    return parts;
  }

  /** Drops everything before `offset`; an offset past the end empties the log and moves it there. */
  dropTo(offset: number): void {
    if (offset <= this.#start) return;
    if (offset >= this.#end) {
      this.#blocks = [];
      this.#origin = this.#start = this.#end = offset;
      return;
    }
    this.#start = offset;
    const whole = Math.floor((offset - this.#origin) / BLOCK_BYTES);
    if (whole > 0) {
      this.#blocks.splice(0, whole);
      this.#origin += whole * BLOCK_BYTES;
    }
  }
}
