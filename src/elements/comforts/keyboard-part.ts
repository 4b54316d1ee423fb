import { MutableDisposable, type Disposable } from '../../base/disposable.js';
import type { PartLoader } from '../lazy-parts.js';
import type { ComfortSite } from './comfort.js';
import { Part } from './part.js';

/** How long the keyboard waits for what will take it, milliseconds. Then it is the shell's again, and who uses it wants nothing else. */
export const PATIENCE_MS = 5_000;
/** Said by the mouse and by the window that has the focus, which nobody types. */
// eslint-disable-next-line no-control-regex -- that is what they begin with
const REPORT = /^\x1b\[(?:[MIO]|<)/;
// eslint-disable-next-line no-control-regex -- what is looked for
const CONTROL = /[\x00-\x1f\x7f]/;

interface Waiting {
  /** What is meant for it: characters that were typed meanwhile. */
  typed: string;
  /** Whether what is typed waits for it. */
  holds: boolean;
  /** What had the focus when it was asked for. */
  readonly from: Element | null;
  readonly options: KeyboardPartOptions;
}

export interface KeyboardPartOptions {
  /** Runs instead of the step when it does not arrive, is given up, or the keyboard has gone elsewhere. */
  readonly lost?: () => void;
  /** It comes in any case, however late and wherever the keyboard is. */
  readonly insists?: boolean;
}

/** A part that takes the keyboard once it is here. Until then what is typed is meant for it: the shell would run as a command what somebody looks for. Escape and Ctrl+C give it up. */
export class KeyboardPart<T> implements Disposable {
  readonly #site: ComfortSite;
  readonly #part: Part<T>;
  readonly #limit = new MutableDisposable();
  #waiting: Waiting | undefined;

  constructor(site: ComfortSite, loader: PartLoader<T>) {
    this.#site = site;
    this.#part = new Part(site, loader);
  }

  /** Whether it is waited for, and what is typed with it. */
  get holds(): boolean {
    return this.#waiting?.holds === true;
  }

  /** Runs a step with it and what was typed meanwhile; of several that wait the latest. */
  use(step: (module: T, typed: string) => void, options: KeyboardPartOptions = {}): void {
    const { module } = this.#part;
    if (module !== undefined) return step(module, '');
    const waiting: Waiting = (this.#waiting = { typed: this.#waiting?.typed ?? '', holds: true, from: this.#focused, options });
    this.#limit.value = this.#site.clock.after(PATIENCE_MS, () => (waiting.holds = false));
    this.#part.use(
      (arrived) => {
        if (this.#waiting !== waiting) return;
        if (options.insists !== true && this.#isElsewhere(waiting)) return this.giveUp();
        this.#end();
        step(arrived, waiting.typed);
      },
      () => {
        if (this.#waiting === waiting) this.giveUp();
      },
    );
  }

  /** Somebody types. Returns what of it is not meant for what is waited for. */
  typing(data: string): string {
    const waiting = this.#waiting;
    if (waiting === undefined || REPORT.test(data)) return data;
    if (!waiting.holds) {
      if (waiting.options.insists !== true) this.giveUp();
      return data;
    }
    if (data === '\x1b' || data === '\x03') {
      this.giveUp();
      return data === '\x1b' ? '' : data;
    }
    if (data === '\x7f' || data === '\b') waiting.typed = [...waiting.typed].slice(0, -1).join('');
    else if (!CONTROL.test(data)) waiting.typed += data;
    return '';
  }

  /** It is wanted no more. */
  giveUp(): void {
    const waiting = this.#waiting;
    this.#end();
    waiting?.options.lost?.();
  }

  dispose(): void {
    this.#end();
    this.#limit.dispose();
    this.#part.dispose();
  }

  #end(): void {
    this.#limit.clear();
    this.#waiting = undefined;
  }

  get #focused(): Element | null {
    return (this.#site.host.getRootNode() as Partial<DocumentOrShadowRoot>).activeElement ?? null;
  }

  #isElsewhere({ from }: Waiting): boolean {
    const now = this.#focused;
    const { host } = this.#site;
    return now !== null && now !== from && now !== host && now !== host.ownerDocument.body;
  }
}
