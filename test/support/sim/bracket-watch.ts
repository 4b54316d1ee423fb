import { BracketReader } from './brackets.js';
import type { Invariants } from './invariants.js';
import { isAnswer } from './questions.js';
import type { SimShell } from './shell.js';
import { typistOf } from './stream.js';

/** Who ended a bracket, or broke one off: the client whose it is, or the server for one that has gone. */
export type By = 'client' | 'server';

/** What the server knows while it writes. */
export interface Presence {
  /** Whose input it has read just now. */
  readonly reading: number | undefined;
  /** Whether a socket of this typist is there, with an attachment to that shell. */
  isThere(typist: number, shell: SimShell): boolean;
}

interface Written {
  readonly reader: BracketReader;
  open: boolean;
  /** The server has ended a bracket, and what made it do so must come next. */
  owed: boolean;
  /** Whose the ends and the breaks are that its program has not read. */
  readonly unread: By[];
  /** By typist, whoever used brackets by then. */
  readonly bytes: number[];
  /** Brackets that the server has ended, and what it had written of whose they were at the last one. */
  abandoned: number;
  abandonedAt: number;
}

/**
 * Brackets in what the server writes, judged at that moment, because only then it is known who is there: it ends one exactly when somebody else's
 * bytes come next and no socket of the page whose bracket it is is there.
 */
export class BracketWatch {
  /** Brackets that the server has ended, in all shells. */
  abandoned = 0;
  readonly #shells = new Map<SimShell, Written>();
  readonly #invariants: Invariants;
  readonly #presence: Presence;

  constructor(invariants: Invariants, presence: Presence) {
    this.#invariants = invariants;
    this.#presence = presence;
  }

  /** @param bytes as its program will read them */
  written(shell: SimShell, bytes: Uint8Array): void {
    const { reading } = this.#presence;
    const of = this.#of(shell);
    const typed = bytes.some(isAnswer) ? bytes.filter((byte) => !isAnswer(byte)) : bytes;
    if (reading !== undefined) of.bytes[reading] = (of.bytes[reading] ?? 0) + typed.length;
    const whose = this.#invariants.bracketer(shell.session);
    if (whose === undefined) return;
    const by: By = reading === whose ? 'client' : 'server';
    for (const piece of of.reader.take(typed)) {
      if (of.owed && (by === 'client' || typeof piece === 'string')) this.#fail(shell, 'ends a bracket, and nobody else has typed');
      of.owed = false;
      if (piece === 'open') of.open = true;
      else if (piece === 'broken') of.unread.push(by);
      else if (piece === 'close') this.#closed(shell, of, whose, by);
      else if (of.open && !piece.bytes.every((byte) => typistOf(byte) === whose) && !this.#presence.isThere(whose, shell)) {
        this.#fail(shell, `leaves the bracket of typist ${whose} open, who is not there, while somebody else types`);
      }
    }
  }

  /** Whose the next end or break of a bracket is that this shell reads. */
  read(shell: SimShell): By {
    return this.#of(shell).unread.shift() ?? 'client';
  }

  /** How often the server has ended a bracket of this typist there. */
  abandonedIn(shell: SimShell | undefined, typist: number): number {
    return shell === undefined || this.#invariants.bracketer(shell.session) !== typist ? 0 : this.#of(shell).abandoned;
  }

  /** How much of this typist the server had written when it last ended a bracket there. */
  abandonedAt(shell: SimShell): number {
    return this.#of(shell).abandonedAt;
  }

  #closed(shell: SimShell, of: Written, whose: number, by: By): void {
    of.unread.push(by);
    if (by === 'server') {
      if (!of.open) this.#fail(shell, 'ends a bracket that is not open');
      if (this.#presence.isThere(whose, shell)) this.#fail(shell, `ends the bracket of typist ${whose}, who is there`);
      of.owed = true;
      of.abandoned++;
      of.abandonedAt = of.bytes[whose] ?? 0;
      this.abandoned++;
    }
    of.open = false;
  }

  #of(shell: SimShell): Written {
    let of = this.#shells.get(shell);
    if (of === undefined) this.#shells.set(shell, (of = { reader: new BracketReader(), open: false, owed: false, unread: [], bytes: [], abandoned: 0, abandonedAt: 0 }));
    return of;
  }

  #fail(shell: SimShell, what: string): void {
    this.#invariants.fail('I', `the server ${what}: shell ${shell.pid} of ${shell.session}`);
  }
}
