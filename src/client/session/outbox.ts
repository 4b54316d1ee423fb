import { ByteLog } from '../../base/byte-log.js';
import { INPUT_SLICE_BYTES } from '../../protocol/limits.js';

/**
 * Input on its way to one shell, by absolute offset: what the server has not acknowledged is kept, so that a drop can be
 * followed by exactly the rest (PROTOCOL.md section 7). Bytes belong to one epoch and are never sent to another.
 */
export class InputOutbox {
  #log = new ByteLog();
  /** Everything before it has been handed to the present socket. */
  #sent = 0;
  /** After a gap the server's next word is an order, not a late repetition. */
  #standing: 'agreed' | 'gap' = 'agreed';
  /** The shell the bytes are meant for; undefined until one has answered. */
  #epoch: string | undefined;

  /** Bytes kept: not sent, or sent and not acknowledged. */
  get pending(): number {
    return this.#log.size;
  }

  /** Offset up to which the server has acknowledged. */
  get acknowledged(): number {
    return this.#log.start;
  }

  /** Copies `bytes` to the end of the queue; how much may wait is checked before (`checkInputFits`). */
  append(bytes: Uint8Array): void {
    this.#log.append(bytes);
  }

  /**
   * Hands over what has not been sent, in slices, until `window` bytes are unacknowledged or `send` returns false.
   * @returns the number of bytes handed over
   */
  flush(window: number, send: (offset: number, bytes: Uint8Array) => boolean): number {
    const from = this.#sent;
    const until = Math.min(this.#log.end, this.#log.start + window);
    while (this.#sent < until) {
      const slice = this.#log.read(this.#sent, Math.min(INPUT_SLICE_BYTES, until - this.#sent));
      if (!send(this.#sent, slice)) break;
      this.#sent += slice.length;
    }
    return this.#sent - from;
  }

  /**
   * The server has written everything before `offset`. One that goes backwards says nothing new, except after a gap. An offset outside what is
   * held means that the two ends have lost each other: the queue is dropped and counting goes on from there.
   * @returns the number of bytes dropped undelivered
   */
  acknowledge(offset: number): number {
    if (offset < this.#log.start && this.#standing === 'agreed') return 0;
    this.#standing = 'agreed';
    return this.#moveTo(offset, Math.max(this.#sent, offset));
  }

  /** Everything unacknowledged counts as unsent again: the server saw a gap. It drops what it has twice. */
  rewind(): void {
    this.#standing = 'gap';
    this.#sent = this.#log.start;
  }

  /**
   * A new attachment: the server names the shell and what it has of our input.
   * @returns the number of bytes dropped undelivered, because they were meant for another shell or cannot be continued
   */
  rebase(epoch: string, offset: number): number {
    const known = this.#epoch;
    this.#epoch = epoch;
    this.#standing = 'agreed';
    if (known === undefined || known === epoch) return this.#moveTo(offset, offset);
    return this.#dropTo(offset);
  }

  /** Drops what is queued; counting goes on from what was acknowledged. Returns the bytes dropped. */
  discard(): number {
    return this.#dropTo(this.#log.start);
  }

  /** The shell is gone: drops everything and counts from 0 for the next one, whichever it is. Returns the bytes dropped. */
  reset(): number {
    this.#epoch = undefined;
    return this.#dropTo(0);
  }

  #moveTo(offset: number, sent: number): number {
    if (offset < this.#log.start || offset > this.#log.end) return this.#dropTo(offset);
    this.#log.dropTo(offset);
    this.#sent = sent;
    return 0;
  }

  #dropTo(offset: number): number {
    const dropped = this.#log.size;
    this.#log = new ByteLog(offset);
    this.#sent = offset;
    return dropped;
  }
}
