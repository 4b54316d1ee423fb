import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../base/clock.js';
import { MutableDisposable } from '../base/disposable.js';
import type { XtermTerminal } from './terminal-view/xterm.js';

/** Rows that a bar may cover, with some to spare. */
const BAR_ROWS = 5;
/** How long the cursor has to be there before a bar makes room: programs that draw a screen run it over every row. Milliseconds. */
const SETTLE_MS = 400;

/** The edge of a screen where a bar hides least: the one away from the cursor, where people read and type. */
export class FreeEdge implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #clock: () => Clock;
  readonly #moves = new MutableDisposable();
  readonly #settling = new MutableDisposable();
  #terminal: XtermTerminal | undefined;
  #edge: 'top' | 'bottom' = 'bottom';

  constructor(host: ReactiveControllerHost, clock: () => Clock) {
    this.#host = host;
    this.#clock = clock;
    host.addController(this);
  }

  /** @param terminal undefined while there is no bar. To be asked in every render: the asking keeps it watching. */
  of(terminal: XtermTerminal | undefined): 'top' | 'bottom' {
    if (terminal === this.#terminal) return this.#edge;
    this.#terminal = terminal;
    this.#settling.clear();
    this.#moves.value = terminal?.onCursorMove(() => this.#moved(terminal));
    if (terminal !== undefined) this.#edge = terminal.buffer.active.cursorY >= terminal.rows / 2 ? 'top' : 'bottom';
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

  #covers({ buffer, rows }: XtermTerminal): boolean {
    // A screen too low to get out of the way on.
    if (rows < 2 * BAR_ROWS) return false;
    const row = buffer.active.cursorY;
    return this.#edge === 'top' ? row < BAR_ROWS : row >= rows - BAR_ROWS;
  }
}
