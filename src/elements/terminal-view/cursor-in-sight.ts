import type { Disposable } from '../../base/disposable.js';
import type { XtermTerminal } from './xterm.js';

/** In a box smaller than the smallest grid, which scrolls: keeps the cell of the cursor in sight when the cursor moves or the box changes. Where else somebody scrolls to is theirs. */
export class CursorInSight implements Disposable {
  readonly #term: XtermTerminal;
  readonly #box: () => HTMLElement | undefined;
  readonly #drawn: Disposable;
  /** What decided where the box was scrolled to last. */
  #seen = '';

  /** @param box that lends the terminal its place; undefined while none does */
  constructor(term: XtermTerminal, box: () => HTMLElement | undefined) {
    this.#term = term;
    this.#box = box;
    this.#drawn = term.onRender(() => this.look());
  }

  /** To be called when the box has another size too: nothing may have to be drawn then. */
  look(): void {
    const box = this.#box();
    if (box === undefined || !('low' in box.dataset || 'narrow' in box.dataset)) return;
    const screen = box.querySelector<HTMLElement>('.xterm-screen');
    if (screen === null) return;
    const { cols, rows, buffer } = this.#term;
    const { baseY, viewportY, cursorX, cursorY } = buffer.active;
    const { clientWidth, clientHeight } = box;
    const seen = [baseY - viewportY, cursorX, cursorY, screen.offsetWidth, screen.offsetHeight, clientWidth, clientHeight].join();
    if (seen === this.#seen) return;
    this.#seen = seen;
    const row = baseY + cursorY - viewportY;
    const outer = box.getBoundingClientRect();
    const inner = screen.getBoundingClientRect();
    // Pages scale boxes; scrolling is reckoned in unscaled pixels.
    const scale = outer.height / box.offsetHeight || 1;
    const top = (inner.top - outer.top) / scale - box.clientTop + box.scrollTop;
    const left = (inner.left - outer.left) / scale - box.clientLeft + box.scrollLeft;
    const height = screen.offsetHeight / rows;
    const width = screen.offsetWidth / cols;
    // Of what has been scrolled back to the first row is shown: all others come there by scrolling on.
    box.scrollTop = row >= rows ? 0 : nearest(box.scrollTop, clientHeight, top + row * height, height, top);
    box.scrollLeft = nearest(box.scrollLeft, clientWidth, left + Math.min(cursorX, cols - 1) * width, width, left);
  }

  dispose(): void {
    this.#drawn.dispose();
  }
}

/** Where to scroll to so that a cell is in sight, going no further than that needs. The padding before the first cell comes along with it. */
function nearest(from: number, room: number, start: number, size: number, padding: number): number {
  const last = start + size - room;
  const first = start <= padding + size / 2 ? 0 : start;
  return Math.max(Math.min(from, first), last);
}
