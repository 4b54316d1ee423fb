import type { GapEvent, ReplayStart, SessionView, TerminalSession } from '../../../src/client/session/contract.js';
import type { Invariants } from './invariants.js';
import type { ProcessClock } from './process-clock.js';
import type { ReaderPlan } from './schedule.js';
import type { SimShell } from './shell.js';

/** Where in which shell's output somebody is. */
class Reading {
  shell: SimShell | undefined;
  at = 0;
  readonly #who: string;
  readonly #invariants: Invariants;

  constructor(who: string, invariants: Invariants) {
    this.#who = who;
    this.#invariants = invariants;
  }

  take(bytes: Uint8Array): void {
    const bad = this.shell === undefined ? 0 : this.shell.output.mismatch(this.at, bytes);
    if (bad >= 0) this.#invariants.fail('O', `${this.#who}: byte ${this.at + bad} of shell ${this.shell?.pid ?? 'none'} is wrong`);
    this.at += bytes.length;
  }

  /** At quiescence. @param gap told last: what a screen that has lost its shell will never show */
  settle(shell: SimShell | undefined, gap: GapEvent | undefined): void {
    // A shell that printed nothing, or nothing since a late subscriber came, has not been heard of.
    if (this.shell === undefined || shell === undefined || shell.output.length === 0) return;
    if (this.shell !== shell) return this.#invariants.fail('O', `${this.#who}: stands in shell ${this.shell.pid}, which is not ${shell.pid}`);
    if (gap !== undefined && gap.from === this.at && gap.to === shell.output.length && shell.state !== 'running') return;
    if (this.at !== shell.output.length) this.#invariants.fail('O', `${this.#who}: stands at ${this.at} of ${this.shell.output.length} of shell ${this.shell.pid}`);
  }
}

/** A screen that checks every byte it is given and parses at a pace of its own. */
export class SimView implements SessionView {
  shown = true;
  disposed = false;
  readonly reading: Reading;
  readonly #session: TerminalSession;
  readonly #invariants: Invariants;
  readonly #clock: ProcessClock;
  readonly #plan: ReaderPlan;
  #busyUntil = 0;
  /** Everything before it is on the screen. */
  parsedTo = 0;
  #replays = 0;

  constructor(who: string, session: TerminalSession, invariants: Invariants, clock: ProcessClock, plan: ReaderPlan) {
    this.reading = new Reading(`view ${who}`, invariants);
    this.#session = session;
    this.#invariants = invariants;
    this.#clock = clock;
    this.#plan = plan;
  }

  beginReplay({ kind, gap }: ReplayStart): void {
    this.reading.shell = this.#currentShell();
    this.reading.at = this.parsedTo = this.#session.state.offset;
    this.#replays++;
    if (this.reading.at !== (gap?.to ?? 0)) this.#invariants.fail('O', `${kind} from ${this.reading.at} with the gap ${gap?.from}…${gap?.to}`);
  }

  write(bytes: Uint8Array, parsed: () => void): void {
    if (this.disposed) this.#invariants.fail('O', 'a disposed view is written to');
    if (this.reading.shell === undefined) this.#invariants.fail('O', `${this.#session.key}: output before beginReplay`);
    this.reading.take(bytes);
    const replay = this.#replays;
    const end = this.reading.at;
    const done = (): void => {
      if (replay === this.#replays) this.parsedTo = end;
      parsed();
    };
    const { delayMs, bytesPerMs } = this.#plan;
    const now = this.#clock.now();
    if (delayMs === 0 && this.#busyUntil <= now) return done();
    this.#busyUntil = Math.max(this.#busyUntil, now + delayMs) + bytes.length / bytesPerMs;
    this.#clock.after(this.#busyUntil - now, done);
  }

  /** The parser does nothing for a while: a hidden tab, a busy thread. */
  stopReading(forMs: number): void {
    this.#busyUntil = Math.max(this.#busyUntil, this.#clock.now() + forMs);
  }

  dispose(): void {
    if (this.disposed) this.#invariants.fail('E', `a view of ${this.#session.key} is disposed twice`);
    this.disposed = true;
  }

  get shell(): SimShell | undefined {
    return this.reading.shell;
  }

  #currentShell(): SimShell | undefined {
    return this.#invariants.shellOf(this.#session.state.epoch);
  }
}

/** A subscriber to output: hears every byte once, or of the gap. */
export class SimListener {
  readonly reading: Reading;
  #moved = true;
  readonly #who: string;
  readonly #session: TerminalSession;
  readonly #invariants: Invariants;

  constructor(who: string, session: TerminalSession, invariants: Invariants) {
    this.#who = who;
    this.reading = new Reading(`listener ${who}`, invariants);
    this.#session = session;
    this.#invariants = invariants;
  }

  onOutput(bytes: Uint8Array, offset: number): void {
    this.#follow(offset);
    if (offset !== this.reading.at) {
      this.#invariants.fail('O', `listener ${this.#who}: output at ${offset}, expected ${this.reading.at}`);
      this.reading.at = offset;
    }
    this.reading.take(bytes);
  }

  onGap({ from, to }: GapEvent): void {
    this.#follow(from);
    const { shell } = this.reading;
    if (from !== this.reading.at || to <= from || (shell !== undefined && to > shell.output.length)) {
      this.#invariants.fail('O', `listener ${this.#who}: gap ${from}…${to} at ${this.reading.at} of ${shell?.output.length}`);
    }
    this.reading.at = to;
  }

  /** Another shell may be there, said by `onSessionCreated`. */
  onSessionCreated(): void {
    this.#moved = true;
  }

  #follow(offset: number): void {
    if (!this.#moved) return;
    this.#moved = false;
    const shell = this.#invariants.shellOf(this.#session.state.epoch);
    if (shell === this.reading.shell) return;
    // Who subscribes late starts where the output is; a new shell's output starts at 0.
    this.reading.at = this.reading.shell === undefined ? offset : 0;
    this.reading.shell = shell;
  }
}
