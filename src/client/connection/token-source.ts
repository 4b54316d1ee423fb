import type { Clock } from '../../base/clock.js';
import { fail, ok, type Result } from '../../base/result.js';
import type { Sentence } from '../../base/sentence.js';
import { MAX_TOKEN_LENGTH } from '../../protocol/limits.js';
import type { TokenProvider } from '../registry/contract.js';
import { sentence } from './sentences.js';

/** Why there is no token: one sentence without the token, and what the provider threw. */
export interface TokenFailure {
  readonly reason: Sentence;
  readonly cause?: unknown;
}

export type TokenResult = Result<string | undefined, TokenFailure>;

/** A call that has not answered for this long is not waited for again, milliseconds. */
const STALE_CALL_MS = 30_000;

/**
 * Asks the page's token provider, one call at a time: an attempt that begins while the answer to the last one is still on
 * its way waits for that answer, so a slow sign-in service is not asked again by every retry. What comes after
 * the provider was replaced is dropped by its ticket number.
 */
export class TokenSource {
  readonly #clock: Clock;
  #provider: TokenProvider | undefined;
  #ticket = 0;
  #askedAt = 0;
  #waiting: ((result: TokenResult) => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get provider(): TokenProvider | undefined {
    return this.#provider;
  }

  set provider(provider: TokenProvider | undefined) {
    this.#provider = provider;
    this.cancel();
  }

  /** Calls `done` once, at once or later, unless a newer `fetch` or `cancel` came between. */
  fetch(done: (result: TokenResult) => void): void {
    const provider = this.#provider;
    if (provider === undefined) return done(ok(undefined));
    const inFlight = this.#waiting !== undefined && this.#clock.now() - this.#askedAt < STALE_CALL_MS;
    this.#waiting = done;
    if (inFlight) return;
    const ticket = ++this.#ticket;
    this.#askedAt = this.#clock.now();
    let answer: ReturnType<TokenProvider>;
    try {
      answer = provider();
    } catch (cause) {
      return this.#answer(ticket, fail({ reason: sentence('tokenThrew'), cause }));
    }
    if (!isThenable(answer)) return this.#answer(ticket, checked(answer));
    answer.then(
      (value) => this.#answer(ticket, checked(value)),
      (cause: unknown) => this.#answer(ticket, fail({ reason: sentence('tokenFailed'), cause })),
    );
  }

  /** Forgets the call under way. */
  cancel(): void {
    this.#ticket++;
    this.#waiting = undefined;
  }

  #answer(ticket: number, result: TokenResult): void {
    if (ticket !== this.#ticket) return;
    const done = this.#waiting;
    this.#waiting = undefined;
    done?.(result);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Pages written without types return what they like. */
function checked(value: unknown): TokenResult {
  if (value === undefined || value === null || value === '') return ok(undefined);
  if (typeof value !== 'string') return fail({ reason: sentence('tokenOfType', typeof value) });
  if (value.length > MAX_TOKEN_LENGTH) return fail({ reason: sentence('tokenLong', MAX_TOKEN_LENGTH) });
  return ok(value);
}
