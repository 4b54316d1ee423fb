import { describe, expect, it } from 'vitest';
import { Rig } from './rig.js';

const PAGES = 1_000;

/** When each of many pages was welcomed again, milliseconds after the loss, sorted. */
function returns(lose: (rig: Rig) => void, serverBackMs: number): number[] {
  return Array.from({ length: PAGES }, (_, page) => {
    const rig = new Rig({}, page + 1);
    rig.jitter = undefined;
    rig.connect();
    rig.clock.advance(20_000);
    const lostAt = rig.clock.now();
    lose(rig);
    for (;;) {
      const { sockets } = rig;
      const attempts = sockets.all.length;
      while (sockets.all.length === attempts && rig.status !== 'connected') rig.clock.advance((rig.clock.nextAt ?? Infinity) - rig.clock.now());
      const at = rig.clock.now() - lostAt;
      if (at >= serverBackMs) {
        rig.welcome();
        expect(rig.status).toBe('connected');
        return at;
      }
      sockets.last.end(1006);
    }
  }).sort((a, b) => a - b);
}

/** Most returns within any 100 ms. */
function peak(times: readonly number[]): number {
  let most = 0;
  for (let from = 0, to = 0; to < times.length; to++) {
    while ((times[to] ?? 0) - (times[from] ?? 0) > 100) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

describe('1,000 pages lose their server at the same moment', () => {
  it.each([2_000, 10_000, 30_000])('[CN4] [CN5] killed, and back after %i ms: a tenth of them at most in any 100 ms, all of them within a minute (R31)', (backMs) => {
    const times = returns((rig) => rig.sockets.last.end(1006), backMs);
    expect(times).toHaveLength(PAGES);
    expect(peak(times)).toBeLessThanOrEqual(PAGES / 10);
    expect(times.at(-1)).toBeLessThanOrEqual(backMs + 60_000);
  });

  it('[CN13] told to come back in 2 s: none sooner, a tenth of them at most in any 100 ms, all of them within 5 s (R61)', () => {
    const times = returns((rig) => {
      rig.sockets.last.message({ type: 'server_closing', reason: 'restarting', retryInMs: 2_000 });
      rig.sockets.last.end(1012);
    }, 0);
    expect(times[0]).toBeGreaterThanOrEqual(2_000);
    expect(peak(times)).toBeLessThanOrEqual(PAGES / 10);
    expect(times.at(-1)).toBeLessThanOrEqual(5_000);
  });
});
