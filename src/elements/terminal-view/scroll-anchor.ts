import type { XtermTerminal } from './xterm.js';

/**
 * Where somebody had scrolled to, found again by what was to be seen there: after a snapshot the same lines have other numbers, and come later than the screen.
 */
export class ScrollAnchor {
  readonly #term: XtermTerminal;
  readonly #rows: readonly string[];
  /** Rows from the top of the viewport to the end. */
  readonly #distance: number;
  #state: 'waiting' | 'searching' | 'settled' = 'waiting';

  /** Undefined where the bottom is to be seen, which needs no memory. */
  static of(term: XtermTerminal): ScrollAnchor | undefined {
    const { type, viewportY, baseY } = term.buffer.active;
    return type === 'normal' && viewportY < baseY ? new ScrollAnchor(term) : undefined;
  }

  private constructor(term: XtermTerminal) {
    this.#term = term;
    const { viewportY, length } = term.buffer.active;
    this.#rows = Array.from({ length: term.rows }, (_, row) => textOf(term, viewportY + row));
    this.#distance = length - viewportY;
  }

  /**
   * Looks among what is there now.
   * @param added rows that are there since the last time, at the top
   * @param over whether no more will come
   */
  seek(added: number, over: boolean): void {
    const { type, viewportY, baseY, length } = this.#term.buffer.active;
    // Somebody has scrolled meanwhile, or a program has taken the screen.
    if (type !== 'normal' || viewportY !== baseY) this.forget();
    if (this.#state === 'settled' || (this.#state === 'waiting' && length < this.#distance && !over)) return;
    const last = this.#state === 'waiting' ? baseY : Math.min(baseY, added);
    this.#state = 'searching';
    const row = this.#nearest(last, length - this.#distance);
    if (row === undefined) return;
    this.#state = 'settled';
    this.#term.scrollToLine(row);
  }

  /** Whether there is nothing more to look for. */
  get settled(): boolean {
    return this.#state === 'settled';
  }

  /** The bottom is where it should be. */
  forget(): void {
    this.#state = 'settled';
  }

  #nearest(last: number, wanted: number): number | undefined {
    let best: number | undefined;
    for (let row = 0; row <= last; row++) {
      if (best !== undefined && Math.abs(row - wanted) >= Math.abs(best - wanted)) continue;
      if (this.#rows.every((text, at) => textOf(this.#term, row + at) === text)) best = row;
    }
    return best;
  }
}

const textOf = (term: XtermTerminal, row: number): string => term.buffer.active.getLine(row)?.translateToString(true) ?? '';
