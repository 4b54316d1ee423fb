import { AnswerReader, isAnswer } from './questions.js';
import { typedByte, typistOf } from './stream.js';
import type { SimShell } from './shell.js';
import type { Trace } from './trace.js';

/**
 * What must hold at every step and at the end.
 * O output · I input · B bounds · T truth of the status · Z isolation · S shells · G grace · E nothing left at the end
 */
export type Rule = 'O' | 'I' | 'B' | 'T' | 'Z' | 'S' | 'G' | 'E';

/** After this many the rest says nothing new. */
const MAX_VIOLATIONS = 12;

/** Collects violations and knows which shell has which epoch. */
export class Invariants {
  readonly violations: string[] = [];
  readonly shells: SimShell[] = [];
  readonly #epochs = new Map<string, SimShell>();
  readonly #names = new Map<SimShell, string>();
  readonly #ledgers = new Map<string, InputLedger>();
  readonly #answers = new Map<SimShell, { readonly reader: AnswerReader; readonly given: Set<number> }>();
  readonly #now: () => number;
  readonly #trace: Trace;

  constructor(now: () => number, trace: Trace) {
    this.#now = now;
    this.#trace = trace;
  }

  fail(rule: Rule, what: string): void {
    if (this.violations.length >= MAX_VIOLATIONS) return;
    const line = `${rule} at ${this.#now().toFixed(2)}: ${what}`;
    this.violations.push(line);
    this.#trace.event(this.#now(), `VIOLATION ${line}`);
  }

  spawned(shell: SimShell): void {
    const alive = this.shells.find((other) => other.session === shell.session && other.state === 'running');
    if (alive !== undefined) this.fail('S', `a second shell (${shell.pid}) for ${shell.session} beside ${alive.pid}`);
    this.shells.push(shell);
    this.#answers.set(shell, { reader: new AnswerReader(), given: new Set() });
  }

  /** The server has named an epoch of a session: it is the shell it started last for it. */
  epochNamed(epoch: string, session: string): SimShell | undefined {
    const known = this.#epochs.get(epoch);
    if (known !== undefined) return known;
    const shell = this.shells.findLast((each) => each.session === session);
    if (shell === undefined || this.#names.has(shell)) {
      this.fail('S', `epoch ${epoch} of ${session} has no shell of its own`);
      return undefined;
    }
    this.#epochs.set(epoch, shell);
    this.#names.set(shell, epoch);
    return shell;
  }

  shellOf(epoch: string | undefined): SimShell | undefined {
    return epoch === undefined ? undefined : this.#epochs.get(epoch);
  }

  epochOf(shell: SimShell): string | undefined {
    return this.#names.get(shell);
  }

  latestShell(session: string): SimShell | undefined {
    return this.shells.findLast((each) => each.session === session);
  }

  /** Whether a shell of this session has gone, for whatever reason. */
  endedOnce(session: string): boolean {
    return this.shells.some((shell) => shell.session === session && shell.state !== 'running');
  }

  ledger(typist: number, session: string): InputLedger {
    const key = `${typist} ${session}`;
    let ledger = this.#ledgers.get(key);
    if (ledger === undefined) this.#ledgers.set(key, (ledger = new InputLedger(this, typist, session)));
    return ledger;
  }

  get ledgers(): Iterable<InputLedger> {
    return this.#ledgers.values();
  }

  inputRead(shell: SimShell, read: Uint8Array): void {
    this.#answersRead(shell, read);
    const bytes = read.some(isAnswer) ? read.filter((byte) => !isAnswer(byte)) : read;
    const [first] = bytes;
    if (first === undefined) return;
    const alone = bytes.every((byte) => byte >> 6 === first >> 6);
    for (const typist of alone ? [typistOf(first)] : [0, 1, 2, 3]) {
      const own = alone ? bytes : bytes.filter((byte) => typistOf(byte) === typist);
      if (own.length > 0) this.ledger(typist, shell.session).written(shell, own);
    }
  }

  #answersRead(shell: SimShell, bytes: Uint8Array): void {
    const answers = this.#answers.get(shell);
    for (const number of answers?.reader.take(bytes) ?? []) {
      if (number >= shell.asked) this.fail('I', `shell ${shell.pid} is answered question ${number}, which it did not ask`);
      else if (answers?.given.has(number) === true) this.fail('I', `shell ${shell.pid} is answered question ${number} a second time`);
      answers?.given.add(number);
    }
  }

  /** At quiescence. */
  settleAnswers(): void {
    for (const [{ pid, session, state, asked }, { given }] of this.#answers) {
      if (state === 'running' && given.size !== asked) this.fail('I', `shell ${pid} of ${session} was given ${given.size} answers to ${asked} questions`);
    }
  }
}

/** Everything one typist typed into one session: accepted = written ⊎ reported. */
export class InputLedger {
  /** Bytes that `send` took. */
  accepted = 0;
  /** Nothing before it is still expected. */
  cursor = 0;
  /** Nobody can be told any more: the page is gone, or nobody listens. */
  excused = false;
  readonly typist: number;
  readonly session: string;
  readonly #invariants: Invariants;
  readonly #discards: { readonly from: number; readonly to: number }[] = [];
  readonly #acceptedFor: { readonly end: number; readonly epoch: string | undefined }[] = [];

  constructor(invariants: Invariants, typist: number, session: string) {
    this.#invariants = invariants;
    this.typist = typist;
    this.session = session;
  }

  next(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) bytes[i] = typedByte(this.typist, this.accepted + i);
    return bytes;
  }

  accept(count: number, epoch: string | undefined): void {
    this.accepted += count;
    this.#acceptedFor.push({ end: this.accepted, epoch });
  }

  /** The client has reported that the last `count` bytes it had taken will not be delivered; undefined: all it still held. */
  discarded(count: number | undefined): void {
    if (count !== undefined && count > this.accepted) this.#invariants.fail('I', `${this.#name} reports ${count} bytes discarded of ${this.accepted}`);
    this.#discards.push({ from: count === undefined ? 0 : this.accepted - count, to: this.accepted });
  }

  written(shell: SimShell, bytes: Uint8Array): void {
    const written = this.#invariants.epochOf(shell);
    const fitting = this.#places().filter((at) => this.#fits(at, bytes));
    // A few bytes may look alike in two places: those meant for this shell are taken first.
    const start = fitting.find((at) => this.#epochAt(at) === written) ?? fitting[0];
    if (start === undefined) {
      const again = this.#fitsBefore(bytes);
      const what = again === undefined ? 'bytes that are not the next ones typed' : `bytes ${again}… a second time`;
      return this.#invariants.fail('I', `${this.#name}: shell ${shell.pid} read ${bytes.length} ${what} (expected ${this.cursor} of ${this.accepted})`);
    }
    const epoch = this.#epochAt(start);
    if (epoch !== undefined && written !== undefined && epoch !== written) {
      this.#invariants.fail('I', `${this.#name}: byte ${start}, typed for epoch ${epoch}, reached ${written}`);
    }
    this.cursor = start + bytes.length;
  }

  /** At quiescence. */
  settle(): void {
    if (!this.#places().includes(this.accepted) && !this.excused) this.#invariants.fail('I', `${this.#name}: ${this.accepted - this.cursor} of ${this.accepted} bytes neither written nor reported`);
  }

  /** The shell that the byte at `offset` was typed for; undefined when none was known. */
  #epochAt(offset: number): string | undefined {
    return this.#acceptedFor.find(({ end }) => end > offset)?.epoch;
  }

  get #name(): string {
    return `input of typist ${this.typist} into ${this.session}`;
  }

  /** Where the next byte written may come from: the cursor, or behind what was reported as discarded. */
  #places(): number[] {
    const places = [this.cursor];
    // Discards are in the order of their ends.
    for (const { from, to } of this.#discards) {
      const reached = places.at(-1) ?? 0;
      if (from <= reached && to > reached) places.push(to);
    }
    return places;
  }

  #fits(at: number, bytes: Uint8Array): boolean {
    return at + bytes.length <= this.accepted && bytes.every((byte, i) => byte === typedByte(this.typist, at + i));
  }

  #fitsBefore(bytes: Uint8Array): number | undefined {
    for (let at = this.cursor - bytes.length; at >= 0; at--) if (this.#fits(at, bytes)) return at;
    return undefined;
  }
}
