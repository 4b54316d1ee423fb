import { describe, expect, it } from 'vitest';
import { HealthMonitor, type HealthReading } from '../../../../src/client/health/health-monitor.js';
import { resolveHealth } from '../../../../src/client/connection/settings.js';
import type { HealthOptions } from '../../../../src/client/health/contract.js';
import { detailOf, type Status } from '../../../../src/client/connection/status.js';
import { Switch } from '../../../support/fake-connection.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { Rig } from '../connection/rig.js';

class Bench {
  readonly clock = new ManualClock();
  readonly visible = new Switch();
  readonly said: HealthReading[] = [];
  /** What a check comes to; `silent`: no answer. */
  answer: number | undefined | 'silent' = 20;
  checks = 0;
  readonly connection = {
    detail: detailOf('idle'),
    measure: (done: (ms: number | undefined) => void): void => {
      this.checks++;
      if (this.answer !== 'silent') done(this.answer);
    },
  };
  readonly monitor: HealthMonitor;

  constructor(options: HealthOptions = {}) {
    this.monitor = new HealthMonitor(this.clock, this.visible, resolveHealth(options), this.connection, (reading) => this.said.push(reading));
  }

  become(status: Status): void {
    this.connection.detail = detailOf(status);
    this.monitor.statusChanged();
  }
}

describe('health monitor', () => {
  it('[HE1] checks every 30 s while the connection is wanted; says nothing while all is well (R34)', () => {
    const bench = new Bench();
    bench.clock.advance(120_000);
    expect(bench.checks).toBe(0);
    bench.become('connecting');
    bench.become('connected');
    bench.clock.advance(29_999);
    expect(bench.checks).toBe(0);
    bench.clock.advance(60_001);
    expect(bench.checks).toBe(3);
    expect(bench.said).toEqual([]);
  });

  it.each([[undefined, 90_000], ['silent', 120_000]] as const)('[HE1] three failures in a row (%s) make it unhealthy, one answer healthy (R34)', (answer, ms) => {
    const bench = new Bench();
    bench.become('reconnecting');
    bench.answer = answer;
    bench.clock.advance(ms - 1);
    expect(bench.said).toEqual([]);
    bench.clock.advance(1);
    expect(bench.said).toEqual([{ healthy: false, roundTripMs: undefined }]);
    bench.clock.advance(300_000);
    expect(bench.said).toHaveLength(1);
    bench.answer = 7;
    bench.become('connected');
    expect(bench.said.at(-1)).toEqual({ healthy: true, roundTripMs: 7 });
  });

  it('[HE1] failures that are not in a row do not add up', () => {
    const bench = new Bench();
    bench.become('connected');
    for (const answer of [undefined, undefined, 5, undefined, undefined, 5]) {
      bench.answer = answer;
      bench.clock.advance(30_000);
    }
    expect(bench.said).toEqual([]);
  });

  it('[HE1] a connection that waits for a person is unhealthy at once and not polled', () => {
    const bench = new Bench();
    bench.become('failed');
    expect(bench.said).toEqual([{ healthy: false, roundTripMs: undefined }]);
    expect(bench.clock.pending).toBe(0);
  });

  it('[HE2] no timer runs while nothing is wanted, the page is hidden, it is turned off or disposed of', () => {
    const bench = new Bench();
    bench.become('connected');
    expect(bench.clock.pending).toBe(1);
    bench.visible.set(false);
    expect(bench.clock.pending).toBe(0);
    bench.become('reconnecting');
    expect(bench.clock.pending).toBe(0);
    bench.visible.set(true);
    expect(bench.clock.pending).toBe(1);
    bench.become('idle');
    expect(bench.clock.pending).toBe(0);
    bench.become('connecting');
    bench.monitor.dispose();
    expect([bench.clock.pending, bench.visible.subscribers]).toEqual([0, 0]);
    const off = new Bench({ intervalMs: 0 });
    off.become('connected');
    off.visible.set(false);
    off.visible.set(true);
    expect(off.clock.pending).toBe(0);
  });

  it('[HE1] options set interval and count', () => {
    const bench = new Bench({ intervalMs: 1_000, failures: 1 });
    bench.become('connected');
    bench.answer = undefined;
    bench.clock.advance(1_000);
    expect(bench.said).toHaveLength(1);
    expect(() => resolveHealth({ failures: 0 })).toThrow('health.failures');
    expect(() => resolveHealth({ intervalMs: -1 })).toThrow('health.intervalMs');
  });
});

describe('a check on the real connection', () => {
  it('[HE1] asks by a ping, replaces nothing, and answers once (R34)', () => {
    const rig = new Rig().connect();
    const answers: unknown[] = [];
    rig.connection.measure((ms) => answers.push(ms));
    rig.clock.advance(40);
    const ping = rig.sockets.last.messages.findLast((message) => message.type === 'ping');
    rig.sockets.last.message({ type: 'pong', nonce: ping?.type === 'ping' ? ping.nonce : 0 });
    expect(answers).toEqual([40]);
    rig.connection.measure((ms) => answers.push(ms));
    rig.clock.advance(5_000);
    expect(rig.status).toBe('connected');
    rig.sockets.last.end(1006);
    expect(answers).toEqual([40, undefined]);
    rig.connection.measure((ms) => answers.push(ms));
    expect(answers).toEqual([40, undefined, undefined]);
  });
});
