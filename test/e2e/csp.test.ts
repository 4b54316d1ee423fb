// A page under the strictest Content Security Policy and Trusted Types, with everything that an element shows: nothing of ours is forbidden, and everything looks as it should.
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser, startHost, STRICT_POLICY } from '../support/e2e/harness.mjs';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, pt: any, violations: string[];

type Host = Awaited<ReturnType<typeof startHost>>;
type Page = Awaited<ReturnType<typeof openPage>>['page'];

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

async function strictly(act: (page: Page, host: Host) => Promise<void>): Promise<void> {
  const host = await startHost();
  const { page, errors } = await openPage(browser, host.origin, { path: '/strict' });
  try {
    await act(page, host);
    expect(await page.evaluate(() => violations)).toEqual([]);
    expect(errors).toEqual([]);
  } finally {
    await page.close();
    await host.close();
  }
}

/** Runs a program that prints `text`, and waits until it is drawn. */
const print = (page: Page, text: string): Promise<void> =>
  page.evaluate(async (printed) => {
    const element = document.querySelector('persistent-terminal') as any;
    const term = await element.terminal;
    element.send(`clear; printf '${printed}\\nDO''NE\\n'\r`);
    await kit.untilLine(term, /^DONE$/);
    await kit.frame();
    await kit.frame();
  }, text);

/** Computed colours of the piece of a row that holds `text`. */
const colours = (page: Page, text: string): Promise<{ color: string; background: string; decoration: string }> =>
  page.evaluate((wanted) => {
    const root = document.querySelector('persistent-terminal')?.shadowRoot as ShadowRoot;
    const piece = [...root.querySelectorAll('.xterm-rows span')].find((span) => span.textContent === wanted);
    if (piece === undefined) throw new Error(`${wanted} is not drawn as a piece of its own`);
    const { color, backgroundColor, textDecorationColor } = getComputedStyle(piece);
    return { color, background: backgroundColor, decoration: textDecorationColor };
  }, text);

describe('under a strict policy', () => {
  it('[HP3] the test sees what is forbidden (R72)', async () => {
    const host = await startHost();
    const { page } = await openPage(browser, host.origin, { path: '/strict' });
    try {
      const seen = await page.evaluate(async () => {
        const style = document.createElement('style');
        style.textContent = 'body { color: red }';
        document.head.append(style);
        document.body.setAttribute('style', 'color: red');
        try {
          document.body.insertAdjacentHTML('beforeend', '<p></p>');
        } catch {
          // As it should be.
        }
        await kit.until(() => violations.length >= 3, 'violations');
        return violations.map((one) => one.split(' ')[0]);
      });
      expect(seen.sort()).toEqual(['require-trusted-types-for', 'style-src-attr', 'style-src-elem']);
      expect(STRICT_POLICY).toContain("default-src 'none'");
    } finally {
      await page.close();
      await host.close();
    }
  });

  it('[HP3] colours of every kind are right, and follow a theme (R72)', () =>
    strictly(async (page) => {
      await page.evaluate(() => kit.mount({ 'session-id': 'one', 'color-scheme': 'dark', 'minimum-contrast': '1' }));
      await print(page, '\\033[38;2;255;100;0mTRUE\\033[0m \\033[48;2;0;60;120mBACK\\033[0m \\033[31mPALETTE\\033[0m \\033[38;5;202mCUBE\\033[0m \\033[7;38;2;1;2;3mINVERSE\\033[0m \\033[4;58:2::9:8:7mUNDER\\033[0m');
      expect((await colours(page, 'TRUE')).color).toBe('rgb(255, 100, 0)');
      expect((await colours(page, 'BACK')).background).toBe('rgb(0, 60, 120)');
      expect((await colours(page, 'CUBE')).color).toBe('rgb(255, 95, 0)');
      expect((await colours(page, 'INVERSE')).background).toBe('rgb(1, 2, 3)');
      expect((await colours(page, 'UNDER')).decoration).toBe('rgb(9, 8, 7)');
      const dark = await colours(page, 'PALETTE');
      await page.evaluate(async () => {
        document.querySelector('persistent-terminal')?.setAttribute('color-scheme', 'light');
        await kit.frame();
        await kit.frame();
      });
      expect((await colours(page, 'PALETTE')).color).not.toBe(dark.color);
      expect((await colours(page, 'TRUE')).color).toBe('rgb(255, 100, 0)');
      await page.evaluate(async () => {
        document.querySelector('persistent-terminal')?.classList.add('coloured');
        const root = document.querySelector('persistent-terminal')?.shadowRoot as ShadowRoot;
        await kit.until(() => getComputedStyle(root.querySelector('.base') as Element).backgroundColor === 'rgb(16, 32, 48)', 'the page’s background');
        await kit.until(() => [...root.querySelectorAll('.xterm-rows span')].some((span) => getComputedStyle(span).color === 'rgb(255, 128, 128)'), 'the page’s red');
      });
    }));

  it('[HP3] text that is moved for contrast is drawn so (R72)', () =>
    strictly(async (page) => {
      await page.evaluate(() => kit.mount({ 'session-id': 'one', 'color-scheme': 'dark' }));
      await print(page, '\\033[38;2;20;20;20mDIM\\033[0m');
      const { color } = await colours(page, 'DIM');
      expect(Math.min(...(color.match(/\d+/g) ?? []).map(Number))).toBeGreaterThan(90);
    }));

  it('[HP3] every state of terminal, chip and inspector, and what people do with them (R72)', () =>
    strictly(async (page, host) => {
      await page.evaluate(async () => {
        await kit.loadInspector();
        const inspector = document.createElement('terminal-inspector');
        document.body.append(inspector);
        for (const variant of ['full', 'label', 'dot']) {
          const chip = document.createElement('terminal-status-chip');
          chip.setAttribute('session-id', 'one');
          chip.setAttribute('variant', variant);
          document.body.append(chip);
        }
        const element = await kit.mount({ 'session-id': 'one' });
        const button = document.createElement('button');
        button.slot = 'toolbar';
        button.textContent = 'Page';
        element.append(button);
        const term = await element.terminal;
        element.focus();
        element.send('for i in $(seq 200); do echo "line $i https://example.org/$i"; done; printf "\\a\\033]0;title\\a\\033]8;;https://example.org\\aLINK\\033]8;;\\a\\n"; echo EN""D\r');
        await kit.untilLine(term, /^END$/);
        element.find('line 7');
        term.selectAll();
        term.clearSelection();
        term.scrollToTop();
        element.setAttribute('font-size', '18');
        element.setAttribute('theme', 'ember');
        element.setAttribute('bell', 'visual');
        element.options = { screenReaderMode: true, cursorStyle: 'bar', cursorBlink: true };
        await kit.frame();
        element.paste('one\ntwo\n');
        await kit.frame();
        // Elsewhere, and back.
        const second = await kit.mount({ 'session-id': 'one' });
        await kit.until(() => element.matches(':state(elsewhere)'), 'elsewhere');
        second.remove();
        await kit.until(() => element.matches(':state(shown)'), 'back');
        element.detach();
        await kit.frame();
        element.retry();
        element.shadowRoot.querySelector('button[part~="retry-button"]')?.click();
        await kit.until(() => element.matches(':state(shown)'), 'attached');
        // Wrong attributes.
        element.setAttribute('font-size', '9999');
        const bad = document.createElement('persistent-terminal') as any;
        bad.setAttribute('session-id', 'not good');
        document.body.append(bad);
        await kit.until(() => bad.lastError !== undefined && element.lastError !== undefined, 'misuse');
        element.removeAttribute('font-size');
      });
      for (const key of ['Control', 'Shift'] as const) await page.keyboard.down(key);
      await page.keyboard.press('KeyC');
      for (const key of ['Shift', 'Control'] as const) await page.keyboard.up(key);
      await page.mouse.move(60, 300);
      await page.mouse.wheel({ deltaY: -400 });
      // Another shell that ends, and a server that goes and comes back.
      await page.evaluate(async () => {
        const exits = document.createElement('persistent-terminal') as any;
        exits.setAttribute('session-id', 'exits');
        exits.setAttribute('profile', 'exits');
        document.body.append(exits);
        await kit.until(() => exits.status === 'closed', 'the end of a shell');
        const missing = document.createElement('persistent-terminal') as any;
        missing.setAttribute('session-id', 'missing');
        missing.setAttribute('profile', 'missing');
        document.body.append(missing);
        await kit.until(() => missing.lastError?.code === 'spawn_failed', 'a shell that is none');
      });
      host.cut();
      await page.evaluate(() => kit.until(() => document.querySelector('persistent-terminal')?.matches(':state(connected)'), 'connected again'));
      await host.restart();
      await page.evaluate(async () => {
        const element = document.querySelector('persistent-terminal') as any;
        await kit.until(() => element.matches(':state(connected)'), 'connected to another shell');
        await pt.registry.diagnose({ sessionId: 'one' });
        element.closeSession();
        await kit.until(() => element.matches(':state(closed)'), 'closed');
        await kit.frame();
        await kit.frame();
      });
    }));
});
