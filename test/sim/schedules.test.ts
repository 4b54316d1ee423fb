import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runSchedule } from '../support/sim/run.js';
import { bundleWorker, runJobs } from './threads.mjs';

/** How many schedules, and from which seed on: `SIM_SCHEDULES=100000 SIM_SEED=5000`. */
const COUNT = Number(process.env['SIM_SCHEDULES'] ?? 5_000);
const FIRST = Number(process.env['SIM_SEED'] ?? 0);
/** So many failing seeds are enough to start from. */
const SHOWN = 5;
const JOB_SCHEDULES = 25;

interface Failure {
  readonly seed: number;
  readonly violations: readonly string[];
}

interface Answer {
  readonly count: number;
  readonly simulatedMs: number;
  readonly bytes: number;
  readonly abandoned: number;
  readonly failures: readonly Failure[];
}

function describeFailure({ seed, violations }: Failure): string {
  const replay = `SIM_SEED=${seed} SIM_SCHEDULES=1 SIM_TRACE=1 npx vitest run --config test/vitest.config.mjs --project sim test/sim/schedules.test.ts`;
  return [`seed ${seed}`, ...violations.map((line) => `  ${line}`), `  replay: ${replay}`].join('\n');
}

describe('seeded fault schedules over the real client and the real server core', () => {
  it(`[SE1] [SE2] [SE4] [SE5] [SE7] [SE9] [SE15] [SE16] [CN2] [CN8] [SV2] [SV3] [SV5] [SV7] [SV9] [SV24–27] [SV30] ${COUNT} schedules from seed ${FIRST} keep every invariant (R20–R25, R29, R31)`, async () => {
    if (process.env['SIM_TRACE'] !== undefined) {
      for (let seed = FIRST; seed < FIRST + COUNT; seed++) process.stdout.write(`${(await runSchedule(seed, { keepTrace: true })).trace.join('\n')}\n`);
    }
    const failures: Failure[] = [];
    const started = performance.now();
    const done = { count: 0, simulatedMs: 0, bytes: 0, abandoned: 0 };
    const file = await bundleWorker();
    try {
      await runJobs(file, jobs(failures), ({ count, simulatedMs, bytes, abandoned, failures: found }: Answer) => {
        done.count += count;
        done.simulatedMs += simulatedMs;
        done.bytes += bytes;
        done.abandoned += abandoned;
        failures.push(...found);
      });
    } finally {
      rmSync(file, { force: true });
    }
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(
      `${done.count} schedules from seed ${FIRST}: ${(done.simulatedMs / 3_600_000).toFixed(0)} simulated hours, ${(done.bytes / 1e6).toFixed(0)} MB, ${done.abandoned} texts left in their brackets, ${seconds.toFixed(1)} s, ${(done.count / seconds).toFixed(0)}/s\n`,
    );
    expect(failures.slice(0, SHOWN).map(describeFailure).join('\n\n')).toBe('');
    expect(done.count).toBe(COUNT);
    // What the schedules do not reach they do not prove.
    expect(done.abandoned).toBeGreaterThanOrEqual(Math.floor(COUNT / 1_000) * 10);
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

/** Ends early once enough has failed. */
function* jobs(failures: readonly Failure[]): Generator<object> {
  for (let at = FIRST; at < FIRST + COUNT && failures.length < SHOWN; at += JOB_SCHEDULES) yield { kind: 'schedules', from: at, count: Math.min(JOB_SCHEDULES, FIRST + COUNT - at) };
}
