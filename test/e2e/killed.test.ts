// The command as a process of its own, killed with SIGKILL under a living page, and started again on the same port.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPage, startBrowser, startHost, TOKEN } from '../support/e2e/harness.mjs';
import { shellHome } from '../support/shell-home.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, pt: any;

const CLI = fileURLToPath(new URL('../../dist/server/node/cli.js', import.meta.url));

let browser: Browser;
let host: Awaited<ReturnType<typeof startHost>>;
let server: ChildProcess | undefined;
/** Of the shells. */
let home: string;

async function startCommand(port: number): Promise<number> {
  const args = [CLI, '--no-host', '--port', String(port), '--shell', 'bash', '--allow-origin', host.origin];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, HOME: home, PERSISTENT_TERMINAL_TOKEN: TOKEN } });
  server = child;
  return await new Promise((resolve, reject) => {
    let out = '';
    child.once('exit', (code) => reject(new Error(`the command ended with ${code}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(out);
      if (found !== null) resolve(Number(found[1]));
    });
  });
}

async function kill(signal: NodeJS.Signals): Promise<void> {
  const child = server;
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

beforeAll(async () => {
  browser = await startBrowser();
  home = await shellHome();
});
afterAll(async () => {
  await browser.close();
  await rm(home, { recursive: true });
});
beforeEach(async () => {
  host = await startHost();
});
afterEach(async () => {
  await kill('SIGKILL');
  await host.close();
});

describe('a server in one process', () => {
  it('[SV2] [EL8] [CN7] killed and back: the page says so, comes back by itself, and never types old keys into the new shell (R21, R30)', async () => {
    const port = await startCommand(0);
    const { page, errors } = await openPage(browser, host.origin);
    await page.evaluate(async (url) => {
      pt.registry.configure({ reconnect: { minMs: 100, maxMs: 400, breakerMs: 1_000 } });
      const element = await kit.mount({ 'session-id': 'k', url });
      const term = await element.terminal;
      element.send('echo pid=$$.\r');
      await kit.untilLine(term, /^pid=\d+\./);
      const seen: string[] = [];
      element.session.subscribe({ onError: (error: any) => seen.push(error.code), onStatus: (status: string) => seen.push(status) });
      Object.assign(globalThis, { element, term, seen });
    }, `ws://127.0.0.1:${port}/terminal`);
    await kill('SIGKILL');
    await page.evaluate(async () => {
      const { element } = globalThis as any;
      await kit.until(() => element.status !== 'connected', 'loss noticed');
      element.send('echo STALE-$((6*7))\r');
      await kit.until(() => /Retry/.test(element.shadowRoot.textContent), 'Retry');
    });
    expect(await startCommand(port)).toBe(port);
    const result = await page.evaluate(async () => {
      const { element, term, seen } = globalThis as any;
      await kit.until(() => element.status === 'connected', () => `connected (${element.status})`);
      element.send('echo after=$$.\r');
      await kit.untilLine(term, /^after=\d+\./);
      return { text: kit.lines(term).join('\n'), seen };
    });
    expect(result.text).toMatch(/pid=\d+\./);
    expect(result.text).toMatch(/new shell/i);
    expect(result.text).not.toContain('STALE-42');
    expect(result.seen).toContain('reconnecting');
    expect(result.seen).toContain('input_discarded');
    expect(errors).toEqual([]);
    await page.close();
  });
});
