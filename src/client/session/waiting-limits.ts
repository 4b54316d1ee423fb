import { TerminalError } from '../../protocol/errors.js';
import { INPUT_BYTES } from '../../protocol/limits.js';

/* What may wait for a server, and what is said of what may not: the same before the engine is there and after. */

/** Sessions that may wait to be closed on one server. */
const MAX_CLOSES = 1024;

/** @throws TerminalError `input_overflow` when `count` more bytes beside `pending` are more than is kept */
export function checkInputFits(pending: number, count: number, sessionId?: string): void {
  if (pending + count <= INPUT_BYTES) return;
  const message = `${pending} bytes of input wait to be delivered; ${count} more do not fit.`;
  throw new TerminalError('input_overflow', message, { action: 'Wait for the connection, or send less at a time.', sessionId });
}

/** @throws TerminalError `input_overflow` when there is a transfer already: what would be the order of two? */
export function checkTransferFits(current: unknown, sessionId?: string): void {
  if (current === undefined) return;
  throw new TerminalError('input_overflow', 'Another long text is still being typed.', { action: 'Wait until it is through, or cancel it.', sessionId });
}

/** Characters of UTF-8: what people count, not bytes. */
export function countCharacters(bytes: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < bytes.length; i++) if (((bytes[i] as number) & 0xc0) !== 0x80) count += 1;
  return count;
}

/** @throws TerminalError `too_many_sessions` when `waiting` closes are all that may wait */
export function checkCloseFits(waiting: number): void {
  if (waiting >= MAX_CLOSES) throw new TerminalError('too_many_sessions', `More than ${MAX_CLOSES} sessions wait to be closed.`);
}

export function shellEnded(sessionId?: string): TerminalError {
  return new TerminalError('session_closed', 'The shell has ended.', { action: 'Restart the session.', sessionId });
}

export function inputDiscarded(bytes: number, reason: string, sessionId?: string): TerminalError {
  const message = `${bytes} ${bytes === 1 ? 'byte of input was' : 'bytes of input were'} not delivered: ${reason}.`;
  return new TerminalError('input_discarded', message, { action: 'Type it again if it is still wanted.', sessionId });
}
