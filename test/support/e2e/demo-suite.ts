import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { shellHome } from '../shell-home.js';
import { startBrowser } from './harness.mjs';

/* eslint-disable @typescript-eslint/no-explicit-any -- axe is a plain global of the page */

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The demo page as a person has it: the server that `npm start` starts, and a tab. */
export class DemoSuite {
  /** The printed address, with its key. */
  url = '';
  page!: Page;
  /** Uncaught errors and violations of the page's policy. */
  problems: string[] = [];
  /** Of the shells. */
  home = '';
  #server: ChildProcess | undefined;

  async startServer(): Promise<void> {
    const server = spawn(process.execPath, ['demo/server.mjs', '--port', '0'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: this.home } });
    this.#server = server;
    this.url = await new Promise((resolve, reject) => {
      let out = '';
      const read = (chunk: Buffer): void => {
        out += chunk.toString();
        const found = /http:\/\/\S+#token=\S+/.exec(out);
        if (found !== null) resolve(found[0]);
      };
      server.stdout.on('data', read);
      server.stderr.on('data', read);
      server.once('exit', () => reject(new Error(`the demo server ended: ${out}`)));
    });
  }

  async stopServer(): Promise<void> {
    const server = this.#server;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGTERM');
    await once(server, 'exit');
  }

  async openTab(browser: Browser): Promise<void> {
    this.page = await browser.newPage();
    this.problems = [];
    this.page.on('pageerror', (error) => this.problems.push(String(error)));
    this.page.on('console', (message) => {
      if (/Content.Security.Policy/i.test(message.text())) this.problems.push(message.text());
    });
    await this.look({ width: 1280, scheme: 'dark' });
  }

  /** As a phone has it below 500 px. Puppeteer loads the page anew when it becomes one. */
  async look({ width, scheme }: { width: number; scheme: 'dark' | 'light' }): Promise<void> {
    await this.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await this.page.setViewport(width < 500 ? { width, height: 812, hasTouch: true, isMobile: true } : { width, height: 800 });
  }

  /** Of the page that is open: as a window that is dragged. */
  async resize({ width, scheme, height = 800 }: { width: number; scheme: 'dark' | 'light'; height?: number }): Promise<void> {
    await this.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await this.page.setViewport({ width, height });
    await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }

  /** Opens a page of the demo, `chaos` or `layouts/boards`, with the key in its address. */
  async open(address = ''): Promise<void> {
    const [base = '', token = ''] = this.url.split('/#token=');
    await this.page.goto(address === '' ? this.url : `${base}/#${address}${address.includes('?') ? '&' : '?'}token=${token}`);
  }

  /** Goes on to another page, as a link does. */
  async go(address: string): Promise<void> {
    await this.page.evaluate((hash) => {
      location.hash = hash;
    }, `#${address}`);
  }

  /** Until all terminals that are seen are connected, that many at least. */
  async connected(count = 1): Promise<void> {
    await this.page.waitForFunction((wanted) => {
      const seen = [...document.querySelectorAll('persistent-terminal')].filter((element) => (element as HTMLElement).offsetParent !== null);
      return seen.length >= wanted && seen.every((element) => (element as unknown as { status: string }).status === 'connected');
    }, { timeout: 30_000 }, count);
  }

  /** What the page that is shown says of the last thing that was done, once it says so. */
  async verdict(pattern: RegExp, ms = 60_000): Promise<string> {
    const found = await this.page.waitForFunction((source) => {
      const seen = [...document.querySelectorAll<HTMLElement>('.verdict')].find((node) => node.offsetParent !== null);
      const words = seen?.innerText.replace(/\s+/g, ' ') ?? '';
      return seen?.querySelector('.busy') === null && new RegExp(source).test(words) ? words : undefined;
    }, { timeout: ms }, pattern.source);
    return (await found.jsonValue()) ?? '';
  }

  /** Presses the button of the bench with that text. */
  async press(text: string): Promise<void> {
    const pressed = await this.page.evaluate((words) => {
      const found = [...document.querySelectorAll<HTMLElement>('#bench button')].find((node) => node.textContent.trim() === words);
      found?.click();
      return found !== undefined;
    }, text);
    if (!pressed) throw new Error(`there is no button ${text}`);
  }

  /** What there is to see, for whoever has waited in vain. */
  async scene(): Promise<string> {
    return await this.page.evaluate(() => {
      const terminals = [...document.querySelectorAll<any>('persistent-terminal')].filter(({ offsetParent }) => offsetParent !== null).map((one) => `<${one.sessionId}> ${one.status}\n${one.getText().slice(-1_500)}`);
      return [`${location.hash.replace(/token=.*/, '')}, ${document.visibilityState}`, ...[...document.querySelectorAll<HTMLElement>('.verdict, .soak-verdict')].map(({ innerText }) => innerText), ...terminals].join('\n');
    });
  }

  /** Violations that axe finds, one line each. A notice that fades in is looked at as it will be: states come and go while axe is at work. */
  async axe(): Promise<string[]> {
    await this.page.evaluate(AXE);
    const animations = await this.page.createCDPSession();
    await animations.send('Animation.enable');
    await animations.send('Animation.setPlaybackRate', { playbackRate: 10_000 });
    try {
      return await this.page.evaluate(async () => {
        const { violations } = await (globalThis as any).axe.run(document, { resultTypes: ['violations'] });
        return violations.flatMap(({ id, help, nodes }: any) => nodes.map(({ target }: any) => `${id}: ${help}: ${target.flat(9).join(' ')}`));
      });
    } finally {
      await animations.send('Animation.setPlaybackRate', { playbackRate: 1 });
      await animations.detach();
    }
  }
}

/**
 * One browser for the file, and a tab for each test.
 * @param settings `oneServer`: the tests share a server and its shells, else each has its own
 */
export function demoSuite({ oneServer = false } = {}): DemoSuite {
  const suite = new DemoSuite();
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
    suite.home = await shellHome();
    if (oneServer) await suite.startServer();
  });
  afterAll(async () => {
    await browser.close();
    if (oneServer) await suite.stopServer();
    await rm(suite.home, { recursive: true });
  });
  beforeEach(async () => {
    if (!oneServer) await suite.startServer();
    await suite.openTab(browser);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.error(await suite.scene().catch(String));
    await suite.page.close();
    if (!oneServer) await suite.stopServer();
  });
  return suite;
}
