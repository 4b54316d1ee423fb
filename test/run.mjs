// `npm test`: everything, from a fresh clone. `npm test -- unit elements` runs only these stages (and what they need).
// The last line is `N passed, N failed`, summed from what the runners report. Types, build and lint count as one check each.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { provideChromium } from './support/chromium.mjs';
import { provideFirefox } from './support/firefox.mjs';
import { installDependencies, ROOT } from './support/install.mjs';
import { provideWebKit } from './support/webkit.mjs';

/** @typedef {{ passed: number, failed: number, skipped?: number }} Counts */
/** @typedef {{ minutes: number, needs?: readonly string[], run: (minutes: number) => Promise<Counts> }} Stage */

const RESULTS = join(ROOT, '.cache/test');
const BIN = join(ROOT, 'node_modules/.bin');
/** Checks in one pass, with one yes or no. */
const check = (...commands) => async (minutes) => {
  for (const [command, ...args] of commands) {
    if (!(await execute(command, args, minutes))) return { passed: 0, failed: 1 };
  }
  return { passed: 1, failed: 0 };
};

/** @type {Record<string, Stage>} */
const STAGES = {
  types: { minutes: 5, run: check(['tsc', '-b', 'tsconfig.json', 'test/tsconfig.json', 'test/elements/tsconfig.json', '--pretty']) },
  // Not the manifest: the package stage checks that the committed one is what the sources say.
  build: { minutes: 5, run: check(['tsc', '-b', '--pretty'], ['rollup', '--config', '--silent', '--configSizes=report']) },
  lint: { minutes: 5, run: check(['eslint', '.', '--max-warnings', '0']) },
  unit: { minutes: 5, run: vitest('unit') },
  contract: { minutes: 5, run: vitest('contract') },
  server: { minutes: 10, needs: ['build'], run: vitest('server') },
  sim: { minutes: 20, run: vitest('sim') },
  package: { minutes: 5, needs: ['build'], run: vitest('package') },
  elements: { minutes: 10, needs: ['build', 'chromium'], run: webTestRunner('chromium') },
  firefox: { minutes: 10, needs: ['build', 'firefox'], run: webTestRunner('firefox') },
  webkit: { minutes: 6, needs: ['build', 'webkit'], run: webTestRunner('webkit') },
  e2e: { minutes: 20, needs: ['build', 'chromium'], run: vitest('e2e') },
};

/**
 * What stages need besides other stages. Without an optional one they are skipped, and say why: not every machine can get it.
 * @type {Record<string, { provide: () => Promise<string>, variable?: string, optional?: boolean }>}
 */
const BROWSERS = {
  chromium: { provide: provideChromium, variable: 'CHROME_PATH' },
  firefox: { provide: provideFirefox, variable: 'FIREFOX_PATH', optional: true },
  webkit: { provide: provideWebKit, optional: true },
};

/** Process group of the command that is running, to be ended with us. */
let running;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.once(signal, () => {
    endGroup(running);
    process.exit(1);
  });
}

process.exitCode = await main(process.argv.slice(2));

async function main(asked) {
  const unknown = asked.filter((name) => !(name in STAGES));
  if (unknown.length > 0) {
    console.error(`No stage is called ${unknown.join(', ')}. Stages: ${Object.keys(STAGES).join(' ')}`);
    return 2;
  }
  const names = Object.keys(STAGES).filter((name) => asked.length === 0 || asked.includes(name) || asked.some((one) => STAGES[one].needs?.includes(name)));
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });

  const total = { passed: 0, failed: 0, skipped: 0 };
  const add = ({ passed, failed, skipped = 0 }) => {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  };
  const ready = (await prepare('install', async () => ((await installDependencies()) ? 'npm install' : 'nothing to do'))) === undefined;
  if (!ready) add({ passed: 0, failed: 1 });
  /** Stages that failed, and browsers that are not to be had, with the reason. */
  const failed = [];
  const absent = new Map();
  for (const [name, { provide, variable, optional }] of Object.entries(BROWSERS)) {
    if (!ready || !names.some((stage) => STAGES[stage].needs?.includes(name))) continue;
    const fault = await prepare(`${name} browser`, async () => {
      const path = await provide();
      if (variable !== undefined) process.env[variable] = path;
      return path;
    });
    if (fault === undefined) continue;
    absent.set(name, fault);
    if (optional !== true) add({ passed: 0, failed: 1 });
  }
  for (const name of ready ? names : []) {
    const { minutes, needs, run } = STAGES[name];
    // Tests of what was not built, or is an older build, would say nothing.
    const lacking = needs?.find((need) => failed.includes(need) || absent.has(need));
    const counts = lacking === undefined ? await stage(name, () => run(minutes)) : leaveOut(name, lacking, absent.get(lacking));
    add(counts);
    if (counts.failed > 0) failed.push(name);
  }
  if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
  if (total.skipped > 0) console.log(`\n${total.skipped} skipped`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

/** Returns what went wrong, if anything did. */
async function prepare(name, act) {
  const began = performance.now();
  console.log(`\n── ${name}`);
  try {
    console.log(`── ${name}: ${await act()} (${seconds(began)})`);
    return undefined;
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    console.log(fault);
    console.log(`── ${name}: failed (${seconds(began)})`);
    return fault;
  }
}

async function stage(name, run) {
  const began = performance.now();
  console.log(`\n── ${name}`);
  const counts = await run();
  const skipped = counts.skipped ? `, ${counts.skipped} skipped` : '';
  console.log(`── ${name}: ${counts.passed} ok, ${counts.failed} bad${skipped} (${seconds(began)})`);
  return counts;
}

function leaveOut(name, lacking, reason) {
  const skipped = reason !== undefined && BROWSERS[lacking].optional === true;
  console.log(`\n── ${name}: ${skipped ? `SKIPPED. ${reason}` : `not run, because ${lacking} failed`}`);
  return skipped ? { passed: 0, failed: 0, skipped: 1 } : { passed: 0, failed: 1 };
}

function vitest(project) {
  return async (minutes) => {
    const file = join(RESULTS, `${project}.json`);
    const args = ['run', '--config', 'test/vitest.config.mjs', '--project', project, '--allowOnly=false', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const good = await execute('vitest', args, minutes);
    const report = readJson(file);
    if (report === undefined) return { passed: 0, failed: 1 };
    // A file that could not be loaded has no tests to fail.
    const broken = report.testResults.filter((one) => one.status === 'failed' && !one.assertionResults.some((test) => test.status === 'failed')).length;
    return honest({ passed: report.numPassedTests, failed: report.numFailedTests + broken, skipped: report.numPendingTests + report.numTodoTests }, good);
  };
}

function webTestRunner(engine) {
  return async (minutes) => {
    const file = join(RESULTS, `elements-${engine}.json`);
    const good = await execute('web-test-runner', [], minutes, { WTR_RESULTS: file, WTR_ENGINE: engine });
    const counts = readJson(file);
    return counts === undefined ? { passed: 0, failed: 1 } : honest(counts, good);
  };
}

/** A runner that failed without a failed test (an error outside tests, a timeout), or ran nothing at all, has failed. */
function honest(counts, good) {
  const silent = counts.failed === 0 && (!good || counts.passed === 0);
  if (silent) console.log(good ? 'No test was executed.' : 'The runner failed outside its tests.');
  return silent ? { ...counts, failed: 1 } : counts;
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Runs an installed command in a process group of its own, so that a hang can be ended with all its children. */
function execute(command, args, minutes, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(join(BIN, command), args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], detached: true, env: { ...process.env, ...env } });
    running = child.pid;
    const limit = setTimeout(() => {
      console.log(`${command} did not end within ${minutes} minutes.`);
      endGroup(child.pid);
    }, minutes * 60_000);
    const end = (good) => {
      clearTimeout(limit);
      endGroup(child.pid);
      running = undefined;
      resolve(good);
    };
    child.once('error', (error) => {
      console.log(`${command} cannot be run: ${error.message}`);
      end(false);
    });
    child.once('exit', (code) => end(code === 0));
  });
}

function endGroup(pid) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}

function seconds(began) {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}
