// Programs ask their terminal questions. Whoever looks on, whenever, and however often: each gets one answer, and nobody types what a program printed.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser, startHost } from '../support/e2e/harness.mjs';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, pt: any;

const ASKER = fileURLToPath(new URL('../support/e2e/asker.mjs', import.meta.url));
const ESC = '\\x1b';
const RGB = 'rgb:[0-9a-f]{4}/[0-9a-f]{4}/[0-9a-f]{4}';
const ST = `(?:${ESC}\\\\|\\x07)`;

/** What is asked, what the one answer looks like (none: silence is the answer), and whether only a viewer knows it. */
const TABLE: readonly (readonly [name: string, query: string, answer: string, fromViewer?: true])[] = [
  ['DA1', '\x1b[c', `${ESC}\\[\\?[\\d;]+c`],
  ['DA1 with 0', '\x1b[0c', `${ESC}\\[\\?[\\d;]+c`],
  ['DA2', '\x1b[>c', `${ESC}\\[>[\\d;]+c`],
  ['DA3', '\x1b[=c', `${ESC}P!\\|[0-9A-F]{8}${ESC}\\\\`],
  ['CPR', '\x1b[3;5H\x1b[6n', `${ESC}\\[3;5R`],
  ['DECXCPR', '\x1b[3;5H\x1b[?6n', `${ESC}\\[\\?3;5R`],
  ['colour scheme', '\x1b[?996n', `${ESC}\\[\\?997;[12]n`, true],
  ['printer status', '\x1b[?15n', ''],
  ['DECRQM, private', '\x1b[?2004h\x1b[?2004$p\x1b[?2004l', `${ESC}\\[\\?2004;1\\$y`],
  ['DECRQM, ANSI', '\x1b[4$p', `${ESC}\\[4;2\\$y`],
  ['DECRQM, unknown', '\x1b[?7777$p', `${ESC}\\[\\?7777;0\\$y`],
  ['DECRQSS DECSTBM', '\x1b[2;4r\x1bP$qr\x1b\\\x1b[r', `${ESC}P1\\$r2;4r${ESC}\\\\`],
  ['DECRQSS SGR', '\x1b[1;31m\x1bP$qm\x1b\\\x1b[m', `${ESC}P1\\$r[\\d;:]+m${ESC}\\\\`],
  ['DECRQSS DECSCUSR', '\x1bP$q q\x1b\\', `${ESC}P1\\$r\\d q${ESC}\\\\`],
  ['DECRQSS DECSCA', '\x1bP$q"q\x1b\\', `${ESC}P1\\$r0"q${ESC}\\\\`],
  ['DECRQSS of nothing known', '\x1bP$qx\x1b\\', `${ESC}P0\\$r${ESC}\\\\`],
  ['XTVERSION', '\x1b[>q', `${ESC}P>\\|[^\\x1b]+${ESC}\\\\`],
  ['XTGETTCAP', '\x1bP+q544e\x1b\\', `${ESC}P1\\+r544e=[0-9A-Fa-f]+${ESC}\\\\`],
  ['window size in pixels', '\x1b[14t', `${ESC}\\[4;\\d+;\\d+t`, true],
  ['cell size', '\x1b[16t', `${ESC}\\[6;\\d+;\\d+t`, true],
  ['window size in characters', '\x1b[18t', `${ESC}\\[8;\\d+;\\d+t`],
  ['title', '\x1b]2;evil\x07\x1b[21t', ''],
  ['palette', '\x1b]4;3;?\x07', `${ESC}\\]4;3;${RGB}${ST}`, true],
  ['foreground', '\x1b]10;?\x1b\\', `${ESC}\\]10;${RGB}${ST}`, true],
  ['background', '\x1b]11;?\x07', `${ESC}\\]11;${RGB}${ST}`, true],
  ['cursor colour', '\x1b]12;?\x07', `${ESC}\\]12;${RGB}${ST}`, true],
  ['clipboard', '\x1b]52;c;?\x07', ''],
  ['kitty keyboard', '\x1b[?u', ''],
  ['ENQ', '\x05', ''],
];

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

const show = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const element = await kit.mount({ 'session-id': 'asker', profile: 'asker' });
    Object.assign(globalThis, { element, term: await element.terminal });
  });
const untilLine = (page: Page, pattern: string): Promise<unknown> => page.evaluate((source) => kit.untilLine((globalThis as any).term, new RegExp(source)), pattern);

async function untilFile(path: string): Promise<void> {
  for (const began = performance.now(); !existsSync(path); await sleep(20)) if (performance.now() - began > 20_000) throw new Error(`there is no ${path}`);
}

describe('a program that asks everything', () => {
  it.each([0, 1, 3])('[EL10] [SV26] with %i viewers: one answer to each question, and 0 bytes typed by replays after it (R25)', async (viewers) => {
    const folder = await mkdtemp(join(tmpdir(), 'persistent-terminal-'));
    await writeFile(join(folder, 'queries.json'), JSON.stringify(TABLE.map(([, query]) => query)));
    const host = await startHost({ options: { profiles: { asker: { argv: [process.execPath, ASKER, folder] } } } });
    const pages: Page[] = [];
    const errors: string[][] = [];
    const open = async (): Promise<Page> => {
      const opened = await openPage((await browser.createBrowserContext()) as unknown as Browser, host.origin);
      pages.push(opened.page);
      errors.push(opened.errors);
      await show(opened.page);
      return opened.page;
    };
    try {
      // Somebody has to start it, and may leave again.
      const first = await open();
      await untilLine(first, '^ready');
      for (let i = 1; i < viewers; i++) await open();
      if (viewers === 0) await first.goto('about:blank');
      await writeFile(join(folder, 'go'), '');
      await untilFile(join(folder, 'answers.json'));
      const answers = JSON.parse(await readFile(join(folder, 'answers.json'), 'utf8')) as string[];
      expect(answers).toHaveLength(TABLE.length);
      TABLE.forEach(([name, , answer, fromViewer], at) => {
        // Nobody is there to know: silence is as good as what the last one knew.
        const silent = viewers === 0 && fromViewer === true && answers[at] === '';
        if (!silent) expect(answers[at], name).toMatch(new RegExp(`^${answer}$`));
      });

      // Everything that was asked stands in the ring; whoever comes now is given it in one form or another.
      if (viewers === 0) await first.goto(host.origin);
      for (const page of [...pages]) {
        await page.reload();
        await page.waitForFunction('globalThis.kit !== undefined');
        await show(page);
        await untilLine(page, '^asked everything');
      }
      const late = await open();
      await untilLine(late, '^asked everything');
      // A listener gets the bytes themselves, and a screen that is made after it a snapshot.
      await late.reload();
      await late.waitForFunction('globalThis.kit !== undefined');
      const heard = await late.evaluate(async () => {
        const got = kit.collect(pt.registry.open({ sessionId: 'asker', profile: 'asker' }));
        await kit.until(async () => (await got.text()).includes('asked everything'), 'replay');
        const element = await kit.mount({ 'session-id': 'asker', profile: 'asker' });
        await kit.untilLine(await element.terminal, /^asked everything/);
        return await got.text();
      });
      expect(heard).toContain('\x1b[>c');
      for (const page of pages) await page.evaluate(async () => kit.frame());
      await sleep(300);
      expect(existsSync(join(folder, 'later')) ? await readFile(join(folder, 'later'), 'latin1') : '').toBe('');
      expect(errors.flat()).toEqual([]);
    } finally {
      for (const page of pages) await page.browserContext().close();
      await host.close();
      await rm(folder, { recursive: true });
    }
  });
});
