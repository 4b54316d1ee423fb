// A terminal that leaves its page for a window of its own: real shell, real clicks, under the strictest policy.
import type { Browser, Page, Target } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser, startHost } from '../support/e2e/harness.mjs';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, violations: string[], popups: Window[];

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

interface Stage {
  readonly page: Page;
  readonly host: Awaited<ReturnType<typeof startHost>>;
}

async function onStage(pictures: boolean, act: (stage: Stage) => Promise<void>): Promise<void> {
  const host = await startHost();
  const { page, errors } = await openPage(browser, host.origin, { path: '/strict' });
  try {
    await page.evaluate(async (withPictures) => {
      if (!withPictures) Object.defineProperty(window, 'documentPictureInPicture', { value: undefined });
      const element = await kit.mount({ 'session-id': 'one', label: 'Build', 'minimum-contrast': '1' });
      const button = document.createElement('button');
      button.textContent = 'Pop out';
      button.addEventListener('click', async () => ((globalThis as any).popups = [await element.popOut()]));
      document.body.prepend(button);
      element.send('for i in $(seq 90); do echo line-$i; done; echo shell-$$\r');
      // With the prompt after it: which rows a lower window has is a question of where the cursor is.
      await kit.untilText(await element.terminal, /^shell-\d+\n\$$/m);
    }, pictures);
    await act({ page, host });
    expect(await page.evaluate(() => violations)).toEqual([]);
    expect(errors).toEqual([]);
  } finally {
    await page.close();
    await host.close();
  }
}

/** A real click, which lets the page open windows; resolves when the terminal is in there. */
async function popOut(page: Page): Promise<void> {
  await page.bringToFront();
  await page.click('button');
  await page.evaluate(() => kit.until(() => (globalThis as any).popups?.[0]?.document.querySelector('persistent-terminal')?.matches(':state(shown)'), 'the window'));
}

const untilGone = async (target: () => Target | undefined): Promise<void> => {
  while (target() !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
};

describe('a window of its own', () => {
  for (const [name, pictures] of [['that stays on top', true], ['as a popup', false]] as const) {
    it(`[HP3] [HP7] [HP12] ${name}: out and back with the shell, the screen and what was typed there (R71, R72)`, () =>
      onStage(pictures, async ({ page, host }) => {
        const before = await page.evaluate(async () => {
          const element = document.querySelector('persistent-terminal') as any;
          const term = await element.terminal;
          term.scrollToLine(20);
          return { session: element.session.state.epoch, last: kit.viewportRows(term).at(-1) };
        });
        await popOut(page);
        const there = await page.evaluate(async () => {
          const [popup] = popups as [Window];
          const guest = popup.document.querySelector('persistent-terminal') as any;
          const term = await guest.terminal;
          // In a window of another size the last line is the same.
          const last = kit.viewportRows(term).at(-1);
          guest.send('printf "\\033[38;2;1;200;3mGRE""EN\\033[0m\\n"; echo there-$$\r');
          await kit.untilLine(term, /^there-\d+$/);
          term.scrollToBottom();
          const green = await kit.until(() => [...guest.shadowRoot.querySelectorAll('.xterm-rows span')].find((span: any) => span.textContent === 'GREEN'), 'green is drawn');
          return {
            last, green: popup.getComputedStyle(green as Element).color, session: guest.session.state.epoch,
            pictures: (globalThis as any).documentPictureInPicture?.window === popup, width: guest.getBoundingClientRect().width === popup.innerWidth,
          };
        });
        expect(before.last).toMatch(/^line-\d+$/);
        expect(there).toMatchObject({ last: before.last, session: before.session, green: 'rgb(1, 200, 3)', width: true, pictures });
        const back = await page.evaluate(async () => {
          popups[0]?.close();
          const element = document.querySelector('persistent-terminal') as any;
          await kit.until(() => element.matches(':state(shown)'), 'back');
          const term = await element.terminal;
          element.send('echo back-$$\r');
          await kit.untilLine(term, /^back-\d+$/);
          const text = kit.lines(term).join('\n');
          return { session: element.session.state.epoch, pids: [...text.matchAll(/^(?:shell|there|back)-(\d+)$/gm)].map((match) => match[1]) };
        });
        expect(back.session).toBe(before.session);
        expect(back.pids.length).toBe(3);
        expect(new Set(back.pids).size).toBe(1);
        expect(host.terminals.sessions()).toHaveLength(1);
      }));
  }

  it('[HP7] goes with its page: when that is reloaded the window closes, and the shell is in the new page (R71)', () =>
    onStage(false, async ({ page }) => {
      await popOut(page);
      const target = (): Target | undefined => browser.targets().find((one) => one.opener() === page.target());
      await expect.poll(target).toBeDefined();
      const before = await page.evaluate(() => (document.querySelector('persistent-terminal') as any).session.state.epoch);
      await page.reload();
      await untilGone(target);
      const after = await page.evaluate(async () => {
        await kit.until(() => (globalThis as any).kit !== undefined, 'the page');
        return (await kit.mount({ 'session-id': 'one' })).session.state.epoch;
      });
      expect(after).toBe(before);
    }));
});
