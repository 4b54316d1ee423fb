import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { TcpFaultProxy } from '../../demo/fault-proxy/tcp-fault-proxy.mjs';
import { SeededRandom } from '../support/seeded-random.js';

const random = new SeededRandom(7);
let target: Server;
let proxy: TcpFaultProxy;
let accepted: Promise<Socket>;
const sockets: Socket[] = [];

beforeEach(async () => {
  target = createServer({ allowHalfOpen: true });
  accepted = new Promise((resolve) => target.once('connection', resolve));
  target.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
  });
  target.listen(0, '127.0.0.1');
  await once(target, 'listening');
  proxy = await TcpFaultProxy.start({ host: '127.0.0.1', port: (target.address() as AddressInfo).port }, random.next);
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await proxy.close();
  await new Promise((resolve) => target.close(resolve));
});

function dial(): Socket {
  const socket = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {});
  socket.setNoDelay(true);
  sockets.push(socket);
  return socket;
}

async function pair(): Promise<{ client: Socket; server: Socket }> {
  const client = dial();
  const [server] = await Promise.all([accepted, once(client, 'connect')]);
  return { client, server };
}

/** Collects what arrives; resolves with all of it once `count` bytes have, or at the end of the stream. */
function collect(socket: Socket, count = Infinity): Promise<{ bytes: Buffer; pieces: number[] }> {
  const pieces: Buffer[] = [];
  return new Promise((resolve) => {
    const done = (): void => resolve({ bytes: Buffer.concat(pieces), pieces: pieces.map(({ length }) => length) });
    socket.on('data', (piece: Buffer) => {
      pieces.push(piece);
      if (pieces.reduce((sum, { length }) => sum + length, 0) >= count) done();
    });
    socket.once('end', done);
    socket.once('close', done);
  });
}

const closed = (socket: Socket): Promise<unknown> => new Promise((resolve) => socket.once('close', resolve));
const failure = (socket: Socket): Promise<NodeJS.ErrnoException> => new Promise((resolve) => socket.once('error', resolve));

describe('without faults', () => {
  it('passes bytes both ways unchanged, and the end of each direction by itself', async () => {
    const { client, server } = await pair();
    const up = Buffer.from(random.bytes(300_000));
    const down = Buffer.from(random.bytes(300_000));
    const atServer = collect(server);
    const atClient = collect(client);
    client.end(up);
    expect((await atServer).bytes.equals(up)).toBe(true);
    server.end(down);
    expect((await atClient).bytes.equals(down)).toBe(true);
  });

  it('forgets connections that have ended', async () => {
    const { client, server } = await pair();
    server.resume();
    client.resume();
    expect(proxy.connections.size).toBe(1);
    client.end();
    server.end();
    await Promise.all([closed(client), closed(server)]);
    await expect.poll(() => proxy.connections.size).toBe(0);
  });

  it('waits for a receiver that does not read, and loses nothing', async () => {
    const { client, server } = await pair();
    const sent = Buffer.from(random.bytes(6_000_000));
    client.end(sent);
    // More than the proxy may hold: it must have asked the sender to wait.
    await expect.poll(() => client.writableLength > 0 && client.bytesWritten > 0).toBe(true);
    expect((await collect(server)).bytes.equals(sent)).toBe(true);
  });
});

describe('time', () => {
  it('latency and jitter delay bytes and keep their order', async () => {
    const { client, server } = await pair();
    proxy.faults.up.latencyMs = 40;
    proxy.faults.up.jitterMs = 20;
    const started = performance.now();
    const arrived = collect(server, 200);
    const sent = Buffer.from(random.bytes(200));
    for (let i = 0; i < 200; i += 10) client.write(sent.subarray(i, i + 10));
    expect((await arrived).bytes.equals(sent)).toBe(true);
    expect(performance.now() - started).toBeGreaterThanOrEqual(39);
  });

  it('bandwidth limits one direction only', async () => {
    const { client, server } = await pair();
    proxy.faults.down.bytesPerSecond = 100_000;
    proxy.faults.down.sliceBytes = 1_000;
    const started = performance.now();
    const atClient = collect(client, 10_000);
    const atServer = collect(server, 10_000);
    client.write(Buffer.alloc(10_000));
    server.write(Buffer.alloc(10_000));
    await atServer;
    const up = performance.now() - started;
    await atClient;
    const down = performance.now() - started;
    expect(down).toBeGreaterThanOrEqual(85);
    expect(up).toBeLessThan(down);
  });
});

describe('standing still', () => {
  it('a frozen direction passes nothing and loses nothing; the other one goes on', async () => {
    const { client, server } = await pair();
    proxy.faults.down.frozen = true;
    let heard = 0;
    client.on('data', (piece: Buffer) => (heard += piece.length));
    server.write('late');
    const up = collect(server, 5);
    client.write('still');
    expect((await up).bytes.toString()).toBe('still');
    expect(heard).toBe(0);
    const down = collect(client, 4);
    proxy.heal();
    expect((await down).bytes.toString()).toBe('late');
  });
});

describe('pieces', () => {
  it('slices to at most n bytes', async () => {
    const { client, server } = await pair();
    proxy.faults.up.sliceBytes = 3;
    const arrived = collect(server, 32);
    const sent = Buffer.from(random.bytes(32));
    client.write(sent);
    const { bytes, pieces } = await arrived;
    expect(bytes.equals(sent)).toBe(true);
    expect(pieces.length).toBeGreaterThanOrEqual(8);
  });

  it('coalesces many writes into one', async () => {
    const { client, server } = await pair();
    proxy.faults.up.coalesceBytes = 100;
    proxy.faults.up.coalesceMs = 10_000;
    const arrived = collect(server, 100);
    for (let i = 0; i < 10; i++) {
      client.write(Buffer.alloc(10, i));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await arrived).pieces).toEqual([100]);
  });

  it('coalesces no longer than the time given', async () => {
    const { client, server } = await pair();
    Object.assign(proxy.faults.up, { coalesceBytes: 1_000_000, coalesceMs: 20 });
    client.write('late');
    expect((await collect(server, 4)).bytes.toString()).toBe('late');
  });
});

describe('ends', () => {
  it('reset: both sides see ECONNRESET', async () => {
    const { client, server } = await pair();
    const errors = Promise.all([failure(client), failure(server)]);
    client.resume();
    server.resume();
    proxy.resetAll();
    expect((await errors).map(({ code }) => code)).toEqual(['ECONNRESET', 'ECONNRESET']);
  });

  it.each([1, 7, 70_000])('cuts after exactly %i bytes', async (count) => {
    const { client, server } = await pair();
    const [connection] = proxy.connections;
    connection?.down.cutAfter(count);
    const sent = Buffer.from(random.bytes(100_000));
    const arrived = collect(client);
    server.write(sent);
    const { bytes } = await arrived;
    expect(connection?.down.passed).toBe(count);
    // A reset may overtake bytes in the receiver's kernel, never let one pass that lies behind it.
    expect(bytes.equals(sent.subarray(0, bytes.length))).toBe(true);
    expect(bytes.length).toBeLessThanOrEqual(count);
  });

  it('half-open upwards: the server hears nothing more, not even the end; downwards all is well', async () => {
    const { client, server } = await pair();
    let heard = 0;
    server.on('data', (piece: Buffer) => (heard += piece.length));
    let ended = false;
    server.on('end', () => (ended = true)).on('close', () => (ended = true));
    proxy.halfOpenAll('up');
    const down = collect(client, 5);
    client.write('into the void');
    server.write('still');
    expect((await down).bytes.toString()).toBe('still');
    client.resetAndDestroy();
    await closed(client);
    await new Promise((resolve) => setImmediate(resolve));
    expect({ heard, ended }).toEqual({ heard: 0, ended: false });
  });

  it('half-open downwards: the client hears nothing more, upwards all is well', async () => {
    const { client, server } = await pair();
    let heard = 0;
    client.on('data', (piece: Buffer) => (heard += piece.length));
    proxy.halfOpenAll('down');
    const up = collect(server, 5);
    server.write('into the void');
    client.write('still');
    expect((await up).bytes.toString()).toBe('still');
    expect(heard).toBe(0);
  });

  it('refuses new connections, and accepts again', async () => {
    proxy.admission = 'refuse';
    const refused = dial();
    await closed(refused);
    proxy.heal();
    const { client, server } = await pair();
    client.write('x');
    expect((await collect(server, 1)).bytes.toString()).toBe('x');
  });

  it('swallows new connections: they open and nothing answers', async () => {
    proxy.admission = 'swallow';
    const client = dial();
    await once(client, 'connect');
    client.write('hello?');
    await new Promise((resolve) => setImmediate(resolve));
    expect(proxy.connections.size).toBe(0);
    expect(client.destroyed).toBe(false);
  });

  it('a target that is down resets the client', async () => {
    await new Promise((resolve) => target.close(resolve));
    const client = dial();
    await closed(client);
    expect(client.bytesRead).toBe(0);
    target.listen(0, '127.0.0.1');
    await once(target, 'listening');
  });
});

describe('WebSocket', () => {
  it.each([1001, 4100])('ends with close code %i after the frame under way, and the server loses the connection', async (wanted) => {
    const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(sockets, 'listening');
    proxy.target = { host: '127.0.0.1', port: (sockets.address() as AddressInfo).port };
    const atServer = once(sockets, 'connection') as Promise<[WebSocket]>;
    const client = new WebSocket(`ws://127.0.0.1:${proxy.port}`);
    const messages: string[] = [];
    client.on('message', (data: Buffer) => messages.push(data.toString('latin1')));
    await once(client, 'open');
    const [server] = await atServer;
    server.on('error', () => {});
    // Held in the middle of a frame.
    const [connection] = proxy.connections;
    proxy.faults.down.sliceBytes = 100;
    server.send('x'.repeat(300));
    await expect.poll(() => connection?.down.passed ?? 0).toBeGreaterThan(200);
    const lost = once(server, 'close');
    connection?.closeWith(wanted, 'as asked');
    const [code, reason] = (await once(client, 'close')) as [number, Buffer];
    expect([code, reason.toString()]).toEqual([wanted, 'as asked']);
    expect(messages).toEqual(['x'.repeat(300)]);
    expect((await lost)[0]).toBe(1006);
    await new Promise<void>((resolve) => sockets.close(() => resolve()));
  });

  it('a close frame waits for the end of the frame that is being sent, and nothing follows it', async () => {
    const { client, server } = await pair();
    const head = 'HTTP/1.1 101 Switching Protocols\r\n\r\n';
    const heard = collect(client);
    server.write(head);
    server.write(Buffer.from([0x82, 6, 1, 2, 3]));
    await expect.poll(() => [...proxy.connections][0]?.down.passed).toBe(head.length + 5);
    // The server still sends what it has begun.
    const [connection] = proxy.connections;
    connection?.down.endWith(Buffer.from([0x88, 2, 0x10, 0x04]));
    server.write(Buffer.from([4, 5, 6, 0x82, 1, 9]));
    expect((await heard).bytes.subarray(head.length)).toEqual(Buffer.from([0x82, 6, 1, 2, 3, 4, 5, 6, 0x88, 2, 0x10, 0x04]));
  });

  it('truncates in the middle of the next frame', async () => {
    const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(sockets, 'listening');
    proxy.target = { host: '127.0.0.1', port: (sockets.address() as AddressInfo).port };
    const atServer = once(sockets, 'connection') as Promise<[WebSocket]>;
    const client = new WebSocket(`ws://127.0.0.1:${proxy.port}`);
    const messages: number[] = [];
    client.on('message', (data: Buffer) => messages.push(data.length));
    client.on('error', () => {});
    await once(client, 'open');
    const [server] = await atServer;
    server.on('error', () => {});
    server.send(Buffer.alloc(500));
    await once(client, 'message');
    const [connection] = proxy.connections;
    const before = connection?.down.passed ?? 0;
    connection?.down.truncateNextFrame();
    server.send(Buffer.alloc(1_000));
    const [code] = (await once(client, 'close')) as [number];
    expect(code).toBe(1006);
    expect(messages).toEqual([500]);
    // Header of 4 bytes and half of the payload.
    expect((connection?.down.passed ?? 0) - before).toBe(504);
    await new Promise<void>((resolve) => sockets.close(() => resolve()));
  });
});
