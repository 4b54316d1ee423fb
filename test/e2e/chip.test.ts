// In a real Chromium against a real shell: the chip says what goes on where nobody looks.
import { describe, expect, it } from 'vitest';
import { pageSuite } from '../support/e2e/page-suite.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, pt: any;

const suite = pageSuite();

describe('<terminal-status-chip> and a real shell', () => {
  it('[CH2] [SE25] [SE26] output, bell, title and progress of a parked session are marked; shown, it has been seen (R40)', async () => {
    const seen = await suite.page.evaluate(async () => {
      const element = await kit.mount({ id: 'one' });
      const term = await element.terminal;
      const chip = document.createElement('terminal-status-chip');
      chip.setAttribute('session-id', 'one');
      document.body.prepend(chip);
      const news = (): string => chip.shadowRoot?.querySelector('#news')?.textContent ?? '';
      await kit.untilLine(term, /^\$ /);
      await kit.until(() => chip.shadowRoot?.textContent?.includes('Active'), 'the chip is there');
      const before = news();
      element.remove();
      await kit.until(() => chip.matches(':state(background)'), 'parked');
      pt.registry.get('one').send(String.raw`printf '\a\033]2;make all\a\033]9;4;1;42\a'` + '\r');
      await kit.until(() => news() === 'New output, Bell, 42 %', 'the marks');
      const { title } = pt.registry.get('one').state.activity;
      document.body.append(element);
      await kit.until(() => news() === '42 %', 'seen');
      return { before, title, bar: element.shadowRoot.querySelector('[part~=progress]')?.getAttribute('aria-valuenow') };
    });
    expect(seen).toEqual({ before: '', title: 'make all', bar: '42' });
  });

  it('[CH3] [CH6] [CH1] its card and its menu in the page build; a shell that has ended says with what (R40)', async () => {
    const { page } = suite;
    await page.evaluate(async () => {
      const element = await kit.mount({ id: 'one' });
      await kit.untilLine(await element.terminal, /^\$ /);
      const chip = document.createElement('terminal-status-chip');
      for (const [name, value] of [['for', 'one'], ['menu', '']] as const) chip.setAttribute(name, value);
      document.body.prepend(chip);
      await kit.until(() => chip.shadowRoot?.querySelector('.hit') instanceof HTMLElement, 'the chip is there');
    });
    await page.hover('terminal-status-chip');
    const text = async (): Promise<string> => await page.$eval('terminal-status-chip', (chip) => chip.shadowRoot?.querySelector('.popup')?.textContent ?? '');
    await page.waitForFunction(() => /Round trip\d+ ms.*started/.test(document.querySelector('terminal-status-chip')?.shadowRoot?.querySelector('.popup')?.textContent?.replace(/\s+/g, ' ') ?? ''));
    expect(await text()).toContain('Connected, the active terminal');
    await page.click('terminal-status-chip');
    await page.waitForFunction(() => document.querySelector('terminal-status-chip')?.shadowRoot?.activeElement?.textContent === 'Show terminal');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'one');
    await page.keyboard.type('exit 3\r');
    await page.waitForFunction(() => document.querySelector('terminal-status-chip')?.shadowRoot?.querySelector('[role=status]')?.textContent?.includes('Exited with 3'));
  });
});
