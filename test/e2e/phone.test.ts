// A phone: real fingers on a small screen, a real shell and real programs.
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser, startHost } from '../support/e2e/harness.mjs';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, terminal: any, term: any;

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

const PHONE = { width: 375, height: 667, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

async function onPhone(act: (page: Page) => Promise<void>): Promise<void> {
  const host = await startHost();
  await browser.defaultBrowserContext().overridePermissions(host.origin, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
  const { page, errors } = await openPage(browser, host.origin);
  try {
    await page.setViewport(PHONE);
    await page.goto(host.origin);
    await page.waitForFunction('globalThis.kit !== undefined');
    await page.evaluate(async () => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('persistent-terminal { width: 100%; height: 320px; margin-block: 250px }');
      document.adoptedStyleSheets.push(sheet);
      const element = await kit.mount({ 'session-id': 'one' });
      Object.assign(globalThis, { terminal: element, term: await element.terminal });
      await kit.until(() => element.shadowRoot.querySelector('.key-bar') !== null, 'the key bar');
    });
    await act(page);
    expect(errors).toEqual([]);
  } finally {
    await page.close();
    await host.close();
  }
}

/** Middle of a cell of the screen, of those that are seen. */
const cell = (page: Page, column: number, row: number): Promise<[number, number]> =>
  page.evaluate(
    ([x, y]) => {
      const { left, top, width, height } = terminal.shadowRoot.querySelector('.xterm-screen').getBoundingClientRect();
      return [left + ((x + 0.5) * width) / term.cols, top + ((y + 0.5) * height) / term.rows] as [number, number];
    },
    [column, row] as const,
  );

/** From one row to another, slowly, so that nothing goes on. */
async function drag(page: Page, from: number, to: number): Promise<void> {
  const [x, start] = await cell(page, 10, from);
  const [, y] = await cell(page, 10, to);
  // Nothing between the touch and the first move: a finger that stays selects.
  const finger = await page.touchscreen.touchStart(x, start);
  for (let step = 1; step <= 8; step++) await finger.move(x, start + ((y + Math.sign(y - start) - start) * step) / 8);
  await new Promise((resolve) => setTimeout(resolve, 150));
  await finger.move(x, y + Math.sign(y - start));
  await finger.end();
}

const run = (page: Page, command: string, line: string): Promise<void> =>
  page.evaluate(
    ([typed, wanted]) => {
      terminal.send(`${typed}\r`);
      return kit.untilLine(term, new RegExp(wanted as string));
    },
    [command, line],
  );

const top = (page: Page): Promise<string> => page.evaluate(() => kit.viewportRows(term)[0]);
const untilTop = (page: Page, line: string): Promise<void> =>
  page.evaluate((wanted) => kit.until(() => kit.viewportRows(term)[0] === wanted, () => `${wanted} at the top, not ${kit.viewportRows(term)[0]}`), line);

describe('on a phone', () => {
  it('[CF36] fingers scroll the shell’s lines, less and vim, line by line; the page stays (R44)', () =>
    onPhone(async (page) => {
      await run(page, 'clear; seq 300', '^300$');
      await page.evaluate(() => scrollTo(0, 40));
      const before = Number(await top(page));
      await drag(page, 2, 9);
      await untilTop(page, String(before - 7));
      await page.evaluate(() => term.scrollToBottom());
      await run(page, 'seq 300 | less', '^:$');
      await untilTop(page, '1');
      await drag(page, 8, 2);
      await untilTop(page, '7');
      await drag(page, 2, 5);
      await untilTop(page, '4');
      await page.evaluate(() => terminal.send('q'));
      await run(page, 'clear; seq 300 > "$TMPDIR/lines$$"; vim -u NONE -N -c "set mouse=a scrolloff=0" "$TMPDIR/lines$$"; rm "$TMPDIR/lines$$"', '^1$');
      await page.evaluate(() => kit.until(() => term.modes.mouseTrackingMode !== 'none', 'vim hears of the mouse'));
      await drag(page, 10, 4);
      // Two notches of three lines.
      await untilTop(page, '7');
      await page.evaluate(() => terminal.send(':q!\r'));
      expect(await page.evaluate(() => scrollY)).toBe(40);
    }));

  it('[CF36] [CF37] a tap gives it the keyboard; a word is selected by staying on it, and copied (R44)', () =>
    onPhone(async (page) => {
      await run(page, "clear; printf 'some words-to-copy here\\n'", '^some words');
      await page.touchscreen.tap(...(await cell(page, 5, 5)));
      await page.evaluate(() => kit.until(() => terminal.shadowRoot.activeElement === term.textarea, 'the keyboard'));
      const row = await page.evaluate(() => kit.viewportRows(term).indexOf('some words-to-copy here'));
      const finger = await page.touchscreen.touchStart(...(await cell(page, 8, row)));
      await page.evaluate(() => kit.until(() => term.hasSelection(), 'a selection'));
      expect(await page.evaluate(() => term.getSelection())).toBe('words-to-copy');
      await finger.end();
      const copy = await page.evaluate(async () => {
        const item = await kit.until(() => [...terminal.shadowRoot.querySelectorAll('.menu [role=menuitem]')].find((one) => one.textContent.includes('Copy')), 'the menu');
        await kit.frame();
        const { left, top: above, width, height } = item.getBoundingClientRect();
        return [left + width / 2, above + height / 2] as [number, number];
      });
      await page.touchscreen.tap(...copy);
      await page.evaluate(() => kit.until(async () => (await navigator.clipboard.readText()) === 'words-to-copy', 'the clipboard'));
    }));

  it('[CF17] what is typed stays in sight when a keyboard takes half of the window (R44)', () =>
    onPhone(async (page) => {
      await run(page, 'clear; seq 300', '^300$');
      for (const high of [300, 520]) {
        await page.evaluate((height) => {
          terminal.style.height = `${height}px`;
          scrollTo(0, 0);
        }, high);
        await page.touchscreen.tap(...(await cell(page, 5, 2)));
        await page.evaluate(() => kit.until(() => terminal.shadowRoot.activeElement === term.textarea, 'the keyboard'));
        await page.setViewport({ ...PHONE, height: 360 });
        await page.evaluate(() =>
          kit.until(() => {
            const { top: above, height } = terminal.shadowRoot.querySelector('.xterm-screen').getBoundingClientRect();
            const line = (height / term.rows) * (term.buffer.active.cursorY + term.buffer.active.baseY - term.buffer.active.viewportY);
            return innerHeight === 360 && above + line >= 0 && above + line + height / term.rows <= innerHeight;
          }, 'the cursor in sight'),
        );
        await page.setViewport(PHONE);
      }
    }));

  it('[CF17] pulling the key bar along types nothing; Ctrl makes a key of a letter that the keyboard composes (R44)', () =>
    onPhone(async (page) => {
      // From here on the shell itself reads nothing.
      await run(page, "clear; echo ca''lm; cat -v", '^calm$');
      await page.touchscreen.tap(...(await cell(page, 5, 5)));
      await page.evaluate(() => kit.until(() => terminal.shadowRoot.activeElement === term.textarea, 'the keyboard'));
      const key = (sign: string): Promise<[number, number]> =>
        page.evaluate((wanted) => {
          const { left, top: above, width, height } = terminal.shadowRoot.querySelector(`.key[data-sign="${wanted}"]`).getBoundingClientRect();
          return [left + width / 2, above + height / 2] as [number, number];
        }, sign);
      const [x, y] = await key('←');
      const finger = await page.touchscreen.touchStart(x, y);
      for (let step = 1; step <= 10; step++) await finger.move(x - step * 12, y);
      // Slowly, so that nothing goes on: a tap would only stop that.
      await new Promise((resolve) => setTimeout(resolve, 150));
      await finger.move(x - 121, y);
      await finger.end();
      await page.evaluate(() => kit.until(() => terminal.shadowRoot.querySelector('.key-bar').scrollLeft > 50, 'the bar has moved'));
      await page.evaluate(() => (terminal.shadowRoot.querySelector('.key-bar').scrollLeft = 0));
      await page.touchscreen.tap(...(await key('Esc')));
      const keyboard = await page.createCDPSession();
      const compose = (text: string): Promise<unknown> => keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
      await page.touchscreen.tap(...(await key('Ctrl')));
      await compose('b');
      await page.evaluate(() => kit.untilLine(term, /^\^\[\^B$/));
      expect(await page.evaluate(() => terminal.shadowRoot.activeElement === term.textarea)).toBe(true);
      for (const text of ['o', 'on']) await compose(text);
      await keyboard.send('Input.insertText', { text: 'on' });
      await page.evaluate(() => kit.untilLine(term, /^\^\[\^Bon$/));
      await page.evaluate(() => terminal.send('\x03'));
    }));
});
