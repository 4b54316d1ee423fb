import type { Clock } from '../base/clock.js';
import type { DecodeError } from '../protocol/codec.js';
import { TerminalError } from '../protocol/errors.js';
import { MAX_MESSAGE_ERRORS, MAX_TEXT_LENGTH, MESSAGE_ERROR_WINDOW_MS } from '../protocol/limits.js';
import type { ServerMessage } from '../protocol/messages.js';
import type { Address } from './operations.js';

const SIZE_FIELDS = new Set(['cols', 'rows']);
const NAME_FIELDS = new Set(['sessionId', 'project', 'environment', 'profile', 'client', 'epoch']);

/** The error a client is told for a message that could not be read (PROTOCOL.md section 3). */
export function messageError({ field, detail }: DecodeError): TerminalError {
  if (field !== undefined && SIZE_FIELDS.has(field)) return new TerminalError('bad_size', detail, { action: 'Use 2–1,000 columns and 1–1,000 rows.' });
  if (field !== undefined && NAME_FIELDS.has(field)) return new TerminalError('bad_session_id', detail, { action: 'Use 1–128 of A–Z a–z 0–9 . _ : -' });
  return new TerminalError('bad_message', detail);
}

/** The message that tells a client of an error. */
export function errorAnswer({ channel, request, sessionId }: Address, error: TerminalError): ServerMessage {
  const { code, category, message, action, retryable } = error;
  return {
    type: 'error', request, channel, sessionId: sessionId ?? error.sessionId, code, category, message: message.slice(0, MAX_TEXT_LENGTH),
    action: action === '' ? undefined : action.slice(0, MAX_TEXT_LENGTH), retryable,
  };
}

/** Counts the messages of one socket that could not be read. */
export class ErrorBudget {
  readonly #clock: Clock;
  #times: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** False when this was one too many. */
  spend(): boolean {
    const now = this.#clock.now();
    this.#times = this.#times.filter((time) => now - time < MESSAGE_ERROR_WINDOW_MS);
    this.#times.push(now);
    return this.#times.length <= MAX_MESSAGE_ERRORS;
  }
}
