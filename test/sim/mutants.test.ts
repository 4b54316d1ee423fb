import { describe, expect, it } from 'vitest';
import { FAULTS } from '../support/sim/faults.js';
import { runSchedule } from '../support/sim/run.js';

/** A fault that takes more schedules than this to show would slip through a short run. */
const WITHIN = 800;
/** Rare ones: where to begin to look, so that every run need not search for them. `npm run mutants` begins at 0. */
const BEGIN: Readonly<Record<string, number>> = { 'the screen is not cleared for a replay': 470 };

describe('the invariants see planted faults', () => {
  it('there are enough of them to say so', () => {
    expect(Object.keys(FAULTS).length).toBeGreaterThanOrEqual(50);
  });

  it.each(Object.entries(FAULTS))(`%s: caught within ${WITHIN} schedules`, async (name, tamper) => {
    let caught: number | undefined;
    for (let seed = BEGIN[name] ?? 0; seed < WITHIN && caught === undefined; seed++) {
      // Only what passes without the fault counts as caught with it.
      if (!(await runSchedule(seed, { tamper })).ok && (await runSchedule(seed)).ok) caught = seed;
    }
    expect(caught).toBeTypeOf('number');
  });
});
