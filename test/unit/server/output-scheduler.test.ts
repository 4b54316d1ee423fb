import { beforeEach, describe, expect, test } from 'vitest';
import { FrameKind, encodeFrame } from '../../../src/protocol/frames.js';
import { COALESCE_MS, OutputScheduler, QUICK_BYTES, TYPING_MS, type OutputSource } from '../../../src/server/output-scheduler.js';
import { ManualClock } from '../../support/manual-clock.js';
import { FakeServerSocket } from '../../support/server-socket.js';
import { KIB } from './rig.js';

const BUDGET = 64 * KIB;

const fail = (error: unknown): never => {
  throw error;
};

class Source implements OutputSource {
  #sent = 0;

  /** What may be sent while somebody types elsewhere. */
  allowance = Infinity;

  constructor(readonly socket: FakeServerSocket, readonly channel: number, public sendable = 0) {}

  get backlog(): number {
    return this.sendable;
  }

  get sendableBesideTyping(): number {
    return Math.min(this.sendable, this.allowance);
  }

  sendSlice(maxBytes: number): number {
    const count = Math.min(maxBytes, this.sendable);
    this.socket.send(encodeFrame(FrameKind.output, this.channel, this.#sent, new Uint8Array(count)));
    this.#sent += count;
    this.sendable -= count;
    this.allowance -= count;
    return count;
  }
}

describe('output of one socket', () => {
  let clock: ManualClock;
  let socket: FakeServerSocket;
  let scheduler: OutputScheduler;
  beforeEach(() => {
    clock = new ManualClock();
    socket = new FakeServerSocket();
    scheduler = new OutputScheduler(clock, socket, BUDGET, fail);
  });
  const source = (channel: number, sendable = 0): Source => new Source(socket, channel, sendable);
  const channels = (): number[] => socket.frames().map(({ channel }) => channel);
  const wake = (target: Source, bytes: number): void => {
    target.sendable += bytes;
    scheduler.wake(target);
  };

  test('[SV6] slices of at most 16 KiB, in turn', () => {
    socket.line = 'hold';
    const [a, b, c] = [source(1), source(2), source(3)];
    wake(a, 1000 * KIB);
    wake(b, 100 * KIB);
    wake(c, 100 * KIB);
    for (let i = 0; i < 6; i++) socket.drain(), scheduler.drained();
    const [alone, ...shared] = socket.frames();
    // The first one had the socket to itself.
    expect([alone?.channel, (alone?.payload.length ?? 0) > 48 * KIB]).toEqual([1, true]);
    expect(Math.max(...shared.slice(0, 12).map(({ payload }) => payload.length))).toBeLessThanOrEqual(16 * KIB);
    expect(shared.slice(0, 3).map(({ channel }) => channel)).toEqual([2, 3, 1]);
    const share = (channel: number): number => socket.frames(channel).reduce((sum, { payload }) => sum + payload.length, 0);
    expect(share(2)).toBe(100 * KIB);
    expect(share(3)).toBe(100 * KIB);
  });

  test('[SV6] never more than the budget waits on the socket', () => {
    socket.line = 'hold';
    wake(source(1), 1000 * KIB);
    expect(socket.unsentBytes).toBeGreaterThan(BUDGET - 2 * KIB);
    for (let i = 0; i < 5; i++) socket.drain(), scheduler.drained();
    expect(socket.peakUnsent).toBeLessThanOrEqual(BUDGET);
  });

  test('[SV6] a quiet channel sends at once while another is gathered', () => {
    const [flood, quiet] = [source(1), source(2)];
    wake(flood, QUICK_BYTES);
    wake(flood, 10);
    expect(channels()).toEqual([1]);
    wake(quiet, 1);
    expect(channels()).toEqual([1, 2]);
  });

  test('[SV6] a busy channel is gathered for 4 ms or 64 KiB', () => {
    const flood = source(1);
    wake(flood, QUICK_BYTES);
    for (let i = 0; i < 10; i++) wake(flood, 100);
    expect(socket.frames()).toHaveLength(1);
    clock.advance(COALESCE_MS - 1);
    expect(socket.frames()).toHaveLength(1);
    clock.advance(1);
    expect(socket.frames().map(({ payload }) => payload.length)).toEqual([QUICK_BYTES, 1000]);
    wake(flood, 64 * KIB);
    expect(socket.end(1)).toBe(QUICK_BYTES + 1000 + 64 * KIB);
    expect(socket.batches).toBe(3);
    expect(clock.pending).toBe(0);
  });

  test('[SV6] the preferred channel is first in each round and starves nobody', () => {
    socket.line = 'hold';
    const [a, b, typed] = [source(1), source(2), source(3)];
    scheduler.prefer(typed);
    wake(a, 1000 * KIB);
    wake(b, 1000 * KIB);
    wake(typed, 1000 * KIB);
    for (let i = 0; i < 8; i++) socket.drain(), scheduler.drained();
    const turns = channels().filter((channel, at, all) => channel !== all[at - 1]).slice(1);
    expect(turns.length).toBeGreaterThan(8);
    for (let at = 0; at + 3 <= turns.length; at += 3) expect([turns[at], new Set(turns.slice(at, at + 3))]).toEqual([3, new Set([1, 2, 3])]);
  });

  test('[SV6] an echo goes before the flood as soon as the line takes anything', () => {
    socket.line = 'hold';
    const [flood, typed] = [source(1), source(2)];
    scheduler.prefer(typed);
    wake(flood, 1000 * KIB);
    wake(typed, 1);
    expect(channels()).not.toContain(2);
    const before = channels().length;
    socket.drain();
    scheduler.drained();
    expect(channels()[before]).toBe(2);
  });

  test('[SV6] a budget smaller than a slice still serves everybody', () => {
    socket.line = 'hold';
    scheduler = new OutputScheduler(clock, socket, 4 * KIB, fail);
    const [typed, other] = [source(1), source(2)];
    scheduler.prefer(typed);
    wake(typed, 1000 * KIB);
    wake(other, 1000 * KIB);
    for (let i = 0; i < 12; i++) socket.drain(), scheduler.drained();
    expect(socket.end(2)).toBeGreaterThan(8 * KIB);
  });

  test('a channel that is removed, or a socket that has ended, sends nothing more and leaves no timer', () => {
    const [a, b] = [source(1), source(2)];
    wake(a, QUICK_BYTES);
    wake(b, QUICK_BYTES);
    wake(a, 1);
    wake(b, 1);
    scheduler.remove(a);
    clock.advance(COALESCE_MS);
    expect(channels()).toEqual([1, 2, 2]);
    wake(b, QUICK_BYTES);
    wake(b, 1);
    const before = channels();
    scheduler.dispose();
    expect(clock.pending).toBe(0);
    wake(b, 1000 * KIB);
    scheduler.drained();
    expect(channels()).toEqual(before);
  });

  test('[SV6] echoes of fast typing are not gathered; a stream of single bytes is', () => {
    const typed = source(1);
    for (let i = 1; i <= 8; i++) {
      clock.advance(0.3);
      wake(typed, 5);
      expect(socket.frames()).toHaveLength(i);
    }
    const stream = source(2);
    for (let i = 0; i < 1000; i++) {
      clock.advance(0.02);
      wake(stream, 1);
    }
    // 20 ms: at most 16 messages at once in each 4 ms, then one for what was gathered.
    expect(socket.frames(2).length).toBeLessThan(110);
    clock.advance(COALESCE_MS);
    expect(socket.end(2)).toBe(1000);
  });

  test('[SV6] while somebody types, other channels keep to their allowance; two seconds later they need not', () => {
    const [flood, typed] = [source(1), source(2)];
    flood.allowance = 10 * KIB;
    scheduler.prefer(typed);
    wake(flood, 100 * KIB);
    expect(socket.end(1)).toBe(10 * KIB);
    wake(typed, 100 * KIB);
    expect(socket.end(2)).toBe(100 * KIB);
    // An acknowledgement.
    flood.allowance = 5 * KIB;
    scheduler.wake(flood);
    expect(socket.end(1)).toBe(15 * KIB);
    clock.advance(TYPING_MS);
    scheduler.wake(flood);
    expect(socket.end(1)).toBe(100 * KIB);
  });
});
