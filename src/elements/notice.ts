import type { Clock } from '../base/clock.js';
import { MutableDisposable } from '../base/disposable.js';
import type { TerminalError } from '../protocol/errors.js';
import { STRINGS } from './strings.js';

/** How long a notice of a single failure stays, milliseconds. */
const NOTICE_MS = 8_000;

/** One sentence about a single failure; it goes away by itself. */
export class Notice {
  readonly #clock: () => Clock;
  readonly #changed: () => void;
  readonly #end = new MutableDisposable();
  #text = '';

  constructor(clock: () => Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Empty most of the time. */
  get text(): string {
    return this.#text;
  }

  show(error: TerminalError): void {
    // Faults of connection and loading are states and seen as such; a listener's fault is its author's to see.
    if (error.category === 'network' || error.category === 'auth' || error.code === 'listener_failed') return;
    this.#text = error.code === 'input_overflow' ? STRINGS.inputRefused : [error.message, error.action].filter((text) => text !== '').join(' ');
    this.#end.value = this.#clock().after(NOTICE_MS, () => this.clear());
  }

  clear(): void {
    this.#end.clear();
    if (this.#text === '') return;
    this.#text = '';
    this.#changed();
  }
}
