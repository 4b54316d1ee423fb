import type { BracketWatch } from './bracket-watch.js';
import { BracketReader, CLOSING } from './brackets.js';
import { InputLedger } from './input-ledger.js';
import { AnswerReader, isAnswer } from './questions.js';
import { typistOf } from './stream.js';
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
  readonly #brackets = new Map<SimShell, BracketReader>();
  /** By session. */
  readonly #bracketers = new Map<string, number>();
  /** Ends of brackets read that no client sent. */
  readonly #foreignEnds = new Map<SimShell, number>();
  /** Who else judges brackets, when they are written. */
  brackets: BracketWatch | undefined;
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
    this.#brackets.set(shell, new BracketReader());
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

  /** Brackets do not say whose they are, so in each session only one may use them. @returns whether that is this typist */
  claimBrackets(typist: number, session: string): boolean {
    if (!this.#bracketers.has(session)) this.#bracketers.set(session, typist);
    return this.#bracketers.get(session) === typist;
  }

  /** Who uses them in this session. */
  bracketer(session: string): number | undefined {
    return this.#bracketers.get(session);
  }

  /** Bytes that a shell has read of what one typist typed, brackets included; how often the server has moved the count of them, and what it had written before. */
  readOf(shell: SimShell, typist: number): { readonly read: number; readonly moved: number; readonly given: number } {
    if (this.#bracketers.get(shell.session) !== typist) return { read: shell.readOf(typist), moved: 0, given: 0 };
    const own = shell.bracketBytes - CLOSING.length * (this.#foreignEnds.get(shell) ?? 0);
    return { read: shell.readOf(typist) + own, moved: this.brackets?.abandonedIn(shell, typist) ?? 0, given: this.brackets?.abandonedAt(shell) ?? 0 };
  }

  inputRead(shell: SimShell, read: Uint8Array): void {
    this.#answersRead(shell, read);
    const bytes = read.some(isAnswer) ? read.filter((byte) => !isAnswer(byte)) : read;
    const bracketer = this.#bracketers.get(shell.session);
    const brackets = this.#brackets.get(shell);
    if (bracketer === undefined || brackets === undefined) return this.#typedRead(shell, bytes);
    const ledger = this.ledger(bracketer, shell.session);
    for (const piece of brackets.take(bytes)) {
      if (piece === 'open') ledger.opened(shell);
      else if (piece === 'close') this.#closed(shell, ledger);
      else if (piece === 'broken') {
        // Whoever has gone may have gone in the middle of one.
        if (this.brackets?.read(shell) !== 'server') this.fail('I', `shell ${shell.pid} read a broken bracket`);
      }
      else this.#typedRead(shell, piece.bytes, piece.within ? bracketer : undefined);
    }
  }

  #closed(shell: SimShell, ledger: InputLedger): void {
    if (this.brackets?.read(shell) !== 'server') return ledger.closed(shell);
    this.#foreignEnds.set(shell, (this.#foreignEnds.get(shell) ?? 0) + 1);
    ledger.abandoned(shell);
  }

  /** @param within the typist whose bracket is under way, between whose bytes only others' may come */
  #typedRead(shell: SimShell, bytes: Uint8Array, within?: number): void {
    const [first] = bytes;
    if (first === undefined) return;
    const alone = bytes.every((byte) => byte >> 6 === first >> 6);
    for (const typist of alone ? [typistOf(first)] : [0, 1, 2, 3]) {
      const own = alone ? bytes : bytes.filter((byte) => typistOf(byte) === typist);
      if (own.length === 0) continue;
      if (typist === within) this.fail('I', `shell ${shell.pid} read ${own.length} bytes in the middle of a bracket's own`);
      this.ledger(typist, shell.session).written(shell, own);
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
