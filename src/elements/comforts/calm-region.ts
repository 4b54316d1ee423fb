import type { Clock } from '../../base/clock.js';
import { MutableDisposable, toDisposable, type Disposable } from '../../base/disposable.js';

/** Characters that are read out at a time. xterm.js stops after twenty lines; what redraws the screen has no lines, and would be read for ever. */
const MOST_CHARACTERS = 2_000;
/** Quiet after which output is read out again, milliseconds. xterm.js writes once a second. */
const QUIET_MS = 2_500;

/** Keeps a live region from being flooded: what comes faster than anybody listens is not read out, and that is said once. */
export class CalmRegion implements Disposable {
  readonly #clock: Clock;
  readonly #watching = new MutableDisposable();
  readonly #quiet = new MutableDisposable();
  #region: Element | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param tooMuch what is said in place of a flood */
  watch(region: Element | undefined, tooMuch: string): void {
    if (region === this.#region) return;
    this.#quiet.clear();
    this.#region = region;
    const view = region?.ownerDocument.defaultView;
    if (region === undefined || view === null || view === undefined) return this.#watching.clear();
    const observer = new view.MutationObserver(() => {
      this.#look(region, tooMuch);
      // What it has just written itself.
      observer.takeRecords();
    });
    observer.observe(region, { childList: true, characterData: true, subtree: true });
    this.#watching.value = toDisposable(() => observer.disconnect());
  }

  dispose(): void {
    this.#watching.dispose();
    this.#quiet.dispose();
    this.#region = undefined;
  }

  #look(region: Element, tooMuch: string): void {
    const { length } = region.textContent ?? '';
    const flooded = this.#quiet.value !== undefined;
    if (length === 0 || (!flooded && length <= MOST_CHARACTERS)) return;
    // Said while it is still alive, once.
    region.textContent = flooded ? '' : tooMuch;
    this.#quiet.value = this.#clock.after(QUIET_MS, () => {
      this.#quiet.clear();
      region.textContent = '';
    });
  }
}
