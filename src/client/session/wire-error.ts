import { verbatim } from '../../base/sentence.js';
import { TerminalError, WIRE_ERRORS, type WireErrorCode } from '../../protocol/errors.js';
import type { ServerMessages } from '../../protocol/messages.js';

/** The error a server's `error` message speaks of. A code that this version does not know is the server's own matter: `internal`. */
export function wireError(message: ServerMessages['error']): TerminalError {
  const { code, action, sessionId } = message;
  if (isWireCode(code)) return new TerminalError(code, message.message, { action, sessionId });
  // Its own words, in every language: who knows what it is about.
  return new TerminalError('internal', verbatim(message.message), { action, sessionId });
}

function isWireCode(code: string): code is WireErrorCode {
  return Object.hasOwn(WIRE_ERRORS, code);
}
