// Paper: what a real browser makes of a page with terminals when it prints it, under the strictest policy.
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser, startHost } from '../support/e2e/harness.mjs';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, violations: string[], seen: unknown[];

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

describe('printing a page', () => {
  it('[HP3] [HP9] the text of the screen is on the paper, all of it, dark on light, and nothing that lay over it (R71, R72)', async () => {
    const host = await startHost();
    const { page, errors } = await openPage(browser, host.origin, { path: '/strict', width: 1280 });
    try {
      await page.evaluate(async () => {
        const element = await kit.mount({ 'session-id': 'one', 'color-scheme': 'dark' });
        element.send('clear; for i in $(seq 8); do echo "row-$i $(printf "%090d" 0)"; done; echo EN""D\r');
        const term = await element.terminal;
        await kit.untilText(term, /^END\n\$$/m);
        (globalThis as any).seen = [];
        // After ours, which came first: the page as it will be printed.
        matchMedia('print').addEventListener('change', ({ matches }) => {
          if (!matches) return;
          const root = element.shadowRoot as ShadowRoot;
          const text = root.querySelector('.printed') as HTMLElement | null;
          if (text === null) return;
          const { top, bottom, height } = text.getBoundingClientRect();
          const box = element.getBoundingClientRect();
          seen.push({
            text: text.textContent?.split('\n').map((line) => line.split(' ')[0]), drawn: height > 100, color: getComputedStyle(text).color,
            whole: top >= box.top && bottom <= box.bottom, screen: getComputedStyle(root.querySelector('.screen') as Element).display, overlay: getComputedStyle(root.querySelector('.overlay') as Element).display,
          });
        });
      });
      await page.pdf({ format: 'A5' });
      const looks = await page.evaluate(() => seen);
      expect(looks.at(-1)).toEqual({
        text: [...Array.from({ length: 8 }, (_, row) => `row-${row + 1}`), 'END', '$'], drawn: true, color: 'rgb(0, 0, 0)', whole: true, screen: 'none', overlay: 'none',
      });
      const after = await page.evaluate(() => {
        const root = document.querySelector('persistent-terminal')?.shadowRoot as ShadowRoot;
        return { printed: root.querySelectorAll('.printed').length, screen: getComputedStyle(root.querySelector('.screen') as Element).display, size: document.querySelector('persistent-terminal')?.getBoundingClientRect().height };
      });
      expect(after).toEqual({ printed: 0, screen: 'block', size: 400 });
      expect(await page.evaluate(() => violations)).toEqual([]);
      expect(errors).toEqual([]);
    } finally {
      await page.close();
      await host.close();
    }
  });

  it('[HP9] of what is around the screen only its title is on the paper, black on white whatever the page is (R71)', async () => {
    const host = await startHost();
    const { page, errors } = await openPage(browser, host.origin, { path: '/strict', width: 1280 });
    try {
      await page.evaluate(async () => {
        const element = await kit.mount({ 'session-id': 'one', 'color-scheme': 'dark', 'with-toolbar': '', 'key-bar': 'on', label: 'Build' });
        const root = element.shadowRoot as ShadowRoot;
        await kit.until(() => root.querySelector('.tools') !== null && root.querySelector('.key-bar') !== null, 'toolbar and key bar');
        (globalThis as any).seen = [];
        matchMedia('print').addEventListener('change', ({ matches }) => {
          const look = (part: string): CSSStyleDeclaration => getComputedStyle(root.querySelector(part) as Element);
          if (matches) seen.push({ paper: look('.base').backgroundColor, title: look('.tool-title').color, ground: look('.toolbar').backgroundColor, tools: look('.tools').display, keys: look('.key-bar').display });
        });
      });
      await page.pdf({ format: 'A5' });
      expect((await page.evaluate(() => seen)).at(-1)).toEqual({ paper: 'rgb(255, 255, 255)', title: 'rgb(0, 0, 0)', ground: 'rgba(0, 0, 0, 0)', tools: 'none', keys: 'none' });
      expect(errors).toEqual([]);
    } finally {
      await page.close();
      await host.close();
    }
  });
});
