import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readArguments } from '../../src/server/node/cli-arguments.js';
import { serve } from '../../src/server/node/serve.js';
import { listen, WireClient } from './wire-client.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const IS_ROOT = process.getuid?.() === 0;
const open: (() => unknown)[] = [];

// The command as it is published. When everything is built already this only looks at dates.
beforeAll(() => void execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'src/server/node'], { cwd: ROOT, stdio: 'inherit' }), 120_000);
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

interface Run {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly done: Promise<number | null>;
  url(): Promise<URL>;
}

function run(args: readonly string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, ['dist/server/node/cli.js', ...args], { cwd: ROOT, env: { ...process.env, PORT: '', ...env } });
  let out = '';
  let err = '';
  let changed = (): void => {};
  child.stdout.on('data', (bytes) => {
    out += String(bytes);
    changed();
  });
  child.stderr.on('data', (bytes) => (err += String(bytes)));
  const done = new Promise<number | null>((resolve) => child.on('close', (code) => {
    resolve(code);
    changed();
  }));
  open.push(() => {
    child.kill('SIGKILL');
    return done;
  });
  return {
    child, done, out: () => out, err: () => err,
    async url() {
      while (!out.includes('\n')) {
        if (child.exitCode !== null) throw new Error(`exited with ${child.exitCode}: ${err}`);
        await new Promise<void>((resolve) => (changed = resolve));
      }
      return new URL(out.trim());
    },
  };
}

/** A zombie waits for whoever adopted it; it runs no more. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

const tokenOf = (url: URL): string => new URLSearchParams(url.hash.slice(1)).get('token') ?? '';

describe('the command (R80)', () => {
  it('--help and --version answer and exit with 0', async () => {
    const help = run(['--help']);
    expect(await help.done).toBe(0);
    for (const flag of ['--port', '--host', '--shell', '--cwd', '--token', '--readonly', '--allow-origin', '--allow-host', '--max-sessions', '--retention', '--allow-root']) {
      expect(help.out()).toContain(flag);
    }
    const version = run(['--version']);
    expect(await version.done).toBe(0);
    const { version: published } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')) as { version: string };
    expect(version.out()).toBe(`${published}\n`);
  });

  it('--port 0 prints one address, works end to end with a real shell, and leaves nothing behind on SIGTERM (R61)', async () => {
    const command = run(['--port', '0', '--shell', 'bash']);
    const url = await command.url();
    expect(command.out()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{32}\n$/);
    const client = new WireClient(Number(url.port));
    await client.greet(tokenOf(url));
    await client.create(1);
    client.type(1, 0, 'echo pid-is-$$-$((1+1))\n');
    await client.until(() => /pid-is-\d+-2/.test(client.text(1)));
    const pid = Number(/pid-is-(\d+)-2/.exec(client.text(1))?.[1]);
    expect(process.kill(pid, 0)).toBe(true);
    command.child.kill('SIGTERM');
    expect(await client.refused()).toBe(1012);
    expect(await command.done).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    expect(command.out().trim().split('\n')).toHaveLength(1);
    expect(command.err()).not.toContain(tokenOf(url));
  });

  it('killed outright, it leaves no shell behind: the system hangs up every terminal, as no shell holds another one\'s', async () => {
    const command = run(['--port', '0', '--shell', 'sh']);
    const url = await command.url();
    const client = new WireClient(Number(url.port));
    await client.greet(tokenOf(url));
    const pids: number[] = [];
    for (const channel of [1, 2, 3]) {
      await client.create(channel, `s${channel}`);
      client.type(channel, 0, 'echo pid-is-$$-$((1+1))\n');
      await client.until(() => /pid-is-\d+-2/.test(client.text(channel)));
      pids.push(Number(/pid-is-(\d+)-2/.exec(client.text(channel))?.[1]));
    }
    command.child.kill('SIGKILL');
    await command.done;
    for (const pid of pids) while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('SIGINT ends it with 0 too', async () => {
    const command = run(['--port', '0']);
    await command.url();
    command.child.kill('SIGINT');
    expect(await command.done).toBe(0);
  });

  it('a wrong token is refused, the given one taken', async () => {
    const command = run(['--port', '0', '--token', 'my secret&=#']);
    const url = await command.url();
    expect(tokenOf(url)).toBe('my secret&=#');
    const wrong = new WireClient(Number(url.port));
    await wrong.opened();
    wrong.send({ type: 'hello', version: 1, minVersion: 1, token: 'my secret' });
    expect(await wrong.refused()).toBe(4111);
    const right = new WireClient(Number(url.port));
    await right.greet('my secret&=#');
    right.socket.terminate();
  });

  it('a taken port: one line that names the way out, exit code 1', async () => {
    const http = createServer();
    open.push(() => http.close());
    const port = await listen(http);
    const command = run([], { PORT: String(port) });
    expect(await command.done).toBe(1);
    expect(command.err()).toBe(`persistent-terminal: Port ${port} is taken. Use --port 0 for any free one.\n`);
    expect(command.out()).toBe('');
  });

  it.each<[string[], RegExp]>([
    [['--port', 'x'], /--port must be a number from 0 to 65535, not "x"/],
    [['--port', '70000'], /--port/],
    [['--prot', '1'], /--prot/],
    [['extra'], /extra/],
    [['--max-sessions', '1.5'], /--max-sessions must be a whole number/],
    [['--retention', '-1'], /--retention/],
    [['--token', '', '--port', '0'], /--token must not be empty/],
    [['--token', 'x', '--no-token'], /exclude each other/],
    [['--shell', '/no/such/shell', '--port', '0'], /\/no\/such\/shell does not exist\. Correct --shell or --cwd/],
    [['--cwd', '/no/such/place', '--port', '0'], /\/no\/such\/place does not exist/],
    [['--allow-origin', '*', '--port', '0'], /allowedOrigins: "\*"/],
    [['--host', '192.0.2.1', '--port', '0'], /This machine has no address 192\.0\.2\.1/],
    [['--host', '0.0.0.0', '--no-token', '--port', '0'], /--no-token would give everybody/],
  ])('%j: one clear line and exit code 1', async (args, message) => {
    const command = run(args);
    expect(await command.done).toBe(1);
    expect(command.err()).toMatch(message);
    expect(command.err().trim().split('\n')).toHaveLength(1);
    expect(command.out()).toBe('');
  });

  it.runIf(IS_ROOT)('as root it warns on loopback', async () => {
    const command = run(['--port', '0']);
    await command.url();
    await expect.poll(command.err).toMatch(/^Warning: running as root/);
  });
});

describe('what the command decides (R51)', () => {
  const options = (...args: string[]) => {
    const parsed = readArguments(['--port', '0', ...args], {});
    if (parsed.kind !== 'serve') throw new Error(parsed.kind);
    return parsed.arguments;
  };
  const start = async (isRoot: boolean, ...args: string[]) => {
    const server = await serve(options(...args), isRoot);
    open.push(() => server.close());
    return { ...server, url: new URL(server.url) };
  };

  it('root beyond loopback is refused without --allow-root, and nothing listens', async () => {
    await expect(start(true, '--host', '0.0.0.0')).rejects.toThrow(/root's shell on 0\.0\.0\.0/);
    const allowed = await start(true, '--host', '0.0.0.0', '--allow-root');
    expect(allowed.warnings.join()).toMatch(/root.*other machines/);
    expect((await start(false, '--host', '0.0.0.0')).warnings.join()).toMatch(/^Warning: reachable from other machines/);
    expect((await start(false)).warnings).toEqual([]);
  });

  it('PORT is honoured, --port wins', () => {
    expect(readArguments([], { PORT: '1234' })).toMatchObject({ arguments: { port: 1234 } });
    expect(readArguments(['--port', '5'], { PORT: '1234' })).toMatchObject({ arguments: { port: 5 } });
    expect(readArguments([], {})).toMatchObject({ arguments: { port: 4700, host: '127.0.0.1' } });
  });

  it('--no-token lets in pages of this machine, and programs that say no origin stay out', async () => {
    const { url } = await start(false, '--no-token');
    expect(url.hash).toBe('');
    const page = new WireClient(Number(url.port));
    await page.greet();
    page.socket.terminate();
    const program = new WireClient(Number(url.port), { origin: undefined, headers: {} });
    expect(await program.refused()).toBe(4003);
  });

  it('--readonly: what is typed does not reach the shell', async () => {
    const { url } = await start(false, '--readonly', '--shell', 'sh', '--no-token');
    const page = new WireClient(Number(url.port));
    await page.greet();
    await page.create(1);
    expect(await page.next('session_created')).toMatchObject({ readOnly: true });
    page.type(1, 0, 'echo typed\n');
    expect(await page.next('error')).toMatchObject({ channel: 1, code: 'read_only' });
    page.socket.terminate();
  });

  it('--unicode says how wide characters are, in the answer as on the screen', async () => {
    const { url } = await start(false, '--unicode', 'graphemes', '--shell', 'sh', '--no-token');
    const page = new WireClient(Number(url.port));
    await page.greet();
    await page.create(1);
    expect(await page.next('session_created')).toMatchObject({ terminal: { unicode: 'graphemes' } });
    page.socket.terminate();
    expect(options().unicode).toBeUndefined();
    expect(() => options('--unicode', '12')).toThrow('--unicode must be 11 or graphemes, not "12".');
  });

  it('--allow-origin adds a site, and the own page stays', async () => {
    const { url } = await start(false, '--allow-origin', 'https://portal.example', '--no-token');
    for (const [origin, code] of [['https://portal.example', 0], [url.origin, 0], ['https://other.example', 4003]] as const) {
      const page = new WireClient(Number(url.port), { origin });
      if (code === 0) await page.greet();
      else expect(await page.refused()).toBe(code);
      page.socket.terminate();
    }
  });

  it('--max-sessions caps the shells', async () => {
    const { url } = await start(false, '--max-sessions', '1', '--no-token');
    const page = new WireClient(Number(url.port));
    await page.greet();
    await page.create(1, 'a');
    await expect(page.create(2, 'b')).rejects.toThrow(/too_many_sessions/);
    page.socket.terminate();
  });
});

describe('the page it serves (R51)', () => {
  const get = (url: URL, path: string, { host = url.host, method = 'GET' } = {}) =>
    new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
      request({ port: url.port, host: '127.0.0.1', path, method, headers: { host } }, (response) => {
        let text = '';
        response.on('data', (bytes) => (text += String(bytes)));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      }).on('error', reject).end();
    });

  it('has security headers, holds no secret, and nothing else is reachable', async () => {
    const server = await serve({ ...(readArguments(['--port', '0', '--token', 'page-canary'], {}) as { arguments: Parameters<typeof serve>[0] }).arguments }, false);
    open.push(() => server.close());
    const url = new URL(server.url);
    for (const [path, type] of [['/', 'text/html'], ['/?x=1', 'text/html'], ['/page.css', 'text/css'], ['/page.js', 'text/javascript']] as const) {
      const { status, headers, text } = await get(url, path);
      expect(status).toBe(200);
      expect(headers['content-type']).toBe(`${type}; charset=utf-8`);
      expect(text).not.toContain('page-canary');
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-resource-policy': 'same-origin',
        'content-security-policy': expect.stringMatching(/^default-src 'self';.*frame-ancestors 'self'$/),
      });
      expect(headers['content-security-policy']).not.toContain('unsafe');
    }
    for (const path of ['/cdn', '/cdn/', '/cdn/../package.json', '/cdn/%2e%2e/package.json', '/package.json', '//', '/page.js/', '/constructor', '/__proto__']) {
      expect((await get(url, path)).status).toBe(404);
    }
    expect((await get(url, '/', { host: `evil.example:${url.port}` })).status).toBe(421);
    expect((await get(url, '/', { method: 'POST' })).status).toBe(405);
    expect((await get(url, '/', { method: 'HEAD' })).text).toBe('');
  });
});
