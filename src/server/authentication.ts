import { CloseCode } from '../protocol/close-codes.js';
import type { Logger } from '../base/logger.js';
import type { Principal } from './options.js';
import type { ResolvedOptions } from './resolve-options.js';
import type { SocketRequest } from './socket.js';

const LOCAL: Principal = { id: 'local' };
/** Longest user id the wire carries, UTF-16 units. */
const MAX_PRINCIPAL_LENGTH = 256;

export type Authentication =
  | { readonly kind: 'accepted'; readonly principal: Principal }
  /** Close the socket with this. */
  | { readonly kind: 'refused'; readonly code: number; readonly reason: string }
  /** Nobody can say; close with 4100 or answer an error. */
  | { readonly kind: 'unavailable' };

/** Asks the host who this is. Never rejects. */
export async function authenticate(
  options: ResolvedOptions, logger: Logger, token: string | undefined, request: SocketRequest, wallNow: () => number,
): Promise<Authentication> {
  if (options.authenticate === undefined) {
    if (isLoopback(request.remoteAddress)) return { kind: 'accepted', principal: LOCAL };
    return { kind: 'refused', code: CloseCode.forbidden, reason: 'without authentication only loopback is served' };
  }
  try {
    const principal = await options.authenticate(token, request);
    if (principal === null) {
      const missing = token === undefined || token === '';
      return { kind: 'refused', code: missing ? CloseCode.authRequired : CloseCode.tokenInvalid, reason: missing ? 'token missing' : 'token not accepted' };
    }
    if (!isPrincipal(principal)) {
      logger.error({}, 'authenticate returned something that is no principal');
      return { kind: 'unavailable' };
    }
    if (isExpired(principal, wallNow())) return { kind: 'refused', code: CloseCode.tokenExpired, reason: 'token expired' };
    return { kind: 'accepted', principal };
  } catch (error) {
    logger.error({ error: String(error) }, 'authenticate failed');
    return { kind: 'unavailable' };
  }
}

export function isExpired({ expiresAt }: Principal, wallNow: number): boolean {
  return expiresAt !== undefined && wallNow >= expiresAt;
}

/** 127.0.0.0/8, ::1, and the former written in IPv6. An unknown address is not. */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (address === '::1' || /^(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/i.test(address));
}

function isPrincipal(value: unknown): value is Principal {
  if (typeof value !== 'object' || value === null) return false;
  const { id, expiresAt } = value as Partial<Record<keyof Principal, unknown>>;
  return typeof id === 'string' && id !== '' && id.length <= MAX_PRINCIPAL_LENGTH && (expiresAt === undefined || (typeof expiresAt === 'number' && !Number.isNaN(expiresAt)));
}
