// npm run bench [-- name …]: measures in one run and prints ratios; the same as JSON goes to test/bench/results/.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openPage, startBrowser } from '../support/e2e/harness.mjs';
import { machine, ratiosOf, summary, table } from './frame.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const BENCHES = ['switch', 'throughput', 'echo', 'cost', 'resume'];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !BENCHES.includes(name));
if (unknown.length > 0) {
  console.error(`no bench named ${unknown.join(', ')}; there are ${BENCHES.join(', ')}`);
  process.exit(2);
}
if (!existsSync(join(HERE, '../../cdn/persistent-terminal.js'))) {
  console.error('nothing built yet: run `npm run build` first');
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'persistent-terminal-bench-'));
const log = join(folder, 'log.txt');
// Log lines with a little colour, 80–120 bytes, 16 MiB; made from a counter, so that every run parses the same bytes.
const lines = [];
for (let i = 0, size = 0; size < 16 * 2 ** 20; i++) {
  const line = `2026-01-01T00:00:${String(i % 60).padStart(2, '0')}.${String(i % 1000).padStart(3, '0')}Z \x1b[32mINFO\x1b[0m worker-${i % 16} request ${i * 2654435761 % 1000000007} done in ${i % 977} ms`.padEnd(90 + (i % 30), '.') + '\r\n';
  lines.push(line);
  size += line.length;
}
await writeFile(log, lines.join(''));

const child = spawn(process.execPath, [join(HERE, 'host.mjs'), log], { stdio: ['pipe', 'pipe', 'inherit'] });
const [first] = await once(createInterface({ input: child.stdout }), 'line');
const { origin } = JSON.parse(first);
const browser = await startBrowser();
const report = { date: new Date().toISOString(), machine: machine(), benches: [] };
try {
  console.log(`${report.machine.cpu}, ${report.machine.cores} cores, ${report.machine.memoryGiB} GiB, ${report.machine.system}, Node ${report.machine.node}, load ${report.machine.load}\n`);
  for (const name of wanted.length > 0 ? wanted : BENCHES) {
    const { run } = await import(`./${name}.mjs`);
    const { page, errors } = await openPage(browser, origin);
    const result = await run({ page, origin, logBytes: lines.join('').length, cut: (url) => child.stdin.write(`cut ${url}\n`) });
    await page.close();
    if (errors.length > 0) throw new Error(`errors in the page: ${errors.join('; ')}`);
    report.benches.push({ name, ...result, series: result.series.map((series) => ({ ...series, ...summary(series.samples) })), ratios: ratiosOf(result) });
    console.log(table(result));
  }
  await mkdir(join(HERE, 'results'), { recursive: true });
  const out = join(HERE, 'results', `${report.date.replace(/[:.]/g, '-')}.json`);
  await writeFile(out, JSON.stringify(report, undefined, 1));
  console.log(`figures: ${out.slice(join(HERE, '../..').length + 1)}`);
} finally {
  await browser.close();
  child.stdin.write('stop\n');
  if (child.exitCode === null) await once(child, 'exit');
  await rm(folder, { recursive: true });
}
