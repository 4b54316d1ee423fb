import { describe, expect, it } from 'vitest';
// At hand before the registry asks for it: how long loading takes is nobody's business here.
import '../../../../src/client/health/clinic.js';
import type { DiagnosticsReport, RecoveryReport } from '../../../../src/client/health/contract.js';
import type { RegistryEvent } from '../../../../src/client/registry/contract.js';
import { fakePage, Recorder, type FakePage } from '../../../support/fake-page.js';
import { turn } from '../../../support/manual-clock.js';
import { WELCOME } from '../connection/rig.js';

const healthy = (page: FakePage): boolean | undefined => page.registry.connections[0]?.healthy;

/** Waits for a report, doing `meanwhile` what the other side does. */
async function eventually<T>(page: FakePage, promise: Promise<T>, meanwhile: () => void): Promise<T> {
  let result: T | undefined;
  const done = promise.then((value) => (result = value));
  for (let turns = 0; result === undefined && turns < 500; turns++) {
    await turn();
    meanwhile();
  }
  if (result === undefined) throw new Error('no report');
  await done;
  return result;
}

describe('health through the registry', () => {
  it('[HE1] the state of a connection says what the checks say, and changes before it is told (R34)', () => {
    const page = fakePage();
    const { registry, clock } = page;
    registry.configure({ health: { intervalMs: 30_000, failures: 2 } });
    const told: unknown[] = [];
    registry.subscribe((event: RegistryEvent) => {
      if (event.type === 'health-changed') told.push([event.healthy, healthy(page)]);
    });
    const session = registry.open();
    expect(healthy(page)).toBeUndefined();
    const leave = session.subscribe({});
    const { connection } = page;
    connection.up();
    connection.accept();
    expect(healthy(page), 'nothing is known yet').toBeUndefined();
    const check = (answer: number | undefined): void => {
      clock.advance(30_000);
      for (const done of connection.measuring.splice(0)) done(answer);
    };
    check(12);
    expect([healthy(page), told]).toEqual([true, []]);
    check(undefined);
    expect(healthy(page), 'one failure is none').toBe(true);
    check(undefined);
    expect([healthy(page), told]).toEqual([false, [[false, false]]]);
    check(9);
    expect([healthy(page), told.at(-1)]).toEqual([true, [true, true]]);
    leave();
    connection.status({ status: 'idle', reason: '', attempt: 0, retryAt: undefined });
    expect([healthy(page), told.length], 'nobody wants it: nothing is known').toEqual([undefined, 2]);
  });

  it('[HE1] a connection that waits for a person is unhealthy; one that is not checked says nothing (R34)', () => {
    for (const [intervalMs, expected] of [[30_000, false], [0, undefined]] as const) {
      const page = fakePage();
      page.registry.configure({ health: { intervalMs } });
      Recorder.on(page.registry.open());
      page.connection.status({ status: 'failed', reason: 'Not allowed.', attempt: 1, retryAt: undefined });
      expect(healthy(page)).toBe(expected);
    }
  });

  it('[HE8] recover brings the active session back (R35)', async () => {
    const page = fakePage();
    const { registry } = page;
    const session = registry.activate({ sessionId: 'a' });
    session?.subscribe({});
    const { connection } = page;
    connection.up();
    connection.accept();
    connection.down();
    const labels: string[] = [];
    const report: RecoveryReport = await eventually(page, registry.recover(undefined, { onProgress: ({ label }) => labels.push(label) }), () => {
      if (connection.retries === 0) return;
      if (!connection.ready) connection.up();
      else if (connection.measuring.length > 0) connection.measuring.splice(0).forEach((done) => done(5));
      else if (session?.status !== 'connected') connection.accept({ resume: 'exact' });
    });
    expect(report.outcome).toBe('recovered');
    expect(labels).toEqual(['Connecting', 'Checking the connection', 'Bringing sessions up to date']);
    expect([connection.retries, session?.status]).toEqual([1, 'connected']);
  });

  it('[HE3] diagnose asks on a socket of its own, for the session named, and disturbs none (R36)', async () => {
    const page = fakePage();
    const { registry, sockets } = page;
    const session = registry.open({ project: 'web' });
    Recorder.on(session);
    page.connection.up();
    page.connection.accept();
    const sent = page.connection.sent.length;
    let seen = 0;
    const report: DiagnosticsReport = await eventually(page, registry.diagnose({ project: 'web' }), () => {
      const socket = sockets.all.at(-1);
      if (socket === undefined) return;
      socket.open();
      if (socket.closed !== undefined) return socket.end(1000);
      const message = socket.messages[seen];
      if (message === undefined) return;
      seen += 1;
      if (message.type === 'hello') socket.message(WELCOME);
      else if (message.type === 'list_sessions') socket.message({ type: 'session_list', request: message.request, sessions: [] });
      else if (message.type === 'ping') socket.message({ type: 'pong', nonce: message.nonce });
    });
    expect(report.steps.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'url ok', 'reachability skipped', 'handshake ok', 'token ok', 'session access ok', 'round trip ok', 'hints skipped',
    ]);
    expect(report.steps[4]?.detail).toContain('does not have this session yet');
    expect([page.connections.length, page.connection.sent.length, session.status, sockets.live.length]).toEqual([1, sent, 'connected', 0]);
  });
});
