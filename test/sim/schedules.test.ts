import { describe, expect, it } from 'vitest';
import { runSchedule, type RunResult } from '../support/sim/run.js';

/** How many schedules, and from which seed on: `SIM_SCHEDULES=100000 SIM_SEED=5000`. */
const COUNT = Number(process.env['SIM_SCHEDULES'] ?? 2_000);
const FIRST = Number(process.env['SIM_SEED'] ?? 0);
/** So many failing seeds are enough to start from. */
const SHOWN = 5;

function describeFailure({ seed, violations }: RunResult): string {
  const replay = `SIM_SEED=${seed} SIM_SCHEDULES=1 SIM_TRACE=1 npx vitest run --config test/vitest.config.mjs --project sim test/sim/schedules.test.ts`;
  return [`seed ${seed}`, ...violations.map((line) => `  ${line}`), `  replay: ${replay}`].join('\n');
}

describe('seeded fault schedules over the real client and the real server core', () => {
  it(`[SE1] [SE2] [SE4] [SE5] [SE7] [CN2] [CN8] [SV3] [SV5] [SV7] [SV9] ${COUNT} schedules from seed ${FIRST} keep every invariant (R20–R24, R29, R31)`, async () => {
    const failures: RunResult[] = [];
    const started = performance.now();
    let simulatedMs = 0;
    let bytes = 0;
    for (let seed = FIRST; seed < FIRST + COUNT && failures.length < SHOWN; seed++) {
      const result = await runSchedule(seed, { keepTrace: process.env['SIM_TRACE'] !== undefined });
      if (result.trace.length > 0) process.stdout.write(`${result.trace.join('\n')}\n`);
      if (!result.ok) failures.push(result);
      simulatedMs += result.simulatedMs;
      bytes += result.outputBytes + result.inputBytes;
    }
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(
      `${COUNT} schedules from seed ${FIRST}: ${(simulatedMs / 3_600_000).toFixed(0)} simulated hours, ${(bytes / 1e6).toFixed(0)} MB, ${seconds.toFixed(1)} s, ${((seconds * 1000) / COUNT).toFixed(1)} ms each\n`,
    );
    expect(failures.map(describeFailure).join('\n\n')).toBe('');
  });

  it('the same seed gives the same trace, byte for byte', async () => {
    for (const seed of [FIRST, FIRST + 1, FIRST + 2, FIRST + 3]) {
      const first = await runSchedule(seed, { keepTrace: true });
      const second = await runSchedule(seed, { keepTrace: true });
      expect(second.trace).toEqual(first.trace);
      expect(second.traceHash).toBe(first.traceHash);
      expect(first.trace.length).toBeGreaterThan(20);
    }
  });

  it('different seeds give different traces', async () => {
    const hashes = new Set<string>();
    for (let seed = FIRST; seed < FIRST + 10; seed++) hashes.add((await runSchedule(seed)).traceHash);
    expect(hashes.size).toBe(10);
  });
});
