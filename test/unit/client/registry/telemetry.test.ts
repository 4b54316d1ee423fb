import { describe, expect, it } from 'vitest';
import type { RegistryEvent } from '../../../../src/client/registry/contract.js';
import { FakeView } from '../../../support/fake-connection.js';
import { fakePage, Recorder } from '../../../support/fake-page.js';

const TTL = 30 * 60_000;

describe('since when (R42)', () => {
  it('[RG9] sessions and connections say since when they are as they are; attempts and reasons do not count', () => {
    const page = fakePage();
    const { registry, clock } = page;
    clock.advance(10);
    const session = registry.open();
    const since = (): (number | undefined)[] => [session.state.statusSince, registry.connections[0]?.statusSince];
    clock.advance(5);
    expect(since(), 'idle').toEqual([10, 10]);
    Recorder.on(session);
    expect(session.state.statusSince).toBe(15);
    clock.advance(5);
    page.connection.up();
    page.connection.accept();
    expect(since()).toEqual([20, 20]);
    clock.advance(100);
    page.connection.down({ status: 'reconnecting', reason: 'Lost.', attempt: 1, retryAt: 500 });
    clock.advance(100);
    page.connection.status({ status: 'reconnecting', reason: 'Still.', attempt: 2, retryAt: 900 });
    expect(since()).toEqual([120, 120]);
    expect(since(), 'however late one looks').toEqual([120, 120]);
  });

  it('[RG9] whoever is told of a change finds its time in the reading', () => {
    const page = fakePage();
    const readings: (string | undefined)[] = [];
    const session = page.registry.open();
    Recorder.on(session);
    page.connection.up();
    page.connection.accept();
    page.clock.advance(70);
    page.registry.subscribe((event: RegistryEvent) => {
      if (event.type === 'session-changed') readings.push(...[event.session.state, page.registry.connections[0]].map((state) => `${state?.status} ${state?.statusSince}`));
    });
    page.connection.down();
    expect(new Set(readings)).toEqual(new Set(['reconnecting 70']));
  });
});

describe('parked screens (R7, R42)', () => {
  it('[RG10] say when they go, and go then', () => {
    const page = fakePage();
    const session = page.registry.open();
    const view = new FakeView();
    expect(session.state.evictsAt, 'has no screen').toBeUndefined();
    view.shown = true;
    session.setView(view);
    expect(session.state.evictsAt, 'is shown').toBeUndefined();
    page.clock.advance(1000);
    view.shown = false;
    session.touch();
    expect(session.state.evictsAt).toBe(1000 + TTL);
    session.keepWarm = true;
    expect(session.state.evictsAt).toBeUndefined();
    page.clock.advance(500);
    session.keepWarm = false;
    expect(session.state.evictsAt).toBe(1500 + TTL);
    page.registry.configure({ idleTtlMs: 0 });
    expect(session.state.evictsAt).toBeUndefined();
    page.registry.configure({ idleTtlMs: 60_000 });
    page.clock.advance((session.state.evictsAt ?? 0) - page.clock.now() - 1);
    expect(view.disposed).toBe(0);
    page.clock.advance(1);
    expect([view.disposed, session.state.evictsAt]).toEqual([1, undefined]);
  });

  it('[RG10] can be freed at once, also one that is kept warm; one that is shown stays', () => {
    const page = fakePage();
    const { registry } = page;
    const session = registry.open({ sessionId: 'one' });
    expect([registry.evict('one'), registry.evict('never opened'), registry.metrics().evictions]).toEqual([false, false, 0]);
    const view = new FakeView();
    view.shown = true;
    session.setView(view);
    expect([registry.evict(session), view.disposed]).toEqual([false, 0]);
    view.shown = false;
    session.keepWarm = true;
    expect(registry.evict({ sessionId: 'one' })).toBe(true);
    expect([view.disposed, session.view, session.status, registry.metrics().evictions]).toEqual([1, undefined, 'idle', 1]);
    expect(registry.evict(session)).toBe(false);
  });

  it('[RG10] the last time it took to bring one back is told of its own session only', () => {
    const { registry } = fakePage();
    const [one, two] = [registry.open({ sessionId: 'one' }), registry.open({ sessionId: 'two' })];
    registry.recordSwitch(12, one);
    registry.recordSwitch(7, one);
    registry.recordSwitch(30);
    expect([one.state.lastSwitchMs, two.state.lastSwitchMs]).toEqual([7, undefined]);
    expect(registry.metrics().switchTimesMs).toEqual([12, 7, 30]);
  });
});

describe('asking and cutting the line (R42, R81)', () => {
  it('[RG11] probe tells the round trip of now, of a server or of the one that a session is on', async () => {
    const page = fakePage();
    const { registry } = page;
    const session = registry.open({ url: '/terminal' });
    Recorder.on(session);
    page.connection.up();
    const answers = Promise.all([registry.probe(), registry.probe(session), registry.probe({ url: '/terminal' })]);
    for (const done of page.connection.measuring.splice(0)) done(12);
    expect(await answers).toEqual([12, 12, 12]);
  });

  it('[RG11] probe makes no connection, and tells nothing where there is none', async () => {
    const page = fakePage();
    expect(await page.registry.probe()).toBeUndefined();
    expect(await page.registry.probe({ url: 'bad:thing' })).toBeUndefined();
    page.registry.open();
    expect(await page.registry.probe()).toBeUndefined();
    expect(page.connection.leases).toBe(0);
  });

  it('[RG11] cut drops the socket of that server and of no other; the sessions go on at the very byte', () => {
    const page = fakePage();
    const { registry } = page;
    const [here, there] = [registry.open(), registry.open({ url: '/other' })];
    const heard = Recorder.on(here);
    Recorder.on(there);
    const [connection, other] = page.connections;
    connection?.up();
    other?.up();
    connection?.output(connection.accept(), 0, 'abc');
    expect(registry.cut(here)).toBe(true);
    expect([here.status, there.status, other?.ready]).toEqual(['reconnecting', 'connecting', true]);
    expect(registry.cut(here), 'there is no socket any more').toBe(false);
    connection?.up();
    expect(connection?.lastAttach).toMatchObject({ type: 'session_sync', offset: 3 });
    connection?.output(connection.accept({ resume: 'exact', created: false, offset: 3, end: 6 }), 3, 'def');
    expect([heard.heard, here.state.drops, registry.connections.map(({ reconnects }) => reconnects), registry.metrics().reconnects]).toEqual(['abcdef', 1, [1, 0], 1]);
    expect([registry.cut({ url: '/never-named' }), registry.cut({ url: 'bad:thing' })]).toEqual([false, false]);
  });
});
