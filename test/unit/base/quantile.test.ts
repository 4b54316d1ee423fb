import { expect, it } from 'vitest';
import { quantile } from '../../../src/base/quantile.js';

it('a quantile is the smallest value that so many do not exceed, whatever the order; the values stay as they are', () => {
  const values = Object.freeze([5, 1, 4, 2, 3]);
  expect([0, 0.2, 0.5, 0.8, 0.81, 0.95, 1].map((part) => quantile(values, part))).toEqual([1, 1, 3, 4, 5, 5, 5]);
  expect(quantile([7], 0.5)).toBe(7);
  expect(quantile([], 0.5)).toBeUndefined();
});
