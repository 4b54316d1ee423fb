import type { Clock } from '../base/clock.js';

interface Bucket {
  tokens: number;
  at: number;
}

/** Users remembered before full buckets are swept away. */
const SWEEP_AT = 1024;

/** A token bucket per user: `burst` at once, then `perSecond`. */
export class CreateLimiter {
  readonly #clock: Clock;
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, burst: number, perSecond: number) {
    this.#clock = clock;
    this.#burst = burst;
    this.#perSecond = perSecond;
  }

  /** Takes one token; false when there is none. */
  take(userId: string): boolean {
    if (this.#buckets.size >= SWEEP_AT) this.#sweep();
    const bucket = this.#refill(this.#buckets.get(userId));
    this.#buckets.set(userId, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  #refill(bucket: Bucket | undefined): Bucket {
    const at = this.#clock.now();
    if (bucket === undefined) return { tokens: this.#burst, at };
    return { tokens: Math.min(this.#burst, bucket.tokens + ((at - bucket.at) / 1000) * this.#perSecond), at };
  }

  /** A full bucket says the same as none. */
  #sweep(): void {
    for (const [userId, bucket] of this.#buckets) if (this.#refill(bucket).tokens >= this.#burst) this.#buckets.delete(userId);
  }
}
