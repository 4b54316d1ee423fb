import type { Clock } from '../../base/clock.js';
import { MutableDisposable } from '../../base/disposable.js';
import { ACK_DELAY_MS, ACKS_PER_WINDOW } from '../../protocol/limits.js';

/** Decides when parsed output is acknowledged: every eighth of the window, and what is left within `ACK_DELAY_MS`. */
export class AckPacer {
  readonly #clock: Clock;
  readonly #timer = new MutableDisposable();
  #send: ((offset: number) => void) | undefined;
  #acked = 0;
  #parsed = 0;
  #step = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An attachment has begun at `offset`: what lies before it counts as acknowledged. */
  start(offset: number, windowBytes: number, send: (offset: number) => void): void {
    this.stop();
    this.#send = send;
    this.#acked = this.#parsed = offset;
    this.widen(windowBytes);
  }

  widen(windowBytes: number): void {
    this.#step = Math.max(1, Math.floor(windowBytes / ACKS_PER_WINDOW));
  }

  /** Everything before `offset` has been parsed. Does nothing between attachments. */
  parsed(offset: number): void {
    if (this.#send === undefined || offset <= this.#parsed) return;
    this.#parsed = offset;
    if (offset - this.#acked >= this.#step) this.#flush();
    // A timer that finds nothing to do is cheaper than one stopped and started for every frame.
    else if (this.#timer.value === undefined) this.#timer.value = this.#clock.after(ACK_DELAY_MS, this.#expired);
  }

  stop(): void {
    this.#send = undefined;
    this.#timer.clear();
  }

  readonly #expired = (): void => {
    this.#timer.clear();
    this.#flush();
  };

  #flush(): void {
    if (this.#parsed === this.#acked) return;
    this.#acked = this.#parsed;
    this.#send?.(this.#parsed);
  }
}
