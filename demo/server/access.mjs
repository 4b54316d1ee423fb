import { createHmac, timingSafeEqual } from 'node:crypto';
import { tokenCheck } from '../../dist/server/node/index.js';

/** Everybody who has the key of this run is the one user of the demo. */
const DEMO_USER = { id: 'demo', name: 'Demo' };
/** Environments of the gallery in which less is allowed. */
const FORBIDDEN = 'forbidden';
const WATCH_ONLY = 'watch';

/** Room for a hundred terminals at once, which the layouts page offers. */
export const LIMITS = { sessionsPerUser: 256, sessions: 512, createBurst: 160, createsPerSecond: 20 };

/**
 * The key of the run, which does not expire, and passes made from it, which do. The portal's server and the lab's process check both alike.
 * @param {string} token
 */
export function createAccess(token) {
  const isToken = tokenCheck(token);
  const sign = text => createHmac('sha256', token).update(text).digest();

  /** Milliseconds since the Unix epoch; undefined for what is no pass of ours. */
  function expiryOf(candidate) {
    const [, digits, signature] = /^pass-(\d{1,15})-([\w-]{43})$/.exec(candidate ?? '') ?? [];
    if (digits === undefined || !timingSafeEqual(sign(digits), Buffer.from(signature, 'base64url'))) return undefined;
    return Number(digits);
  }

  return {
    isToken,
    /** @param {number} ttlMs how long it is good for */
    issuePass(ttlMs) {
      const digits = String(Date.now() + ttlMs);
      return `pass-${digits}-${sign(digits).toString('base64url')}`;
    },
    authenticate(candidate) {
      if (isToken(candidate)) return DEMO_USER;
      const expiresAt = expiryOf(candidate);
      return expiresAt === undefined || expiresAt <= Date.now() ? null : { ...DEMO_USER, expiresAt };
    },
    authorize({ action, environment }) {
      if (environment === FORBIDDEN) return action === 'close';
      return environment !== WATCH_ONLY || action !== 'input';
    },
  };
}
