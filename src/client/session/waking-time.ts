import type { Clock } from '../../base/clock.js';

/** Between two readings, less than this is the clocks' own inaccuracy, milliseconds. */
const JUMP_MS = 1_000;

/**
 * Time as people see it pass: goes on while the machine sleeps, which the monotonic clock of most browsers does not, and never goes back, which the wall clock does when somebody sets it.
 * A wall clock that is set forward counts as sleep.
 */
export class WakingTime {
  readonly #clock: Clock;
  #ahead: number;
  #sleptMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#ahead = clock.wallNow() - clock.now();
  }

  /** Milliseconds; no earlier than any reading before. */
  now(): number {
    const now = this.#clock.now();
    const ahead = this.#clock.wallNow() - now;
    if (Math.abs(ahead - this.#ahead) >= JUMP_MS) {
      this.#sleptMs += Math.max(0, ahead - this.#ahead);
      this.#ahead = ahead;
    }
    return now + this.#sleptMs;
  }

  /** The same moment as `Clock.now` would have it, so that the time since is right. */
  onClock(at: number): number {
    return at - (this.now() - this.#clock.now());
  }
}
