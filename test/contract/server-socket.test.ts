import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../src/protocol/limits.js';
import { WebSocketUpgrader } from '../../src/server/node/ws-adapter.js';
import type { ServerSocket } from '../../src/server/socket.js';
import { encodeMessage } from '../../src/protocol/codec.js';
import { FakeServerSocket } from '../support/server-socket.js';
import { describeServerSocketContract, type SocketPair } from './server-socket.contract.js';

/** A real WebSocket on loopback. `silent`: the client never answers a closing handshake. */
async function realPair(frameBytes = 1024 * 1024): Promise<SocketPair & { readonly client: WebSocket; readonly line: Socket }> {
  const upgrader = new WebSocketUpgrader(frameBytes);
  const http = createServer();
  const accepted = new Promise<{ server: ServerSocket; line: Socket }>((resolve) => {
    http.on('upgrade', (request, stream, head) => upgrader.upgrade(request, stream, head, (server) => resolve({ server, line: request.socket })));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/`, SUBPROTOCOL);
  const heard: (string | Uint8Array)[] = [];
  let ended: { code: number; reason: string } | undefined;
  client.on('message', (data: Buffer, isBinary) => heard.push(isBinary ? Uint8Array.from(data) : data.toString()));
  client.on('close', (code, reason) => (ended = { code, reason: reason.toString() }));
  client.on('error', () => {});
  const [{ server, line }] = await Promise.all([accepted, new Promise((resolve) => client.once('open', resolve))]);
  return {
    server, client, line, heard,
    get ended() {
      return ended;
    },
    say: (message) => client.send(message, { binary: typeof message !== 'string' }),
    stall: () => client.pause(),
    flow: () => client.resume(),
    leave: (code) => client.close(code),
    cut: () => client.terminate(),
    async until(reached) {
      while (!reached()) await new Promise((resolve) => setImmediate(resolve));
    },
    dispose() {
      client.terminate();
      line.destroy();
      http.close();
    },
  };
}

function fakePair(): SocketPair {
  const server = new FakeServerSocket();
  return {
    server,
    get heard() {
      return server.log.map((item) => ('type' in item ? encodeMessage(item) : rawFrame(item.payload)));
    },
    get ended() {
      return server.closed;
    },
    say: (message) => server.receive(message),
    stall: () => (server.line = 'hold'),
    flow() {
      server.line = 'flow';
      server.drain();
    },
    leave: (code) => server.drop(code),
    cut: () => server.drop(),
    async until(reached) {
      await Promise.resolve();
      if (!reached()) throw new Error('the fake would wait for ever');
    },
    dispose() {},
  };
}

function rawFrame(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(13 + payload.length);
  bytes.set([1, 0, 0, 0, 1]);
  bytes.set(payload, 13);
  return bytes;
}

describeServerSocketContract('ws', () => realPair());
describeServerSocketContract('the fake', () => Promise.resolve(fakePair()));

it('a message above the limit is answered with 1009, and none of it arrives (R37)', async () => {
  const pair = await realPair(1000);
  const messages: unknown[] = [];
  const closes: number[] = [];
  pair.server.handlers = { onMessage: (message) => messages.push(message), onDrain() {}, onClose: (code) => closes.push(code) };
  pair.say(new Uint8Array(1001));
  await pair.until(() => pair.ended !== undefined && closes.length > 0);
  expect(pair.ended?.code).toBe(1009);
  expect(messages).toEqual([]);
  pair.dispose();
});

it('a peer that does not answer the closing handshake is cut off', async () => {
  const pair = await realPair();
  const closes: number[] = [];
  pair.server.handlers = { onMessage() {}, onDrain() {}, onClose: (code) => closes.push(code) };
  pair.stall();
  const before = performance.now();
  pair.server.close(1000, 'bye');
  await new Promise<void>((resolve) => pair.line.once('close', () => resolve()));
  await pair.until(() => closes.length > 0);
  expect(performance.now() - before).toBeGreaterThan(1_500);
  expect(performance.now() - before).toBeLessThan(5_000);
  pair.dispose();
});

it('a reason too long for a close frame is cut between characters', async () => {
  const pair = await realPair();
  pair.server.close(4000, 'é'.repeat(200));
  await pair.until(() => pair.ended !== undefined);
  expect(pair.ended?.reason).toBe('é'.repeat(61));
  pair.dispose();
});

it('[SV6] measures the line below the page; what a peer makes up is no measurement', async () => {
  const pair = await realPair();
  expect(pair.server.roundTripMs).toBeUndefined();
  pair.client.pong('made up');
  pair.client.pong(Buffer.alloc(8, 0xff));
  const before = performance.now();
  pair.server.measure?.();
  await pair.until(() => pair.server.roundTripMs !== undefined);
  expect(pair.server.roundTripMs).toBeGreaterThan(0);
  expect(pair.server.roundTripMs).toBeLessThanOrEqual(performance.now() - before);
  pair.dispose();
});
