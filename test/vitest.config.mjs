import { defineConfig } from 'vitest/config';

// Everything that runs in Node. Elements run in a real browser: web-test-runner.config.mjs.
const suite = (name, include, extra = {}) => ({ test: { name, include, environment: 'node', ...extra } });

export default defineConfig({
  test: {
    projects: [
      suite('unit', ['test/unit/**/*.test.ts'], { testTimeout: 20_000 }),
      suite('contract', ['test/contract/**/*.test.ts'], { testTimeout: 60_000 }),
      suite('server', ['test/server/**/*.test.ts'], { testTimeout: 60_000 }),
      suite('sim', ['test/sim/**/*.test.ts'], { testTimeout: 600_000 }),
      suite('package', ['test/package/**/*.test.ts'], { testTimeout: 120_000 }),
      suite('e2e', ['test/e2e/**/*.test.ts'], { testTimeout: 300_000, hookTimeout: 60_000, fileParallelism: false }),
    ],
  },
});
