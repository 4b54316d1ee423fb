// Runs schedules in a thread of its own, for `npm run soak` and `npm run mutants`, which bundle it first.
import { parentPort } from 'node:worker_threads';
import { FAULTS } from './faults.js';
import { runSchedule } from './run.js';

/** What a thread is asked for; every answer is a message, and the thread asks for more by answering. */
export type Job =
  | { readonly kind: 'names' }
  | { readonly kind: 'schedules'; readonly from: number; readonly count: number }
  | { readonly kind: 'fault'; readonly name: string; readonly within: number };

const port = parentPort;
port?.on('message', (job: Job) => void perform(job).then((answer) => port.postMessage(answer)));

async function perform(job: Job): Promise<object> {
  switch (job.kind) {
    case 'names':
      return { names: Object.keys(FAULTS) };
    case 'schedules':
      return await schedules(job.from, job.count);
    case 'fault':
      return await fault(job.name, job.within);
  }
}

async function schedules(from: number, count: number): Promise<object> {
  const failures: { seed: number; violations: readonly string[] }[] = [];
  let simulatedMs = 0;
  let bytes = 0;
  let abandoned = 0;
  for (let seed = from; seed < from + count; seed++) {
    const result = await runSchedule(seed).catch((error: unknown) => ({ seed, ok: false, violations: [String(error)], simulatedMs: 0, outputBytes: 0, inputBytes: 0, abandoned: 0 }));
    if (!result.ok) failures.push({ seed, violations: result.violations });
    simulatedMs += result.simulatedMs;
    abandoned += result.abandoned;
    bytes += result.outputBytes + result.inputBytes;
  }
  return { count, simulatedMs, bytes, abandoned, failures };
}

async function fault(name: string, within: number): Promise<object> {
  const tamper = FAULTS[name];
  for (let seed = 0; seed < within && tamper !== undefined; seed++) {
    const { ok, violations } = await runSchedule(seed, { tamper });
    // Only what passes without the fault counts as caught with it.
    if (!ok && (await runSchedule(seed)).ok) return { name, seed, violation: violations[0] };
  }
  return { name };
}
