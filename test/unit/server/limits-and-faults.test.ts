import { describe, expect, test } from 'vitest';
import { TerminalError } from '../../../src/protocol/errors.js';
import { turn } from '../../support/manual-clock.js';
import { Rig } from './rig.js';

describe('limits', () => {
  test('[SV11] sessions per user, told on that channel only', async () => {
    const rig = new Rig({ limits: { sessionsPerUser: 2, sessions: 3 }, authenticate: (id) => ({ id: id as string }) });
    const [alice, bob] = [await rig.connect('alice'), await rig.connect('bob')];
    for (const channel of [1, 2, 3]) await rig.create(alice, { channel, sessionId: `s${channel}` });
    expect(alice.last('error')).toMatchObject({ code: 'too_many_sessions', channel: 3, category: 'limit', retryable: true });
    expect(alice.all('error')).toHaveLength(1);
    for (const channel of [1, 2]) await rig.create(bob, { channel, sessionId: `s${channel}` });
    expect(bob.last('error')).toMatchObject({ code: 'too_many_sessions', channel: 2 });
    await rig.close(alice, { sessionId: 's1' });
    await rig.create(bob, { channel: 2, sessionId: 's2' });
    expect(rig.server.sessions()).toHaveLength(3);
  });

  test('[SV11] ended sessions give way, oldest first', async () => {
    const rig = new Rig({ limits: { sessionsPerUser: 2 } });
    const socket = await rig.connect();
    for (const channel of [1, 2]) await rig.create(socket, { channel, sessionId: `s${channel}` });
    for (const shell of rig.shells.started) shell.exit();
    await rig.create(socket, { channel: 3, sessionId: 's3' });
    expect(rig.server.sessions().map(({ name }) => name)).toEqual(['s2', 's3']);
  });

  test('[SV11] creates come in a burst and then at a rate, per user', async () => {
    const rig = new Rig({ limits: { createBurst: 2, createsPerSecond: 2 }, authenticate: (id) => ({ id: id as string }) });
    const [alice, bob] = [await rig.connect('alice'), await rig.connect('bob')];
    let channel = 0;
    const create = async () => rig.create(alice, { channel: ++channel, sessionId: `s${channel}` });
    for (let i = 0; i < 3; i++) await create();
    expect(alice.all('error').map((error) => [error.code, error.channel])).toEqual([['rate_limited', 3]]);
    await rig.create(bob);
    expect(bob.all('error')).toEqual([]);
    await rig.clock.advanceAsync(500);
    await create();
    await create();
    expect(alice.all('error').map((error) => error.channel)).toEqual([3, 5]);
    await rig.create(alice, { channel: 9, client: 'page2', sessionId: 's1' });
    expect(alice.last('session_created').channel).toBe(9);
  });

  test.each([[0, 24], [1e9, 24], [1, 24], [80.5, 24], [null, 24], [80, 0], [80, 1001], ['80', 24]])('[SV10] size %s × %s is bad_size, and the shell keeps its own', async (cols, rows) => {
    const rig = new Rig();
    const socket = await rig.connect();
    await rig.create(socket);
    socket.receive(JSON.stringify({ type: 'resize', channel: 1, cols, rows }));
    expect(socket.last('error')).toMatchObject({ code: 'bad_size', channel: 1 });
    socket.receive(JSON.stringify({ type: 'create_session', request: 8, channel: 2, client: 'c', cols, rows }));
    expect(socket.last('error')).toMatchObject({ code: 'bad_size', channel: 2, request: 8 });
    expect(rig.shells.last.sizes).toEqual([]);
    expect(rig.shells.started).toHaveLength(1);
  });

  test('[WI1] bad names are bad_session_id, other fields bad_message; no value is quoted', async () => {
    const socket = await new Rig().connect();
    const base = { type: 'create_session', request: 1, channel: 1, client: 'c', cols: 80, rows: 24 };
    for (const field of ['sessionId', 'project', 'environment', 'profile', 'client']) {
      socket.receive(JSON.stringify({ ...base, [field]: '../etc' }));
      expect(socket.last('error')).toMatchObject({ code: 'bad_session_id', channel: 1, request: 1 });
    }
    for (const bad of [{ ...base, request: 0 }, { ...base, channel: 2 ** 32 }, { ...base, label: 5 }, { ...base, restart: 'yes' }, { type: 5 }, [], 7]) {
      socket.receive(JSON.stringify(bad));
      expect(socket.last('error').code).toBe('bad_message');
    }
    socket.receive('{');
    expect(socket.last('error').code).toBe('bad_message');
    expect(JSON.stringify(socket.log)).not.toContain('../etc');
  });

  test('[WI1] more than 20 message errors in 10 s close with 4005', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    for (let i = 0; i < 20; i++) socket.receive('nonsense');
    await rig.clock.advanceAsync(10_000);
    for (let i = 0; i < 20; i++) socket.receive('nonsense');
    expect(socket.closed).toBeUndefined();
    socket.receive('nonsense');
    expect(socket.closed?.code).toBe(4005);
  });

  test('[WI2] unknown types are ignored, and reported once', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    const before = socket.log.length;
    for (let i = 0; i < 50; i++) socket.receive('{"type":"later_revision"}');
    expect(socket.log).toHaveLength(before);
    expect(rig.log.filter(({ level }) => level === 'warn')).toEqual([{ level: 'warn', fields: { type: 'later_revision' }, message: 'unknown message type ignored' }]);
  });

  test.each([
    ['too short', new Uint8Array(12)],
    ['unknown kind', Uint8Array.of(9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)],
    ['output from a client', Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)],
    ['channel 0', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
    ['offset above 2^53 - 1', Uint8Array.of(2, 0, 0, 0, 1, 0, 0x20, 0, 0, 0, 0, 0, 0)],
  ])('[WI3] frame %s closes this socket with 4000; the session lives on', async (_, frame) => {
    const rig = new Rig();
    const [socket, other] = [await rig.connect(), await rig.connect()];
    await rig.create(socket);
    await rig.create(other, { client: 'page2' });
    socket.receive(frame);
    expect(socket.closed?.code).toBe(4000);
    rig.shells.last.emit('alive');
    expect(other.text(1)).toBe('alive');
  });

  test('a client that asks and never reads is closed, to come back later', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    socket.line = 'hold';
    for (let i = 0; i < 300_000 && socket.closed === undefined; i++) socket.receive('{"type":"ping","nonce":1}');
    expect(socket.closed?.code).toBe(1013);
    expect(socket.peakUnsent).toBeLessThan(5 * 1024 * 1024);
  });

  test('[SV11] viewers of one session are bounded', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    for (let channel = 1; channel <= 1025; channel++) await rig.create(socket, { channel, client: `c${channel}` });
    expect(socket.all('session_created')).toHaveLength(1024);
    expect(socket.all('error')).toMatchObject([{ code: 'too_many_sessions', channel: 1025 }]);
    socket.receive({ type: 'detach_session', channel: 5 });
    await rig.create(socket, { channel: 1025, client: 'c1025' });
    expect(socket.all('session_created')).toHaveLength(1025);
  });

  test('operations that wait for the host are bounded', async () => {
    const rig = new Rig({ authorize: () => new Promise(() => {}) });
    const socket = await rig.connect();
    for (let channel = 1; channel <= 257; channel++) void rig.create(socket, { channel });
    await turn();
    void rig.create(socket, { channel: 257 });
    expect(socket.all('error')).toMatchObject([{ code: 'rate_limited', channel: 257 }, { code: 'rate_limited', channel: 257 }]);
  });
});

describe('faults', () => {
  test.each([
    [new Error('secret detail'), 'The shell could not be started.'],
    [new TerminalError('spawn_failed', 'There is no program zsh.'), 'There is no program zsh.'],
  ])('[SV10] a shell that does not start: spawn_failed there, siblings untouched', async (failure, message) => {
    const rig = new Rig();
    const socket = await rig.connect();
    await rig.create(socket);
    rig.shells.failNext = failure;
    await rig.create(socket, { channel: 2, sessionId: 'other' });
    expect(socket.last('error')).toMatchObject({ code: 'spawn_failed', channel: 2, message, retryable: true });
    rig.shells.last.emit('fine');
    expect(socket.text(1)).toBe('fine');
    await rig.create(socket, { channel: 2, sessionId: 'other' });
    expect(socket.last('session_created').channel).toBe(2);
  });

  test('[SV10] a throw while one message is handled is answered there, logged without content, and harms nobody', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    await rig.create(socket);
    const first = rig.shells.last;
    await rig.create(socket, { channel: 2, sessionId: 'other' });
    rig.shells.last.write = () => { throw new Error('EIO'); };
    socket.type(2, 0, 'TYPED');
    expect(socket.last('error')).toMatchObject({ code: 'internal', channel: 2, retryable: true });
    expect(rig.errors()).toHaveLength(1);
    expect(JSON.stringify(rig.log)).not.toContain('TYPED');
    socket.type(1, 0, 'ok');
    first.emit('ok');
    expect([socket.text(1), socket.last('input_ack').channel, socket.closed]).toEqual(['ok', 1, undefined]);
  });

  test('[SV10] hooks that throw or reject: internal, on that request', async () => {
    for (const authorize of [() => { throw new Error('x'); }, () => Promise.reject(new Error('x'))]) {
      const rig = new Rig({ authorize });
      const socket = await rig.connect();
      const { request } = await rig.create(socket);
      expect(socket.last('error')).toMatchObject({ code: 'internal', channel: 1, request });
      const close = await rig.close(socket);
      expect(socket.last('session_closed').request).toBe(close);
      expect(rig.shells.started).toEqual([]);
    }
  });
});
