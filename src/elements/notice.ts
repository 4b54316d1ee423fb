import type { Clock } from '../base/clock.js';
import { MutableDisposable } from '../base/disposable.js';
import { STRINGS } from './overlay-strings.js';
import type { Failure } from './overlay-model.js';
import { sentenceOf } from './sentence.js';

/** How long a notice of a single failure stays, milliseconds. */
const NOTICE_MS = 8_000;

/** One sentence about a single failure; it goes away by itself. */
export class Notice {
  readonly #clock: () => Clock;
  readonly #changed: () => void;
  readonly #end = new MutableDisposable();
  #failure: Failure | undefined;
  #text = '';

  constructor(clock: () => Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** What to say of the latest failure; empty most of the time. To be asked in every render. */
  text(failure: Failure | undefined): string {
    if (failure !== this.#failure) {
      this.#failure = failure;
      this.#text = failure === undefined ? '' : wording(failure);
      this.#end.value = this.#text === '' ? undefined : this.#clock().after(NOTICE_MS, () => {
        this.#text = '';
        this.#changed();
      });
    }
    return this.#text;
  }
}

function wording({ error }: Failure): string {
  // Faults of connection and loading are states and seen as such.
  if (error.category === 'network' || error.category === 'auth') return '';
  return error.code === 'input_overflow' ? STRINGS.inputRefused : sentenceOf(error);
}
