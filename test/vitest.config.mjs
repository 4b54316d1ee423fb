import { defineConfig } from 'vitest/config';

// Everything that runs in Node. Elements run in a real browser: web-test-runner.config.mjs.
// One after the other, where several are asked for: they have different numbers of workers.
let suites = 0;
// What is polled for happens in its own time: one second, the default, is less than a busy machine may stand still.
const suite = (name, include, extra = {}) => ({ test: { name, include, environment: 'node', sequence: { groupOrder: suites++ }, expect: { poll: { timeout: 15_000 } }, ...extra } });

/** Of an end-to-end suite: those that mostly wait, for a page that is frozen, a line that is dead or a state that takes its time, run two at a time. */
const WAITING = ['browser-faults', 'demo-bench', 'demo-pages', 'diagnostics', 'host', 'reload'].map((name) => `test/e2e/${name}.test.ts`);
const e2e = { testTimeout: 300_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      suite('unit', ['test/unit/**/*.test.ts'], { testTimeout: 60_000, maxWorkers: 2 }),
      suite('contract', ['test/contract/**/*.test.ts'], { testTimeout: 60_000 }),
      suite('server', ['test/server/**/*.test.ts'], { testTimeout: 60_000 }),
      suite('sim', ['test/sim/**/*.test.ts'], { testTimeout: 600_000 }),
      suite('package', ['test/package/**/*.test.ts'], { testTimeout: 120_000 }),
      suite('e2e', ['test/e2e/**/*.test.ts'], { ...e2e, exclude: WAITING, fileParallelism: false }),
      suite('e2e-waiting', WAITING, { ...e2e, maxWorkers: 2 }),
    ],
  },
});
