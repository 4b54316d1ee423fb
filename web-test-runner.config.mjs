import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher, puppeteerCore } from '@web/test-runner-chrome';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { CHROMIUM_ARGS, chromiumPath } from './test/support/chromium.mjs';
import { FIREFOX_PREFS, firefoxPath } from './test/support/firefox.mjs';
import mediaFeatures from './test/support/wtr-media.mjs';
import { webkitLauncher } from './test/support/webkit.mjs';
import pointer from './test/support/wtr-pointer.mjs';
import terminalServer from './test/support/wtr-terminal-server.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Writes what really happened to the file that test/run.mjs names, so that the totals are the runner's own. */
const counts = {
  onTestRunFinished({ sessions }) {
    const file = process.env.WTR_RESULTS;
    if (file === undefined) return;
    const total = { passed: 0, failed: 0, skipped: 0 };
    const visit = (suite) => {
      for (const test of suite.tests) total[test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed'] += 1;
      suite.suites.forEach(visit);
    };
    for (const session of sessions) {
      const before = total.failed;
      if (session.testResults !== undefined) visit(session.testResults);
      // A file that did not load, or threw outside a test, has a failure that belongs to none of its tests.
      if (session.passed !== true && total.failed === before) total.failed += 1;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(total));
  },
};

/**
 * Engines that run these tests: WTR_ENGINE names one, default chromium. Which files an engine leaves out, and why, is in test/README.md.
 * @type {Record<string, { only?: readonly string[], without?: readonly string[], launcher: () => import('@web/test-runner').BrowserLauncher }>}
 */
const ENGINES = {
  chromium: { launcher: () => chromeLauncher({ launchOptions: { executablePath: chromiumPath(), headless: true, args: CHROMIUM_ARGS } }) },
  // By puppeteer too, which speaks WebDriver BiDi to it; handed over so that the runner does not call it Chrome.
  firefox: {
    without: ['notices-access.test.ts', 'system-colours.test.ts', 'reduced-motion.test.ts', 'renderer.test.ts'],
    launcher: () => chromeLauncher({ puppeteer: puppeteerCore, concurrency: 1, launchOptions: { browser: 'firefox', executablePath: firefoxPath(), headless: true, extraPrefsFirefox: FIREFOX_PREFS } }),
  },
  webkit: { only: ['life.test.ts', 'output.test.ts', 'input.test.ts', 'chip.test.ts'], launcher: webkitLauncher },
};
/** The runner looks for a port itself, from 8000 on: two that start together find the same one. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const name = process.env.WTR_ENGINE ?? 'chromium';
const engine = ENGINES[name];
if (engine === undefined) throw new Error(`WTR_ENGINE is ${name}, which is none of ${Object.keys(ENGINES).join(', ')}.`);

export default {
  files: [...(engine.only ?? ['**/*.test.ts']).map((file) => `test/elements/${file}`), ...(engine.without ?? []).map((file) => `!test/elements/${file}`)],
  nodeResolve: true,
  port: await freePort(),
  // One page at a time: a second tab hides the first, and a hidden page gets no animation frames.
  concurrency: 1,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 300_000,
  testFramework: { config: { timeout: 20_000 } },
  plugins: [esbuildPlugin({ ts: true, tsconfig: here('./test/elements/tsconfig.json') }), terminalServer, pointer, mediaFeatures],
  browsers: [engine.launcher()],
  // Its development build checks more, and says so on every page.
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode'),
  reporters: [defaultReporter({ reportTestResults: true, reportTestProgress: process.stdout.isTTY === true }), counts],
};
