import { INPUT_BYTES } from '../protocol/limits.js';
import { OpenBracket } from './open-bracket.js';

/** Clients remembered per session. */
export const LEDGER_ENTRIES = 1024;
/** How far a count is moved so that its client sees that it cannot go on: it holds no more than half of that beyond what was accepted. */
export const ABANDONED_BYTES = 2 * INPUT_BYTES;

export type InputVerdict =
  /** Bytes to write to the shell; the repeated ones are cut off. */
  | { readonly kind: 'write'; readonly bytes: Uint8Array; readonly end: number }
  | { readonly kind: 'repeat' }
  /** Bytes are missing before these, or more is under way than allowed; `wanted` is where to go on. */
  | { readonly kind: 'gap'; readonly wanted: number };

/** How far one client instance has come with its input to one shell. Offsets count from 0. */
export class InputEntry {
  /** Attachments that use it; such an entry is never forgotten. */
  holders = 0;
  /** Number of the newest socket on which its client has attached. */
  newestSocket = 0;
  #accepted = 0;
  #written = 0;
  readonly #bracket = new OpenBracket();

  /** End of what was handed to the shell's terminal. */
  get accepted(): number {
    return this.#accepted;
  }

  /** End of what the shell's terminal has taken. */
  get written(): number {
    return this.#written;
  }

  /** Whether what was accepted ends within the bracket of a pasted text. */
  get withinBracket(): boolean {
    return this.#bracket.open;
  }

  accept(offset: number, bytes: Uint8Array): InputVerdict {
    if (offset > this.#accepted) return { kind: 'gap', wanted: this.#accepted };
    const repeated = this.#accepted - offset;
    if (repeated >= bytes.length) return { kind: 'repeat' };
    const fresh = bytes.subarray(repeated);
    if (this.#accepted - this.#written + fresh.length > INPUT_BYTES) return { kind: 'gap', wanted: this.#accepted };
    this.#accepted += fresh.length;
    this.#bracket.take(fresh);
    return { kind: 'write', bytes: fresh, end: this.#accepted };
  }

  confirm(end: number): void {
    this.#written = Math.max(this.#written, end);
  }

  /** Its bracket is closed without its client, whose text must not go on outside of it: the counts say that the two ends have lost each other. */
  abandon(): void {
    this.#accepted += ABANDONED_BYTES;
    this.#written = this.#accepted;
    this.#bracket.forget();
  }
}

/** The entries of one shell, by client. Bounded: the client that was attached longest ago is forgotten first. */
export class InputLedger {
  readonly #entries = new Map<string, InputEntry>();

  get size(): number {
    return this.#entries.size;
  }

  /** Finds or makes the entry and moves it to the end of the order in which entries are forgotten. */
  open(client: string): InputEntry {
    const entry = this.#entries.get(client) ?? new InputEntry();
    this.#entries.delete(client);
    this.#entries.set(client, entry);
    for (const [key, candidate] of this.#entries) {
      if (this.#entries.size <= LEDGER_ENTRIES) break;
      if (candidate.holders === 0 && candidate !== entry) this.#entries.delete(key);
    }
    return entry;
  }
}
