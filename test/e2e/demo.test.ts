// The demo page, used as a person would: every button, and what the page says about it. Its server is the one `npm start` starts.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/e2e/harness.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let browser: Browser;
let server: ChildProcess;
let url: string;
let page: Page;
let problems: string[];
/** Login scripts of whoever runs the tests may do anything, and take any time. */
let home: string;

async function startDemo(): Promise<void> {
  server = spawn(process.execPath, ['demo/server.mjs', '--port', '0'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: home } });
  url = await new Promise((resolve, reject) => {
    let out = '';
    const read = (chunk: Buffer): void => {
      out += chunk.toString();
      const found = /http:\/\/\S+#token=\S+/.exec(out);
      if (found !== null) resolve(found[0]);
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.once('exit', () => reject(new Error(`the demo server ended: ${out}`)));
  });
}

const verdict = async (pattern: RegExp, ms = 60_000): Promise<string> => {
  await page.waitForFunction((source) => new RegExp(source).test(document.querySelector('#verdict')?.textContent ?? ''), { timeout: ms }, pattern.source);
  return await page.$eval('#verdict', (node) => (node as HTMLElement).innerText.replace(/\s+/g, ' '));
};
const connected = () => page.waitForFunction('document.querySelector("persistent-terminal")?.status === "connected"', { timeout: 20_000 });
const run = async (line: string, result: RegExp): Promise<void> => {
  await page.click('persistent-terminal');
  await page.keyboard.type(`${line}\n`);
  await page.waitForFunction((source) => new RegExp(source).test((document.querySelector('persistent-terminal') as unknown as { getText(): string }).getText()), { timeout: 20_000 }, result.source);
};

beforeAll(async () => {
  browser = await startBrowser();
  home = await mkdtemp(join(tmpdir(), 'persistent-terminal-home-'));
});
afterAll(async () => {
  await browser.close();
  await rm(home, { recursive: true });
});
beforeEach(async () => {
  await startDemo();
  page = await browser.newPage();
  problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) problems.push(message.text());
  });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  await page.setViewport({ width: 1280, height: 800 });
});
afterEach(async () => {
  await page.close();
  if (server.exitCode === null) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
});

describe('the demo page', () => {
  it('[EL1] [RG4] proves what each button did not break (R5, R20, R80)', async () => {
    await page.goto(url);
    await connected();
    expect(page.url()).not.toContain('token');
    await run('seq 1 300; echo here=$$', /here=\d+/);
    await page.click('#remove');
    await page.waitForFunction('document.querySelector("persistent-terminal") === null');
    await page.click('#remove');
    const back = await verdict(/and back/);
    expect(back).toMatch(/same, pid \d+/);
    expect(back).toMatch(/lines, all equal/);
    expect(back).toMatch(/Sockets opened 0/);
    expect(back).toMatch(/Lost 0 B/);
    await page.click('#cut');
    const cut = await verdict(/Socket cut and back/);
    expect(cut).toMatch(/pid \d+/);
    expect(cut).toMatch(/0 B/);
    await page.click('#restart');
    expect(await verdict(/Server restarted/)).toMatch(/is new/);
    await run('echo again=$$', /again=\d+/);
    expect(problems).toEqual([]);
  });

  it('shows colours under its strict policy without a violation (R72)', async () => {
    await page.goto(url);
    await connected();
    await run(`printf '\\e[38;2;255;100;0mORANGE\\e[0m \\e[7mINVERSE\\e[0m\\n'; echo done=$$`, /done=\d+/);
    const colour = await page.waitForFunction(() => {
      const spans = [...(document.querySelector('persistent-terminal')?.shadowRoot?.querySelectorAll('.xterm-rows span') ?? [])];
      const span = spans.filter((node) => node.textContent?.startsWith('ORANGE')).at(-1);
      return span === undefined ? undefined : getComputedStyle(span).color;
    });
    expect(await colour.jsonValue()).toBe('rgb(255, 100, 0)');
    expect(problems).toEqual([]);
  });

  it('asks for the address when there is no key, and takes it (R51, R80)', async () => {
    await page.goto(url.replace(/#.*/, ''));
    await page.waitForSelector('#gate-input', { visible: true });
    await page.type('#gate-input', url);
    await page.keyboard.press('Enter');
    await connected();
    expect(problems).toEqual([]);
  });

  it('has no horizontal scroll at phone width', async () => {
    await page.setViewport({ width: 375, height: 812, hasTouch: true, isMobile: true });
    await page.goto(url);
    await connected();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  });
});
