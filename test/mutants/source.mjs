// `npm run mutants:source`: plants mistakes in single files, one at a time, and prints which test saw it. Exits 1 if one survives.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { FAST_LINE_FAULTS } from './fast-lines.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LISTS = [FAST_LINE_FAULTS];

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });

const rows = [];
for (const { test, faults } of LISTS) {
  for (const fault of faults.filter(({ what }) => what.includes(values.only))) {
    const row = { what: fault.what, seenBy: await firstFailure(test, planted(fault)) };
    rows.push(row);
    console.log(`${row.seenBy === undefined ? 'SURVIVES' : 'killed  '}  ${row.what}${row.seenBy === undefined ? '' : `  ·  ${row.seenBy.slice(0, 100)}`}`);
  }
}
const alive = rows.filter(({ seenBy }) => seenBy === undefined);
console.log(`${rows.length} mistakes, ${alive.length} survive`);
process.exit(alive.length === 0 && rows.length > 0 ? 0 : 1);

/** The file with the mistake in it. What it replaces must be there once, or the list speaks of code that has changed. */
function planted({ what, file, from, to }) {
  const path = resolve(ROOT, file);
  const parts = readFileSync(path, 'utf8').split(from);
  if (parts.length !== 2) throw new Error(`${what}: ${parts.length - 1} places in ${file} read ${JSON.stringify(from)}`);
  return { path, code: parts.join(to) };
}

/** Title of the first test that fails; undefined when all pass. */
async function firstFailure(test, { path, code }) {
  const plugin = { name: 'planted', enforce: 'pre', load: (id) => (id.split('?')[0] === path ? code : undefined) };
  const options = { config: false, root: ROOT, watch: false, bail: 1, reporters: [{}], environment: 'node', include: [test], testTimeout: 60_000 };
  const vitest = await startVitest('test', [test], options, { plugins: [plugin], configFile: false });
  const [module] = vitest.state.getTestModules();
  const tests = [...module.children.allTests()];
  const failed = tests.find((one) => one.result().state === 'failed');
  const broken = module.errors()[0] ?? vitest.state.getUnhandledErrors()[0];
  await vitest.close();
  // Close sets it for the run that failed, as it should.
  process.exitCode = 0;
  if (failed !== undefined) return failed.name;
  if (broken !== undefined) throw new Error(`the test could not be run: ${broken.message ?? broken}`);
  return undefined;
}
