import { interleave } from './frame.mjs';

const VARIANTS = { 'no screen': '/screenless', screen: '/terminal', 'screen and host': '/hosted' };

/** What the true screen on the server and the process that holds shells cost: echo and throughput, the three servers in turn. */
export async function run({ page, logBytes }) {
  await page.evaluate(async (variants) => {
    globalThis.bench = {};
    for (const [name, url] of Object.entries(variants)) {
      const quiet = await kit.mount({ url, 'session-id': 'cost-echo', profile: 'echo' });
      await quiet.terminal;
      const loud = await kit.mount({ url, 'session-id': 'cost-cat', profile: 'cat' });
      const term = await loud.terminal;
      globalThis.bench[name] = { quiet, loud, term };
      await kit.until(() => quiet.status === 'connected' && loud.status === 'connected', `${name} is connected`);
    }
    // `cat` must be reading before the first key counts.
    await new Promise((resolve) => setTimeout(resolve, 500));
  }, VARIANTS);
  const echo = (name) => () =>
    page.evaluate(({ variant, count }) => {
      const { session } = globalThis.bench[variant].quiet;
      return new Promise((resolve) => {
        const times = [];
        let start;
        const next = () => {
          start = performance.now();
          session.send('k');
        };
        const stop = session.subscribe({
          onOutput() {
            times.push(performance.now() - start);
            if (times.length < count) next();
            else stop(), resolve(times);
          },
        });
        next();
      });
    }, { variant: name, count: 100 });
  const flow = (name) => () =>
    page.evaluate(async ({ variant, size }) => {
      const { loud, term } = globalThis.bench[variant];
      // In view, so that it is painted as for a person.
      loud.scrollIntoView({ block: 'center' });
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      let got = 0;
      const start = performance.now();
      loud.send('g');
      await new Promise((resolve) => {
        const stop = loud.session.subscribe({ onOutput: (bytes) => (got += bytes.length) >= size && (stop(), resolve()) });
      });
      await kit.parsed(term);
      return size / 1e6 / ((performance.now() - start) / 1000);
    }, { variant: name, size: logBytes });
  const echoes = await interleave(Object.fromEntries(Object.keys(VARIANTS).map((name) => [`echo, ${name}`, echo(name)])), { rounds: 8 });
  const flows = await interleave(Object.fromEntries(Object.keys(VARIANTS).map((name) => [`throughput, ${name}`, flow(name)])), { rounds: 7 });
  const series = (samples, unit) => Object.entries(samples).map(([name, values]) => ({ name, unit, samples: values }));
  return {
    title: 'cost of the screen and of the host',
    what: 'keystroke to echo, and 16 MiB of log lines from a PTY to parsed in the page: without a screen on the server, with it, and with the shells in a host process',
    series: [...series(echoes, 'ms'), ...series(flows, 'MB/s')],
    ratios: [
      { name: 'echo, screen / no screen', of: 'echo, screen', to: 'echo, no screen' },
      { name: 'echo, screen and host / no screen', of: 'echo, screen and host', to: 'echo, no screen' },
      { name: 'throughput, screen / no screen', of: 'throughput, screen', to: 'throughput, no screen' },
      { name: 'throughput, screen and host / no screen', of: 'throughput, screen and host', to: 'throughput, no screen' },
    ],
  };
}
