import type { GapEvent, TerminalSession } from '../../../src/client/session/contract.js';
import type { Invariants } from './invariants.js';
import { Reading } from './reading.js';

/** A subscriber to output: hears every byte once, or of the gap. */
export class SimListener {
  readonly reading: Reading;
  readonly #session: TerminalSession;
  readonly #invariants: Invariants;
  #moved = true;

  constructor(who: string, session: TerminalSession, invariants: Invariants) {
    this.reading = new Reading(`listener ${who}`, invariants);
    this.#session = session;
    this.#invariants = invariants;
  }

  onOutput(bytes: Uint8Array, offset: number): void {
    this.#follow(offset);
    if (offset !== this.reading.at) {
      this.reading.fail(`output at ${offset}, expected ${this.reading.at}`);
      this.reading.at = offset;
    }
    this.reading.take(bytes);
  }

  onGap({ from, to }: GapEvent): void {
    const { shell, at } = this.reading;
    const current = this.#current();
    if (this.#moved && current !== shell) {
      // Of a shell that was never heard nothing is missing [SE16], but for one that has ended. What others on this page heard before, a new subscriber does not know.
      if (shell !== undefined && current?.state === 'running') this.reading.fail(`gap ${from}…${to} before the first byte of a shell`);
      this.#follow(from);
    } else if (from !== at || to <= from || (shell !== undefined && to > shell.output.length)) this.reading.fail(`gap ${from}…${to} at ${at} of ${shell?.output.length}`);
    this.reading.at = to;
  }

  /** Another shell may be there, said by `onSessionCreated`. */
  onSessionCreated(): void {
    this.#moved = true;
  }

  #current() {
    return this.#invariants.shellOf(this.#session.state.epoch);
  }

  #follow(offset: number): void {
    if (!this.#moved) return;
    this.#moved = false;
    const shell = this.#current();
    if (shell === this.reading.shell) return;
    // Whoever comes late to a shell begins where it is.
    this.reading.at = offset;
    this.reading.shell = shell;
  }
}
