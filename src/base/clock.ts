import type { Disposable } from './disposable.js';

/**
 * Time as the neutral layers see it. All durations are milliseconds.
 * `now` is monotonic: it never jumps when somebody sets the wall clock, so every deadline is reckoned with it.
 */
export interface Clock {
  /** Monotonic milliseconds from an arbitrary origin. */
  now(): number;
  /** Milliseconds since the Unix epoch; only for values people or other machines read. */
  wallNow(): number;
  /** Runs `callback` once after at least `delayMs`; disposing the result before that cancels it. */
  after(delayMs: number, callback: () => void): Disposable;
}
