import { writeSync } from 'node:fs';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';

/** Most bytes handed to the kernel before other events get their turn. */
const TURN_BYTES = 256 * 1024;
const MAX_DELAY_MS = 32;

interface Pending {
  readonly bytes: Uint8Array;
  readonly done: () => void;
}

/**
 * Writes to the master side without ever waiting. The PTY package writes through libuv, which takes a master for a blocking
 * terminal and spins, with the whole event loop, until a program that does not read reads again. The descriptor itself is
 * non-blocking, so `write(2)` says EAGAIN and we come back later: soon at first, then every 32 ms, and whenever the program prints.
 */
export class PtyWriter {
  readonly #fd: number;
  readonly #clock: Clock;
  #queue: Pending[] = [];
  /** Bytes of the first entry that the kernel has. */
  #taken = 0;
  #refusals = 0;
  #retry: Disposable | undefined;
  #stopped = false;

  constructor(fd: number, clock: Clock) {
    this.#fd = fd;
    this.#clock = clock;
  }

  write(bytes: Uint8Array, done: () => void): void {
    if (this.#stopped) return;
    this.#queue.push({ bytes, done });
    if (this.#queue.length === 1) this.#flush();
  }

  /** The program is alive: try again now. */
  poke(): void {
    if (this.#retry !== undefined) this.#flush();
  }

  /** Drops what is queued; must be called before the descriptor is closed, as its number will be another file's. */
  stop(): void {
    this.#stopped = true;
    this.#retry?.dispose();
    this.#retry = undefined;
    this.#queue = [];
  }

  #flush(): void {
    this.#retry?.dispose();
    this.#retry = undefined;
    let budget = TURN_BYTES;
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      if (this.#taken < next.bytes.length) {
        if (budget <= 0) return this.#again(0);
        const count = this.#writeSome(next.bytes, budget);
        if (count === undefined) return;
        budget -= count;
        this.#taken += count;
      }
      if (this.#taken < next.bytes.length) continue;
      this.#queue.shift();
      this.#taken = 0;
      this.#report(next.done);
    }
  }

  /** undefined: nothing more now. */
  #writeSome(bytes: Uint8Array, most: number): number | undefined {
    try {
      const count = writeSync(this.#fd, bytes, this.#taken, Math.min(most, bytes.length - this.#taken));
      this.#refusals = 0;
      return count;
    } catch (error) {
      // Anything but "not now" means that the terminal is gone; its exit is on the way.
      if (isBusy(error)) this.#again(Math.min(MAX_DELAY_MS, 2 ** this.#refusals++));
      else this.stop();
      return undefined;
    }
  }

  #again(delayMs: number): void {
    this.#retry = this.#clock.after(delayMs, () => this.#flush());
  }

  /** Not from inside `write`: its caller has not yet noted that the write is under way. */
  #report(done: () => void): void {
    queueMicrotask(() => {
      if (!this.#stopped) done();
    });
  }
}

export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EINTR');
}
