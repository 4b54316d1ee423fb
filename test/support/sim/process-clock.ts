import type { Clock } from '../../../src/base/clock.js';
import { toDisposable, type Disposable } from '../../../src/base/disposable.js';
import type { ManualClock } from '../manual-clock.js';

/**
 * The clock of one simulated process, on top of the world's. It can be taken away (`kill`), as a crash does; held, as a frozen tab is; and
 * put to sleep, as a laptop is: then monotonic time stands still while the world's goes on.
 */
export class ProcessClock implements Clock {
  readonly #world: ManualClock;
  readonly #timers = new Set<Disposable>();
  #held: (() => void)[] | undefined;
  #sleptMs = 0;
  #asleepSince: number | undefined;
  #wallSkewMs = 0;
  #dead = false;

  readonly #delay: (ms: number) => number;

  /** @param delay for planted faults: how long a timer really takes */
  constructor(world: ManualClock, delay: (ms: number) => number = (ms) => ms) {
    this.#world = world;
    this.#delay = delay;
  }

  now(): number {
    return (this.#asleepSince ?? this.#world.now()) - this.#sleptMs;
  }

  wallNow(): number {
    return this.#world.wallNow() + this.#wallSkewMs;
  }

  after(delayMs: number, callback: () => void): Disposable {
    if (this.#dead) return toDisposable(() => {});
    const due = this.now() + Math.max(0, this.#delay(delayMs));
    let timer: Disposable | undefined;
    const arm = (): void => {
      timer = this.#world.after(due - this.now(), () => {
        if (this.#held !== undefined) this.#held.push(fire);
        else fire();
      });
    };
    const entry = toDisposable(() => {
      this.#timers.delete(entry);
      timer?.dispose();
    });
    const fire = (): void => {
      if (!this.#timers.has(entry)) return;
      if (this.now() < due - 1e-6) return arm();
      this.#timers.delete(entry);
      callback();
    };
    this.#timers.add(entry);
    arm();
    return entry;
  }

  /** Timers that somebody still waits for. */
  get pending(): number {
    return this.#timers.size;
  }

  get held(): boolean {
    return this.#held !== undefined;
  }

  /** Somebody sets the wall clock. */
  skewWall(ms: number): void {
    this.#wallSkewMs += ms;
  }

  /** Timers that fall due wait for `release`. With `sleep`, monotonic time stands still as well. */
  hold(sleep: boolean): void {
    this.#held ??= [];
    if (sleep) this.#asleepSince ??= this.#world.now();
  }

  release(): void {
    if (this.#asleepSince !== undefined) {
      this.#sleptMs += this.#world.now() - this.#asleepSince;
      this.#asleepSince = undefined;
    }
    const due = this.#held ?? [];
    this.#held = undefined;
    for (const fire of due) fire();
  }

  /** The process is gone: no timer of it fires again. */
  kill(): void {
    this.#dead = true;
    for (const timer of [...this.#timers]) timer.dispose();
  }
}
