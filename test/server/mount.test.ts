import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/base/logger.js';
import { isTerminalError } from '../../src/protocol/errors.js';
import { createTerminalServer } from '../../src/server/node/index.js';
import { ManualClock } from '../support/manual-clock.js';
import { listen, mount, RawLine, WireClient, type Mounted } from './wire-client.js';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function mounted(...parameters: Parameters<typeof mount>): Promise<Mounted> {
  const server = await mount(...parameters);
  open.push(() => server.close());
  return server;
}

async function bareServer(): Promise<{ http: ReturnType<typeof createServer>; start: (host?: string) => Promise<number> }> {
  const http = createServer((_, response) => response.end('hello'));
  open.push(() => {
    http.close();
    http.closeAllConnections();
  });
  return { http, start: (host) => listen(http, host) };
}

function line(port: number): RawLine {
  const raw = new RawLine(port);
  open.push(() => raw.socket.destroy());
  return raw;
}

function caught(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe('mounting', () => {
  it.each(['/', '/other', '/terminal/', '/terminal%2f', '//terminal', '/Terminal', '/x/../terminal', '/terminal;x'])('an upgrade at %s is answered with 404 and closed', async (path) => {
    const { port } = await mounted();
    const raw = line(port);
    raw.handshake(port, [], path);
    await raw.gone();
    expect(raw.received.toString()).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('a query does not matter to the path', async () => {
    const { port } = await mounted();
    const client = new WireClient(port, { path: '/terminal?x=1' });
    await client.greet();
    client.socket.close();
  });

  it('another path is left alone when somebody else listens for upgrades', async () => {
    const { http, port } = await mounted();
    http.on('upgrade', (request, socket) => {
      if (request.url === '/other') socket.end('HTTP/1.1 418 Theirs\r\n\r\n');
    });
    const raw = line(port);
    raw.handshake(port, [], '/other');
    await raw.gone();
    expect(raw.received.toString()).toBe('HTTP/1.1 418 Theirs\r\n\r\n');
  });

  it('two terminal servers share one HTTP server, and a path of neither is 404', async () => {
    const { http, port } = await mounted();
    const second = createTerminalServer({ profiles: { other: { argv: ['sh'] } } }, { logger: silentLogger });
    open.push(() => second.close());
    second.attach(http, { path: '/second' });
    const [a, b] = [new WireClient(port), new WireClient(port, { path: '/second' })];
    const [first, other] = await Promise.all([a.greet(), b.greet()]);
    expect(first.serverEpoch).not.toBe(other.serverEpoch);
    const raw = line(port);
    raw.handshake(port, [], '/third');
    await raw.gone();
    expect(raw.received.toString()).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('a path can be taken once, and again after its mount has ended', async () => {
    const { http } = await bareServer();
    const server = createTerminalServer({}, { logger: silentLogger });
    open.push(() => server.close());
    const first = server.attach(http);
    expect(String(caught(() => server.attach(http)))).toMatch(/another terminal server is mounted at \/terminal/);
    first.dispose();
    expect(http.listenerCount('upgrade')).toBe(0);
    expect(http.listenerCount('connection') + http.listenerCount('request')).toBe(2); // Node's own and the one of this test
    server.attach(http);
  });

  it.each(['', 'terminal', '/a?b', '/a#b', '/a b'])('the path %j is refused', async (path) => {
    const { http } = await bareServer();
    expect(String(caught(() => createTerminalServer().attach(http, { path })))).toMatch(/path/);
  });

  it('an unknown option is refused by name', () => {
    expect(String(caught(() => createTerminalServer({ alowedHosts: [] } as object)))).toMatch(/alowedHosts/);
  });

  it('plain requests of the HTTP server go on as before', async () => {
    const { http, start } = await bareServer();
    createTerminalServer({}, { logger: silentLogger }).attach(http);
    const port = await start();
    expect(await (await fetch(`http://127.0.0.1:${port}/terminal`)).text()).toBe('hello');
  });

  it('a framework can route the upgrade itself', async () => {
    const { http, start } = await bareServer();
    const server = createTerminalServer({}, { logger: silentLogger });
    open.push(() => server.close());
    http.on('upgrade', (request, socket, head) => server.handleUpgrade(request, socket, head));
    const client = new WireClient(await start(), { path: '/anything' });
    await client.greet();
  });
});

describe('[SV13] without an authenticate hook, loopback only (R51)', () => {
  it.each(['0.0.0.0', '::'])('refuses a server that listens on %s', async (host) => {
    const { http, start } = await bareServer();
    await start(host);
    const error = caught(() => createTerminalServer().attach(http));
    expect(isTerminalError(error) && error.code).toBe('bad_option');
    expect(String(error)).toMatch(/authenticate is missing, and the server listens on/);
    expect(http.listenerCount('upgrade')).toBe(0);
  });

  it('with the hook it serves it', async () => {
    const { http, start } = await bareServer();
    await start('0.0.0.0');
    const server = createTerminalServer({ authenticate: () => ({ id: 'u' }) });
    open.push(() => server.close());
    server.attach(http);
  });

  it('a server that begins to listen later and elsewhere is not served, and the log says so', async () => {
    const { http, start } = await bareServer();
    const errors: unknown[] = [];
    const server = createTerminalServer({ logger: { ...silentLogger, error: (fields) => errors.push(fields['error']) } });
    server.attach(http);
    const port = await start('0.0.0.0');
    expect(String(errors[0])).toMatch(/authenticate is missing/);
    expect(http.listenerCount('upgrade')).toBe(0);
    const raw = line(port);
    raw.handshake(port);
    await raw.until((text) => text.startsWith('HTTP/1.1 200'));
  });
});

describe('peers that misbehave at the door (R37)', () => {
  it('[SV23] half a handshake is dropped after 10 s, an open socket is not', async () => {
    const clock = new ManualClock();
    const { http, port } = await mounted({}, { clock });
    const seen = new Promise((resolve) => http.once('connection', resolve));
    const half = line(port);
    half.socket.write('GET /terminal HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: webso');
    await seen;
    const client = new WireClient(port);
    await client.greet();
    clock.advance(9_999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(half.closed).toBe(false);
    clock.advance(1);
    await half.gone();
    expect(half.received.length).toBe(0);
    expect(client.ended).toBeUndefined();
    client.socket.terminate();
  });

  it.each<[string, string[], RegExp]>([
    ['a key that is none', ['Sec-WebSocket-Key: short'], /^HTTP\/1\.1 400 /],
    ['version 7', ['Sec-WebSocket-Version: 7'], /^HTTP\/1\.1 400 /],
    ['a header of 1 MB', [`X: ${'x'.repeat(1_000_000)}`], /^HTTP\/1\.1 431 /],
    ['2,000 headers beyond the size limit', Array.from({ length: 2_000 }, (_, i) => `X-${i}: ${'y'.repeat(10)}`), /^HTTP\/1\.1 431 /],
    ['a subprotocol list that is none', ['Sec-WebSocket-Protocol: a,,b'], /^HTTP\/1\.1 400 /],
  ])('%s is answered in HTTP', async (_, headers, answer) => {
    const { port, terminals } = await mounted();
    const raw = line(port);
    raw.handshake(port, headers);
    await raw.until((text) => answer.test(text));
    await raw.gone();
    expect(terminals.sessions()).toEqual([]);
  });

  it('a line reset during the handshake, after it or while being refused harms nobody', async () => {
    const { port } = await mounted();
    const attempts = ['/terminal', '/terminal', '/elsewhere'].map(async (path, i) => {
      const raw = line(port);
      await new Promise((resolve) => raw.socket.once('connect', resolve));
      raw.handshake(port, i === 1 ? ['Origin: null'] : [], path);
      if (i > 0) await raw.until((text) => text.startsWith('HTTP/1.1'));
      raw.socket.resetAndDestroy();
      await raw.gone();
    });
    await Promise.all(attempts);
    const client = new WireClient(port);
    await client.greet();
    client.socket.terminate();
  });
});

describe('[SV16] closing (R61)', () => {
  it('tells the clients, closes with 1012, ends every shell and refuses newcomers', async () => {
    const { http, port, terminals } = await mounted();
    const client = new WireClient(port);
    await client.greet();
    await client.create(1);
    await client.create(2, 'other');
    const pids = terminals.sessions().map(({ pid }) => pid);
    expect(pids).toHaveLength(2);
    const closing = terminals.close();
    expect(await client.refused()).toBe(1012);
    expect(client.all('server_closing')).toHaveLength(1);
    await closing;
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    expect(terminals.sessions()).toEqual([]);
    expect(http.listenerCount('upgrade')).toBe(0);
  });

  it('ends with a client that never answers', async () => {
    const { port, terminals } = await mounted();
    const client = new WireClient(port);
    await client.greet();
    client.socket.pause();
    await terminals.close();
    client.socket.terminate();
  });
});
