import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new secret: 192 random bits as 32 characters that need no escaping in a URL. */
export function randomToken(): string {
  return randomBytes(24).toString('base64url');
}

/** A check whose duration tells neither the content nor the length of the secret. */
export function tokenCheck(secret: string): (candidate: string | undefined) => boolean {
  const expected = digest(secret);
  return (candidate) => candidate !== undefined && timingSafeEqual(digest(candidate), expected);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
