import { interleave } from './frame.mjs';

/** From just before the insertion to the task after the first frame in which every row on screen is the right one. */
export async function run({ page }) {
  await page.evaluate(async () => {
    const make = async (count) => {
      const element = await kit.mount({ 'session-id': `s${count}`, scrollback: '60000' });
      const term = await element.terminal;
      element.send(`clear; seq 1 ${count}\r`);
      await kit.until(() => kit.lines(term, 3).some((line) => line === String(count)), `${count} lines`, 60_000);
      element.remove();
      await kit.task();
      return { element, term };
    };
    globalThis.bench = { 1000: await make(1_000), 10000: await make(10_000), 50000: await make(50_000) };
    globalThis.ring = new TextEncoder().encode(Array.from({ length: 4000 }, (_, i) => `line ${i} ${'x'.repeat(50)}\r\n`).join('')).slice(0, 256 * 1024);
  });
  const ours = (count) => () =>
    page.evaluate(async (n) => {
      const { element, term } = globalThis.bench[n];
      await kit.frame();
      const start = performance.now();
      document.body.append(element);
      for (let i = 0; i < 30; i++) {
        await kit.frame();
        await kit.task();
        if (kit.paintedRows(element).join('\n') === kit.viewportRows(term).join('\n')) break;
      }
      const took = performance.now() - start;
      element.remove();
      await kit.task();
      return took;
    }, count);
  const empty = () =>
    page.evaluate(async () => {
      const box = document.createElement('div');
      box.style.cssText = 'width:800px;height:400px';
      await kit.frame();
      const start = performance.now();
      document.body.append(box);
      await kit.frame();
      await kit.task();
      const took = performance.now() - start;
      box.remove();
      return took;
    });
  // What hand-rolled pages do: a new terminal for every visit, filled from the last 256 KiB.
  const naive = () =>
    page.evaluate(async () => {
      const { term: model } = globalThis.bench[1000];
      await kit.frame();
      const box = document.createElement('div');
      box.style.cssText = 'width:800px;height:400px';
      const start = performance.now();
      const term = new model.constructor({ cols: model.cols, rows: model.rows, scrollback: 60_000 });
      document.body.append(box);
      term.open(box);
      await new Promise((resolve) => term.write(globalThis.ring, resolve));
      const rows = () => [...box.querySelector('.xterm-rows').children].map((row) => row.textContent.replace(/\u00a0/g, ' ').trimEnd()).join('\n');
      for (let i = 0; i < 60; i++) {
        await kit.frame();
        await kit.task();
        if (rows() === kit.viewportRows(term).join('\n')) break;
      }
      const took = performance.now() - start;
      term.dispose();
      box.remove();
      return took;
    });
  const samples = await interleave(
    { 'empty append': empty, 'ours, 1 k lines': ours(1000), 'ours, 10 k lines': ours(10_000), 'ours, 50 k lines': ours(50_000), 'new terminal + 256 KiB': naive },
    { rounds: 40, warmup: 3 },
  );
  return {
    title: 'switch',
    what: 're-insertion to painted, against appending an empty box and against building a terminal anew',
    series: Object.entries(samples).map(([name, values]) => ({ name, unit: 'ms', samples: values })),
    ratios: [
      { name: 'ours (10 k lines) / empty append', of: 'ours, 10 k lines', to: 'empty append' },
      { name: 'ours, 50 k lines / 1 k lines', of: 'ours, 50 k lines', to: 'ours, 1 k lines' },
      { name: 'building anew / ours (10 k lines)', of: 'new terminal + 256 KiB', to: 'ours, 10 k lines' },
    ],
  };
}
