import { interleave } from './frame.mjs';

/** 16 MiB of log lines: from a PTY through server, socket and client to parsed; against the same bytes given to xterm.js's own `write`. */
export async function run({ page, logBytes }) {
  await page.evaluate(async (size) => {
    const element = await kit.mount({ 'session-id': 'cat', profile: 'cat' });
    const term = await element.terminal;
    const got = { size: 0 };
    const chunks = [];
    element.session.subscribe({
      onOutput(bytes) {
        got.size += bytes.length;
        if (chunks !== undefined && chunks.total === undefined) chunks.push(bytes.slice());
      },
    });
    // The first run also gives the bytes for the other variant.
    element.send('g');
    await kit.until(() => got.size >= size, 'first run', 120_000);
    await kit.parsed(term);
    const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer());
    chunks.total = bytes.length;
    chunks.length = 0;
    const box = document.createElement('div');
    box.style.cssText = 'width:800px;height:400px';
    document.body.append(box);
    const plain = new term.constructor({ cols: term.cols, rows: term.rows, scrollback: term.options.scrollback });
    plain.open(box);
    globalThis.bench = { element, term, got, bytes, plain };
  }, logBytes);
  const ours = () =>
    page.evaluate(async (size) => {
      const { element, got, term } = globalThis.bench;
      const target = got.size + size;
      const start = performance.now();
      element.send('g');
      await new Promise((resolve) => {
        const stop = element.session.subscribe({ onOutput: () => got.size >= target && (stop(), resolve()) });
      });
      await kit.parsed(term);
      return size / 1e6 / ((performance.now() - start) / 1000);
    }, logBytes);
  const raw = () =>
    page.evaluate(async () => {
      const { bytes, plain } = globalThis.bench;
      const start = performance.now();
      let pending = 0;
      for (let at = 0; at < bytes.length; at += 16_384) {
        pending++;
        const done = new Promise((resolve) => plain.write(bytes.subarray(at, at + 16_384), () => (pending--, resolve())));
        if (pending >= 16) await done;
      }
      await kit.parsed(plain);
      return bytes.length / 1e6 / ((performance.now() - start) / 1000);
    });
  const samples = await interleave({ 'ours, PTY to parsed': ours, "xterm.js's own write": raw }, { rounds: 7 });
  return {
    title: 'throughput',
    what: '16 MiB of log lines from a real PTY to parsed in the page, against the parser alone',
    series: Object.entries(samples).map(([name, values]) => ({ name, unit: 'MB/s', samples: values })),
    ratios: [{ name: "ours / xterm.js's own write", of: 'ours, PTY to parsed', to: "xterm.js's own write" }],
  };
}
