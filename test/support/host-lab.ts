import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Profile } from '../../src/server/options.js';
import { WireClient } from '../server/wire-client.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SERVER = fileURLToPath(new URL('./host-server.mjs', import.meta.url));
/** Shells and hosts that a test could not end are gone after this time, milliseconds. */
const RETENTION_MS = 20_000;

/** Hosts and servers are the built files, as published. When everything is built already this only looks at dates. */
export function build(): void {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'src/server/node'], { cwd: ROOT, stdio: 'inherit' });
}

export interface ServerConfig {
  readonly dist?: string;
  readonly authorize?: 'shared';
  readonly host?: { readonly directory?: string; readonly name?: string } | false;
  readonly profiles?: Readonly<Record<string, { readonly argv: readonly string[]; readonly env?: Readonly<Record<string, string>>; readonly cwd?: string; readonly terminal?: Profile['terminal'] }>>;
  readonly [option: string]: unknown;
}

export class ServerProcess {
  readonly child: ChildProcess;
  readonly done: Promise<number | null>;
  port = 0;
  out = '';
  err = '';

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}, program = process.execPath) {
    this.child = spawn(program, args, { cwd: ROOT, env: { ...process.env, ...env } });
    this.done = new Promise((resolve) => this.child.once('close', resolve));
    this.child.stderr?.on('data', (bytes) => (this.err += String(bytes)));
  }

  async ready(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.child.stdout?.on('data', (bytes) => {
        this.out += String(bytes);
        if (this.out.includes('\n')) resolve();
      });
      void this.done.then((code) => reject(new Error(`exited with ${code}: ${this.err}`)));
    });
    this.port = Number(/^\d+$/.test(this.out.trim()) ? this.out : new URL(this.out.trim()).port);
    return this;
  }

  async kill(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.done;
  }

  /** What `sessions()` says there. */
  async sessions(): Promise<{ readonly pid: number; readonly offset: number; readonly sessionId: string; readonly exited?: unknown }[]> {
    return (await (await fetch(`http://127.0.0.1:${this.port}/`)).json()) as never;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }
}

/** A folder of hosts and everything a test starts in it; `end` leaves nothing of it. */
export class HostLab {
  readonly root = mkdtempSync(join(tmpdir(), 'pt-host-'));
  readonly directory = join(this.root, 'persistent-terminal');
  readonly #servers: ServerProcess[] = [];
  readonly #clients: WireClient[] = [];
  readonly #hosts = new Set<number>();

  async server({ host, ...config }: ServerConfig = {}): Promise<ServerProcess> {
    const full = {
      dist: join(ROOT, 'dist'), retentionMs: RETENTION_MS, profiles: { default: { argv: ['bash', '--norc', '--noprofile'] } },
      ...(host !== false && { host: { directory: this.directory, name: 'test', ...host } }), ...config,
    };
    return this.run([SERVER, JSON.stringify(full)]);
  }

  async run(args: readonly string[], env: Readonly<Record<string, string>> = {}, program = process.execPath): Promise<ServerProcess> {
    const server = new ServerProcess(args, env, program);
    this.#servers.push(server);
    await server.ready();
    return server;
  }

  /** A browser that has been welcomed. */
  async client(server: ServerProcess, token = 'alice'): Promise<WireClient> {
    const client = this.bareClient(server);
    await client.greet(token);
    this.hosts();
    return client;
  }

  bareClient(server: ServerProcess): WireClient {
    const client = new WireClient(server.port);
    this.#clients.push(client);
    return client;
  }

  /** Hosts that can be found, by name of their file. */
  hosts(): Map<string, { readonly pid: number; readonly socket: string; readonly secret: string }> {
    const found = new Map<string, { pid: number; socket: string; secret: string }>();
    for (const file of list(this.directory)) {
      if (!file.endsWith('.json')) continue;
      const host = JSON.parse(readFileSync(join(this.directory, file), 'utf8')) as { pid: number; socket: string; secret: string };
      found.set(file, host);
      this.#hosts.add(host.pid);
    }
    return found;
  }

  get host(): { readonly pid: number; readonly socket: string; readonly secret: string } {
    const [host] = this.hosts().values();
    if (host === undefined) throw new Error(`no host in ${list(this.directory).join(' ')}`);
    return host;
  }

  file(name: string): string {
    return join(this.root, name);
  }

  touch(name: string): void {
    writeFileSync(this.file(name), '');
  }

  async end(): Promise<void> {
    for (const client of this.#clients) client.socket.terminate();
    for (const server of this.#servers) await server.kill('SIGKILL');
    try {
      this.hosts();
    } catch {
      // A test may have put something else in its place.
    }
    for (const pid of this.#hosts) {
      if (isRunning(pid)) process.kill(pid, 'SIGKILL');
      await gone(pid);
    }
    rmSync(this.root, { recursive: true, force: true });
  }
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** A zombie waits for whoever adopted it; it runs no more. */
export function isRunning(pid: number): boolean {
  try {
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

export async function gone(pid: number): Promise<void> {
  await until(() => !isRunning(pid));
}

/** For what only the system knows; the test's own limit ends the wait. */
export async function until(reached: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await reached())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Waits until a number has not changed for two seconds. */
export async function settled(read: () => number): Promise<void> {
  let last = read();
  let since = performance.now();
  await until(() => {
    const now = read();
    if (now !== last) since = performance.now();
    last = now;
    return performance.now() - since > 2_000;
  });
}

/** Memory of a process that no other one shares the use of, bytes. */
export function residentBytes(pid: number): number {
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) * 1024;
}

/** Types a command and returns the shell's process id. */
export async function shellPid(client: WireClient, channel: number, offset = 0): Promise<{ readonly pid: number; readonly typed: number }> {
  const command = 'echo pid-is-$$-$((1+1))\n';
  client.type(channel, offset, command);
  await client.until(() => /pid-is-\d+-2/.test(client.text(channel)));
  return { pid: Number(/pid-is-(\d+)-2/.exec(client.text(channel))?.[1]), typed: offset + command.length };
}
