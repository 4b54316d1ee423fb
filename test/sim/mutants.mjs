// `npm run mutants`: plants every fault of support/sim/faults.ts, one at a time, and prints which schedule's invariants saw it.
// Exits 1 if one survives.
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bundleWorker, runJobs } from './threads.mjs';

const { values } = parseArgs({ options: { within: { type: 'string', default: '2000' }, only: { type: 'string' } } });
const within = Number(values.within);

const file = await bundleWorker();
const rows = [];
try {
  let names = [];
  await runJobs(file, [{ kind: 'names' }].values(), (answer) => (names = answer.names), 1);
  const asked = values.only === undefined ? names : names.filter((name) => name.includes(values.only));
  const jobs = asked.map((name) => ({ kind: 'fault', name, within }));
  await runJobs(file, jobs.values(), (row) => rows.push(row));
  rows.sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
} finally {
  rmSync(file, { force: true });
}
const width = Math.max(6, ...rows.map(({ name }) => name.length));
console.log(`${'mutant'.padEnd(width)}  killed at  by`);
for (const { name, seed, violation } of rows) console.log(`${name.padEnd(width)}  ${String(seed ?? 'SURVIVES').padStart(9)}  ${violation?.slice(0, 90) ?? ''}`);
const alive = rows.filter(({ seed }) => seed === undefined);
console.log(`${rows.length} mutants, ${alive.length} survive ${within} schedules`);
process.exitCode = alive.length === 0 && rows.length > 0 ? 0 : 1;
