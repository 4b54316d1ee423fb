// Under the strictest policy, everything that can be opened is opened by hand, with real keys and clicks: nothing is forbidden, and right afterwards every colour is the one that was meant.
import type { Browser, KeyInput, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser, startHost } from '../support/e2e/harness.mjs';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, violations: string[], reports: string[], popups: Window[];

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

/** What the browser itself has said of policies, in the page and in the windows it opened. */
const said: string[] = [];

function overhear(page: Page): void {
  page.on('console', (message) => {
    if (/Content.Security.Policy|Trusted ?Type|violates/i.test(message.text())) said.push(message.text());
  });
  page.on('popup', (popup) => {
    if (popup !== null) overhear(popup);
  });
}

async function byHand(attributes: Record<string, string>, act: (page: Page) => Promise<void>): Promise<void> {
  said.length = 0;
  const host = await startHost();
  await browser.defaultBrowserContext().overridePermissions(host.origin, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
  const { page, errors } = await openPage(browser, host.origin, { path: '/strict', height: 900 });
  overhear(page);
  try {
    await page.evaluate(async (given) => {
      const element = await kit.mount({ 'session-id': 'one', 'minimum-contrast': '1', theme: 'graphite-dark', ...given });
      element.send('PS1="> "\r');
      await kit.untilLine(await element.terminal, /^> $|^>$/);
    }, attributes);
    await act(page);
    expect(await page.evaluate(() => violations)).toEqual([]);
    expect(await page.evaluate(() => reports)).toEqual([]);
    expect(said).toEqual([]);
    expect(errors).toEqual([]);
  } finally {
    await page.close();
    await host.close();
  }
}

/** Middle of what is seen of `selector` in the shadow root of `host`, as soon as it is there and holds still; `text` is what it has to say. */
const middle = (page: Page, host: string, selector: string, text = ''): Promise<{ x: number; y: number }> =>
  page.evaluate(
    async ([outer, inner, wanted]) => {
      let last = '';
      return await kit.until(async () => {
        const root = document.querySelector(outer as string)?.shadowRoot;
        const found = Array.from(root?.querySelectorAll<HTMLElement>(inner as string) ?? []).find((one) => (one.textContent ?? '').includes(wanted as string));
        const box = found?.getBoundingClientRect();
        await kit.frame();
        if (box === undefined || box.width === 0) return undefined;
        const now = [box.x, box.y, box.width, box.height].join();
        const still = now === last;
        last = now;
        return still ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : undefined;
      }, `${inner} ${wanted}`);
    },
    [host, selector, text],
  );

const T = 'persistent-terminal';

async function click(page: Page, host: string, selector: string, text = ''): Promise<void> {
  const { x, y } = await middle(page, host, selector, text);
  await page.mouse.click(x, y);
}

/** Until there is such a thing in the shadow root, or no longer. */
const until = (page: Page, host: string, selector: string, there = true): Promise<unknown> =>
  page.evaluate(
    ([outer, inner, wanted]) => kit.until(() => ((document.querySelector(outer as string)?.shadowRoot?.querySelector(inner as string) ?? null) !== null) === wanted, `${inner} ${wanted}`),
    [host, selector, there] as const,
  );

async function chord(page: Page, ...keys: KeyInput[]): Promise<void> {
  const last = keys.at(-1) as KeyInput;
  for (const key of keys.slice(0, -1)) await page.keyboard.down(key);
  await page.keyboard.press(last);
  for (const key of keys.slice(0, -1).reverse()) await page.keyboard.up(key);
}

const COLOURED = '\\033[38;2;255;100;0mTRUE\\033[0m \\033[48;2;0;60;120mBACK\\033[0m \\033[31mRED\\033[0m \\033[94mBLUE\\033[0m \\033[38;5;202mCUBE\\033[0m \\033[7;38;2;1;2;3mINVERSE\\033[0m \\033[4;58:2::9:8:7mUNDER\\033[0m';

const hex = (colour: string): string => `rgb(${[1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)).join(', ')})`;

/** Prints every kind of colour anew, and looks at each as the browser draws it. */
async function expectColours(page: Page, after: string, inPopup = false): Promise<void> {
  const seen = await page.evaluate(
    async ([printed, there]) => {
      const owner = there === true ? (popups[0] as Window).document : document;
      const element = owner.querySelector('persistent-terminal') as any;
      const term = await element.terminal;
      const mark = `done-${Math.random().toString(36).slice(2)}`;
      element.send(`clear; printf '${printed}\\n'; echo ${mark.slice(0, 3)}""${mark.slice(3)}\r`);
      await kit.untilLine(term, new RegExp(`^${mark}$`));
      const root = element.shadowRoot as ShadowRoot;
      const piece = (text: string): Element | undefined => [...root.querySelectorAll('.xterm-rows span')].find((span) => span.textContent === text);
      await kit.until(() => ['TRUE', 'BACK', 'RED', 'BLUE', 'CUBE', 'INVERSE', 'UNDER'].every(piece), 'all is drawn');
      await kit.frame();
      const look = (text: string, property: 'color' | 'backgroundColor' | 'textDecorationColor'): string => (owner.defaultView as Window).getComputedStyle(piece(text) as Element)[property];
      const { red, brightBlue, background } = term.options.theme;
      return {
        meant: { red, brightBlue, background },
        drawn: {
          TRUE: look('TRUE', 'color'), BACK: look('BACK', 'backgroundColor'), RED: look('RED', 'color'), BLUE: look('BLUE', 'color'), CUBE: look('CUBE', 'color'), INVERSE: look('INVERSE', 'backgroundColor'),
          UNDER: look('UNDER', 'textDecorationColor'), ground: (owner.defaultView as Window).getComputedStyle(root.querySelector('.base') as Element).backgroundColor,
        },
      };
    },
    [COLOURED, inPopup] as const,
  );
  expect(seen.drawn, after).toEqual({
    TRUE: 'rgb(255, 100, 0)', BACK: 'rgb(0, 60, 120)', RED: hex(seen.meant.red), BLUE: hex(seen.meant.brightBlue), CUBE: 'rgb(255, 95, 0)', INVERSE: 'rgb(1, 2, 3)', UNDER: 'rgb(9, 8, 7)', ground: hex(seen.meant.background),
  });
}

describe('by hand, under a strict policy', () => {
  it('[HP3] the test sees what is forbidden in a window of the page, and what browsers report and say (R72)', async () => {
    said.length = 0;
    const host = await startHost();
    const { page } = await openPage(browser, host.origin, { path: '/strict' });
    overhear(page);
    try {
      const seen = await page.evaluate(async () => {
        const opened = window.open('', '', 'popup') as Window;
        opened.document.body.setAttribute('style', 'color: red');
        document.body.setAttribute('style', 'color: red');
        await kit.until(() => violations.length >= 2 && reports.length >= 1, 'violations');
        opened.close();
        return violations.map((one) => one.split(' ')[0]);
      });
      expect(seen).toEqual(['style-src-attr', 'style-src-attr']);
      expect(said.length).toBeGreaterThan(0);
    } finally {
      await page.close();
      await host.close();
    }
  });

  it('[HP3] find bar, menu, paste question, link card, toolbar, key bar and zoom (R72)', () =>
    byHand({ 'with-toolbar': '', 'key-bar': 'on', 'paste-warning': 'always' }, async (page) => {
      await click(page, T, '.xterm-screen');
      await expectColours(page, 'at first');

      await chord(page, 'Control', 'f');
      await until(page, T, '.find-bar');
      await page.keyboard.type('true');
      await page.evaluate(() => kit.until(() => /1/.test(document.querySelector('persistent-terminal')?.shadowRoot?.querySelector('.found')?.textContent ?? ''), 'a count'));
      for (const sign of ['.sign:nth-of-type(1)', '.sign:nth-of-type(3)']) await click(page, T, `.find-bar ${sign}`);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await until(page, T, '.find-bar', false);
      await expectColours(page, 'after finding');

      for (const key of ['=', '=', '-', '0'] as const) await chord(page, 'Control', key);
      await expectColours(page, 'after zooming');

      const { x, y } = await middle(page, T, '.xterm-screen');
      await page.mouse.click(x, y, { button: 'right' });
      await click(page, T, '.menu [role=menuitem]', 'Select all');
      await until(page, T, '.menu', false);
      await chord(page, 'Control', 'Shift', 'c');
      await chord(page, 'Shift', 'F10');
      await until(page, T, '.menu [role=menuitem]');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Escape');
      await until(page, T, '.menu', false);
      // What is selected has colours of its own.
      await page.mouse.click(x, y);
      await expectColours(page, 'after the menu');

      await page.evaluate(() => navigator.clipboard.writeText('echo one\necho \x1b[31mtwo\n'));
      await chord(page, 'Control', 'Shift', 'v');
      await until(page, T, '.question');
      await click(page, T, '.question button', 'Cancel');
      await until(page, T, '.question', false);
      await expectColours(page, 'after the question');

      await page.evaluate(async () => {
        const element = document.querySelector('persistent-terminal') as any;
        element.addEventListener('terminal-link', (event: Event) => event.preventDefault());
        element.send('clear; echo https://example.org/some/where\r');
        await kit.untilLine(await element.terminal, /^https:/);
      });
      const row = await page.evaluate(async () => {
        const term = await (document.querySelector('persistent-terminal') as any).terminal;
        const { left, top, height } = document.querySelector('persistent-terminal')?.shadowRoot?.querySelector('.xterm-screen')?.getBoundingClientRect() as DOMRect;
        const at = kit.viewportRows(term).findIndex((line: string) => line.startsWith('https:'));
        return { x: left + 60, y: top + ((at + 0.5) * height) / term.rows };
      });
      await page.mouse.move(row.x + 30, row.y);
      await page.mouse.move(row.x, row.y);
      await until(page, T, '.link-card');
      await page.keyboard.down('Control');
      await page.mouse.click(row.x, row.y);
      await page.keyboard.up('Control');
      await page.mouse.move(5, 890);
      await until(page, T, '.link-card', false);
      await expectColours(page, 'after the link');

      for (const tool of ['zoom-in', 'zoom-out', 'find']) await click(page, T, `.tool[data-tool=${tool}]`);
      await until(page, T, '.find-bar');
      await page.keyboard.press('Escape');
      await click(page, T, '.tool[data-tool=clear]');
      await expectColours(page, 'after the tools');

      for (const sign of ['↑', 'Ctrl', 'Alt', 'Esc']) await click(page, T, `.key[data-sign="${sign}"]`);
      await click(page, T, '.xterm-screen');
      await chord(page, 'Control', 'c');
      await expectColours(page, 'after the key bar');

      // Down the scrollback again, by the button that leads there.
      await page.evaluate(async () => {
        const element = document.querySelector('persistent-terminal') as any;
        element.send('seq 200\r');
        await kit.untilLine(await element.terminal, /^200$/);
      });
      await page.mouse.move(x, y);
      await page.mouse.wheel({ deltaY: -600 });
      await click(page, T, '[part~="scroll-button"]');
      await page.evaluate(() => (document.documentElement.lang = 'de'));
      await chord(page, 'Control', 'f');
      await until(page, T, '.find-bar input[placeholder="Suchen"]');
      await page.keyboard.press('Escape');
      await expectColours(page, 'after another language');
      await page.pdf({ format: 'A5' });
      await expectColours(page, 'after printing');
    }));

  it('[HP3] every bundled theme, chosen one after the other (R72)', () =>
    byHand({}, async (page) => {
      const names = await page.evaluate(async () => {
        const { themes } = await kit.loadThemes();
        const select = document.createElement('select');
        select.append(...['', ...Object.keys(themes)].map((name) => new Option(name)));
        select.addEventListener('change', () => document.querySelector('persistent-terminal')?.setAttribute('theme', select.value));
        document.body.append(select);
        select.focus();
        return Object.keys(themes);
      });
      expect(names.length).toBeGreaterThanOrEqual(6);
      const seen = new Set<string>();
      for (const name of names) {
        await page.focus('select');
        await page.keyboard.press('ArrowDown');
        seen.add(
          await page.evaluate(async (wanted) => {
            const { themes } = await kit.loadThemes();
            const element = document.querySelector('persistent-terminal') as any;
            const term = await element.terminal;
            await kit.until(() => term.options.theme.background === themes[wanted].colours.background && term.options.theme.red === themes[wanted].colours.red, `theme ${wanted}`);
            return `${term.options.theme.background} ${term.options.theme.red}`;
          }, name),
        );
        await expectColours(page, `in ${name}`);
      }
      expect(seen.size).toBe(names.length);
    }));

  it('[HP3] chip, its card and its menu, and the inspector (R72)', () =>
    byHand({ label: 'Build' }, async (page) => {
      await page.evaluate(async () => {
        await kit.loadInspector();
        const chip = document.createElement('terminal-status-chip');
        for (const [name, value] of Object.entries({ 'session-id': 'one', menu: '', interactive: '' })) chip.setAttribute(name, value);
        const inspector = document.createElement('terminal-inspector');
        document.body.append(chip, inspector);
      });
      const chip = 'terminal-status-chip';
      const at = await middle(page, chip, '[part~="chip"]');
      await page.mouse.move(at.x, at.y);
      await until(page, chip, '.popup .card');
      await page.mouse.click(at.x, at.y);
      await until(page, chip, '[role=menuitem]');
      await page.keyboard.press('ArrowDown');
      await click(page, chip, '[role=menuitem].end');
      await click(page, chip, '.question .keep');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.mouse.move(5, 5);
      await expectColours(page, 'after the chip');

      const inspector = 'terminal-inspector';
      await click(page, inspector, '.toggle');
      await until(page, inspector, '.panel');
      await page.evaluate(() => document.querySelector('terminal-inspector')?.scrollIntoView({ block: 'end' }));
      await click(page, inspector, '.bar [data-copy]');
      await click(page, inspector, '.tables .expander');
      for (const action of ['probe', 'diagnose']) {
        await click(page, inspector, `[data-action=${action}]`);
        await until(page, inspector, '[data-action=dismiss]');
        await click(page, inspector, '[data-action=dismiss]');
      }
      await click(page, inspector, '[data-action=cut]');
      await click(page, inspector, '[data-action=pause]');
      await page.evaluate(() => kit.until(() => document.querySelector('persistent-terminal')?.matches(':state(connected)'), 'connected again'));
      await click(page, inspector, '.toggle');
      await until(page, inspector, '.panel', false);
      await page.evaluate(() => scrollTo(0, 0));
      await expectColours(page, 'after the inspector');
    }));

  for (const [name, pictures] of [['on top of others', true], ['as a popup', false]] as const) {
    it(`[HP3] [HP7] a window of its own ${name}: typed, searched, another theme, and back (R72)`, () =>
      byHand({}, async (page) => {
        await page.evaluate((withPictures) => {
          if (!withPictures) Object.defineProperty(window, 'documentPictureInPicture', { value: undefined });
          const button = document.createElement('button');
          button.textContent = 'Pop out';
          button.addEventListener('click', async () => ((globalThis as any).popups = [await (document.querySelector('persistent-terminal') as any).popOut()]));
          document.body.append(button);
        }, pictures);
        const opened = new Promise<Page>((resolve) => browser.once('targetcreated', (target) => void target.page().then((popup) => resolve(popup as Page))));
        await page.bringToFront();
        await page.click('button');
        const popup = await opened;
        await page.evaluate(() => kit.until(() => (globalThis as any).popups?.[0]?.document.querySelector('persistent-terminal')?.matches(':state(shown)'), 'the window'));
        await expectColours(page, 'in its window', true);
        await chord(popup, 'Control', 'f');
        await page.evaluate(() => kit.until(() => popups[0]?.document.querySelector('persistent-terminal')?.shadowRoot?.querySelector('.find-bar') !== null, 'the find bar there'));
        await popup.keyboard.press('Escape');
        await chord(popup, 'Control', '=');
        await chord(popup, 'Shift', 'F10');
        await page.evaluate(() => kit.until(() => popups[0]?.document.querySelector('persistent-terminal')?.shadowRoot?.querySelector('.menu') !== null, 'the menu there'));
        await popup.keyboard.press('Escape');
        await page.evaluate(() => document.querySelector('persistent-terminal')?.setAttribute('theme', 'ember-light'));
        await page.evaluate(async () => {
          const term = await (popups[0]?.document.querySelector('persistent-terminal') as any).terminal;
          const before = 'graphite-dark';
          await kit.until(() => popups[0]?.document.querySelector('persistent-terminal')?.getAttribute('theme') !== before && term.options.theme.background.startsWith('#f'), 'the theme there');
        });
        await expectColours(page, 'in its window, in another theme', true);
        await click(page, T, 'button', 'Bring');
        await page.evaluate(() => kit.until(() => document.querySelector('persistent-terminal')?.matches(':state(shown)'), 'back'));
        await expectColours(page, 'back in the page');
      }));
  }

  it('[HP3] drawn with WebGL: pixels of the colours that were meant, after zoom and another theme, too (R72)', () =>
    byHand({ renderer: 'webgl' }, async (page) => {
      await click(page, T, '.xterm-screen');
      const block = async (colour: string): Promise<[number, number, number]> => {
        const at = await page.evaluate(async (sgr) => {
          const element = document.querySelector('persistent-terminal') as any;
          const term = await element.terminal;
          await kit.until(() => (element.shadowRoot as ShadowRoot).querySelector('.xterm-screen canvas') !== null, 'WebGL');
          const mark = `done-${Math.random().toString(36).slice(2)}`;
          element.send(`clear; printf '\\033[${sgr}m%80s\\033[0m\\n%.0s' '' 1 2; echo; echo ${mark.slice(0, 3)}""${mark.slice(3)}\r`);
          // Nothing but this: the block before it has gone, and the prompt after it is there.
          await kit.untilText(term, new RegExp(`^${mark}\\n> ?$`, 'm'));
          for (let i = 0; i < 6; i++) await kit.frame();
          const { left, top, height } = (element.shadowRoot as ShadowRoot).querySelector('.xterm-screen')?.getBoundingClientRect() as DOMRect;
          const buffer = term.buffer.active;
          const row = kit.viewportRows(term).findIndex((_: string, y: number) => buffer.getLine(buffer.viewportY + y)?.getCell(1)?.getBgColorMode() !== 0);
          return { x: left + 40, y: top + ((row + 0.5) * height) / term.rows };
        }, colour);
        const png = await page.screenshot({ encoding: 'base64', clip: { x: at.x, y: at.y - 2, width: 4, height: 4 } });
        return page.evaluate(async (data) => {
          const image = new Image();
          image.src = `data:image/png;base64,${data}`;
          await image.decode();
          const pen = Object.assign(document.createElement('canvas'), { width: 4, height: 4 }).getContext('2d') as CanvasRenderingContext2D;
          pen.drawImage(image, 0, 0);
          return [...pen.getImageData(2, 2, 1, 1).data].slice(0, 3) as [number, number, number];
        }, png);
      };
      expect(await block('48;2;255;100;0')).toEqual([255, 100, 0]);
      await chord(page, 'Control', '=');
      expect(await block('48;2;0;60;120')).toEqual([0, 60, 120]);
      await page.evaluate(() => document.querySelector('persistent-terminal')?.setAttribute('theme', 'ember-light'));
      const red = await page.evaluate(async () => {
        const term = await (document.querySelector('persistent-terminal') as any).terminal;
        await kit.until(() => term.options.theme.background.startsWith('#f'), 'the theme');
        return term.options.theme.red as string;
      });
      expect(`rgb(${(await block('41')).join(', ')})`).toBe(hex(red));
    }));
});
