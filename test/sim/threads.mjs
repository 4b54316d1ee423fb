// Simulated schedules on every core: bundles the simulation once, and hands jobs to one thread per core.
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** @returns the path of the bundled worker */
export async function bundleWorker() {
  const outfile = `${ROOT}.cache/sim/worker-${process.pid}.mjs`;
  mkdirSync(`${ROOT}.cache/sim`, { recursive: true });
  await build({ entryPoints: [`${ROOT}test/support/sim/worker.ts`], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' });
  return outfile;
}

/**
 * Runs jobs until there are none left; a thread that fails ends them all.
 * @param {string} file from `bundleWorker`
 * @param {Iterator<object>} jobs
 * @param {(answer: any, job: any) => void} onAnswer
 * @param {number} [threads]
 */
export async function runJobs(file, jobs, onAnswer, threads = availableParallelism()) {
  const workers = Array.from({ length: threads }, () => new Worker(file));
  try {
    await Promise.all(workers.map((worker) => drain(worker, jobs, onAnswer)));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

async function drain(worker, jobs, onAnswer) {
  for (let next = jobs.next(); !next.done; next = jobs.next()) {
    const job = next.value;
    const answer = await new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', (message) => {
        worker.off('error', reject);
        resolve(message);
      });
      worker.postMessage(job);
    });
    onAnswer(answer, job);
  }
}
