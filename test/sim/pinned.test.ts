import { describe, expect, it } from 'vitest';
import { runSchedule } from '../support/sim/run.js';

/** Seeds that once failed, and what was wrong. A seed means what it means as long as the generator of schedules stays as it is. */
const PINNED: readonly (readonly [seed: number, what: string])[] = [
  [107, 'output overtook the answer to an attach when the shell printed inside `resume`'],
  [156, 'the same on a second channel'],
  [900, 'another page closed the session while this one was away: the output never seen was not reported as a gap'],
  [2184, 'the same in the middle of a flood'],
  [6447, 'a slow viewer fell out of the ring after the last output: nobody told it, and it stood there for ever'],
  [10021, 'the same for a listener of a frozen page'],
];

describe('schedules that once failed', () => {
  it.each(PINNED)('seed %i: %s', async (seed) => {
    expect((await runSchedule(seed)).violations).toEqual([]);
  });
});
