// Output that is made to stop a page: live, and again after a reload.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPage, printing, startBrowser, startHost } from '../support/e2e/harness.mjs';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any;

const FINALS = ['S', 'T', 'L', 'M', 'I', 'Z', 'b', '@', 'P', 'X', 'A', 'd', 'r'];
/** Counts that xterm.js alone would carry out for seconds to minutes. */
const REPEATS = FINALS.map((final) => `x\x1b[2147483647${final}\x1b[20000000;20000000${final}`).join('');

/** Names, output, and the most that the page may stand still, milliseconds. The promise for counts and strings is 100 ms on a quiet machine. */
const BOMBS: readonly (readonly [name: string, output: string, limitMs: number])[] = [
  ['repeat counts (row 51)', REPEATS.repeat(20), 500],
  ['5,000 parameters and 300 sub-parameters (row 52)', `\x1b[${'1;'.repeat(5_000)}m\x1b[4${':3'.repeat(300)}m`.repeat(20), 500],
  ['an OSC of 11 MB (row 54)', `\x1b]2;${'t'.repeat(11_000_000)}\x07`, 500],
  ['a string that is never closed, 5 MB (row 53)', `\x1bP${'q'.repeat(5_000_000)}\x1b\\\x1b_${'a'.repeat(500_000)}\x1b\\`, 500],
  ['20,000 links (row 58)', Array.from({ length: 20_000 }, (_, i) => `\x1b]8;;https://example.test/${i}\x07l\x1b]8;;\x07`).join(''), 1_500],
  ['5,000 titles and bells', '\x1b]2;title\x07\x07'.repeat(5_000), 1_000],
  ['one cell with 200,000 combining marks', `e${'\u0301'.repeat(200_000)}\r\n`, 1_500],
  ['900 KB of queries', '\x1b[c\x1b[6n\x1b]10;?\x07'.repeat(50_000), 1_500],
];

let browser: Browser;
let host: Awaited<ReturnType<typeof startHost>>;
let folder: string;
let page: Page;
let errors: string[];
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'persistent-terminal-'));
  host = await startHost({ options: { profiles: { bomb: { argv: printing(join(folder, 'bomb')) } } } });
  ({ page, errors } = await openPage(browser, host.origin));
});
afterEach(async () => {
  await page.close();
  await host.close();
  await rm(folder, { recursive: true });
  expect(errors).toEqual([]);
});

/** Shows the session, if it is not shown, and measures the longest time that no task of the page's could run, loading included, until `over` is seen. */
const longest = (key: string, over: string): Promise<number> =>
  page.evaluate(async (text, line) => {
    const { port1, port2 } = new MessageChannel();
    let gap = 0;
    let last = performance.now();
    let on = true;
    port1.onmessage = () => {
      const now = performance.now();
      gap = Math.max(gap, now - last);
      last = now;
      if (on) port2.postMessage(0);
    };
    port2.postMessage(0);
    const element = document.querySelector('persistent-terminal') as any ?? await kit.mount({ 'session-id': 'bomb', profile: 'bomb' });
    const term = await element.terminal;
    if (text !== '') element.send(text);
    await kit.until(() => kit.lines(term, 60).some((row: string) => row.startsWith(line)), line, 60_000);
    for (let i = 0; i < 3; i++) await kit.frame();
    on = false;
    return gap;
  }, key, over);

describe('hostile output', () => {
  it.each(BOMBS)('[EL14] [SV24] %s: the page goes on, live and after a reload, and later output is seen (R28)', async (name, output, limitMs) => {
    await writeFile(join(folder, 'bomb'), output);
    const calm = await longest('', 'ready');
    const live = await longest('x', 'over-1');
    await page.reload();
    await page.waitForFunction('globalThis.kit !== undefined');
    const reloaded = await longest('', 'over-1');
    console.info(`${name}: page blocked for ${live.toFixed(0)} ms live, ${reloaded.toFixed(0)} ms after a reload; ${calm.toFixed(0)} ms to begin with`);
    expect(live).toBeLessThan(limitMs);
    expect(reloaded).toBeLessThan(limitMs);
    expect(await page.evaluate(() => (document.querySelector('persistent-terminal') as any).status)).toBe('connected');
  });
});
