import { TerminalError } from '../../protocol/errors.js';
import { INPUT_BYTES } from '../../protocol/limits.js';
import { sentence, type NotDelivered } from '../sentences.js';

/* What may wait for a server, and what is said of what may not: the same before the engine is there and after. */

/** Sessions that may wait to be closed on one server. */
const MAX_CLOSES = 1024;

/** @throws TerminalError `input_overflow` when `count` more bytes beside `pending` are more than is kept */
export function checkInputFits(pending: number, count: number, sessionId?: string): void {
  if (pending + count <= INPUT_BYTES) return;
  throw new TerminalError('input_overflow', sentence('inputWaits', pending, count), { action: sentence('waitOrSendLess'), sessionId });
}

/** @throws TerminalError `input_overflow` when there is a transfer already: what would be the order of two? */
export function checkTransferFits(current: unknown, sessionId?: string): void {
  if (current === undefined) return;
  throw new TerminalError('input_overflow', sentence('otherLongText'), { action: sentence('waitOrCancel'), sessionId });
}

/** Characters of UTF-8: what people count, not bytes. */
export function countCharacters(bytes: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < bytes.length; i++) if (((bytes[i] as number) & 0xc0) !== 0x80) count += 1;
  return count;
}

/** @throws TerminalError `too_many_sessions` when `waiting` closes are all that may wait */
export function checkCloseFits(waiting: number): void {
  if (waiting >= MAX_CLOSES) throw new TerminalError('too_many_sessions', sentence('closesWait', MAX_CLOSES));
}

export function shellEnded(sessionId?: string): TerminalError {
  return new TerminalError('session_closed', sentence('shellHasEnded'), { action: sentence('restartSession'), sessionId });
}

export function inputDiscarded(bytes: number, why: NotDelivered, sessionId?: string): TerminalError {
  return new TerminalError('input_discarded', sentence('notDelivered', bytes, why), { action: sentence('typeAgain'), sessionId });
}
