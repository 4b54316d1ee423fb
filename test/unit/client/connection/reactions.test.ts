import { describe, expect, it } from 'vitest';
import { Rig } from './rig.js';

describe('circuit breaker (R31)', () => {
  const broken = (): Rig => {
    const rig = new Rig();
    rig.connection.lease();
    rig.clock.advance(0);
    return rig.fail(5);
  };

  it('[CN5] opens after five failures in a row, and makes one probe per 30 s, suspended all the while', () => {
    const rig = broken();
    expect(rig.connection.detail).toMatchObject({ status: 'suspended', attempt: 5, retryAt: rig.clock.now() + 30_000 });
    expect(rig.errors.map((error) => error.code)).toEqual(['connection_failed']);
    for (let probe = 1; probe <= 3; probe++) {
      rig.clock.advance(29_999);
      expect(rig.sockets.all).toHaveLength(4 + probe);
      rig.clock.advance(1);
      expect(rig.sockets.all).toHaveLength(5 + probe);
      expect(rig.connection.detail).toMatchObject({ status: 'suspended', attempt: 5 + probe, retryAt: undefined });
      rig.sockets.last.end();
      expect(rig.connection.detail).toMatchObject({ status: 'suspended', attempt: 5 + probe, retryAt: rig.clock.now() + 30_000 });
    }
    expect(rig.errors).toHaveLength(1);
    rig.clock.advance(30_000);
    rig.welcome();
    expect(rig.status).toBe('connected');
    rig.sockets.last.end();
    expect(rig.status).toBe('reconnecting');
  });

  it.each([
    ['retry', (rig: Rig) => rig.connection.retry()],
    ['nudge', (rig: Rig) => rig.connection.nudge()],
    ['online', (rig: Rig) => rig.online.set(true)],
    ['visible', (rig: Rig) => rig.visible.set(true)],
    ['wake', (rig: Rig) => rig.wake()],
  ])('[CN6] %s tries at once; a failure suspends again', (_name, prod) => {
    const rig = broken();
    rig.clock.advance(1_000);
    prod(rig);
    expect(rig.sockets.all).toHaveLength(6);
    expect(rig.connection.detail).toMatchObject({ status: 'reconnecting', attempt: 6 });
    rig.sockets.last.end();
    expect(rig.connection.detail).toMatchObject({ status: 'suspended', attempt: 6, retryAt: rig.clock.now() + 30_000 });
    expect(rig.errors).toHaveLength(1);
  });

  it('[CN5] counts no failure of a hidden page', () => {
    const rig = new Rig();
    rig.visible.set(false);
    rig.connection.lease();
    rig.clock.advance(0);
    rig.fail(20);
    expect(rig.status).toBe('reconnecting');
  });

  it('[CN5] success in between starts the count anew', () => {
    const rig = new Rig();
    rig.connection.lease();
    rig.clock.advance(0);
    rig.fail(4);
    rig.connection.retry();
    rig.welcome().sockets.last.end();
    rig.connection.retry();
    rig.fail(4);
    expect(rig.status).toBe('reconnecting');
  });
});

describe('network signals (R33)', () => {
  it('[CN9] offline: an open socket is only asked, not dropped', () => {
    const rig = new Rig().connect();
    rig.online.set(false);
    expect(rig.sentTypes().filter((type) => type === 'ping')).toHaveLength(2);
    rig.clock.advance(1_500);
    rig.sockets.last.message({ type: 'pong', nonce: 2 });
    rig.clock.advance(15_000);
    expect(rig.status).toBe('connected');
    expect(rig.sockets.all).toHaveLength(1);
  });

  it('[CN6] offline while waiting: status offline, and an attempt at once on online', () => {
    const rig = new Rig().connect();
    rig.sockets.last.end();
    rig.online.set(false);
    expect(rig.connection.detail).toMatchObject({ status: 'offline', reason: 'There is no network connection.' });
    rig.clock.advance(20_000);
    expect(rig.sockets.all).toHaveLength(1);
    rig.online.set(true);
    expect(rig.sockets.all).toHaveLength(2);
    expect(rig.status).toBe('reconnecting');
    rig.welcome();
    expect(rig.status).toBe('connected');
  });

  it('a socket that dies while offline leads to offline; the system may err, so there is an attempt now and then', () => {
    const rig = new Rig().connect();
    rig.online.set(false);
    rig.sockets.last.end();
    expect(rig.status).toBe('offline');
    const { retryAt = NaN } = rig.connection.detail;
    expect(retryAt - rig.clock.now()).toBe(30_000);
    rig.clock.advance(30_000);
    rig.welcome();
    expect(rig.status).toBe('connected');
  });

  it('online so soon after the last attempt that it must wait is not called offline any more', () => {
    const rig = new Rig();
    rig.connection.lease();
    rig.clock.advance(0);
    rig.online.set(false);
    rig.sockets.last.end();
    expect(rig.status).toBe('offline');
    rig.clock.advance(400);
    rig.online.set(true);
    expect(rig.connection.detail).toMatchObject({ status: 'reconnecting', retryAt: 1_000 });
    rig.clock.advance(600);
    expect(rig.sockets.live).toHaveLength(1);
  });

  it('after wake a hanging attempt is replaced, once however many signals come', () => {
    const rig = new Rig();
    rig.connection.lease();
    rig.clock.advance(3_000);
    rig.wake();
    rig.online.set(true);
    rig.visible.set(true);
    rig.wake();
    expect(rig.sockets.all).toHaveLength(2);
    expect(rig.sockets.live).toHaveLength(1);
    expect(rig.connection.detail.attempt).toBe(1);
  });
});

describe('close codes by band (PROTOCOL.md section 9)', () => {
  it.each([4000, 4001, 4003, 4006, 4077])('[CN7] %i stops: failed with a reason and an action', (code) => {
    const rig = new Rig().connect();
    rig.sockets.last.end(code);
    expect(rig.connection.detail).toMatchObject({ status: 'failed', retryAt: undefined });
    expect(rig.connection.detail.reason).toMatch(/\.$/);
    expect(rig.errors).toHaveLength(1);
    expect(rig.errors[0]).toMatchObject({ code: code === 4006 ? 'forbidden' : 'connection_refused', retryable: false });
    expect(rig.connection.detail.fault).toMatchObject({ code: rig.errors[0]?.code, action: rig.errors[0]?.action, category: code === 4006 ? 'auth' : 'network' });
    expect(rig.errors[0]?.action).toMatch(/\.$/);
    expect(rig.clock.pending).toBe(0);
    rig.connection.retry();
    rig.welcome();
    expect(rig.status).toBe('connected');
  });

  it.each([4100, 4109])('[CN10] %i suspends for the cool-down and comes back by itself', (code) => {
    const rig = new Rig().connect();
    rig.sockets.last.end(code);
    expect(rig.connection.detail).toMatchObject({ status: 'suspended', attempt: 0 });
    expect(rig.errors[0]).toMatchObject({ code: 'server_breaker' });
    rig.clock.advance(29_999);
    expect(rig.sockets.all).toHaveLength(1);
    rig.clock.advance(6_001);
    rig.welcome();
    expect(rig.status).toBe('connected');
  });

  it('[CN10] keys during the server’s cool-down ask it every five seconds at most', () => {
    const rig = new Rig().connect();
    rig.sockets.last.end(4100);
    for (let i = 0; i < 200; i++) {
      rig.connection.nudge();
      rig.clock.advance(100);
      if (rig.sockets.last.live) rig.sockets.last.end(4100);
    }
    expect(rig.sockets.all.length).toBeLessThanOrEqual(6);
  });

  it.each([1002, 1007, 1009, 4200, 4299])('[WI5] %i retries slowly', (code) => {
    const rig = new Rig().connect();
    rig.jitter = 0;
    rig.sockets.last.end(code);
    expect(rig.status).toBe('reconnecting');
    expect((rig.connection.detail.retryAt ?? 0) - rig.clock.now()).toBe(15_000);
  });

  it.each([1000, 1001, 1005, 1006, 1011, 1012, 1013, 3000, 4999])('[WI5] %i retries', (code) => {
    const rig = new Rig().connect();
    rig.sockets.last.end(code);
    expect(rig.status).toBe('reconnecting');
    expect((rig.connection.detail.retryAt ?? 0) - rig.clock.now()).toBe(1_000);
    expect(rig.calls.slice(-2)).toEqual(['down', 'reconnecting']);
  });

  it('[CN13] server_closing: comes back when told, spread over as much time again', () => {
    for (const [jitter, wait] of [[0, 8_000], [1, 16_000]] as const) {
      const rig = new Rig().connect();
      rig.jitter = jitter;
      rig.sockets.last.message({ type: 'server_closing', reason: 'The server is being updated.', retryInMs: 8_000 });
      expect(rig.connection.detail).toMatchObject({ status: 'connected', reason: 'The server is being updated.' });
      expect(rig.connection.ready).toBe(true);
      rig.sockets.last.end(1012);
      expect(rig.connection.detail).toMatchObject({ status: 'reconnecting', attempt: 0, reason: 'The server is being updated.', retryAt: wait });
    }
  });

  it('server_closing without a close: the client closes, and believes no more than five minutes', () => {
    const rig = new Rig().connect();
    rig.jitter = 0;
    rig.sockets.last.message({ type: 'server_closing', reason: '', retryInMs: Number.MAX_SAFE_INTEGER });
    rig.clock.advance(5_000);
    expect(rig.sockets.live).toHaveLength(0);
    expect((rig.connection.detail.retryAt ?? 0) - rig.clock.now()).toBe(300_000);
  });

  it('an older or newer server version stops', () => {
    const rig = new Rig();
    rig.connection.lease();
    rig.clock.advance(0);
    rig.sockets.last.open();
    rig.sockets.last.message({ type: 'welcome', version: 2, serverEpoch: 'e', heartbeatMs: 1, limits: { frameBytes: 1, windowBytes: 1, inputBytes: 1 } });
    expect(rig.status).toBe('failed');
    expect(rig.calls).not.toContain('ready');
    expect(rig.sockets.last.closed?.code).toBe(4001);
  });
});

describe('what is not understood (R32)', () => {
  it('[WI2] an unknown message type is ignored and reported once', () => {
    const rig = new Rig().connect();
    for (let i = 0; i < 3; i++) rig.sockets.last.message('{"type":"constructor","secret":"hunter2"}');
    rig.sockets.last.message('{"type":"novelty"}');
    expect(rig.status).toBe('connected');
    expect(rig.logs.filter((line) => line.includes('does not know'))).toHaveLength(2);
    expect(rig.logs.join()).not.toContain('hunter2');
    expect(rig.connection.unknownMessages).toBe(4);
  });

  it('a server that invents types without end fills neither log nor memory', () => {
    const rig = new Rig().connect();
    for (let i = 0; i < 1_000; i++) rig.sockets.last.message(`{"type":"t${i}"}`);
    expect(rig.logs).toHaveLength(64);
    expect(rig.connection.unknownMessages).toBe(1_000);
  });

  it.each([
    ['not JSON', 'nonsense'],
    ['wrong fields', '{"type":"input_ack","channel":0,"offset":-1}'],
    ['no type', '[]'],
    ['short frame', new Uint8Array(5)],
    ['unknown frame kind', new Uint8Array(20).fill(9)],
  ])('[WI3] %s: closed with 4000, tried again slowly', (_name, data) => {
    const rig = new Rig().connect();
    rig.jitter = 0;
    rig.sockets.last.message(data);
    expect(rig.sockets.last.closed?.code).toBe(4000);
    expect(rig.connection.detail).toMatchObject({ status: 'reconnecting', retryAt: 15_000 });
    expect(rig.errors[0]).toMatchObject({ code: 'bad_message' });
    rig.sockets.last.message({ type: 'input_ack', channel: 1, offset: 1 });
    expect(rig.messages).toEqual([]);
  });

  it('[WI3] what those above cannot make sense of: the same, once, and not for a socket that came after it', () => {
    const rig = new Rig();
    rig.connection.lease();
    rig.clock.advance(0);
    const { last } = rig.sockets;
    rig.connection.distrust('nothing has come yet');
    rig.welcome().jitter = 0;
    rig.onMessage = () => {
      rig.connection.distrust('output before the screen was complete');
      rig.connection.distrust('and again');
    };
    last.message({ type: 'input_ack', channel: 1, offset: 1 });
    expect(last.closed?.code).toBe(4000);
    expect(rig.connection.detail).toMatchObject({ status: 'reconnecting', retryAt: 15_000 });
    expect(rig.errors).toMatchObject([{ code: 'bad_message' }]);
    rig.connection.distrust('too late');
    expect([rig.sockets.all.length, rig.errors.length]).toEqual([1, 1]);
  });
});
