import type { Clock } from '../base/clock.js';
import { MutableDisposable, type Disposable } from '../base/disposable.js';
import { isExpired } from './authentication.js';
import type { Principal } from './options.js';

/** Tokens may be good for longer than a timer can wait; so it looks again. */
const EXPIRY_CHECK_MS = 24 * 60 * 60_000;

/** Calls back when the token behind a socket is no longer good. */
export class ExpiryWatch implements Disposable {
  readonly #clock: Clock;
  readonly #onExpired: () => void;
  readonly #timer = new MutableDisposable();

  constructor(clock: Clock, onExpired: () => void) {
    this.#clock = clock;
    this.#onExpired = onExpired;
  }

  /** Begins with a new token; the one before does not matter any more. */
  watch(principal: Principal): void {
    const { expiresAt } = principal;
    this.#timer.clear();
    if (expiresAt === undefined) return;
    this.#timer.value = this.#clock.after(Math.min(EXPIRY_CHECK_MS, Math.max(0, expiresAt - this.#clock.wallNow())), () => {
      if (isExpired(principal, this.#clock.wallNow())) this.#onExpired();
      else this.watch(principal);
    });
  }

  dispose(): void {
    this.#timer.dispose();
  }
}
