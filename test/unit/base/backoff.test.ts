import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffDelay } from '../../../src/base/backoff.js';

const range = { minMs: 1_000, maxMs: 30_000 };
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('backoffDelay', () => {
  it('[CN4] lies in (0, min(max, min · 2ⁿ)] whatever the attempt and the jitter (R31)', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 5_000 }), random, (attempt, jitter) => {
      const delay = backoffDelay(attempt, jitter, range);
      expect(delay).toBeGreaterThan(0);
      expect(delay).toBeLessThanOrEqual(Math.min(30_000, 1_000 * 2 ** Math.min(attempt, 60)));
      expect(Number.isInteger(delay)).toBe(true);
    }));
  });

  it('[CN4] uses the whole of its range: the jitter is full', () => {
    for (const [attempt, ceiling] of [[0, 1_000], [1, 2_000], [4, 16_000], [5, 30_000], [40, 30_000]] as const) {
      expect(backoffDelay(attempt, 0, range)).toBe(1);
      expect(backoffDelay(attempt, 0.5, range)).toBe(ceiling / 2);
      expect(backoffDelay(attempt, 0.999_999, range)).toBe(ceiling);
    }
  });

  it('takes a negative attempt for the first', () => {
    expect(backoffDelay(-3, 0.5, range)).toBe(backoffDelay(0, 0.5, range));
  });
});
