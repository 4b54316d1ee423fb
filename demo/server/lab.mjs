import { fork } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROCESS = fileURLToPath(new URL('lab-process.mjs', import.meta.url));
/** A process that is stopped answers nothing, milliseconds. */
const ANSWER_MS = 3_000;

/**
 * A second terminal server, in a process that may be stopped, killed and frozen. Its shells are in a host of their own. Starts when it is first wanted.
 * @param {{ token: string, profiles: object, origins: Iterable<string>, hosts: Iterable<string> }} settings
 */
export function createLab({ token, profiles, origins, hosts }) {
  /** Lines go here; follows every start. */
  const target = { host: '127.0.0.1', port: 9 };
  let directory;
  const asked = new Map();
  let child;
  let starting;
  let count = 0;
  let closed = false;

  /** Resolves when the server listens. */
  function ready() {
    starting ??= start().catch(error => {
      starting = undefined;
      throw error;
    });
    return starting;
  }

  async function start() {
    if (closed) throw new Error('the lab is closed');
    directory ??= mkdtempSync(join(tmpdir(), 'persistent-terminal-demo-'));
    child = fork(PROCESS, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.on('message', ({ id, answer }) => {
      asked.get(id)?.resolve(answer);
      asked.delete(id);
    });
    child.once('exit', () => {
      for (const { reject } of asked.values()) reject(new Error('the lab has ended'));
      asked.clear();
    });
    const { port } = await ask('start', { token, profiles, origins: [...origins], hosts: [...hosts], host: { directory: join(directory, 'host'), name: 'lab' } });
    target.port = port;
  }

  function ask(task, details = {}, limitMs = 10_000) {
    const id = ++count;
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => asked.delete(id) && reject(new Error(`the lab does not answer to ${task}`)), limitMs);
      asked.set(id, {
        resolve: answer => resolve((clearTimeout(limit), answer)),
        reject: error => reject((clearTimeout(limit), error)),
      });
      child.send({ id, task, details }, error => error && asked.get(id)?.reject(error));
    });
  }

  const gone = () => new Promise(resolve => (child === undefined || child.exitCode !== null || child.signalCode !== null ? resolve() : child.once('exit', resolve)));

  /** `how`: `stop` tells clients and closes, `kill` is a crash. `shells`: `keep` leaves them in their host. */
  async function end(how, shells = 'keep') {
    if (child === undefined || starting === undefined) return;
    starting = undefined;
    const ended = gone();
    if (how === 'kill') child.kill('SIGKILL');
    else await ask('stop', { shells }).catch(() => child.kill('SIGKILL'));
    await ended;
  }

  async function restart({ how, shells, downMs }) {
    await ready();
    await end(how, shells);
    await new Promise(resolve => setTimeout(resolve, downMs));
    await ready();
  }

  /** The whole process stands still, sockets and all. */
  async function freeze(ms) {
    await ready();
    const frozen = child;
    frozen.kill('SIGSTOP');
    await new Promise(resolve => setTimeout(resolve, ms));
    frozen.kill('SIGCONT');
  }

  async function sessions() {
    await ready();
    return ask('sessions', {}, ANSWER_MS);
  }

  async function close() {
    closed = true;
    child?.kill('SIGCONT');
    await end('stop', 'end');
    if (directory === undefined) return;
    endHosts(join(directory, 'host'));
    rmSync(directory, { recursive: true, force: true });
  }

  return { target, ready, restart, freeze, sessions, close };
}

/** A server that was killed and not started again has not told its host to end. */
function endHosts(directory) {
  let names = [];
  try {
    names = readdirSync(directory).filter(name => name.endsWith('.json'));
  } catch {
    // There never was one.
  }
  for (const name of names) {
    try {
      process.kill(JSON.parse(readFileSync(join(directory, name), 'utf8')).pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}
