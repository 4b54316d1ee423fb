import type { Clock } from '../base/clock.js';
import { MutableDisposable, toDisposable, type Disposable } from '../base/disposable.js';
import type { TerminalError } from '../protocol/errors.js';
import type { Strings } from './localize.js';
import { sentenceOf, type Tell } from './sentence.js';
import { sizeText } from './size-text.js';

/** How long a notice of something that happened stays, milliseconds. */
const NOTICE_MS = 8_000;

/** Something that happened and changes nothing else: one of these. Every one is an object of its own. */
export interface Remark {
  readonly error?: TerminalError;
  /** Bytes of output that never came. */
  readonly skipped?: number;
  /** Somebody typed where that does nothing. */
  readonly readOnly?: true;
}

export interface RemarkModel {
  readonly kind: 'notice' | 'skipped';
  readonly tone: 'error' | 'neutral';
  /** One sentence or two. */
  readonly text: string;
}

/** What is said of the latest remark; it goes away by itself once it could be read, or when somebody has. */
export class Notice {
  readonly #clock: () => Clock;
  readonly #document: () => Document;
  readonly #changed: () => void;
  readonly #end = new MutableDisposable();
  /** The latest one of the element, and the latest one. */
  #heard: Remark | undefined;
  #remark: Remark | undefined;
  /** Bytes that were skipped since this was last said. */
  #skipped = 0;
  /** Whether it has been read, or there is nothing to read. */
  #over = true;

  constructor(clock: () => Clock, document: () => Document, changed: () => void) {
    this.#clock = clock;
    this.#document = document;
    this.#changed = changed;
  }

  /** Undefined most of the time. To be asked in every render. */
  model(heard: Remark | undefined, words: Strings['overlay'], tell: Tell): RemarkModel | undefined {
    if (heard !== this.#heard) this.#take((this.#heard = heard));
    return this.#over || this.#remark === undefined ? undefined : wording(this.#remark, this.#skipped, words, tell);
  }

  /** Something that the element does not know of. */
  add(remark: Remark): void {
    this.#take(remark);
    this.#changed();
  }

  readonly dismiss = (): void => {
    this.#end.clear();
    this.#over = true;
    this.#skipped = 0;
    this.#changed();
  };

  #take(remark: Remark | undefined): void {
    this.#remark = remark;
    this.#skipped = remark?.skipped === undefined ? 0 : this.#skipped + remark.skipped;
    this.#over = remark === undefined || isState(remark);
    this.#end.value = this.#over ? undefined : this.#whenSeen();
  }

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

/** Faults of the connection are states and seen as such; of loading only that of the screen, which is told in the same words. What may not be typed is none: only trying shows it. */
function isState({ error }: Remark): boolean {
  return (error?.category === 'network' && error.code !== 'load_failed') || (error?.category === 'auth' && error.code !== 'read_only');
}

function wording({ error, ...remark }: Remark, skipped: number, words: Strings['overlay'], tell: Tell): RemarkModel {
  if (remark.skipped !== undefined) return { kind: 'skipped', tone: 'neutral', text: words.skipped(sizeText(skipped, words)) };
  if (remark.readOnly === true || error?.code === 'read_only') return { kind: 'notice', tone: 'neutral', text: words.readOnlyTyped };
  return { kind: 'notice', tone: 'error', text: error?.code === 'input_overflow' ? words.inputRefused : sentenceOf(error, tell) };
}
