import { describe, expect, it } from 'vitest';
import { recover } from '../../../../src/client/health/recover.js';
import { ok } from '../../../../src/base/result.js';
import type { HealthProgress, RecoveryReport } from '../../../../src/client/health/contract.js';
import type { Patient } from '../../../../src/client/health/patient.js';
import { fakePage, type FakePage } from '../../../support/fake-page.js';
import { fakeEnvironment } from '../../../support/fake-connection.js';
import { turn } from '../../../support/manual-clock.js';

class Caller {
  aborted = false;
  listeners = new Set<() => void>();
  addEventListener = (_type: 'abort', listener: () => void): void => void this.listeners.add(listener);
  removeEventListener = (_type: 'abort', listener: () => void): void => void this.listeners.delete(listener);
  abort(): void {
    this.aborted = true;
    for (const listener of [...this.listeners]) listener();
  }
}

function ward(page: FakePage): { patient: Patient; caller: Caller; progress: HealthProgress[]; begin: (full?: boolean) => Promise<RecoveryReport> } {
  const session = page.registry.open({ sessionId: 'a' });
  session.subscribe({});
  const caller = new Caller();
  const progress: HealthProgress[] = [];
  const patient: Patient = {
    environment: fakeEnvironment(page.clock), url: ok(session.url), provider: undefined, session, registry: page.registry, link: () => page.connection,
  };
  return { patient, caller, progress, begin: (full = false) => recover(patient, { full, signal: caller, onProgress: (at) => progress.push(at) }) };
}

describe('recover (R35)', () => {
  it('[HE8] tries at once and waits for connection, round trip and sessions', async () => {
    const page = fakePage();
    const { begin, progress, caller } = ward(page);
    page.connection.up();
    page.connection.accept();
    page.connection.down();
    let report: RecoveryReport | undefined;
    const done = begin().then((made) => (report = made));
    await turn();
    expect(page.connection.retries).toBe(1);
    page.clock.advance(100);
    page.connection.up();
    await turn();
    page.connection.measuring.splice(0).forEach((answer) => answer(3));
    await turn();
    expect(report, 'the session is not yet synced').toBeUndefined();
    page.connection.accept({ resume: 'exact' });
    await done;
    expect(report).toMatchObject({ outcome: 'recovered', ms: 100, diagnostics: undefined });
    expect(progress.map(({ step, of, label }) => `${step}/${of} ${label}`)).toEqual(['1/3 Connecting', '2/3 Checking the connection', '3/3 Bringing sessions up to date']);
    expect([page.clock.pending, caller.listeners.size]).toEqual([0, 0]);
  });

  it('[HE8] gives up after 15 s, when a person must act, when cancelled, and when nothing is wanted; nothing is left', async () => {
    const ends: [RecoveryReport['outcome'], (page: FakePage, caller: Caller) => void][] = [
      ['timed-out', (page) => page.clock.advance(15_000)],
      ['failed', (page) => page.connection.status({ status: 'failed', reason: 'Not allowed.', attempt: 1, retryAt: undefined })],
      ['cancelled', (_page, caller) => caller.abort()],
      ['idle', (page) => page.connection.status({ status: 'idle', reason: '', attempt: 0, retryAt: undefined })],
    ];
    for (const [outcome, act] of ends) {
      const page = fakePage();
      const { begin, caller } = ward(page);
      page.connection.up();
      page.connection.down();
      const report = begin();
      await turn();
      act(page, caller);
      expect(await report).toMatchObject({ outcome });
      expect([page.clock.pending, caller.listeners.size]).toEqual([0, 0]);
    }
  });

  it('[HE8] a full one diagnoses first, and counts all steps', async () => {
    const page = fakePage();
    const { begin, progress } = ward(page);
    page.connection.up();
    page.connection.accept();
    const report = begin(true);
    await turn();
    await turn();
    page.connection.measuring.splice(0).forEach((answer) => answer(3));
    expect(await report).toMatchObject({ outcome: 'recovered', diagnostics: { outcome: 'failed' } });
    expect(progress.at(0)).toMatchObject({ step: 1, of: 10 });
    expect(progress.at(-1)).toMatchObject({ step: 10, of: 10 });
  });
});
