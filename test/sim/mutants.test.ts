import { rmSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { FAULTS } from '../support/sim/faults.js';
import { bundleWorker, runJobs } from './threads.mjs';

/** A fault that takes more schedules than this to show would slip through a short run. */
const WITHIN = 800;

interface Answer {
  readonly name: string;
  readonly seed: number | undefined;
}

describe('the invariants see planted faults', () => {
  const caught = new Map<string, number | undefined>();

  beforeAll(async () => {
    const file = await bundleWorker();
    try {
      const jobs = Object.keys(FAULTS).map((name) => ({ kind: 'fault', name, within: WITHIN }));
      await runJobs(file, jobs.values(), ({ name, seed }: Answer) => caught.set(name, seed));
    } finally {
      rmSync(file, { force: true });
    }
  }, 600_000);

  it('there are enough of them to say so', () => {
    expect(Object.keys(FAULTS).length).toBeGreaterThanOrEqual(68);
  });

  it.each(Object.keys(FAULTS))(`%s: caught within ${WITHIN} schedules`, (name) => {
    expect(caught.get(name)).toBeTypeOf('number');
  });
});
