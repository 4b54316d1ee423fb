import { CloseCode } from '../protocol/close-codes.js';
import { isLoopback } from './authentication.js';
import type { ResolvedOptions } from './resolve-options.js';
import type { SocketRequest } from './socket.js';

/** Why a socket is not served. */
export interface Refusal {
  readonly code: number;
  readonly reason: string;
}

export const CLOSING: Refusal = { code: CloseCode.serviceRestart, reason: 'server is closing' };

/** Whether one more socket is served besides `sockets` others. */
export function admission({ authenticate, limits }: ResolvedOptions, { remoteAddress }: SocketRequest, sockets: number): Refusal | undefined {
  if (authenticate === undefined && !isLoopback(remoteAddress)) return { code: CloseCode.forbidden, reason: 'without authentication only loopback is served' };
  return sockets >= limits.sockets ? { code: CloseCode.overloaded, reason: 'too many sockets' } : undefined;
}
