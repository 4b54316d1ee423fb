import type { Clock } from '../../base/clock.js';
import { MutableDisposable } from '../../base/disposable.js';

/** Passes values on at most once per interval, the first one at once. What comes in between is left out, but for the latest, if that is wanted. */
export class Pace<T> {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #keep: 'latest' | 'nothing';
  readonly #deliver: (value: T) => void;
  readonly #pause = new MutableDisposable();
  #kept: { readonly value: T } | undefined;

  constructor(clock: Clock, intervalMs: number, keep: 'latest' | 'nothing', deliver: (value: T) => void) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#keep = keep;
    this.#deliver = deliver;
  }

  say(value: T): void {
    if (this.#pause.value !== undefined) {
      if (this.#keep === 'latest') this.#kept = { value };
      return;
    }
    this.#pause.value = this.#clock.after(this.#intervalMs, () => this.#next());
    this.#deliver(value);
  }

  dispose(): void {
    this.#kept = undefined;
    this.#pause.dispose();
  }

  #next(): void {
    const kept = this.#kept;
    this.#kept = undefined;
    this.#pause.clear();
    if (kept !== undefined) this.say(kept.value);
  }
}
