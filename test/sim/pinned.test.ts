import { describe, expect, it } from 'vitest';
import { runSchedule } from '../support/sim/run.js';

/** Seeds that once failed, and what was wrong. A seed means what it means as long as the generator of schedules stays as it is. */
const PINNED: readonly (readonly [seed: number, what: string])[] = [
  [104, 'output overtook the answer to an attach when the shell printed inside `resume`'],
  [107, 'the same, on a second socket of the same client'],
  [2184, 'a session closed by another page while this one was away: the output never seen was not reported as a gap'],
  [2319, 'the same for a listener without a screen'],
];

describe('schedules that once failed', () => {
  it.each(PINNED)('seed %i: %s', async (seed) => {
    expect((await runSchedule(seed)).violations).toEqual([]);
  });
});
