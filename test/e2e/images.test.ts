// Images that real programs print: drawn, text where it belongs in every page and after a reload, and nothing that output can do with them.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPage, printing, startBrowser, startHost } from '../support/e2e/harness.mjs';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, violations: string[];

/** A whole PNG of one colour; `declared` is the size that its head tells, if another. */
function png(width: number, height: number, [red, green, blue]: readonly [number, number, number], declared: readonly [number, number] = [width, height]): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(declared[0]);
  head.writeUInt32BE(declared[1], 4);
  head.set([8, 2], 8);
  const row = Buffer.alloc(1 + width * 3);
  for (let x = 0; x < width; x++) row.set([red, green, blue], 1 + x * 3);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(new Array<Buffer>(height).fill(row)))), chunk('IEND', Buffer.alloc(0))]);
}
const inline = (file: Buffer, head = ''): string => `\x1b]1337;File=inline=1${head};size=${file.length}:${file.toString('base64')}\x07`;
const solid = (width: number, height: number, colour: string): string => `\x1bPq"1;1;${width};${height}#0;2;${colour}${Array.from({ length: Math.ceil(height / 6) }, () => `#0!${width}~`).join('-')}\x1b\\`;

const GREEN = solid(120, 100, '0;100;0');
const BLUE = png(120, 100, [0, 0, 255]);

let browser: Browser;
let host: Awaited<ReturnType<typeof startHost>>;
let folder: string;
const pages: Page[] = [];
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'persistent-terminal-'));
  const shell = { argv: ['bash', '--norc', '--noprofile', '-i'], env: { PS1: '$ ', HISTFILE: '/dev/null' } };
  host = await startHost({ options: { profiles: { pictures: { ...shell, terminal: { images: true } }, bomb: { argv: printing(join(folder, 'bomb')), terminal: { images: true } }, plain: shell } } });
  await writeFile(join(folder, 'sixel'), GREEN);
  await writeFile(join(folder, 'file'), inline(BLUE));
  // Short to type: echoed lines must not wrap, where screens have different widths.
  await writeFile(join(folder, 'show'), `cat ${folder}/sixel; printf '\\nbetween\\n'; cat ${folder}/file; printf '\\nbelow-%s\\n' $1\n`);
});
afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
  await host.close();
  await rm(folder, { recursive: true });
});

async function open(path = '/'): Promise<Awaited<ReturnType<typeof openPage>>> {
  const opened = await openPage(browser, host.origin, { path });
  pages.push(opened.page);
  return opened;
}

const mount = (page: Page, attributes: Record<string, string>): Promise<void> => page.evaluate(async (all) => void (await kit.mount(all)), attributes);
const send = (page: Page, text: string): Promise<void> => page.evaluate((typed) => (document.querySelector('persistent-terminal') as any).send(typed), text);
const untilLine = (page: Page, line: string): Promise<void> =>
  page.evaluate(async (wanted) => {
    await kit.untilLine(await (document.querySelector('persistent-terminal') as any).terminal, new RegExp(wanted));
    for (let i = 0; i < 3; i++) await kit.frame();
  }, line);
/** Until the shell has asked for more after that line: from there on nothing is printed unasked. */
const untilPrompt = (page: Page, line: string): Promise<void> =>
  page.evaluate(async (wanted) => kit.untilText(await (document.querySelector('persistent-terminal') as any).terminal, new RegExp(`^${wanted}\\n\\$ ?$`, 'm')), line);
/** All text, and the cursor. */
const text = (page: Page): Promise<unknown> =>
  page.evaluate(async () => {
    const term = await (document.querySelector('persistent-terminal') as any).terminal;
    const { cursorX, cursorY, baseY } = term.buffer.active;
    return [kit.lines(term), cursorX, cursorY, baseY];
  });
/** Colours on the canvas of pictures, each with how many of its pixels have it, commonest first; those of a hundred pixels at least. */
const colours = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const canvas = document.querySelector('persistent-terminal')?.shadowRoot?.querySelector<HTMLCanvasElement>('.xterm-image-layer');
    const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    const counts = new Map<string, number>();
    for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255) counts.set(data.slice(at, at + 3).join(), (counts.get(data.slice(at, at + 3).join()) ?? 0) + 1);
    return [...counts].filter(([, count]) => count > 100).map(([colour]) => colour).sort();
  });

describe('images', () => {
  it('[IM1] [IM3] [IM5] a sixel and a file from a real shell: drawn, text the same in two pages of different fonts and after a reload (R22, R44)', async () => {
    const { page, errors } = await open();
    const twin = await open();
    await mount(page, { 'session-id': 'one', profile: 'pictures' });
    await mount(twin.page, { 'session-id': 'one', profile: 'pictures', 'font-size': '9', readonly: '' });
    await page.bringToFront();
    await send(page, `. ${folder}/show 1\r`);
    await untilLine(page, '^below-1$');
    expect(await colours(page)).toEqual(['0,0,255', '0,255,0']);
    await twin.page.bringToFront();
    await untilLine(twin.page, '^below-1$');
    expect(await colours(twin.page)).toEqual(['0,0,255', '0,255,0']);
    await page.bringToFront();
    await untilPrompt(page, 'below-1');
    const before = await text(page);
    await page.reload();
    await page.waitForFunction('globalThis.kit !== undefined');
    await mount(page, { 'session-id': 'one', profile: 'pictures' });
    await untilLine(page, '^below-1$');
    expect(await text(page)).toEqual(before);
    expect(await colours(page)).toEqual([]);
    await send(page, `. ${folder}/show 2\r`);
    await untilLine(page, '^below-2$');
    expect(await colours(page)).toEqual(['0,0,255', '0,255,0']);
    await twin.page.bringToFront();
    await untilLine(twin.page, '^below-2$');
    const [lines] = (await text(page)) as [string[]];
    const [twins] = (await text(twin.page)) as [string[]];
    const used = (all: string[]): string[] => all.slice(0, all.findIndex((line) => line === 'below-2') + 1);
    expect(used(twins)).toEqual(used(lines));
    expect([...errors, ...twin.errors]).toEqual([]);
  });

  it('[IM2] without them in its profile a session passes over the same output, and nothing is fetched (R74)', async () => {
    const { page, errors } = await open();
    const fetched: string[] = [];
    page.on('request', (request) => fetched.push(request.url()));
    await mount(page, { 'session-id': 'two', profile: 'plain' });
    await send(page, `clear; cat ${folder}/sixel ${folder}/file; printf 'below-%s\\n' 1\r`);
    await untilLine(page, '^below-1$');
    expect(((await text(page)) as [string[]])[0].indexOf('below-1')).toBeLessThan(3);
    expect(fetched.filter((url) => url.includes('images'))).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('[HP3] [IM8] a strict page draws files; sixel keeps its room, is told of once, and the text goes on (R72)', async () => {
    const { page, errors } = await open('/strict');
    await mount(page, { 'session-id': 'three', profile: 'pictures' });
    await page.evaluate(() => {
      const all: string[] = ((globalThis as any).told = []);
      document.addEventListener('terminal-error', (event) => all.push(`${(event as CustomEvent).detail.code}: ${(event as CustomEvent).detail.message}`));
    });
    await send(page, `clear; cat ${folder}/sixel; printf '\\n'; cat ${folder}/sixel; printf '\\n'; cat ${folder}/file; printf '\\nbelow-%s\\n' 1\r`);
    await untilLine(page, '^below-1$');
    expect(((await text(page)) as [string[]])[0].indexOf('below-1')).toBe(15);
    expect(await colours(page)).toEqual(['0,0,255']);
    expect(await page.evaluate(() => (globalThis as any).told)).toEqual([expect.stringMatching(/^unsupported: .*WebAssembly/)]);
    expect(await page.evaluate(() => violations.map((one) => one.replace(/ .*wasm-eval.*/, ' wasm-eval')))).toEqual(['script-src wasm-eval']);
    expect(errors.filter((error) => !error.includes('WebAssembly'))).toEqual([]);
  });

  it('[HP7] [IM5] a picture goes along into a window of its own and back (R71)', async () => {
    const { page, errors } = await open();
    await mount(page, { 'session-id': 'four', profile: 'pictures' });
    await send(page, `clear; cat ${folder}/sixel; printf '\\nbelow-%s\\n' 1\r`);
    await untilLine(page, '^below-1$');
    await page.evaluate(() => {
      Object.defineProperty(window, 'documentPictureInPicture', { value: undefined });
      const button = document.createElement('button');
      button.textContent = 'out';
      button.addEventListener('click', async () => ((globalThis as any).popup = await (document.querySelector('persistent-terminal') as any).popOut()));
      document.body.prepend(button);
    });
    await page.click('button');
    const seen = (): Promise<unknown> =>
      page.evaluate(async () => {
        const { popup } = globalThis as any;
        await kit.until(() => popup?.document.querySelector('persistent-terminal')?.matches(':state(shown)'), 'the window');
        for (let i = 0; i < 3; i++) await new Promise((resolve) => popup.requestAnimationFrame(resolve));
        const canvas = popup.document.querySelector('persistent-terminal').shadowRoot.querySelector('.xterm-image-layer');
        return [...canvas.getContext('2d').getImageData(20, 20, 1, 1).data];
      });
    await page.evaluate(() => kit.until(() => (globalThis as any).popup !== undefined, 'a window'));
    expect(await seen()).toEqual([0, 255, 0, 255]);
    await page.evaluate(() => (globalThis as any).popup.close());
    await page.evaluate(() => kit.until(() => document.querySelector('persistent-terminal')?.shadowRoot?.querySelector('.xterm') !== null, 'back'));
    await untilLine(page, '^below-1$');
    expect(await colours(page)).toEqual(['0,255,0']);
    expect(errors).toEqual([]);
  });
});

const BOMBS: readonly (readonly [name: string, output: string])[] = [
  ['huge sixel repeat counts', `\x1bPq${'#1!99999999~$-'.repeat(20_000)}\x1b\\`.repeat(3)],
  ['sixel repeat counts that are just allowed', `\x1bPq${'!9999~$'.repeat(100_000)}\x1b\\`],
  ['huge raster attributes', '\x1bPq"1;1;99999;99999#0~\x1b\\'.repeat(10_000)],
  ['raster attributes of as many pixels as may be', '\x1bPq"1;1;1448;1448#0~\x1b\\'.repeat(200)],
  ['a sixel that never ends', `\x1bPq${'~'.repeat(6_000_000)}`],
  ['many small sixels', '\x1bPq~\x1b\\'.repeat(20_000)],
  ['a file with a wrong size', `\x1b]1337;File=inline=1;size=1:${BLUE.toString('base64')}\x07\x1b]1337;File=inline=1;size=999999999:${BLUE.toString('base64')}\x07`],
  ['a PNG that declares 30,000 × 30,000', inline(png(100, 100, [9, 9, 9], [30_000, 30_000]))],
  ['a PNG of 16 million pixels', inline(png(4096, 4096, [9, 9, 9])).repeat(3)],
  ['a file that never ends', `\x1b]1337;File=inline=1:${BLUE.toString('base64')}${'A'.repeat(12_000_000)}`],
  ['files that are none', '\x1b]1337;File=inline=1:AAAA\x07'.repeat(30_000)],
];

describe('hostile images', () => {
  it.each(BOMBS)('[IM7] %s: the page goes on, memory is bounded, later output is seen, live and after a reload (R28)', async (name, output) => {
    await writeFile(join(folder, 'bomb'), output);
    const { page, errors } = await open();
    /** The longest time that no task of the page's could run, until `over` is seen. */
    const longest = (key: string, over: string): Promise<number> =>
      page.evaluate(async (typed, line) => {
        const element = (document.querySelector('persistent-terminal') as any) ?? await kit.mount({ 'session-id': 'bomb', profile: 'bomb' });
        const term = await element.terminal;
        const { port1, port2 } = new MessageChannel();
        let gap = 0;
        let last = performance.now();
        let on = true;
        port1.onmessage = () => {
          gap = Math.max(gap, performance.now() - last);
          last = performance.now();
          if (on) port2.postMessage(0);
        };
        port2.postMessage(0);
        if (typed !== '') element.send(typed);
        await kit.until(() => kit.lines(term, 60).some((row: string) => row.startsWith(line)), line, 60_000);
        on = false;
        return gap;
      }, key, over);
    await longest('', 'ready');
    const heap = async (): Promise<number> => page.evaluate(async () => {
      // Buffers are freed beside the page's own work.
      for (let i = 0; i < 3; i++) {
        (globalThis as any).gc();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return (performance as any).memory.usedJSHeapSize;
    });
    const before = await heap();
    const server = process.memoryUsage().rss;
    const live = await longest('x', 'over-1');
    const [grown, serverGrown] = [(await heap()) - before, process.memoryUsage().rss - server];
    await page.reload();
    await page.waitForFunction('globalThis.kit !== undefined');
    await longest('', 'over-1');
    console.info(`${name}: page blocked for ${live.toFixed(0)} ms, heap +${(grown / 1e6).toFixed(0)} MB, server +${(serverGrown / 1e6).toFixed(0)} MB`);
    // 100 ms on a quiet machine.
    expect(live).toBeLessThan(1_000);
    expect(grown).toBeLessThan(100e6);
    expect(await page.evaluate(() => (document.querySelector('persistent-terminal') as any).status)).toBe('connected');
    expect(errors).toEqual([]);
  });
});
