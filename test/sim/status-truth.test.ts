import { describe, expect, it } from 'vitest';
import { statusTruth, type TruthResult } from '../support/sim/status-truth.js';

/** Hours, each of another seed: `STATUS_HOURS=100`. */
const HOURS = Number(process.env['STATUS_HOURS'] ?? 6);
/** Share of judged samples that must be right. */
const RIGHT = 0.999;

function describeHour({ seed, samples, excused, wrong, longestReturnMs, longestDeafMs, faults, reasons }: TruthResult): string {
  const judged = samples - excused;
  const figures = `hour ${seed}: ${faults} faults, ${samples} samples, ${excused} within the windows, ${wrong} of ${judged} wrong (${((100 * (judged - wrong)) / judged).toFixed(3)} % right), back after ${(longestReturnMs / 1000).toFixed(1)} s at most, deaf lines kept for ${(longestDeafMs / 1000).toFixed(1)} s`;
  return [figures, ...[...reasons].map(([what, times]) => `  ${times} × ${what}`)].join('\n');
}

describe('what is shown is true', () => {
  it(`[CN5] [CN8] [CN10] through ${HOURS} scripted hours of faults the shown state is right in 99.9 % of samples outside the stated windows (R41)`, async () => {
    const results: TruthResult[] = [];
    for (let seed = 0; seed < HOURS; seed++) results.push(await statusTruth(seed));
    process.stdout.write(`${results.map(describeHour).join('\n')}\n`);
    for (const { samples, excused, wrong, faults } of results) {
      expect(faults).toBeGreaterThan(40);
      // A window around everything would prove nothing.
      expect(samples - excused).toBeGreaterThan(samples / 2);
      expect(1 - wrong / (samples - excused)).toBeGreaterThanOrEqual(RIGHT);
    }
  });
});
