import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../base/clock.js';
import { MutableDisposable } from '../base/disposable.js';
import type { XtermTerminal } from './terminal-view/xterm.js';

export type Edge = 'top' | 'bottom';

/** Rows that a bar may cover, with some to spare. */
const BAR_ROWS = 5;
/** From the right end of the screen, in CSS pixels: the widest bar that overlay.styles.ts allows, and its distance. */
const BAR_PX = 630;
/** Columns kept free between the cursor and a bar at its right: what is typed next. */
const NEXT_COLUMNS = 8;
/** How long the cursor has to be there before a bar makes room: programs that draw a screen run it over every row. Milliseconds. */
const SETTLE_MS = 400;

/** The edge of a screen where a bar hides least: never over the cursor, where people read and type; else over less text, of which the newest, near the cursor, counts double. */
export class FreeEdge implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #clock: () => Clock;
  readonly #moves = new MutableDisposable();
  readonly #settling = new MutableDisposable();
  #terminal: XtermTerminal | undefined;
  #edge: Edge = 'bottom';
  /** Columns that the widest bar lies over. Measured once: to ask at every movement of the cursor would be a layout each time. */
  #columns = 0;

  constructor(host: ReactiveControllerHost, clock: () => Clock) {
    this.#host = host;
    this.#clock = clock;
    host.addController(this);
  }

  /** @param terminal undefined while there is no bar. To be asked in every render: the asking keeps it watching. */
  of(terminal: XtermTerminal | undefined): Edge {
    if (terminal === this.#terminal) return this.#edge;
    this.#terminal = terminal;
    this.#settling.clear();
    this.#moves.value = terminal?.onCursorMove(() => this.#moved(terminal));
    if (terminal !== undefined) {
      this.#columns = Math.ceil((BAR_PX * terminal.cols) / Math.max(1, terminal.element?.clientWidth ?? 0));
      this.#edge = freest(terminal, this.#from(terminal));
    }
    return this.#edge;
  }

  hostDisconnected(): void {
    this.of(undefined);
  }

  #moved(terminal: XtermTerminal): void {
    if (!this.#covers(terminal)) this.#settling.clear();
    else this.#settling.value ??= this.#clock().after(SETTLE_MS, () => {
      this.#settling.clear();
      if (terminal !== this.#terminal || !this.#covers(terminal)) return;
      this.#edge = this.#edge === 'top' ? 'bottom' : 'top';
      this.#host.requestUpdate();
    });
  }

  #covers(terminal: XtermTerminal): boolean {
    // A screen too low to get out of the way on.
    return terminal.rows >= 2 * BAR_ROWS && coversCursor(terminal, this.#edge, this.#from(terminal));
  }

  #from({ cols }: XtermTerminal): number {
    return Math.max(0, cols - this.#columns);
  }
}

function hasCursor({ buffer, rows }: XtermTerminal, edge: Edge): boolean {
  const row = buffer.active.cursorY;
  return edge === 'top' ? row < BAR_ROWS : row >= rows - BAR_ROWS;
}

function coversCursor(terminal: XtermTerminal, edge: Edge, from: number): boolean {
  return hasCursor(terminal, edge) && terminal.buffer.active.cursorX + NEXT_COLUMNS > from;
}

function freest(terminal: XtermTerminal, from: number): Edge {
  const { buffer, rows } = terminal;
  if (rows < 2 * BAR_ROWS) return buffer.active.cursorY >= rows / 2 ? 'top' : 'bottom';
  return harm(terminal, 'top', from) < harm(terminal, 'bottom', from) ? 'top' : 'bottom';
}

/** Cells with text that a bar would lie over, of what is seen. */
function harm(terminal: XtermTerminal, edge: Edge, from: number): number {
  if (coversCursor(terminal, edge, from)) return Infinity;
  const { buffer: { active }, rows } = terminal;
  const first = active.viewportY + (edge === 'top' ? 0 : rows - BAR_ROWS);
  const cells = Array.from({ length: BAR_ROWS }, (_, row) => active.getLine(first + row)?.translateToString(true, from) ?? '').reduce((sum, text) => sum + text.replaceAll(' ', '').length, 0);
  return hasCursor(terminal, edge) ? 2 * cells : cells;
}
