import type { Clock } from '../../../src/base/clock.js';
import { keepSavedRows, type SavingCore } from '../../../src/base/saved-row.js';
import { unfinishedCharacter } from '../../../src/base/utf8.js';
import { DEFAULT_COLS, DEFAULT_ROWS } from '../../../src/protocol/limits.js';
import { createHeadless, deflatePacking } from '../../../src/server/node/headless.js';
import { RESET_TERMINAL, Screen } from '../../../src/server/screen/index.js';
import type { HeadlessTerminal } from '../../../src/server/screen/headless.js';
import type { ScreenRequest, SessionScreen } from '../../../src/server/session-screen.js';
import { compare, isReachable } from '../../unit/server/screen/rig.js';
import { ManualClock } from '../manual-clock.js';
import type { Reading } from './reading.js';
import type { SimShell } from './shell.js';

/** The server's own screen, as it runs in Node. */
export const realScreen = (request: ScreenRequest, clock: Clock): SessionScreen => new Screen({ ...request, clock, createHeadless, packing: deflatePacking });

interface ParsingTerminal {
  readonly cols: number;
  readonly rows: number;
  resize(cols: number, rows: number): void;
  readonly _core: SavingCore & { readonly _inputHandler: { parse(bytes: Uint8Array): unknown } };
}

/** A page's terminal, as far as Node can have one. */
export class SimTerminal {
  readonly #terminal = createHeadless({ cols: DEFAULT_COLS, rows: DEFAULT_ROWS, scrollback: 200, unicode: '11' }) as unknown as ParsingTerminal;
  #partial: Uint8Array = new Uint8Array(0);
  #shell: SimShell | undefined;

  constructor() {
    keepSavedRows(this.#terminal._core);
  }

  write(bytes: Uint8Array): void {
    const input = this.#partial.length === 0 ? bytes : Buffer.concat([this.#partial, bytes]);
    const whole = input.length - unfinishedCharacter(input);
    this.#partial = input.slice(whole);
    if (whole > 0) this.#terminal._core._inputHandler.parse(input.subarray(0, whole));
  }

  resize(cols: number, rows: number): void {
    this.#terminal.resize(cols, rows);
    this.#partial = new Uint8Array(0);
  }

  /** Another shell's output follows. */
  reset(shell: SimShell | undefined): void {
    this.resize(DEFAULT_COLS, DEFAULT_ROWS);
    this.write(RESET_TERMINAL);
    this.#shell = shell;
  }

  /** What it shows now is a picture of this shell's output. */
  shows(shell: SimShell | undefined): void {
    this.#shell = shell;
  }

  /**
   * Against a twin that was given every byte that the shell printed before where `reading` stands. Into a few states no sequence can bring another terminal:
   * then this one is no measure any more.
   */
  compare(reading: Reading): void {
    if (this.#shell === undefined || this.#shell !== reading.shell) return;
    let live: HeadlessTerminal | undefined;
    const twin = new Screen({
      clock: new ManualClock(), packing: deflatePacking, cols: DEFAULT_COLS, rows: DEFAULT_ROWS, onAnswer: () => {}, createHeadless: (wanted) => (live = createHeadless(wanted)),
    });
    twin.write(this.#shell.output.slice(0, reading.at));
    const faults: string[] = [];
    if (!isReachable(live)) this.#shell = undefined;
    else compare(faults, `cells at ${reading.at} of ${this.#shell.output.length}`, live, this.#terminal);
    for (const fault of faults.slice(0, 2)) reading.fail(fault);
    twin.dispose();
  }
}
