// The pages of the demo behind its first one: what they promise, and that each is a page one can show.
import { describe, expect, it } from 'vitest';
import { demoSuite } from '../support/e2e/demo-suite.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- elements of the page, which knows no types */

const demo = demoSuite();

describe('layouts', () => {
  it('[EL1] a terminal dragged to another board keeps its shell, scrollback and socket; so it does by the arrow keys (R5, R71, R81)', async () => {
    await demo.open('layouts/boards');
    await demo.connected(4);
    await demo.page.click('.board persistent-terminal');
    await demo.page.keyboard.type('seq 1 300\n');
    await demo.page.waitForFunction(() => /\b300\n/.test(document.querySelector<any>('.board persistent-terminal').getText()));
    const handle = await demo.page.$('.board .handle');
    const from = await handle?.boundingBox();
    const board = await (await demo.page.$('.board:last-of-type'))?.boundingBox();
    if (!from || !board) throw new Error('nothing to drag');
    await demo.page.mouse.move(from.x + 8, from.y + 8);
    await demo.page.mouse.down();
    await demo.page.mouse.move(board.x + board.width / 2, board.y + 60, { steps: 6 });
    await demo.page.mouse.up();
    const dragged = await demo.verdict(/Moved to the right board/);
    expect(dragged).toMatch(/same, pid \d+/);
    expect(dragged).toMatch(/Sockets opened 0 Screen \d+ lines, all equal/);
    const boards = () => demo.page.$$eval('.board', (nodes) => nodes.map((node) => [...node.querySelectorAll('h3')].map((title) => title.textContent)));
    expect(await boards()).toEqual([['Terminal B'], ['Terminal A', 'Terminal C', 'Terminal D']]);
    await demo.page.focus('[aria-label="Move Terminal A"]');
    await demo.page.keyboard.press('ArrowLeft');
    expect(await demo.verdict(/Moved to the left board/)).toMatch(/same, pid \d+.* lines, all equal/);
    expect(await boards()).toEqual([['Terminal A', 'Terminal B'], ['Terminal C', 'Terminal D']]);
    expect(await demo.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Move Terminal A');
    expect(demo.problems).toEqual([]);
  });

  it('[EL1] a list of a hundred terminals keeps only those in the page that are seen, and each as it was (R5, R71, R81)', async () => {
    await demo.open('layouts/list');
    await demo.connected(2);
    const said = (number: number) => demo.page.waitForFunction((wanted) => [...document.querySelectorAll<any>('.virtual-row persistent-terminal')].some((one) => new RegExp(`I am terminal ${wanted} of 100, process \\d+`).test(one.getText())), { timeout: 20_000 }, number);
    await said(1);
    await demo.press('Last');
    await said(100);
    expect(await demo.page.$$eval('.virtual-row', (rows) => rows.length)).toBeLessThan(8);
    await demo.press('First');
    await said(1);
    expect(demo.problems).toEqual([]);
  });
});

describe('chaos', () => {
  const isWell = (verdict: string): void => {
    expect(verdict).toMatch(/Lost 0 B Repeated 0 B/);
    expect(verdict).toMatch(/Numbered lines [\d,]+ to [\d,]+, each once/);
    expect(verdict).toMatch(/words, each once, in order/);
    expect(verdict).toMatch(/the same, pids \d+ and \d+/);
    expect(verdict).toMatch(/identical to their twins/);
  };

  it('[SE1] [SE4] [SV21] [WI5] nothing is lost by a close, a code that asks to stop, a cut within a frame, and a server that is killed (R20, R21, R26, R31, R81)', async () => {
    await demo.open('chaos');
    await demo.connected(2);
    for (const code of ['1006', '4001']) {
      await demo.page.select('[aria-label="Close code"]', code);
      await demo.press('Close');
      isWell(await demo.verdict(new RegExp(`Closed with ${code}`), 120_000));
    }
    expect(await demo.verdict(/Closed with 4001/)).toMatch(/failed, as the code asks; then Retry/);
    await demo.press('Cut in a frame');
    isWell(await demo.verdict(/Cut in the middle of a frame/, 120_000));
    await demo.press('Crash');
    isWell(await demo.verdict(/Server killed with SIGKILL/, 120_000));
    expect(demo.problems).toEqual([]);
  });

  it('the check of screens finds a single cell that differs, and that it is gone (R81)', async () => {
    await demo.open('chaos');
    await demo.connected(2);
    const [, shell] = await demo.page.$$('#bench persistent-terminal');
    const run = async (line: string, shows: RegExp): Promise<void> => {
      await shell?.click();
      await demo.page.keyboard.type(`${line}\n`);
      await demo.page.waitForFunction((node, source) => new RegExp(source).test((node as any).getText()), {}, shell, shows.source);
    };
    await run('echo ready=$$', /ready=\d+/);
    await demo.press('Exactly the same screen?');
    await demo.verdict(/Exactly the same screens.*Pulse identical, \d+ rows.*Shell identical, \d+ rows/);
    await demo.press('Plant a difference');
    await demo.verdict(/A difference was planted/);
    await demo.press('Exactly the same screen?');
    expect(await demo.verdict(/The screens differ/)).toMatch(/Shell row 1, column 1: “X\{text/);
    await run('clear; echo cleared=$$', /^cleared=\d+/);
    await demo.press('Exactly the same screen?');
    await demo.verdict(/Exactly the same screens/);
    expect(demo.problems).toEqual([]);
  });
});

describe('soak', () => {
  const verdict = async (): Promise<string> => {
    const found = await demo.page.waitForFunction(() => {
      const line = document.querySelector<HTMLElement>('.soak-verdict');
      return line?.dataset['verdict'] === 'good' || line?.dataset['verdict'] === 'bad' ? line.textContent : undefined;
    }, { timeout: 200_000 });
    return (await found.jsonValue()) ?? '';
  };

  it('[EL1] [SE1] [SE4] [SV21] some seconds of chance lose, repeat and mix up nothing; the address says how (R5, R20, R21, R26, R81)', async () => {
    await demo.open('soak?seed=3&minutes=0.2&start');
    const line = await verdict();
    expect(line).toMatch(/^Good\. · Seed 3, .* \d+ actions .* [1-9]\d* cuts .* lost 0 · repeated 0 · wrong shell 0 .*screens equal 4 of 4$/);
    expect(demo.problems).toEqual([]);
  });

  it('a screen that is not its twin spoils the verdict, also of one that is stopped (R81)', async () => {
    await demo.open('soak?seed=5&minutes=60&start');
    await demo.page.waitForFunction(() => document.querySelectorAll('.soak-log li').length > 2);
    await demo.press('Stop');
    await demo.page.evaluate(async () => {
      const terminals = await Promise.all([...document.querySelectorAll<any>('.soak-slot persistent-terminal')].map((one) => one.terminal));
      for (const one of terminals) one.write('\x1b7\x1b[1;1HX\x1b8');
    });
    expect(await verdict()).toMatch(/^Not good\. .* screens equal [0-3] of 4 .*“X/);
    expect(demo.problems).toEqual([]);
  });
});
