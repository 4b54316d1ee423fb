import { ByteLog } from '../../base/byte-log.js';
import { INPUT_SLICE_BYTES } from '../../protocol/limits.js';

/** Typed within so many milliseconds counts as typed together, so that what is remembered of the times stays small. */
const TOGETHER_MS = 250;

/** How far a server has come with a client's input: what the shell's terminal has taken, and what waits for it to be taken as well. */
export interface InputCount {
  readonly written: number;
  readonly accepted: number;
}

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
  /** When what is kept was typed: each entry covers the bytes before `end`. */
  #typed: { end: number; readonly at: number }[] = [];
  /** Bytes in it that nobody has typed, in order. */
  #added: readonly { readonly from: number; readonly to: number }[] = [];

  /** Bytes kept: not sent, or sent and not acknowledged. */
  get pending(): number {
    return this.#log.size;
  }

  /** Offset up to which the server has acknowledged. */
  get acknowledged(): number {
    return this.#log.start;
  }

  /** Offset one past the last byte kept. */
  get end(): number {
    return this.#log.end;
  }

  /** Offset up to which the present socket has been given everything; after a drop, until `rebase`, the last socket. */
  get sent(): number {
    return this.#sent;
  }

  /** When the oldest byte kept was typed (`WakingTime.now`). */
  get since(): number | undefined {
    return this.#typed[0]?.at;
  }

  /** Bytes kept before `offset` that somebody has typed. */
  typedBefore(offset: number): number {
    const { start } = this.#log;
    const added = this.#added.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, offset) - Math.max(from, start)), 0);
    return Math.max(0, offset - start - added);
  }

  /** When the oldest byte was typed that has not been handed over. */
  get sinceUnsent(): number | undefined {
    return this.#typed.find(({ end }) => end > this.#sent)?.at;
  }

  /** Whether what is kept may go to the shell of that epoch. */
  isFor(epoch: string): boolean {
    return this.#epoch === undefined || this.#epoch === epoch;
  }

  /**
   * Copies `bytes` to the end of the queue; how much may wait is checked before (`checkInputFits`).
   * @param at when they were typed (`WakingTime.now`)
   */
  append(bytes: Uint8Array, at: number): void {
    this.#log.append(bytes);
    const last = this.#typed.at(-1);
    if (last !== undefined && at - last.at < TOGETHER_MS) last.end = this.#log.end;
    else this.#typed.push({ end: this.#log.end, at });
  }

  /** Bytes [from, to) are there for the program's sake, and nobody misses them: they count for nothing that people are told. */
  markAdded(from: number, to: number): void {
    this.#added = [...this.#added.filter((one) => one.to > this.#log.start), { from, to }];
  }

  /** What is kept counts as typed at `at`: somebody has just said that it is still wanted. */
  renew(at: number): void {
    this.#typed = this.#log.size === 0 ? [] : [{ end: this.#log.end, at }];
  }

  /** Views of the first `max` bytes kept that are not before `from`. */
  peek(max: number, from = this.#log.start): Uint8Array[] {
    return this.#log.readAll(Math.max(from, this.#log.start), max);
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
   * @returns whether they agree, even about a queue with nothing in it
   */
  acknowledge(offset: number): boolean {
    if (offset < this.#log.start && this.#standing === 'agreed') return true;
    this.#standing = 'agreed';
    return this.#moveTo(offset, Math.max(this.#sent, offset));
  }

  /** Everything unacknowledged counts as unsent again: the server saw a gap. It drops what it has twice. */
  rewind(): void {
    this.#standing = 'gap';
    this.#sent = this.#log.start;
  }

  /**
   * A new attachment: the server names the shell and what it has of our input. What it has accepted and not written yet will be typed, and is not sent again.
   * What was meant for another shell or cannot be continued is dropped, and counting goes on from there.
   * @returns whether the two ends agree, even about a queue with nothing in it
   */
  rebase(epoch: string, { written, accepted }: InputCount): boolean {
    const known = this.#epoch;
    this.#epoch = epoch;
    this.#standing = 'agreed';
    if (accepted > this.#log.end) return this.#lose(accepted);
    if (known === epoch) return this.#moveTo(written, accepted);
    // Counted from 0 for a shell nobody had named yet; one that knows this client already has counted other bytes.
    if (known === undefined && accepted === this.#log.start) return this.#moveTo(written, accepted);
    return this.#lose(accepted);
  }

  /** Drops everything from `offset` on, which has not been sent: it can still be taken back. Returns the bytes dropped. */
  takeBack(offset: number): number {
    const { start, end } = this.#log;
    const kept = this.#log.readAll(start, offset - start);
    this.#log = new ByteLog(start);
    for (const part of kept) this.#log.append(part);
    for (const entry of this.#typed) entry.end = Math.min(entry.end, offset);
    this.#forgetTimes();
    return end - offset;
  }

  /** Drops what is queued, for a server that has taken nothing of it; counting goes on from what was acknowledged. Returns the bytes dropped. */
  discard(): number {
    return this.#dropTo(this.#log.start);
  }

  /** The shell is gone: drops everything and counts from 0 for the next one, whichever it is. Returns the bytes dropped. */
  reset(): number {
    this.#epoch = undefined;
    return this.#dropTo(0);
  }

  #moveTo(offset: number, sent: number): boolean {
    if (offset < this.#log.start || offset > this.#log.end) return this.#lose(offset);
    this.#log.dropTo(offset);
    this.#sent = sent;
    this.#forgetTimes();
    return true;
  }

  #lose(offset: number): boolean {
    this.#dropTo(offset);
    return false;
  }

  /** Of bytes that are kept no more. */
  #forgetTimes(): void {
    let from = this.#log.start;
    this.#typed = this.#typed.filter(({ end }) => {
      const covers = end > from;
      from = Math.max(from, end);
      return covers;
    });
  }

  #dropTo(offset: number): number {
    const dropped = this.#log.size;
    this.#log = new ByteLog(offset);
    this.#sent = offset;
    this.#typed = [];
    this.#added = [];
    return dropped;
  }
}
