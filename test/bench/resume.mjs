import { interleave } from './frame.mjs';

/**
 * From the page's learning of a reset socket to output again, with output waiting. The pause before the first attempt is random by design (0–1 s, so that a crowd
 * does not return at once); one connection has it set to 1 ms, a second one keeps the default. The limit: opening a bare WebSocket and hearing one byte.
 */
export async function run({ page, origin, cut }) {
  await page.exposeFunction('cutNow', cut);
  await page.evaluate(async (from) => {
    // Options of reconnecting belong to a connection from its start, hence two addresses of the same server.
    const ticking = async (name, url, reconnect) => {
      pt.registry.configure({ reconnect });
      const element = await kit.mount({ 'session-id': name, url });
      const term = await element.terminal;
      element.send('while :; do printf .; sleep 0.001; done\r');
      await kit.until(() => kit.lines(term).some((line) => line.includes('....')));
      return { session: element.session, url, since: performance.now() };
    };
    const quick = await ticking('quick', '/terminal', { minMs: 1, maxMs: 1 });
    const standard = await ticking('standard', '/terminal?standard', { minMs: 1_000, maxMs: 30_000 });
    const resumed = async (line) => {
      const took = new Promise((resolve) => {
        let lost;
        const stop = line.session.subscribe({
          onStatus(status) {
            if (status !== 'connected') lost ??= performance.now();
          },
          onOutput() {
            if (lost === undefined) return;
            stop();
            line.since = performance.now();
            resolve(line.since - lost);
          },
        });
      });
      globalThis.cutNow(line.url);
      return await took;
    };
    globalThis.bench = {
      quick: () => resumed(quick),
      async standard() {
        // A connection that breaks within five seconds counts as flapping and is tried more slowly each time.
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, standard.since + 5_200 - performance.now())));
        return await resumed(standard);
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
      'ours, pause 1 ms': () => page.evaluate(() => globalThis.bench.quick()),
      'ours, default pause': () => page.evaluate(() => globalThis.bench.standard()),
    },
    { rounds: 12 },
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
