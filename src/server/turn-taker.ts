import type { Clock } from '../base/clock.js';
import { MutableDisposable, type Disposable } from '../base/disposable.js';

/** Work that is done piece by piece. */
export interface Worker {
  /** Does one short piece; never throws. Returns whether there is more. */
  work(): 'more' | 'done';
}

/**
 * Shares the thread among those who have long work: one piece at a time, in turn, and between two pieces everything else that the process has to do.
 * So a flood in one session delays another session by one piece, and a socket by no more.
 */
export class TurnTaker implements Disposable {
  readonly #clock: Clock;
  /** In the order of their turns. */
  readonly #waiting = new Set<Worker>();
  readonly #next = new MutableDisposable();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Asking again before one's turn changes nothing. */
  ask(worker: Worker): void {
    this.#waiting.add(worker);
    this.#arm();
  }

  withdraw(worker: Worker): void {
    this.#waiting.delete(worker);
    if (this.#waiting.size === 0) this.#next.clear();
  }

  dispose(): void {
    this.#waiting.clear();
    this.#next.dispose();
  }

  #arm(): void {
    this.#next.value ??= this.#clock.after(0, () => {
      this.#next.clear();
      const worker = this.#waiting.values().next().value;
      if (worker === undefined) return;
      this.#waiting.delete(worker);
      if (worker.work() === 'more') this.#waiting.add(worker);
      if (this.#waiting.size > 0) this.#arm();
    });
  }
}
