import { interleave } from './frame.mjs';

/**
 * From the page's learning of a reset socket to output again, with output waiting. The pause before the first attempt is random by design (0–1 s, so that a crowd
 * does not return at once); one connection has it set to 1 ms, a second one keeps the default. The limit: opening a bare WebSocket and hearing one byte.
 */
export async function run({ page, origin, cut }) {
  await page.exposeFunction('cutNow', cut);
  await page.evaluate(async (from) => {
    // Options of reconnecting belong to a connection from its start, hence two addresses of the same server.
    const ticking = async (minMs, url) => {
      pt.registry.configure({ reconnect: { minMs, maxMs: 30_000 } });
      const element = await kit.mount({ 'session-id': `ticker${minMs}`, url });
      const term = await element.terminal;
      element.send('while :; do printf .; sleep 0.001; done\r');
      await kit.until(() => kit.lines(term).some((line) => line.includes('....')));
      return element;
    };
    const elements = { 1: await ticking(1, '/terminal'), 1000: await ticking(1000, '/terminal?default') };
    globalThis.bench = {
      async resumed(minMs) {
        const { session } = elements[minMs];
        await kit.until(() => Object.values(elements).every((element) => element.status === 'connected'));
        const took = new Promise((resolve) => {
          let lost;
          const stop = session.subscribe({
            onStatus(status) {
              if (status !== 'connected') lost ??= performance.now();
            },
            onOutput() {
              if (lost === undefined) return;
              stop();
              resolve(performance.now() - lost);
            },
          });
        });
        globalThis.cutNow();
        return await took;
      },
      bare: () =>
        new Promise((resolve) => {
          const start = performance.now();
          const socket = new WebSocket(`${from.replace('http', 'ws')}/bare`);
          socket.binaryType = 'arraybuffer';
          socket.onopen = () => socket.send('k');
          socket.onmessage = () => {
            resolve(performance.now() - start);
            socket.close();
          };
        }),
    };
  }, origin);
  const samples = await interleave(
    {
      'bare WebSocket: open, one byte': () => page.evaluate(() => globalThis.bench.bare()),
      'ours, pause 1 ms': () => page.evaluate(() => globalThis.bench.resumed(1)),
      'ours, default pause': () => page.evaluate(() => globalThis.bench.resumed(1000)),
    },
    { rounds: 15 },
  );
  const gaps = await page.evaluate(() => pt.registry.metrics().gaps);
  if (gaps !== 0) throw new Error(`${gaps} gaps: a short cut must be resumed exactly`);
  return {
    title: 'resume',
    what: 'socket reset to output again, nothing lost, with output waiting',
    series: Object.entries(samples).map(([name, values]) => ({ name, unit: 'ms', samples: values })),
    ratios: [{ name: 'ours (pause 1 ms) / bare', of: 'ours, pause 1 ms', to: 'bare WebSocket: open, one byte' }],
  };
}
