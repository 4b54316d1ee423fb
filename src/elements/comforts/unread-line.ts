import { MutableDisposable } from '../../base/disposable.js';
import type { IMarker, XtermTerminal } from '../terminal-view/xterm.js';

/** A thin line below the last line that somebody has read. */
export class UnreadLine {
  readonly #term: XtermTerminal;
  readonly #decoration = new MutableDisposable();
  #at: number | undefined;

  constructor(term: XtermTerminal) {
    this.#term = term;
  }

  /** Below the line of `marker`, which stays its owner's. */
  show(marker: IMarker): void {
    if (this.#at === marker.id) return;
    this.#at = marker.id;
    // A marker of its own: the decoration ends with it.
    const { baseY, cursorY } = this.#term.buffer.active;
    const own = this.#term.registerMarker(marker.line - (baseY + cursorY));
    const decoration = this.#term.registerDecoration({ marker: own });
    decoration?.onRender((element) => element.classList.add('unread-line'));
    this.#decoration.value = own;
  }

  /** It has been read, or is of no interest any more. */
  clear(): void {
    this.#at = undefined;
    this.#decoration.clear();
  }
}
