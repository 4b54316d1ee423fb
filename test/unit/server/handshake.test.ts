import { describe, expect, test } from 'vitest';
import { encodeMessage } from '../../../src/protocol/codec.js';
import { turn } from '../../support/manual-clock.js';
import { HELLO, LOOPBACK, Rig } from './rig.js';

const ALICE = { id: 'alice', name: 'Alice' };

describe('greeting', () => {
  test('welcome names version, server, heartbeat, limits and user; nothing else is sent but a first ping', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    expect(socket.messages().map(({ type }) => type)).toEqual(['welcome', 'ping']);
    expect(socket.last('welcome')).toMatchObject({
      version: 1, heartbeatMs: 15_000, limits: { frameBytes: 1048576, windowBytes: 262144, inputBytes: 65536 }, principal: { id: 'local' },
    });
    const other = await rig.connect();
    expect(other.last('welcome').serverEpoch).toBe(socket.last('welcome').serverEpoch);
  });

  test.each([
    ['a message before hello', '{"type":"ping","nonce":1}', 4002],
    ['text that is no message', 'hello', 4002],
    ['a frame before hello', new Uint8Array(13), 4002],
    ['a version too new', encodeMessage({ type: 'hello', version: 3, minVersion: 2 }), 4001],
  ])('%s closes with %i', async (_, message, code) => {
    const socket = new Rig().accept();
    socket.receive(message);
    await turn();
    expect(socket.closed?.code).toBe(code);
  });

  test('a range of versions that holds ours is welcome', async () => {
    const socket = new Rig().accept();
    socket.receive({ type: 'hello', version: 9, minVersion: 1 });
    await turn();
    expect(socket.last('welcome').version).toBe(1);
  });

  test('a second hello, or anything while the first is being answered, closes with 4002', async () => {
    const rig = new Rig();
    const late = await rig.connect();
    late.receive(HELLO);
    expect(late.closed?.code).toBe(4002);
    const early = rig.accept();
    early.receive(HELLO);
    early.receive({ type: 'ping', nonce: 1 });
    await turn();
    expect(early.closed?.code).toBe(4002);
    expect(early.log).toEqual([]);
  });

  test('no hello within 10 s closes with 4200', async () => {
    const rig = new Rig();
    const socket = rig.accept();
    await rig.clock.advanceAsync(9_999);
    expect(socket.closed).toBeUndefined();
    await rig.clock.advanceAsync(1);
    expect(socket.closed?.code).toBe(4200);
    expect(rig.clock.pending).toBe(0);
  });

  test('a refused socket is only closed: nothing is read, nothing is kept', () => {
    const rig = new Rig();
    const socket = rig.accept();
    socket.drop();
    const refused = rig.accept();
    rig.server.accept(refused, LOOPBACK, { code: 4003, reason: 'origin' });
    expect(refused.closed).toEqual({ code: 4003, reason: 'origin' });
    const pending = rig.clock.pending;
    refused.handlers.onMessage(encodeMessage(HELLO));
    expect(rig.clock.pending).toBe(pending);
    expect(refused.log).toEqual([]);
  });

  test('[SV11] more sockets than allowed: 4100', async () => {
    const rig = new Rig({ limits: { sockets: 2 } });
    const first = await rig.connect();
    rig.accept();
    expect(rig.accept().closed?.code).toBe(4100);
    first.drop();
    expect(rig.accept().closed).toBeUndefined();
  });
});

describe('who is it', () => {
  test.each([
    ['127.0.0.1', undefined], ['127.9.9.9', undefined], ['::1', undefined], ['::ffff:127.0.0.1', undefined],
    ['192.168.1.2', 4006], ['::ffff:10.0.0.1', 4006], ['127.0.0.1.evil.example', 4006], [undefined, 4006],
  ])('[SV13] without authentication %s is answered with %s', (remoteAddress, code) => {
    expect(new Rig().accept({ ...LOOPBACK, remoteAddress }).closed?.code).toBe(code);
  });

  test.each([
    ['null without a token', () => null, undefined, 4110],
    ['null for a token', () => null, 'wrong', 4111],
    ['null in time', () => Promise.resolve(null), 'wrong', 4111],
    ['a throw', () => { throw new Error('down'); }, 'good', 4100],
    ['a rejection', () => Promise.reject(new Error('down')), 'good', 4100],
    ['something that is no user', () => ({ id: '' }), 'good', 4100],
    ['an expired user', () => ({ id: 'a', expiresAt: 1 }), 'good', 4112],
  ])('[SV13] %s', async (_, authenticate, token, code) => {
    const rig = new Rig({ authenticate: authenticate as never });
    const socket = await rig.connect(token);
    expect(socket.closed?.code).toBe(code);
    expect(socket.log).toEqual([]);
    expect(rig.clock.pending).toBe(0);
  });

  test('with authentication every address is served, and the token stays out of logs and answers', async () => {
    const rig = new Rig({ authenticate: () => ALICE });
    const socket = rig.accept({ ...LOOPBACK, remoteAddress: '203.0.113.5' });
    socket.receive({ ...HELLO, token: 'SECRET' });
    await turn();
    expect(socket.last('welcome').principal).toEqual(ALICE);
    expect(JSON.stringify([rig.log, socket.log])).not.toContain('SECRET');
  });

  test('an authentication that does not come back ends with 4100, and its late answer does nothing', async () => {
    let answer = (_: unknown): void => {};
    const rig = new Rig({ authenticate: () => new Promise((resolve) => { answer = resolve as never; }) });
    const socket = await rig.connect('t');
    await rig.clock.advanceAsync(10_000);
    expect(socket.closed?.code).toBe(4100);
    answer(ALICE);
    await turn();
    expect(socket.log).toEqual([]);
    expect(rig.clock.pending).toBe(0);
  });

  test('a token that expires closes with 4112, unless a fresh one came in time', async () => {
    let expiresAt = 0;
    const rig = new Rig({ authenticate: () => ({ id: 'alice', expiresAt }) });
    expiresAt = rig.clock.wallNow() + 30_000;
    const lazy = await rig.connect('t');
    const careful = await rig.connect('t');
    expiresAt = rig.clock.wallNow() + 50_000;
    careful.receive({ type: 'authenticate', request: 5, token: 'u' });
    await turn();
    expect(careful.last('authenticated')).toMatchObject({ request: 5, expiresAt });
    await rig.clock.advanceAsync(30_000);
    expect(lazy.closed?.code).toBe(4112);
    expect(careful.closed).toBeUndefined();
    await rig.clock.advanceAsync(20_000);
    expect(careful.closed?.code).toBe(4112);
  });

  test('a token good for longer than a timer can wait does not expire early', async () => {
    const expiresAt = new Rig().clock.wallNow() + 100 * 86_400_000;
    const rig = new Rig({ authenticate: () => ({ id: 'alice', expiresAt }) });
    const socket = await rig.connect('t');
    expect(rig.clock.nextAt).toBeLessThan(2 ** 31);
    await rig.clock.advanceAsync(1000);
    expect(socket.closed).toBeUndefined();
  });

  test.each([
    ['another user', { id: 'bob' }, 4006],
    ['nobody', null, 4111],
  ])('a fresh token of %s closes', async (_, second, code) => {
    const users: unknown[] = [ALICE, second];
    const rig = new Rig({ authenticate: () => users.shift() as never });
    const socket = await rig.connect('t');
    socket.receive({ type: 'authenticate', request: 1, token: 'u' });
    await turn();
    expect(socket.closed?.code).toBe(code);
  });

  test('a fresh token that cannot be checked is an error of that request only', async () => {
    let calls = 0;
    const rig = new Rig({ authenticate: () => { if (++calls > 1) throw new Error('down'); return ALICE; } });
    const socket = await rig.connect('t');
    socket.receive({ type: 'authenticate', request: 9, token: 'u' });
    await turn();
    expect(socket.last('error')).toMatchObject({ request: 9, code: 'internal', retryable: true });
    expect(socket.closed).toBeUndefined();
  });
});

describe('liveness', () => {
  test('pings every 15 s; 60 s without any message close with 4201', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    await rig.clock.advanceAsync(45_000);
    expect(socket.all('ping')).toHaveLength(4);
    expect(new Set(socket.all('ping').map(({ nonce }) => nonce)).size).toBe(4);
    await rig.clock.advanceAsync(14_999);
    expect(socket.closed).toBeUndefined();
    await rig.clock.advanceAsync(1);
    expect(socket.closed?.code).toBe(4201);
    expect(rig.clock.pending).toBe(0);
  });

  test('any message is a sign of life; a ping is answered with its own number', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    await rig.clock.advanceAsync(40_000);
    socket.receive({ type: 'ping', nonce: 77 });
    expect(socket.last('pong').nonce).toBe(77);
    await rig.clock.advanceAsync(59_999);
    expect(socket.closed).toBeUndefined();
  });
});
