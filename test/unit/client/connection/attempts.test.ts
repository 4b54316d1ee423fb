import { describe, expect, it } from 'vitest';
import { CloseCode } from '../../../../src/protocol/close-codes.js';
import { Rig, WELCOME } from './rig.js';

describe('attempts and backoff (R30, R31)', () => {
  it('[CN1] opens nothing before the first lease, and leases of one task make one attempt (R4)', () => {
    const rig = new Rig();
    rig.clock.advance(60_000);
    expect(rig.sockets.all).toHaveLength(0);
    const leases = [rig.connection.lease(), rig.connection.lease(), rig.connection.lease()];
    expect(rig.status).toBe('connecting');
    expect(rig.sockets.all).toHaveLength(0);
    rig.clock.advance(0);
    expect(rig.sockets.all).toHaveLength(1);
    rig.welcome();
    expect(rig.calls).toEqual(['connecting', 'ready', 'connected']);
    leases.forEach((lease) => lease.dispose());
  });

  it('[CN1] a lease taken and ended in one task opens nothing', () => {
    const rig = new Rig();
    rig.connection.lease().dispose();
    rig.clock.advance(60_000);
    expect(rig.sockets.all).toHaveLength(0);
    expect(rig.status).toBe('idle');
    expect(rig.clock.pending).toBe(0);
  });

  it('says hello first and nothing else before welcome', () => {
    const rig = new Rig();
    rig.connection.lease();
    rig.clock.advance(0);
    expect(rig.sockets.last.protocols).toEqual(['persistent-terminal.v1']);
    expect(rig.connection.send({ type: 'ping', nonce: 9 })).toBe(false);
    rig.sockets.last.open();
    rig.sockets.last.message({ type: 'ping', nonce: 1 });
    expect(rig.connection.send({ type: 'ping', nonce: 9 })).toBe(false);
    expect(rig.sockets.last.messages).toEqual([{ type: 'hello', version: 1, minVersion: 1, agent: 'persistent-terminal', connection: expect.stringMatching(/./) as string, socket: 1 }]);
    rig.sockets.last.message(WELCOME);
    expect(rig.connection.send({ type: 'ack', channel: 1, offset: 0 })).toBe(true);
    expect(rig.connection.sendInput(1, 0, new Uint8Array([1]))).toBe(true);
    expect(rig.connection.state).toMatchObject({ serverEpoch: 'server1', connectedAt: 0, sockets: 1, attempt: 0 });
  });

  it('[CN4] waits 1, 2, 4 … 30 s at most, with attempt and retryAt right all the way', () => {
    const rig = new Rig({ reconnect: { breakerFailures: 100 } });
    rig.connection.lease();
    rig.clock.advance(0);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt++) {
      expect(rig.connection.detail).toMatchObject({ status: attempt === 1 ? 'connecting' : 'reconnecting', attempt, retryAt: undefined });
      rig.sockets.last.end();
      const { retryAt, status, attempt: failed } = rig.connection.detail;
      expect({ status, failed }).toEqual({ status: 'reconnecting', failed: attempt });
      const wait = (retryAt ?? NaN) - rig.clock.now();
      waits.push(wait);
      rig.clock.advance(wait - 1);
      expect(rig.sockets.all).toHaveLength(attempt);
      rig.clock.advance(1);
      expect(rig.sockets.all).toHaveLength(attempt + 1);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('[CN4] jitter is full: delays spread over the whole range', () => {
    const waits: number[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const rig = new Rig({}, seed);
      rig.jitter = undefined;
      rig.connect().sockets.last.end();
      waits.push((rig.connection.detail.retryAt ?? NaN) - rig.clock.now());
    }
    expect(Math.min(...waits)).toBeLessThan(50);
    expect(Math.max(...waits)).toBeGreaterThan(950);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1_000);
  });

  it('[CN4] waits up to 300 s while hidden, and tries when it is seen again', () => {
    const rig = new Rig();
    rig.visible.set(false);
    rig.connection.lease();
    rig.clock.advance(0);
    rig.fail(12);
    expect((rig.connection.detail.retryAt ?? 0) - rig.clock.now()).toBe(300_000);
    rig.clock.advance(10_000);
    rig.visible.set(true);
    expect(rig.sockets.live).toHaveLength(1);
  });

  it('[CN4] counts from one again only after 30 s connected: flapping keeps climbing', () => {
    const rig = new Rig();
    rig.connect();
    const waits: number[] = [];
    const drop = (after: number): void => {
      rig.clock.advance(after);
      rig.sockets.last.end();
      const wait = (rig.connection.detail.retryAt ?? NaN) - rig.clock.now();
      waits.push(wait);
      rig.clock.advance(wait);
      rig.welcome();
    };
    drop(100);
    drop(100);
    drop(4_999);
    rig.clock.advance(15_000);
    rig.beat();
    drop(15_000);
    expect(waits).toEqual([1_000, 2_000, 4_000, 1_000]);
  });

  it('[CN4] a connection that lasted 5 s is soon tried again, whatever failed before; if that fails too, the ladder goes on', () => {
    const rig = new Rig();
    rig.connection.lease();
    rig.clock.advance(0);
    rig.fail(4);
    rig.clock.advance(8_000);
    rig.welcome();
    rig.clock.advance(5_000);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      rig.sockets.last.end();
      const wait = (rig.connection.detail.retryAt ?? NaN) - rig.clock.now();
      waits.push(wait);
      rig.clock.advance(wait);
    }
    expect(waits).toEqual([1_000, 16_000, 30_000]);
  });

  it('[CN4] so is one that was found dead by its silence', () => {
    const rig = new Rig();
    rig.connection.lease();
    rig.clock.advance(0);
    rig.fail(4);
    rig.clock.advance(8_000);
    rig.welcome();
    rig.clock.advance(25_000);
    expect(rig.status).toBe('reconnecting');
    expect((rig.connection.detail.retryAt ?? NaN) - rig.clock.now()).toBe(1_000);
  });

  it('a server that drops every connection at once sees few attempts a minute', () => {
    for (let seed = 0; seed < 20; seed++) {
      const rig = new Rig({}, seed);
      rig.jitter = undefined;
      rig.connection.lease();
      rig.clock.advance(0);
      while (rig.clock.now() < 60_000) {
        rig.welcome().sockets.last.end();
        rig.clock.advance((rig.connection.detail.retryAt ?? NaN) - rig.clock.now());
      }
      expect(rig.sockets.all.length, `seed ${seed}`).toBeLessThanOrEqual(16);
    }
  });

  it('[CN3] one deadline of 10 s covers socket and handshake', () => {
    const rig = new Rig();
    rig.connection.lease();
    rig.clock.advance(7_000);
    rig.sockets.last.open();
    rig.clock.advance(2_999);
    expect(rig.status).toBe('connecting');
    rig.clock.advance(1);
    expect(rig.connection.detail).toMatchObject({ status: 'reconnecting', attempt: 1, reason: 'The server did not answer in time.' });
    expect(rig.sockets.live).toHaveLength(0);
    expect(rig.errors.map((error) => error.code)).toEqual(['connect_timeout']);
  });

  it('[CN2] drops late events of an old socket', () => {
    const rig = new Rig().connect();
    const old = rig.sockets.last;
    rig.clock.advance(25_000);
    expect(rig.status).toBe('reconnecting');
    rig.clock.advance(1_000);
    rig.welcome();
    rig.calls.length = 0;
    const ignored = rig.connection.counters.lateEvents;
    old.message({ type: 'input_ack', channel: 1, offset: 1 });
    old.message(new Uint8Array([1, 2, 3]));
    old.end(4001, 'too late');
    expect(rig.messages).toEqual([]);
    expect(rig.calls).toEqual([]);
    expect(rig.status).toBe('connected');
    expect(rig.connection.counters.lateEvents - ignored).toBe(3);
  });

  it('[CN7] maxAttempts in a row: failed, until somebody retries', () => {
    const rig = new Rig({ reconnect: { maxAttempts: 3 } });
    rig.connection.lease();
    rig.clock.advance(0);
    rig.fail(3);
    expect(rig.connection.detail).toMatchObject({ status: 'failed', attempt: 3, retryAt: undefined });
    expect(rig.errors.at(-1)).toMatchObject({ code: 'connection_failed' });
    rig.online.set(true);
    rig.visible.set(true);
    rig.wake();
    rig.connection.nudge();
    rig.connection.lease();
    rig.clock.advance(3_600_000);
    expect(rig.sockets.all).toHaveLength(3);
    rig.connection.retry();
    expect(rig.sockets.all).toHaveLength(4);
    rig.welcome();
    expect(rig.status).toBe('connected');
  });

  it('[CN11] ten seconds after the last lease the socket is closed with 1000 and the connection is idle', () => {
    const rig = new Rig();
    const lease = rig.connection.lease();
    rig.clock.advance(0);
    rig.welcome();
    lease.dispose();
    lease.dispose();
    rig.clock.advance(9_999);
    const again = rig.connection.lease();
    rig.clock.advance(5_000);
    expect(rig.status).toBe('connected');
    again.dispose();
    rig.clock.advance(10_000);
    expect(rig.connection.detail).toEqual({ status: 'idle', reason: '', attempt: 0, retryAt: undefined });
    expect(rig.sockets.last.closed?.code).toBe(CloseCode.normal);
    expect(rig.calls.slice(-2)).toEqual(['down', 'idle']);
    expect(rig.clock.pending).toBe(0);
    rig.connection.lease();
    rig.clock.advance(0);
    expect(rig.sockets.all).toHaveLength(2);
    expect(rig.status).toBe('connecting');
  });

  it('[CN6] a held key does not become a storm of attempts', () => {
    const rig = new Rig();
    rig.connection.lease();
    rig.clock.advance(0);
    rig.sockets.last.end();
    for (let i = 0; i < 300; i++) {
      rig.connection.nudge();
      rig.clock.advance(33);
      if (rig.sockets.last.live) rig.sockets.last.end();
    }
    expect(rig.sockets.all.length).toBeGreaterThan(5);
    expect(rig.sockets.all.length).toBeLessThanOrEqual(12);
  });

  it('[CN12] disposal leaves no timer, no subscription and no socket', () => {
    for (const stage of ['idle', 'scheduled', 'opening', 'handshake', 'online', 'waiting', 'failed'] as const) {
      const rig = new Rig();
      if (stage !== 'idle') rig.connection.lease();
      if (stage !== 'idle' && stage !== 'scheduled') rig.clock.advance(0);
      if (stage === 'handshake') rig.sockets.last.open();
      if (stage === 'online') rig.welcome();
      if (stage === 'waiting') rig.sockets.last.end();
      if (stage === 'failed') rig.sockets.last.end(4001);
      rig.connection.dispose();
      rig.connection.dispose();
      expect(rig.clock.pending, stage).toBe(0);
      expect(rig.online.subscribers + rig.visible.subscribers + rig.wakers, stage).toBe(0);
      expect(rig.sockets.live, stage).toHaveLength(0);
      if (stage === 'online') expect(rig.sockets.last.closed?.code).toBe(1000);
      expect(rig.status).toBe('closed');
      rig.connection.lease().dispose();
      rig.connection.retry();
      expect(rig.clock.pending, stage).toBe(0);
    }
  });

  it('what a handler causes comes after what it was told of', () => {
    const rig = new Rig();
    const push = rig.calls.push.bind(rig.calls);
    rig.calls.push = (...names) => {
      if (names[0] === 'ready') rig.connection.setTokenProvider(() => 'token');
      if (names[0] === 'down') rig.connection.retry();
      if (names[0] === 'reconnecting') rig.connection.dispose();
      return push(...names);
    };
    rig.connect().sockets.last.end();
    expect([...rig.calls]).toEqual(['connecting', 'ready', 'connected', 'down', 'reconnecting', 'reconnecting', 'closed']);
    expect(rig.statuses.map(({ status, retryAt }) => [status, retryAt])).toEqual([
      ['connecting', undefined], ['connected', undefined], ['reconnecting', 1_000], ['reconnecting', undefined], ['closed', undefined],
    ]);
    expect(rig.sockets.live).toHaveLength(0);
  });

  it('a handler that throws stops nothing', () => {
    const rig = new Rig();
    rig.calls.push = () => {
      throw new Error('handler');
    };
    rig.connect();
    expect(rig.connection.ready).toBe(true);
    expect(rig.logs.some((line) => line.startsWith('error'))).toBe(true);
  });
});
