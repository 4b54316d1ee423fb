import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { openPage, PROFILES, startBrowser, startHost } from './harness.mjs';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any;

/** Both pages must have been still for so long, milliseconds. */
const STILL_MS = 250;
const PATIENCE_MS = 30_000;

/**
 * Two pages that show one session, `work`, in boxes of the same size. The `twin` sees every byte live from the shell's first on and is never touched; what has been done to the
 * other `page` must not be seen in its screen.
 */
export class TwinSuite {
  host!: Awaited<ReturnType<typeof startHost>>;
  /** Empty; home of the shells. */
  folder!: string;
  twin!: Page;
  page!: Page;

  /** Mounts the terminal; `element` and `term` are then globals of the page. */
  async show(where: Page, attributes: Record<string, string> = {}): Promise<void> {
    await where.evaluate(async (more) => {
      const element = await kit.mount({ 'session-id': 'work', ...more });
      Object.assign(globalThis, { element, term: await element.terminal });
    }, attributes);
  }

  async send(where: Page, text: string): Promise<void> {
    await where.evaluate((keys) => (globalThis as any).element.send(keys), text);
  }

  async untilShown(where: Page, pattern: string): Promise<void> {
    await where.evaluate((source) => {
      const { term } = globalThis as any;
      const text = (): string => kit.lines(term, 60).join('\n');
      return kit.until(() => new RegExp(source, 'm').test(text()), () => `screen with ${source}, is\n${text()}`);
    }, pattern);
  }

  /** Until both have parsed the same bytes, their scrollback is complete, and no more has come for a while. */
  async still(): Promise<void> {
    let last = '';
    let since = performance.now();
    const began = since;
    while (performance.now() - since < STILL_MS) {
      const [expected, actual] = await Promise.all([this.twin, this.page].map((one) => one.evaluate(() => {
        const { element, term } = globalThis as any;
        const { parsedOffset, flow, resume } = element.session.state;
        // Of a snapshot the offset is that of its end from the beginning on: what it holds may wait for a part of the page that is still being fetched.
        const drawn = flow?.buffered === 0 && (resume !== 'snapshot' || kit.frames[3] > 0);
        return { parsed: parsedOffset as number, lines: term.buffer.active.length as number, drawn };
      })));
      const now = JSON.stringify([expected, actual]);
      if (now !== last || expected?.parsed !== actual?.parsed || expected?.drawn !== true || !actual?.drawn) since = performance.now();
      last = now;
      if (performance.now() - began > PATIENCE_MS) throw new Error(`not still: ${now}`);
    }
  }

  /** Of both, the twin's first, after the same bytes: what comes while one of them is looked at has come to the other, too, when they are looked at again. */
  async states(): Promise<[any, any]> {
    for (;;) {
      await this.still();
      const [expected, actual] = await Promise.all([this.twin, this.page].map((one) => one.evaluate(() => {
        const { element, term } = globalThis as any;
        const { parsedOffset, activity: { title, progress } } = element.session.state;
        return { ...kit.state(term), told: { title, progress }, parsed: parsedOffset as number };
      })));
      if (expected?.parsed === actual?.parsed) return [expected, actual];
    }
  }

  /** Fails unless the two are equal in everything; returns what they are. */
  async expectTwins(when: string): Promise<any> {
    const [expected, actual] = await this.states();
    expect(actual, when).toEqual(expected);
    return actual;
  }

  async reload(attributes?: Record<string, string>): Promise<void> {
    await this.page.reload();
    await this.page.waitForFunction('globalThis.kit !== undefined');
    await this.show(this.page, attributes);
  }
}

/** One browser for the file; server and pages anew for each test, which fails when a page had an uncaught error. */
export function twinSuite({ path = '/' } = {}): TwinSuite {
  const suite = new TwinSuite();
  let browser: Browser;
  let errors: string[][];
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });
  beforeEach(async () => {
    suite.folder = await mkdtemp(join(tmpdir(), 'persistent-terminal-'));
    const env = { ...PROFILES.default.env, HOME: suite.folder, LESSHISTFILE: '/dev/null', TMUX_TMPDIR: suite.folder, LC_ALL: 'C.UTF-8', LESS: '' };
    const shell = { ...PROFILES.default, env, cwd: suite.folder };
    suite.host = await startHost({ options: { profiles: { ...PROFILES, default: shell, graphemes: { ...shell, terminal: { unicode: 'graphemes' } } } } });
    // Windows of their own: a tab behind another one is hidden, and hidden pages are not kept up to date.
    const open = async (): ReturnType<typeof openPage> => openPage((await browser.createBrowserContext()) as unknown as Browser, suite.host.origin, { path });
    const [twin, page] = [await open(), await open()];
    suite.twin = twin.page;
    suite.page = page.page;
    errors = [twin.errors, page.errors];
  });
  afterEach(async () => {
    for (const one of [suite.twin, suite.page]) await one.browserContext().close();
    await suite.host.close();
    await rm(suite.folder, { recursive: true });
    expect(errors.flat()).toEqual([]);
  });
  return suite;
}
