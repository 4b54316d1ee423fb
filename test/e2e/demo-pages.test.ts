// Every page of the demo, at both widths and in both schemes: nothing in the console, no violation of its policy, none of accessibility, nothing wider than the screen.
import { describe, expect, it } from 'vitest';
import { STATES } from '../../demo/gallery/states.js';
import { demoSuite } from '../support/e2e/demo-suite.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- elements of the page, which knows no types */

const demo = demoSuite({ oneServer: true });

const PAGES = ['portal', 'layouts/grid', 'layouts/tabs', 'layouts/split', 'layouts/boards', 'layouts/list', 'layouts/details', 'layouts/frame', 'chaos', 'plots', 'themes', 'soak', 'inspector'];
const WIDTHS = [1280, 375];
const SCHEMES = ['dark', 'light'] as const;
/** Of a window in which every card of the gallery is seen, so that all of them begin. */
const TALL = 6_000;

/** Until terminals, where there are some, have shown something. */
const settled = async (address: string): Promise<void> => {
  const page = address.split('/')[0] ?? '';
  await demo.page.waitForFunction((wanted) => document.querySelector('#pages [aria-current]')?.getAttribute('href') === `#${wanted}`, {}, page === 'inspector' ? 'portal' : page);
  if (page === 'soak') await demo.page.waitForSelector('.soak-verdict');
  else await demo.connected();
  if (page === 'inspector') await demo.page.waitForFunction(() => document.querySelector('terminal-inspector')?.shadowRoot?.querySelector('[part=panel]') !== null);
};

describe.each(WIDTHS)('at %i px', (width) => {
  it.each(PAGES)('#%s opens without a fault that the browser, its policy or axe can find, dark and light (R41, R72, R81)', async (address) => {
    await demo.look({ width, scheme: 'dark' });
    const consoleErrors: string[] = [];
    demo.page.on('console', (message) => {
      if (message.type() === 'error') consoleErrors.push(message.text());
    });
    await demo.page.evaluateOnNewDocument(() => {
      const violations: string[] = ((globalThis as any).violations = []);
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => violations.push(`${violatedDirective} ${blockedURI} ${sourceFile}`));
    });
    await demo.open(address);
    await settled(address);
    for (const scheme of SCHEMES) {
      await demo.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      expect([scheme, await demo.axe()]).toEqual([scheme, []]);
    }
    expect(await demo.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await demo.page.evaluate(() => (globalThis as any).violations)).toEqual([]);
    expect(consoleErrors).toEqual([]);
    expect(demo.problems).toEqual([]);
  });
});

describe('the gallery', () => {
  it('every state is reached, axe finds nothing in any of them, and nothing of them goes on when the page is left (R40, R41, R81)', async () => {
    await demo.resize({ width: 1280, height: TALL, scheme: 'dark' });
    await demo.open('gallery');
    // Once is enough: some are over by themselves, and begin again.
    const missing = () => demo.page.evaluate((ids) => {
      const reached: Set<string> = ((globalThis as any).reached ??= new Set());
      for (const id of ids) if (document.querySelector(`#state-${id}[data-there]`) !== null) reached.add(id);
      return ids.filter((id) => !reached.has(id));
    }, STATES.map(({ id }) => id));
    await expect.poll(missing, { timeout: 200_000, interval: 500 }).toEqual([]);
    for (const width of WIDTHS) {
      for (const scheme of SCHEMES) {
        await demo.resize({ width, height: TALL, scheme });
        expect([width, scheme, await demo.axe()]).toEqual([width, scheme, []]);
        expect(await demo.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    }
    await demo.go('soak');
    await demo.page.waitForSelector('.soak-verdict');
    await demo.page.waitForFunction(() => {
      const { registry } = (globalThis as any)[Symbol.for('persistent-terminal/registry@1')];
      return registry.sessions.length === 0 && registry.connections.every(({ status }: any) => status === 'idle');
    }, { timeout: 120_000, polling: 500 });
    expect(demo.problems).toEqual([]);
  });

  it('a state has an address of its own (R81)', async () => {
    await demo.open('gallery/exited');
    await demo.page.waitForSelector('#state-exited[data-there]');
    expect(await demo.page.$$eval('.gallery-card h2', (titles) => titles.map((title) => title.textContent))).toEqual(['Exited with code 3']);
    expect(demo.problems).toEqual([]);
  });
});
