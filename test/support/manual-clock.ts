import type { Clock } from '../../src/base/clock.js';
import type { Disposable } from '../../src/base/disposable.js';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock driven by hand: nothing happens between two calls of `advance`. */
export class ManualClock implements Clock {
  #now = 0;
  #order = 0;
  #timers: Timer[] = [];
  /** Wall time may be set apart from monotonic time, as people do. */
  wallOffset = 1_750_000_000_000;

  now(): number {
    return this.#now;
  }

  wallNow(): number {
    return this.#now + this.wallOffset;
  }

  after(delayMs: number, callback: () => void): Disposable {
    const timer: Timer = { at: this.#now + Math.max(0, delayMs), order: this.#order++, run: callback };
    this.#timers.push(timer);
    return {
      dispose: () => {
        const at = this.#timers.indexOf(timer);
        if (at >= 0) this.#timers.splice(at, 1);
      },
    };
  }

  get pending(): number {
    return this.#timers.length;
  }

  /** When the next timer is due; undefined when there is none. */
  get nextAt(): number | undefined {
    return this.#next()?.at;
  }

  /** Runs every timer due within `ms`, in order, each at its own time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let timer = this.#next(); timer !== undefined && timer.at <= end; timer = this.#next()) this.#fire(timer);
    this.#now = end;
  }

  /** The same, with a turn of the microtask queue after every timer. */
  async advanceAsync(ms: number): Promise<void> {
    const end = this.#now + ms;
    await turn();
    for (let timer = this.#next(); timer !== undefined && timer.at <= end; timer = this.#next()) {
      this.#fire(timer);
      await turn();
    }
    this.#now = end;
  }

  /** Time passes but no timer fires until the next `advance`: sleep, freeze, a blocked thread. */
  jump(ms: number): void {
    this.#now += ms;
  }

  #fire(timer: Timer): void {
    this.#timers.splice(this.#timers.indexOf(timer), 1);
    this.#now = Math.max(this.#now, timer.at);
    timer.run();
  }

  #next(): Timer | undefined {
    let best: Timer | undefined;
    for (const timer of this.#timers) {
      if (best === undefined || timer.at < best.at || (timer.at === best.at && timer.order < best.order)) best = timer;
    }
    return best;
  }
}

/** Lets everything that is already resolved run. */
export async function turn(): Promise<void> {
  for (let i = 0; i < 8; i++) await Promise.resolve();
}
