// `npm test`: everything, from a fresh clone. `npm test -- unit elements` runs only these stages (and what they need).
// The last line is `N passed, N failed`, summed from what the runners report. Types, build and lint count as one check each.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { provideChromium } from './support/chromium.mjs';
import { provideFirefox } from './support/firefox.mjs';
import { installDependencies, ROOT } from './support/install.mjs';
import { endGroup, killGroup } from './support/process-group.mjs';
import { StageOutput } from './support/stage-output.mjs';
import { provideWebKit } from './support/webkit.mjs';

/** @typedef {{ passed: number, failed: number, skipped?: number }} Counts */
/** @typedef {{ minutes: number, needs?: readonly string[], run: (minutes: number, output: StageOutput) => Promise<Counts> }} Stage */

const RESULTS = join(ROOT, '.cache/test');
const BIN = join(ROOT, 'node_modules/.bin');
/** Checks in one pass, with one yes or no. */
const check = (...commands) => async (minutes, output) => {
  for (const [command, ...args] of commands) {
    if (!(await execute(command, args, minutes, output))) return { passed: 0, failed: 1 };
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
  elements: { minutes: 15, needs: ['build', 'chromium'], run: webTestRunner('chromium') },
  firefox: { minutes: 15, needs: ['build', 'firefox'], run: webTestRunner('firefox') },
  webkit: { minutes: 6, needs: ['build', 'webkit'], run: webTestRunner('webkit') },
  e2e: { minutes: 20, needs: ['build', 'chromium'], run: vitest('e2e*') },
};

/** Stages that run at the same time when both are asked for: each keeps little more than one processor busy. What the second says is printed after the first. */
const TOGETHER = [['types', 'lint'], ['elements', 'firefox']];

/**
 * What stages need besides other stages. Without an optional one they are skipped, and say why: not every machine can get it.
 * @type {Record<string, { provide: () => Promise<string>, variable?: string, optional?: boolean }>}
 */
const BROWSERS = {
  chromium: { provide: provideChromium, variable: 'CHROME_PATH' },
  firefox: { provide: provideFirefox, variable: 'FIREFOX_PATH', optional: true },
  webkit: { provide: provideWebKit, optional: true },
};

/** Process groups of the commands that are running, to be ended with us. */
const running = new Set();
let stopped = false;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.once(signal, async () => {
    stopped = true;
    await Promise.all([...running].map((pid) => endGroup(pid)));
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
  for (const group of ready ? grouped(names) : []) {
    const started = group.map((name, place) => {
      const { minutes, needs, run } = STAGES[name];
      const output = new StageOutput(place > 0);
      // Tests of what was not built, or is an older build, would say nothing.
      const lacking = needs?.find((need) => failed.includes(need) || absent.has(need));
      return { name, output, counts: lacking === undefined ? stage(name, output, () => run(minutes, output)) : leaveOut(name, output, lacking, absent.get(lacking)) };
    });
    for (const { name, output, counts } of started) {
      const settled = await counts;
      output.release();
      add(settled);
      if (settled.failed > 0) failed.push(name);
    }
  }
  if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
  if (total.skipped > 0) console.log(`\n${total.skipped} skipped`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

/** In the order of STAGES, with those beside each other that run together. */
function grouped(names) {
  return names.flatMap((name) => {
    const group = TOGETHER.find((one) => one.includes(name))?.filter((one) => names.includes(one)) ?? [name];
    return group[0] === name ? [group] : [];
  });
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

async function stage(name, output, run) {
  const began = performance.now();
  output.say(`\n── ${name}`);
  const counts = await run();
  const skipped = counts.skipped ? `, ${counts.skipped} skipped` : '';
  output.say(`── ${name}: ${counts.passed} ok, ${counts.failed} bad${skipped} (${seconds(began)})`);
  return counts;
}

function leaveOut(name, output, lacking, reason) {
  const skipped = reason !== undefined && BROWSERS[lacking].optional === true;
  output.say(`\n── ${name}: ${skipped ? `SKIPPED. ${reason}` : `not run, because ${lacking} failed`}`);
  return skipped ? { passed: 0, failed: 0, skipped: 1 } : { passed: 0, failed: 1 };
}

/** @param project name of a project of vitest.config.mjs, or of several with * */
function vitest(project) {
  return async (minutes, output) => {
    const file = join(RESULTS, `${project.replaceAll('*', '')}.json`);
    const args = ['run', '--config', 'test/vitest.config.mjs', '--project', project, '--allowOnly=false', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const good = await execute('vitest', args, minutes, output);
    const report = readJson(file);
    if (report === undefined) return { passed: 0, failed: 1 };
    // A file that could not be loaded has no tests to fail.
    const broken = report.testResults.filter((one) => one.status === 'failed' && !one.assertionResults.some((test) => test.status === 'failed')).length;
    return honest({ passed: report.numPassedTests, failed: report.numFailedTests + broken, skipped: report.numPendingTests + report.numTodoTests }, good, output);
  };
}

function webTestRunner(engine) {
  return async (minutes, output) => {
    const file = join(RESULTS, `elements-${engine}.json`);
    const good = await execute('web-test-runner', [], minutes, output, { WTR_RESULTS: file, WTR_ENGINE: engine });
    const counts = readJson(file);
    return counts === undefined ? { passed: 0, failed: 1 } : honest(counts, good, output);
  };
}

/** A runner that failed without a failed test (an error outside tests, a timeout), or ran nothing at all, has failed. */
function honest(counts, good, output) {
  const silent = counts.failed === 0 && (!good || counts.passed === 0);
  if (silent) output.say(good ? 'No test was executed.' : 'The runner failed outside its tests.');
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
function execute(command, args, minutes, output, env = {}) {
  return new Promise((resolve) => {
    // Nothing comes after the end.
    if (stopped) return;
    const child = spawn(join(BIN, command), args, { cwd: ROOT, stdio: ['ignore', output.stdio, output.stdio], detached: true, env: { ...process.env, ...env } });
    output.takeFrom(child);
    running.add(child.pid);
    /** Whether it is being ended, and has the time for it. */
    let late = false;
    const killRest = () => !late && !stopped && killGroup(child.pid);
    const limit = setTimeout(() => {
      output.say(`${command} did not end within ${minutes} minutes.`);
      late = true;
      void endGroup(/** @type {number} */ (child.pid));
    }, minutes * 60_000);
    const end = (good) => {
      clearTimeout(limit);
      killRest();
      running.delete(child.pid);
      resolve(good);
    };
    child.once('error', (error) => {
      output.say(`${command} cannot be run: ${error.message}`);
      end(false);
    });
    // What it left behind is ended first, which closes its output; then all of that has been read.
    child.once('exit', killRest);
    child.once('close', (code) => end(code === 0));
  });
}

function seconds(began) {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}
