import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../base/clock.js';
import { MutableDisposable } from '../base/disposable.js';
import type { XtermTerminal } from './terminal-view/xterm.js';

export type Edge = 'top' | 'bottom';

/** Rows that a bar may cover, with some to spare. */
const BAR_ROWS = 5;
/** The part of a row, at its end, that a bar lies over. */
const BAR_WIDTH = 0.5;
/** How long the cursor has to be there before a bar makes room: programs that draw a screen run it over every row. Milliseconds. */
const SETTLE_MS = 400;

/** The edge of a screen where a bar hides least: never the one with the cursor, where people read and type; of two that are free the one with less text. */
export class FreeEdge implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #clock: () => Clock;
  readonly #moves = new MutableDisposable();
  readonly #settling = new MutableDisposable();
  #terminal: XtermTerminal | undefined;
  #edge: Edge = 'bottom';

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
    if (terminal !== undefined) this.#edge = freest(terminal);
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
    return terminal.rows >= 2 * BAR_ROWS && hasCursor(terminal, this.#edge);
  }
}

function hasCursor({ buffer, rows }: XtermTerminal, edge: Edge): boolean {
  const row = buffer.active.cursorY;
  return edge === 'top' ? row < BAR_ROWS : row >= rows - BAR_ROWS;
}

function freest(terminal: XtermTerminal): Edge {
  const { buffer, rows } = terminal;
  if (rows < 2 * BAR_ROWS || hasCursor(terminal, 'top') || hasCursor(terminal, 'bottom')) return buffer.active.cursorY >= rows / 2 ? 'top' : 'bottom';
  return rowsWithText(terminal, 0) < rowsWithText(terminal, rows - BAR_ROWS) ? 'top' : 'bottom';
}

/** Of those that a bar would lie over, counted from the first row that is seen. */
function rowsWithText({ buffer: { active }, cols }: XtermTerminal, from: number): number {
  const start = Math.floor(cols * (1 - BAR_WIDTH));
  return Array.from({ length: BAR_ROWS }, (_, row) => active.getLine(active.viewportY + from + row)?.translateToString(true, start) ?? '').filter((text) => text !== '').length;
}
