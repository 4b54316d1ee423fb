// `npm run soak:real -- [--gb 1] [--keys 20000] [--cuts 300] [--kills 10] [--seed 1]`: a real Chromium, a TCP proxy that cuts, the built server with its host process, real shells.
// One shell prints, another records what is typed. Both ways are compared by SHA-256; the server is killed with SIGKILL again and again. Exits 1 unless all is equal.
/* global kit, pt -- code inside `evaluate` runs in the page, where they are plain globals */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { TcpFaultProxy } from '../../demo/fault-proxy/tcp-fault-proxy.mjs';
import { openPage, startBrowser, startHost, TOKEN } from '../support/e2e/harness.mjs';
import { seeded } from '../support/seeded.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
/** Nothing has moved for so long: something hangs, milliseconds. */
const PATIENCE_MS = 60_000;

const { values } = parseArgs({
  options: { gb: { type: 'string', default: '1' }, keys: { type: 'string', default: '20000' }, cuts: { type: 'string', default: '300' }, kills: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
});
const total = Math.round(number('gb', values.gb) * 1e9);
const keys = number('keys', values.keys);
const cuts = number('cuts', values.cuts);
const kills = number('kills', values.kills);
const random = seeded(number('seed', values.seed));

const folder = await mkdtemp(join(tmpdir(), 'persistent-terminal-soak-'));
const origin = await startHost();
const proxy = await TcpFaultProxy.start({ host: '127.0.0.1', port: 9 }, random);
const browser = await startBrowser();
const servers = new Set();
let failure;
try {
  await run();
} catch (error) {
  failure = error;
} finally {
  await browser.close();
  await proxy.close();
  for (const server of servers) await end(server);
  await endHosts();
  await origin.close();
  await rm(folder, { recursive: true, force: true });
}
if (failure !== undefined) console.error(failure);
process.exitCode = failure === undefined ? 0 : 1;

async function run() {
  let server = await startServer();
  proxy.target = { host: '127.0.0.1', port: server.port };
  const { page, errors } = await openPage(browser, origin.origin);
  await page.evaluate(async (url) => {
    pt.registry.configure({ reconnect: { minMs: 20, maxMs: 200, stableMs: 1_000, breakerFailures: 1_000 } });
    const flood = pt.registry.open({ url, sessionId: 'flood', profile: 'flood' });
    const got = kit.digest(flood);
    const problems = [];
    for (const name of ['flood', 'keys']) pt.registry.open({ url, sessionId: name, profile: name }).subscribe({ onError: (error) => problems.push(`${name}: ${error.code}`), onSessionCreated: ({ created }) => created && problems.push(`${name}: new shell`) });
    const element = await kit.mount({ url, 'session-id': 'flood' });
    const typist = pt.registry.open({ url, sessionId: 'keys', profile: 'keys' });
    await kit.until(() => got.size > 0 && typist.status === 'connected', 'both shells');
    // Starting them was no fault.
    problems.length = 0;
    Object.assign(globalThis, { flood, got, problems, element, typist, typed: 0, refused: 0 });
  }, `ws://127.0.0.1:${proxy.port}/terminal`);
  const pids = await shells(server);
  const began = performance.now();
  await page.evaluate(() => globalThis.flood.send('g'));

  const done = { cuts: 0, kills: 0 };
  const next = { cut: gap(cuts), kill: total / (kills + 1) };
  let moved = { size: 0, typed: 0, at: performance.now() };
  let told = performance.now();
  let sockets = 0;
  for (;;) {
    // Keys keep pace with the output, so that they meet every fault.
    const state = await page.evaluate((all, bytes) => {
      const page = globalThis;
      const due = Math.min(all, Math.ceil((page.got.size / bytes) * all));
      try {
        for (; page.typed < due; page.typed++) page.typist.send(`${page.typed};`);
      } catch {
        page.refused++;
      }
      const { pendingInput } = page.typist.state;
      return { size: page.got.size, typed: page.typed, pendingInput, sockets: kit.sockets.length, faults: page.got.faults.length, status: page.flood.status };
    }, keys, total);
    const now = performance.now();
    if (state.size !== moved.size || state.typed !== moved.typed) moved = { ...state, at: now };
    if (now - moved.at > PATIENCE_MS) throw new Error(`nothing has moved for a minute: ${JSON.stringify(state)}`);
    if (now - told > 5_000) {
      told = now;
      console.log(`${(state.size / 1e6).toFixed(0)} of ${(total / 1e6).toFixed(0)} MB, ${state.typed} keys, ${done.cuts} cuts, ${done.kills} kills, ${state.faults} gaps, ${((now - began) / 1000).toFixed(0)} s`);
    }
    if (state.size > total && state.typed >= keys && state.pendingInput === 0) break;
    // A cut counts when it hits a socket of its own that carries output.
    if (done.kills < kills && state.size >= next.kill && state.status === 'connected') {
      done.kills++;
      next.kill += total / (kills + 1);
      await end(server);
      server = await startServer();
      proxy.target = { host: '127.0.0.1', port: server.port };
    } else if (done.cuts < cuts && state.size >= next.cut && state.status === 'connected' && state.sockets > sockets) {
      sockets = state.sockets;
      done.cuts++;
      next.cut = Math.max(next.cut + gap(cuts), state.size);
      for (const connection of [...proxy.connections]) {
        if (random() < 0.5) connection.reset();
        else connection.down.cutAfter(1 + Math.floor(random() * 4_000));
      }
    } else await sleep(2);
  }
  const ms = performance.now() - began;

  const output = await page.evaluate(() => ({ hex: globalThis.got.hex(), size: globalThis.got.size, faults: globalThis.got.faults, gapBytes: globalThis.got.gapBytes, problems: globalThis.problems, refused: globalThis.refused, metrics: pt.registry.metrics() }));
  const [printed] = (await settled(join(folder, 'printed'))).split(' ');
  const expectedKeys = Array.from({ length: keys }, (_, i) => `${i};`).join('');
  const recorded = await readFile(join(folder, 'typed'), 'latin1');
  const after = await shells(server);
  const { reconnects, duplicateBytes, gaps } = output.metrics;
  const equal = { output: output.hex === printed, keys: sha256(recorded) === sha256(expectedKeys), pids: JSON.stringify(pids) === JSON.stringify(after) };
  console.log(`output: ${output.size} bytes, SHA-256 ${equal.output ? 'equal' : `differs: ${printed} in the shell, ${output.hex} in the page`}, ${output.faults.length} gaps of ${output.gapBytes} bytes${output.faults.length > 0 ? ` (${output.faults.slice(0, 5).join('; ')})` : ''}`);
  console.log(`keys: ${keys}, ${recorded.length} bytes, SHA-256 ${equal.keys ? 'equal' : `differs: ${recorded.length} of ${expectedKeys.length} bytes`}, ${output.refused} times asked to wait`);
  console.log(`faults: ${done.cuts} cuts, ${done.kills} times SIGKILL; ${reconnects} reconnects, ${duplicateBytes} bytes received twice and dropped, ${gaps} gaps`);
  console.log(`shells: ${equal.pids ? `the same, ${after.join(' and ')}` : `were ${pids}, are ${after}`}; ${output.problems.length === 0 ? 'no error told' : output.problems.slice(0, 10).join(', ')}`);
  console.log(`${(ms / 1000).toFixed(0)} s, ${(total / 1e6 / (ms / 1000)).toFixed(1)} MB/s`);
  if (!equal.output || !equal.keys || !equal.pids || output.faults.length > 0 || output.problems.length > 0 || errors.length > 0) throw new Error(`not what was promised ${errors.join('; ')}`);
  if (done.cuts < cuts || done.kills < kills) throw new Error(`only ${done.cuts} cuts and ${done.kills} kills fitted in; ask for more output`);
}

/** Uneven, and in the mean such that so many fit in. */
function gap(count) {
  return (total / (count + 1)) * (0.2 + random() * 1.4);
}

async function startServer() {
  const profiles = {
    flood: { argv: ['bash', '--norc', '--noprofile', '-c', `stty raw -echo; { printf R; read -rn1; ${process.execPath} ${here('flood.mjs')} ${total}; } | tee >(sha256sum > ${folder}/printed); read -rn1`] },
    keys: { argv: ['bash', '--norc', '--noprofile', '-c', `stty raw -echo; exec cat > ${folder}/typed`] },
  };
  const config = {
    dist: join(ROOT, 'dist'), profiles, retentionMs: 60_000, allowedOrigins: [origin.origin], allowedHosts: [`127.0.0.1:${proxy.port}`],
    host: { directory: join(folder, 'host'), name: 'soak' },
  };
  const child = spawn(process.execPath, [join(ROOT, 'test/support/host-server.mjs'), JSON.stringify(config)], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, HOME: folder } });
  servers.add(child);
  const port = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    child.stdout.once('data', (text) => resolve(Number(text)));
  });
  return { child, port };
}

async function end(server) {
  const child = server.child ?? server;
  servers.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** Ends the host, whose shells go with it, by the process id that it has published. */
async function endHosts() {
  const directory = join(folder, 'host');
  for (const name of existsSync(directory) ? readdirSync(directory) : []) {
    if (!name.endsWith('.json')) continue;
    const { pid } = JSON.parse(readFileSync(join(directory, name), 'utf8'));
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** Process ids of the shells, as the server tells them: the host, up to half a second ago. */
async function shells({ port }) {
  for (;;) {
    const sessions = await (await fetch(`http://127.0.0.1:${port}/`, { headers: { authorization: TOKEN } })).json();
    if (sessions.length === 2) return sessions.map(({ pid }) => pid).sort();
    await sleep(50);
  }
}

/** What the shell has written once it is done. */
async function settled(file) {
  for (;; await sleep(50)) {
    const text = existsSync(file) ? readFileSync(file, 'latin1') : '';
    if (text.includes('\n')) return text;
  }
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

function number(name, text) {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  console.error(`--${name} must be a number, not ${JSON.stringify(text)}.`);
  process.exit(2);
}
