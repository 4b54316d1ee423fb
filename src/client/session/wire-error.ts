import { TerminalError, WIRE_ERRORS, type WireErrorCode } from '../../protocol/errors.js';
import type { ServerMessages } from '../../protocol/messages.js';

/** The error a server's `error` message speaks of. A code that this version does not know is the server's own matter: `internal`. */
export function wireError(message: ServerMessages['error']): TerminalError {
  const code = isWireCode(message.code) ? message.code : 'internal';
  return new TerminalError(code, message.message, { action: message.action, sessionId: message.sessionId });
}

function isWireCode(code: string): code is WireErrorCode {
  return Object.hasOwn(WIRE_ERRORS, code);
}
