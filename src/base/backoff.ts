export interface BackoffOptions {
  /** Upper bound of the first delay, milliseconds. */
  readonly minMs: number;
  /** Upper bound of every delay, milliseconds. */
  readonly maxMs: number;
}

/**
 * Exponential backoff with full jitter: uniform in (0, min(maxMs, minMs · 2^attempt)].
 * Full jitter, not equal or decorrelated: it spreads a crowd of clients best after a common outage.
 * @param attempt 0 for the first retry
 * @param random uniform in [0, 1)
 */
export function backoffDelay(attempt: number, random: number, { minMs, maxMs }: BackoffOptions): number {
  const ceiling = Math.min(maxMs, minMs * 2 ** Math.min(Math.max(0, attempt), 30));
  return Math.max(1, Math.round(ceiling * random));
}
