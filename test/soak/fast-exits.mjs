// Programs that print and exit at once, half of them while their terminal is paused: every byte must reach a viewer of the built server, over a real socket.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { seeded } from '../support/seeded.mjs';

const DIST = new URL('../../dist/', import.meta.url);
/** What a terminal of the kernel holds for certain while nobody reads it. */
const KERNEL_HOLDS = 3_000;
/** Longer than node-pty waits before it throws away what a paused terminal still holds. */
const STAY_PAUSED_MS = 300;

/**
 * @param {{ exits: number, seed?: number, maxBytes?: number, workers?: number, onProgress?: (done: number, bytes: number) => void }} settings
 * sizes are log-uniform from 1 B to `maxBytes`, default 10 MB; every second program is paused when it exits
 * @returns {Promise<{ exits: number, bytes: number, pausedAtExit: number, short: string[], ms: number }>} `short`: one line for every exit that was not perfect
 */
export async function runFastExits({ exits, seed = 1, maxBytes = 10_000_000, workers = 4, onProgress = () => {} }) {
  const { createTerminalServer } = await import(new URL('server/node/index.js', DIST).href);
  const { nodePtySpawner } = await import(new URL('server/node/node-pty.js', DIST).href);
  const random = seeded(seed);
  const folder = await mkdtemp(join(tmpdir(), 'fast-exits-'));
  const file = join(folder, 'content');
  const content = randomBytes(maxBytes);
  await writeFile(file, content);
  const plans = Array.from({ length: exits }, (_, i) => {
    const size = Math.min(maxBytes, Math.max(1, Math.floor(Math.exp(random() * Math.log(maxBytes)))));
    return { name: `exit-${i}`, size, code: i % 200, held: i % 2 === 1 ? 1 + Math.floor(random() * Math.min(size, KERNEL_HOLDS)) : 0 };
  });
  // A held program waits for its terminal to be paused, prints the rest and is gone.
  const script = ({ name, size, code, held }) => held === 0
    ? `stty raw -echo; tail -c ${size} ${file}; exit ${code}`
    : `stty raw -echo; tail -c ${size} ${file} | head -c ${size - held}; until [ -e ${folder}/${name} ]; do sleep 0.01; done; tail -c ${held} ${file}; exit ${code}`;
  const profiles = Object.fromEntries(plans.map((plan) => [
    plan.name, { argv: ['sh', '-c', script(plan)], env: { HELD: String(plan.held), SIZE: String(plan.size), PAUSED: join(folder, plan.name) } },
  ]));
  const silent = () => {};
  const logger = { debug: silent, info: silent, warn: silent, error: (fields, message) => console.error(message, fields) };
  const paused = { atExit: 0 };
  const spawnPty = pausing(nodePtySpawner(logger), paused);
  const terminals = createTerminalServer({ profiles, limits: { createBurst: exits, createsPerSecond: 1_000_000 }, logger }, { spawnPty });
  const http = createServer();
  terminals.attach(http);
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
  const began = performance.now();
  const result = { exits: 0, bytes: 0, pausedAtExit: 0, short: [], ms: 0 };
  try {
    const queue = plans.values();
    await Promise.all(Array.from({ length: workers }, async () => {
      const viewer = await Viewer.connect(http.address().port);
      for (const plan of queue) {
        const wrong = await viewer.watch(plan, content);
        if (wrong !== undefined) result.short.push(`${plan.name} (${plan.size} bytes, ${plan.held} of them paused): ${wrong}`);
        result.exits++;
        result.bytes += plan.size;
        onProgress(result.exits, result.bytes);
      }
      viewer.close();
    }));
  } finally {
    await terminals.close({ drainMs: 0 });
    http.closeAllConnections();
    http.close();
    await rm(folder, { recursive: true });
  }
  return { ...result, pausedAtExit: paused.atExit, ms: performance.now() - began };
}

/** Pauses terminals whose last `HELD` bytes are still to come, until some time after their program is gone; what the server itself asks for goes on to hold. */
function pausing(spawnPty, counted) {
  return (spec) => {
    const pty = spawnPty(spec);
    const held = Number(spec.env.HELD);
    if (held === 0) return pty;
    let left = Number(spec.env.SIZE);
    let phase = 'before';
    let serverPaused = false;
    const check = () => {
      if (phase !== 'before' || left > held) return;
      phase = 'held';
      pty.pause();
      void release();
    };
    const release = async () => {
      // A read that is under way may still come.
      await sleep(10);
      if (left > 0) counted.atExit++;
      await writeFile(spec.env.PAUSED, '');
      while (isRunning(pty.pid)) await sleep(5);
      await sleep(STAY_PAUSED_MS);
      phase = 'released';
      if (!serverPaused) pty.resume();
    };
    pty.onData((bytes) => {
      left -= bytes.length;
      check();
    });
    check();
    return {
      get pid() {
        return pty.pid;
      },
      write: (bytes, done) => pty.write(bytes, done),
      resize: (cols, rows) => pty.resize(cols, rows),
      kill: (signal) => pty.kill(signal),
      onData: (listener) => pty.onData(listener),
      onExit: (listener) => pty.onExit(listener),
      pause() {
        serverPaused = true;
        pty.pause();
      },
      resume() {
        serverPaused = false;
        if (phase !== 'held') pty.resume();
      },
    };
  };
}

function isRunning(pid) {
  try {
    return existsSync(`/proc/${pid}`) && !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** A page's side of the wire, one session after the other on one socket. */
class Viewer {
  #socket;
  #frames;
  #channel = 0;
  #request = 0;
  #hear = () => {};

  static async connect(port) {
    const { decodeFrame } = await import(new URL('protocol/frames.js', DIST).href);
    const { SUBPROTOCOL } = await import(new URL('protocol/limits.js', DIST).href);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/terminal`, SUBPROTOCOL, { origin: `http://127.0.0.1:${port}` });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const viewer = new Viewer(socket, decodeFrame);
    await new Promise((resolve) => {
      viewer.#hear = ({ type }) => type === 'welcome' && resolve();
      viewer.#send({ type: 'hello', version: 1, minVersion: 1 });
    });
    return viewer;
  }

  constructor(socket, decodeFrame) {
    this.#socket = socket;
    this.#frames = decodeFrame;
    socket.on('message', (data, isBinary) => {
      if (isBinary) return this.#hear(this.#frames(data).value);
      const message = JSON.parse(data.toString());
      if (message.type === 'ping') this.#send({ type: 'pong', nonce: message.nonce });
      this.#hear(message);
    });
    socket.on('close', (code) => this.#hear({ type: 'lost', code }));
  }

  /** @returns what was wrong, or undefined */
  async watch({ name, size, code }, content) {
    const channel = ++this.#channel;
    const hash = createHash('sha256');
    let got = 0;
    let acknowledged = 0;
    const verdict = await new Promise((resolve) => {
      this.#hear = (heard) => {
        if (heard.channel !== channel && heard.type !== 'lost') return;
        if ('payload' in heard) {
          if (heard.offset !== got) return resolve(`bytes at ${heard.offset} after ${got}`);
          hash.update(heard.payload);
          got += heard.payload.length;
          if (got - acknowledged >= 16 * 1024) this.#send({ type: 'ack', channel, offset: (acknowledged = got) });
        } else if (heard.type === 'session_closed') {
          if (got !== size) resolve(`${got} bytes arrived`);
          else if (heard.offset !== size) resolve(`the end is said to be ${heard.offset}`);
          else if (heard.exitCode !== code || heard.signal !== null) resolve(`ended with ${heard.exitCode}, signal ${heard.signal}`);
          else resolve(undefined);
        } else if (heard.type === 'error' || heard.type === 'lost') resolve(JSON.stringify(heard));
        else if (heard.gap !== undefined) resolve(`gap ${JSON.stringify(heard.gap)}`);
      };
      this.#send({ type: 'create_session', request: ++this.#request, channel, client: 'soak', sessionId: name, profile: name, cols: 80, rows: 24 });
    });
    this.#send({ type: 'close_session', request: ++this.#request, sessionId: name });
    if (verdict !== undefined) return verdict;
    return hash.digest('hex') === createHash('sha256').update(content.subarray(content.length - size)).digest('hex') ? undefined : 'other bytes';
  }

  close() {
    this.#socket.terminate();
  }

  #send(message) {
    this.#socket.send(JSON.stringify(message));
  }
}

/** @param {Awaited<ReturnType<typeof runFastExits>>} result */
export function describeFastExits({ exits, bytes, pausedAtExit, short, ms }) {
  return `${exits} exits, ${pausedAtExit} of them paused, ${(bytes / 1e6).toFixed(0)} MB in ${(ms / 1000).toFixed(1)} s: ${short.length} short`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { parseArgs } = await import('node:util');
  const { values } = parseArgs({ options: { exits: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' }, workers: { type: 'string', default: '4' } } });
  let told = performance.now();
  const result = await runFastExits({
    exits: Number(values.exits), seed: Number(values.seed), workers: Number(values.workers),
    onProgress(done, bytes) {
      if (performance.now() - told < 5_000) return;
      told = performance.now();
      console.log(`${done} of ${values.exits}, ${(bytes / 1e6).toFixed(0)} MB`);
    },
  });
  for (const line of result.short) console.log(`SHORT ${line}`);
  console.log(describeFastExits(result));
  process.exitCode = result.short.length === 0 ? 0 : 1;
}
