import type { Clock } from '../base/clock.js';
import { MutableDisposable, toDisposable, type Disposable } from '../base/disposable.js';
import type { Strings } from './localize.js';
import type { Failure } from './overlay-model.js';
import { sentenceOf } from './sentence.js';

/** How long a notice of a single failure stays, milliseconds. */
const NOTICE_MS = 8_000;

/** One sentence about a single failure; it goes away by itself once it could be read, or when somebody has. */
export class Notice {
  readonly #clock: () => Clock;
  readonly #document: () => Document;
  readonly #changed: () => void;
  readonly #end = new MutableDisposable();
  #failure: Failure | undefined;
  /** Whether it has been read, or there is nothing to read. */
  #over = true;

  constructor(clock: () => Clock, document: () => Document, changed: () => void) {
    this.#clock = clock;
    this.#document = document;
    this.#changed = changed;
  }

  /** What to say of the latest failure; empty most of the time. To be asked in every render. */
  text(failure: Failure | undefined, words: Strings['overlay']): string {
    const text = failure === undefined ? '' : wording(failure, words);
    if (failure !== this.#failure) {
      this.#failure = failure;
      this.#over = text === '';
      this.#end.value = this.#over ? undefined : this.#whenSeen();
    }
    return this.#over ? '' : text;
  }

  readonly dismiss = (): void => {
    this.#end.clear();
    this.#over = true;
    this.#changed();
  };

  /** What happens while nobody sees the page (a laptop that was closed over night) is still said when somebody does. */
  #whenSeen(): Disposable {
    const page = this.#document();
    if (page.visibilityState === 'visible') return this.#clock().after(NOTICE_MS, this.dismiss);
    const seen = (): void => {
      this.#end.value = this.#whenSeen();
    };
    page.addEventListener('visibilitychange', seen, { once: true });
    return toDisposable(() => page.removeEventListener('visibilitychange', seen));
  }
}

function wording({ error }: Failure, words: Strings['overlay']): string {
  // Faults of connection and loading are states and seen as such.
  if (error.category === 'network' || error.category === 'auth') return '';
  return error.code === 'input_overflow' ? words.inputRefused : sentenceOf(error);
}
