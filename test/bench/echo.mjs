import { interleave } from './frame.mjs';

/** One key at a time through a raw-mode `cat`, in the page: ours, a bare WebSocket on a bare PTY, and ours while another session floods. */
export async function run({ page, origin }) {
  await page.evaluate(async (from) => {
    const quiet = await kit.mount({ 'session-id': 'echo', profile: 'echo' });
    const flood = pt.registry.open({ sessionId: 'flood', profile: 'yes' });
    const socket = new WebSocket(`${from.replace('http', 'ws')}/bare`);
    socket.binaryType = 'arraybuffer';
    await new Promise((resolve) => (socket.onopen = resolve));
    const bare = (count) =>
      new Promise((resolve) => {
        const times = [];
        let start;
        const next = () => {
          start = performance.now();
          socket.send('k');
        };
        socket.onmessage = () => {
          times.push(performance.now() - start);
          if (times.length === count) resolve(times);
          else next();
        };
        next();
      });
    const ours = (count) =>
      new Promise((resolve) => {
        const times = [];
        let start;
        const next = () => {
          start = performance.now();
          quiet.session.send('k');
        };
        const stop = quiet.session.subscribe({
          onOutput() {
            times.push(performance.now() - start);
            if (times.length < count) next();
            else stop(), resolve(times);
          },
        });
        next();
      });
    // `cat` must be reading before the first key counts.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await bare(20);
    await ours(20);
    let stopFlood;
    globalThis.bench = {
      bare,
      ours,
      async flooded(count) {
        const before = flood.state.bytesIn;
        // A screen for the flood, as a person would have: its parser competes for the page's one thread.
        stopFlood = document.createElement('persistent-terminal');
        stopFlood.setAttribute('session-id', 'flood');
        stopFlood.setAttribute('profile', 'yes');
        document.body.append(stopFlood);
        await kit.until(() => flood.state.bytesIn > before + 1_000_000, 'flood');
        const times = await ours(count);
        const during = flood.state.bytesIn - before;
        stopFlood.remove();
        // Nobody listens any more: detached, the server stops sending.
        flood.setView(undefined);
        await kit.until(async () => {
          const seen = flood.state.bytesIn;
          await new Promise((resolve) => setTimeout(resolve, 150));
          return flood.state.bytesIn === seen;
        }, 'flood has ended');
        if (during < 2_000_000) throw new Error('the flood did not flood');
        return times;
      },
    };
  }, origin);
  const samples = await interleave(
    {
      'bare ws + PTY': () => page.evaluate(() => globalThis.bench.bare(150)),
      ours: () => page.evaluate(() => globalThis.bench.ours(150)),
      'ours, another session floods': () => page.evaluate(() => globalThis.bench.flooded(150)),
    },
    { rounds: 8 },
  );
  return {
    title: 'echo',
    what: 'keystroke to echo in the page, one at a time',
    series: Object.entries(samples).map(([name, values]) => ({ name, unit: 'ms', samples: values })),
    ratios: [
      { name: 'ours / bare', of: 'ours', to: 'bare ws + PTY' },
      { name: 'ours / bare', of: 'ours', to: 'bare ws + PTY', quantile: 'p99' },
      { name: 'with flood / without', of: 'ours, another session floods', to: 'ours' },
      { name: 'with flood / without', of: 'ours, another session floods', to: 'ours', quantile: 'p99' },
    ],
  };
}
