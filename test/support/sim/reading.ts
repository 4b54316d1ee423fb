import type { GapEvent } from '../../../src/client/session/contract.js';
import type { Invariants } from './invariants.js';
import type { SimShell } from './shell.js';

/** Where in which shell's output somebody is. */
export class Reading {
  shell: SimShell | undefined;
  at = 0;
  readonly who: string;
  readonly #invariants: Invariants;

  constructor(who: string, invariants: Invariants) {
    this.who = who;
    this.#invariants = invariants;
  }

  take(bytes: Uint8Array): void {
    this.check(this.at, bytes, 'output');
    this.at += bytes.length;
  }

  /** Whether `bytes` are what the shell printed at `offset`. */
  check(offset: number, bytes: Uint8Array, what: string): void {
    const bad = this.shell === undefined ? 0 : this.shell.output.mismatch(offset, bytes);
    if (bad >= 0) this.fail(`${what}: byte ${offset + bad} of shell ${this.shell?.pid ?? 'none'} is wrong`);
  }

  fail(what: string): void {
    this.#invariants.fail('O', `${this.who}: ${what}`);
  }

  /** At quiescence. @param gap told last: what a screen that has lost its shell will never show */
  settle(shell: SimShell | undefined, gap: GapEvent | undefined): void {
    // A shell that printed nothing, or nothing since a late subscriber came, has not been heard of.
    if (this.shell === undefined || shell === undefined || shell.output.length === 0) return;
    if (this.shell !== shell) return this.fail(`stands in shell ${this.shell.pid}, which is not ${shell.pid}`);
    if (gap !== undefined && gap.from === this.at && gap.to === shell.output.length && shell.state !== 'running') return;
    if (this.at !== shell.output.length) this.fail(`stands at ${this.at} of ${shell.output.length} of shell ${this.shell.pid}`);
  }
}
