import { describe, expect, it } from 'vitest';
import { FAULTS } from '../support/sim/faults.js';
import { runSchedule } from '../support/sim/run.js';

/** A fault that takes more schedules than this to show would slip through a short run. */
const WITHIN = 800;

describe('the invariants see planted faults', () => {
  it('there are enough of them to say so', () => {
    expect(Object.keys(FAULTS).length).toBeGreaterThanOrEqual(8);
  });

  it.each(Object.entries(FAULTS))(`%s: caught within ${WITHIN} schedules`, async (_name, tamper) => {
    let caught: number | undefined;
    for (let seed = 0; seed < WITHIN && caught === undefined; seed++) {
      // Only what passes without the fault counts as caught with it.
      if (!(await runSchedule(seed, { tamper })).ok && (await runSchedule(seed)).ok) caught = seed;
    }
    expect(caught).toBeTypeOf('number');
  });
});
