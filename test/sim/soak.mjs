// `npm run soak -- --schedules 100000 [--from 0] [--threads 2]`: seeded fault schedules on every core, for as long as asked.
// Prints progress and every failing seed with the command that replays it; exits 1 if there is one.
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bundleWorker, runJobs } from './threads.mjs';

/** Small enough that progress is seen, large enough that messages cost nothing. */
const JOB_SCHEDULES = 50;
const PROGRESS_MS = 5_000;

const { values } = parseArgs({ options: { schedules: { type: 'string', default: '20000' }, from: { type: 'string', default: '0' }, threads: { type: 'string' } } });
const count = whole('schedules', values.schedules, 1);
const from = whole('from', values.from, 0);
const threads = values.threads === undefined ? undefined : whole('threads', values.threads, 1);

const began = performance.now();
const done = { schedules: 0, simulatedMs: 0, bytes: 0, abandoned: 0, failed: 0 };
let told = began;

const file = await bundleWorker();
try {
  await runJobs(file, jobs(), take, threads);
} finally {
  rmSync(file, { force: true });
}
report('done: ');
process.exitCode = done.failed === 0 && done.schedules === count ? 0 : 1;

function* jobs() {
  for (let at = from; at < from + count; at += JOB_SCHEDULES) yield { kind: 'schedules', from: at, count: Math.min(JOB_SCHEDULES, from + count - at) };
}

function take({ count: schedules, simulatedMs, bytes, abandoned, failures }) {
  done.schedules += schedules;
  done.simulatedMs += simulatedMs;
  done.bytes += bytes;
  done.abandoned += abandoned;
  done.failed += failures.length;
  for (const { seed, violations } of failures) {
    console.log(`seed ${seed} fails:`);
    for (const line of violations) console.log(`  ${line}`);
    console.log(`  replay: SIM_SEED=${seed} SIM_SCHEDULES=1 SIM_TRACE=1 npx vitest run --config test/vitest.config.mjs --project sim test/sim/schedules.test.ts`);
  }
  if (performance.now() - told < PROGRESS_MS) return;
  told = performance.now();
  report('');
}

function report(what) {
  const seconds = (performance.now() - began) / 1000;
  const hours = done.simulatedMs / 3_600_000;
  console.log(`${what}${done.schedules} of ${count} schedules from seed ${from} in ${seconds.toFixed(1)} s (${(done.schedules / seconds).toFixed(0)}/s), ${hours.toFixed(0)} simulated hours, ${(done.bytes / 1e6).toFixed(0)} MB, ${done.abandoned} texts left in their brackets, ${done.failed} failed`);
}

function whole(name, text, min) {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= min) return value;
  console.error(`--${name} must be a whole number from ${min} on, not ${JSON.stringify(text)}.`);
  process.exit(2);
}
