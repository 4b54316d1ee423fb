// The demo page, used as a person would: every button, and what the page says about it. Its server is the one `npm start` starts.
import { describe, expect, it } from 'vitest';
import { demoSuite } from '../support/e2e/demo-suite.js';

const demo = demoSuite();

const run = async (line: string, result: RegExp): Promise<void> => {
  await demo.page.click('persistent-terminal');
  await demo.page.keyboard.type(`${line}\n`);
  await demo.page.waitForFunction((source) => new RegExp(source).test((document.querySelector('persistent-terminal') as unknown as { getText(): string }).getText()), { timeout: 20_000 }, result.source);
};

describe('the demo page', () => {
  it('[EL1] [RG4] proves what each button did not break (R5, R20, R80)', async () => {
    await demo.open();
    await demo.connected();
    expect(demo.page.url()).not.toContain('token');
    await run('seq 1 300; echo here=$$', /here=\d+/);
    await demo.page.click('#remove');
    await demo.page.waitForFunction('document.querySelector("persistent-terminal") === null');
    await demo.page.click('#remove');
    const back = await demo.verdict(/and back/);
    expect(back).toMatch(/same, pid \d+/);
    expect(back).toMatch(/lines, all equal/);
    expect(back).toMatch(/Sockets opened 0/);
    expect(back).toMatch(/Lost 0 B/);
    await demo.page.click('#cut');
    const cut = await demo.verdict(/Socket cut and back/);
    expect(cut).toMatch(/pid \d+/);
    expect(cut).toMatch(/0 B/);
    await demo.page.click('#restart');
    expect(await demo.verdict(/Server restarted/)).toMatch(/is new/);
    await run('echo again=$$', /again=\d+/);
    expect(demo.problems).toEqual([]);
  });

  it('shows colours under its strict policy without a violation (R72)', async () => {
    await demo.open();
    await demo.connected();
    await run(`printf '\\e[38;2;255;100;0mORANGE\\e[0m \\e[7mINVERSE\\e[0m\\n'; echo done=$$`, /done=\d+/);
    const colour = await demo.page.waitForFunction(() => {
      const spans = [...(document.querySelector('persistent-terminal')?.shadowRoot?.querySelectorAll('.xterm-rows span') ?? [])];
      const span = spans.filter((node) => node.textContent?.startsWith('ORANGE')).at(-1);
      return span === undefined ? undefined : getComputedStyle(span).color;
    });
    expect(await colour.jsonValue()).toBe('rgb(255, 100, 0)');
    expect(demo.problems).toEqual([]);
  });

  it('asks for the address when there is no key, and takes it (R51, R80)', async () => {
    await demo.page.goto(demo.url.replace(/#.*/, ''));
    await demo.page.waitForSelector('#gate-input', { visible: true });
    await demo.page.type('#gate-input', demo.url);
    await demo.page.keyboard.press('Enter');
    await demo.connected();
    expect(demo.problems).toEqual([]);
  });

  it('has no horizontal scroll at phone width', async () => {
    await demo.look({ width: 375, scheme: 'light' });
    await demo.open();
    await demo.connected();
    expect(await demo.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  });
});
