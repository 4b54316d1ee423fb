import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameKind } from '../../../../src/protocol/frames.js';
import type { ServerMessage } from '../../../../src/protocol/messages.js';
import { Rig } from './rig.js';

const pings = (rig: Rig): number => rig.sentTypes().filter((type) => type === 'ping').length;

describe('liveness by evidence (R32)', () => {
  it('answers pings and measures the round trip', () => {
    const rig = new Rig().connect();
    rig.sockets.last.message({ type: 'ping', nonce: 77 });
    expect(rig.sockets.last.messages).toContainEqual({ type: 'pong', nonce: 77 });
    rig.clock.advance(40);
    const ping = rig.sockets.last.messages.at(-1);
    if (ping?.type !== 'ping') throw new Error('no ping');
    rig.sockets.last.message({ type: 'pong', nonce: ping.nonce - 1 });
    expect(rig.connection.state.roundTripMs).toBeUndefined();
    rig.sockets.last.message({ type: 'pong', nonce: ping.nonce });
    expect(rig.connection.state.roundTripMs).toBe(40);
  });

  it('[CN8] a half-open socket is asked before and replaced at 25 s of silence', () => {
    const rig = new Rig().connect();
    rig.clock.advance(3_000);
    rig.beat();
    rig.sockets.last.goSilent();
    const before = pings(rig);
    rig.clock.advance(22_999);
    expect(pings(rig)).toBe(before);
    rig.clock.advance(1);
    expect(pings(rig)).toBe(before + 1);
    rig.clock.advance(1_999);
    expect(rig.status).toBe('connected');
    rig.clock.advance(1);
    expect(rig.connection.detail).toMatchObject({ status: 'reconnecting', attempt: 0, reason: 'The server does not answer any more.' });
    expect(rig.sockets.live).toHaveLength(0);
    rig.clock.advance(1_000);
    expect(rig.sockets.live).toHaveLength(1);
  });

  it('[CN8] any frame is a sign of life: a server that never pings keeps its socket by answering', () => {
    const rig = new Rig().connect();
    for (let second = 0; second < 600; second++) {
      rig.clock.advance(1_000);
      const last = rig.sockets.last.messages.at(-1);
      if (last?.type === 'ping') rig.sockets.last.message({ type: 'pong', nonce: last.nonce });
    }
    expect(rig.sockets.all).toHaveLength(1);
    expect(rig.statuses.map((detail) => detail.status)).toEqual(['connecting', 'connected']);
  });

  it.each([
    ['wake', (rig: Rig) => rig.wake()],
    ['visible', (rig: Rig) => rig.visible.set(true)],
    ['online', (rig: Rig) => rig.online.set(true)],
  ])('[CN9] %s: asks at once and replaces a dead socket within 2 s', (_name, signal) => {
    const rig = new Rig().connect();
    rig.clock.advance(5_000);
    rig.sockets.last.goSilent();
    const before = pings(rig);
    signal(rig);
    expect(pings(rig)).toBe(before + 1);
    rig.clock.advance(2_000);
    expect(rig.status).toBe('reconnecting');
  });

  it('[CN9] a living socket survives wake, visible and online', () => {
    const rig = new Rig().connect();
    rig.clock.advance(5_000);
    rig.wake();
    rig.online.set(true);
    rig.visible.set(true);
    rig.clock.advance(1_900);
    rig.sockets.last.message({ type: 'input_ack', channel: 1, offset: 1 });
    rig.clock.advance(20_000);
    expect(rig.status).toBe('connected');
    expect(rig.sockets.all).toHaveLength(1);
  });

  it('[CN6] a key asks only a socket that has been silent', () => {
    const rig = new Rig().connect();
    const before = pings(rig);
    rig.clock.advance(4_999);
    rig.connection.nudge();
    expect(pings(rig)).toBe(before);
    rig.clock.advance(1);
    for (let i = 0; i < 10; i++) rig.connection.nudge();
    expect(pings(rig)).toBe(before + 1);
    rig.clock.advance(2_000);
    expect(rig.status).toBe('reconnecting');
  });

  it('[CN8] 0 false disconnects in an hour with timers throttled to one a minute (hidden tab)', () => {
    const rig = new Rig().connect();
    rig.visible.set(false);
    // Server pings come as events, every 15 s; timers run once a minute only.
    for (let quarter = 1; quarter <= 240; quarter++) {
      rig.clock.jump(15_000);
      rig.sockets.last.message({ type: 'ping', nonce: quarter });
      if (quarter % 4 === 3) rig.clock.advance(0);
    }
    expect(rig.clock.now()).toBe(3_600_000);
    expect(rig.sockets.all).toHaveLength(1);
    expect(rig.statuses.map((detail) => detail.status)).toEqual(['connecting', 'connected']);
  });

  it('[CN8] a dead socket is found under throttling, too', () => {
    const rig = new Rig().connect();
    rig.visible.set(false);
    rig.sockets.last.goSilent();
    for (let minute = 0; minute < 5; minute++) {
      rig.clock.jump(60_000);
      rig.clock.advance(0);
    }
    expect(rig.sockets.all.length + (rig.connection.detail.retryAt === undefined ? 0 : 1)).toBeGreaterThan(1);
  });

  it('[CN8] a clock gap leads to a question, not to a verdict', () => {
    for (const gap of [30_000, 600_000, 8 * 3_600_000]) {
      const rig = new Rig().connect();
      rig.clock.advance(20_000);
      rig.clock.jump(gap);
      rig.clock.advance(0);
      expect(rig.status, `gap ${gap}`).toBe('connected');
      rig.clock.advance(1_500);
      rig.sockets.last.message({ type: 'ping', nonce: 1 });
      rig.clock.advance(10_000);
      expect(rig.sockets.all, `gap ${gap}`).toHaveLength(1);
    }
  });

  it('[CN8] a gap in the middle of a probe gives the answer another chance', () => {
    const rig = new Rig().connect();
    rig.clock.advance(23_500);
    rig.clock.jump(3_600_000);
    rig.clock.advance(0);
    expect(rig.status).toBe('connected');
    rig.sockets.last.message({ type: 'pong', nonce: 2 });
    rig.clock.advance(10_000);
    expect(rig.sockets.all).toHaveLength(1);
  });

  it('[CN8] a gap before the last tick of a probe, too, but not for ever', () => {
    const rig = new Rig().connect();
    rig.clock.advance(24_500);
    rig.clock.jump(3_600_000);
    rig.clock.advance(0);
    expect(rig.status).toBe('connected');
    rig.clock.advance(1_000);
    expect(rig.status).toBe('reconnecting');
  });

  it('[CN8] a thread blocked for 2 s in the middle of a probe reads its messages before it judges', () => {
    for (let blockedAt = 0; blockedAt < 2_000; blockedAt += 50) {
      const rig = new Rig().connect();
      rig.clock.advance(5_000);
      rig.wake();
      rig.clock.advance(Math.min(blockedAt, 50));
      rig.clock.jump(2_000);
      rig.clock.advance(0); // the timer that is due comes first, then the message that waits
      rig.sockets.last.message({ type: 'pong', nonce: 2 });
      rig.clock.advance(5_000);
      expect(rig.sockets.all).toHaveLength(1);
    }
  });

  it('[CN8] setting the wall clock changes nothing', () => {
    for (const jump of [3_600_000, -3_600_000, 86_400_000, -86_400_000]) {
      const rig = new Rig().connect();
      rig.clock.advance(10_000);
      rig.clock.wallOffset += jump;
      const sent = rig.sockets.last.sent.length;
      rig.clock.advance(10_000);
      expect(rig.sockets.last.sent).toHaveLength(sent);
      expect(rig.status).toBe('connected');
    }
  });

  it('[CN9] a link slower than the probe is not taken for dead', () => {
    const rig = new Rig().connect();
    rig.clock.advance(3_000);
    rig.sockets.last.message({ type: 'pong', nonce: 1 });
    expect(rig.connection.state.roundTripMs).toBe(3_000);
    rig.wake();
    rig.clock.advance(3_500);
    expect(rig.status).toBe('connected');
    rig.clock.advance(2_500);
    expect(rig.status).toBe('reconnecting');
  });

  it('[CN14] a line that is dead on the way up is replaced 10 s after the server pings, whatever still comes down', () => {
    const rig = new Rig().connect();
    rig.beat();
    rig.clock.advance(15_000);
    rig.sockets.last.message({ type: 'ping', nonce: 2 });
    const before = pings(rig);
    for (let half = 1; half < 20; half++) {
      rig.clock.advance(500);
      rig.sockets.last.message({ type: 'error', channel: 1, code: 'internal', category: 'internal', message: 'x', retryable: false });
      rig.sockets.last.message(encodeFrame(FrameKind.output, 1, half, new Uint8Array(1)));
      expect(pings(rig), `after ${half / 2} s`).toBe(before + (half < 16 ? 0 : 1));
    }
    expect(rig.status).toBe('connected');
    rig.clock.advance(500);
    expect(rig.connection.detail).toMatchObject({ status: 'reconnecting', reason: 'The server does not answer any more.' });
    expect(rig.sockets.live).toHaveLength(0);
    rig.clock.advance(1_000);
    expect(rig.sockets.live, 'and another one is made').toHaveLength(1);
  });

  it.each<[string, ServerMessage]>([
    ['a pong', { type: 'pong', nonce: 1 }], ['acknowledged input', { type: 'input_ack', channel: 1, offset: 1 }], ['the answer to a request', { type: 'session_list', request: 1, sessions: [] }],
  ])('[CN14] %s shows that the way up lives: in the 8 s, and in the probe', (_name, sign) => {
    for (const after of [0, 7_999, 8_000, 9_999]) {
      const rig = new Rig().connect();
      rig.sockets.last.message({ type: 'ping', nonce: 2 });
      rig.clock.advance(after);
      rig.sockets.last.message(sign);
      rig.clock.advance(22_000);
      expect(rig.status, `after ${after} ms`).toBe('connected');
    }
  });

  it('[CN14] on a line whose round trip is slow the last probe is as long as ever', () => {
    const rig = new Rig().connect();
    rig.clock.advance(4_000);
    rig.sockets.last.message({ type: 'pong', nonce: 1 });
    rig.sockets.last.message({ type: 'ping', nonce: 2 });
    rig.clock.advance(15_999);
    expect(rig.status).toBe('connected');
    rig.clock.advance(1);
    expect(rig.status).toBe('reconnecting');
  });

  it('[CN14] a hidden page does not ask; seen again it finds out', () => {
    const rig = new Rig().connect();
    rig.sockets.last.message({ type: 'ping', nonce: 2 });
    rig.visible.set(false);
    for (let beat = 0; beat < 4; beat++) {
      rig.clock.advance(14_000);
      rig.sockets.last.message({ type: 'ping', nonce: 3 });
    }
    expect([rig.status, pings(rig)]).toEqual(['connected', 2]);
    rig.visible.set(true);
    rig.sockets.last.message({ type: 'ping', nonce: 4 });
    rig.clock.advance(2_000);
    expect(rig.status).toBe('reconnecting');
  });

  it('[CN14] a thread blocked while the answer waits reads it before it judges; a wake in the middle of the probe begins it anew', () => {
    const rig = new Rig().connect();
    rig.sockets.last.message({ type: 'ping', nonce: 2 });
    rig.clock.jump(60_000);
    rig.clock.advance(0);
    rig.clock.advance(1_900);
    rig.wake();
    rig.clock.advance(1_900);
    expect(rig.status).toBe('connected');
    rig.sockets.last.message({ type: 'pong', nonce: 2 });
    rig.clock.advance(20_000);
    expect(rig.sockets.all).toHaveLength(1);
  });

  it('[CN14] the time allowed follows heartbeat.silenceMs', () => {
    const rig = new Rig({ heartbeat: { silenceMs: 1_000, probeMs: 300 } }).connect();
    rig.sockets.last.message({ type: 'ping', nonce: 2 });
    rig.clock.advance(300);
    rig.sockets.last.message({ type: 'ping', nonce: 3 });
    rig.clock.advance(319);
    expect(rig.status).toBe('connected');
    rig.clock.advance(1);
    expect(rig.status).toBe('reconnecting');
  });

  it('[CN9] reconnects within seconds of a wake from 8 h of sleep', () => {
    const rig = new Rig().connect();
    rig.sockets.last.goSilent();
    rig.clock.jump(8 * 3_600_000);
    rig.wake();
    rig.clock.advance(3_000);
    expect(rig.sockets.all).toHaveLength(2);
    rig.welcome();
    expect(rig.status).toBe('connected');
  });
});
