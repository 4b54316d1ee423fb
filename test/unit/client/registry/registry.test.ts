import { describe, expect, it } from 'vitest';
import type { RegistryEvent, RegistryOptions, SessionTarget } from '../../../../src/client/registry/contract.js';
import type { SessionRef, TerminalSession } from '../../../../src/client/session/contract.js';
import { isFullId } from '../../../../src/protocol/session-key.js';
import { FakeView } from '../../../support/fake-connection.js';
import { fakePage, Recorder, type FakePage } from '../../../support/fake-page.js';
import { turn } from '../../../support/manual-clock.js';

const FULL = 'session_1750000000000_abcdefghijklmnop';

describe('opening', () => {
  it('[RG2] the same key gives the same session (R1)', () => {
    const { registry } = fakePage();
    expect(registry.open()).toBe(registry.open({ sessionId: 'default' }));
    expect(registry.open({ project: 'web', environment: 'dev' })).toBe(registry.open({ environment: 'dev', project: 'web', profile: 'zsh' }));
    expect(registry.open({ project: 'web' })).not.toBe(registry.open({ project: 'api' }));
    expect(registry.open({ url: '/terminal' })).toBe(registry.open({ url: 'ws://page.test/terminal' }));
    expect(registry.open({ url: '/other' })).not.toBe(registry.open());
    expect(registry.sessions).toHaveLength(5);
  });

  it('[RG2] older id forms lead to the same key (R2)', () => {
    const { registry } = fakePage();
    expect(registry.open({ sessionId: `${FULL}_web` })).toBe(registry.open({ sessionId: FULL, project: 'web' }));
    expect(registry.open({ sessionId: 'build_web', project: 'web' })).toBe(registry.open({ sessionId: 'build', project: 'web' }));
  });

  it('a full id alone finds the one open session that bears it (R2)', () => {
    const page = fakePage();
    const session = page.registry.open({ project: 'web', environment: 'dev' });
    Recorder.on(session);
    page.connection.up();
    page.connection.accept({ sessionId: FULL });
    expect(page.registry.get(FULL)).toBe(session);
    expect(page.registry.open({ sessionId: FULL })).toBe(session);
    expect(page.registry.open({ sessionId: FULL, project: 'other' })).not.toBe(session);
    const scoped = page.registry.open({ sessionId: `${FULL}x`, project: 'a' });
    expect(page.registry.get(`${FULL}x`)).toBe(scoped);
  });

  it('connects with the first subscription, view or send, and not before (R4)', () => {
    const wishes: ((session: TerminalSession) => void)[] = [
      (session) => session.subscribe({}), (session) => session.setView(new FakeView()), (session) => session.send('x'),
    ];
    for (const wish of wishes) {
      const page = fakePage();
      const session = page.registry.open();
      session.resize(100, 40);
      expect(session.status).toBe('idle');
      expect(page.connection.leases).toBe(0);
      wish(session);
      expect(page.connection.leases).toBe(1);
    }
  });

  it.each<[string, SessionRef]>([
    ['bad_session_id', { sessionId: 'a b' }], ['bad_session_id', { sessionId: '' }], ['bad_session_id', { sessionId: 'x'.repeat(129) }],
    ['bad_session_id', { project: '../etc' }], ['bad_session_id', { environment: 'é' }], ['bad_session_id', { profile: '/bin/sh' }],
    ['bad_session_id', { sessionId: 5 as never }], ['bad_session_id', null as never],
    ['bad_option', { label: 'x'.repeat(257) }], ['bad_url', { url: 'bad:thing' }],
  ])('[RG7] refuses with %s and opens nothing: %o (R37)', (code, ref) => {
    const page = fakePage();
    expect(() => page.registry.open(ref)).toThrow(expect.objectContaining({ code, name: 'TerminalError' }));
    expect(() => page.registry.activate(ref as SessionTarget & {})).toThrow();
    expect(page.registry.get(ref)).toBeUndefined();
    expect(page.registry.status(ref)).toBe('idle');
    expect([page.registry.sessions, page.connections]).toEqual([[], []]);
  });

  it('refuses more sessions than the page may have', () => {
    const { registry } = fakePage();
    registry.configure({ maxSessions: 2 });
    registry.open({ sessionId: 'a' });
    registry.open({ sessionId: 'b' });
    expect(() => registry.open({ sessionId: 'c' })).toThrow(expect.objectContaining({ code: 'too_many_sessions' }));
    registry.close('a');
    registry.open({ sessionId: 'c' });
  });

  it('finds a session by itself, its ref, its id and a bare session id', () => {
    const { registry } = fakePage();
    const session = registry.open({ sessionId: 'build' });
    for (const target of [session, { sessionId: 'build' }, session.id, 'build']) expect(registry.get(target)).toBe(session);
    expect(registry.state('build')?.key).toBe('//build');
    expect(registry.get('other')).toBeUndefined();
  });

  it('makes full ids with at least 128 random bits, different every time (R2)', () => {
    const { registry } = fakePage();
    const ids = new Set(Array.from({ length: 100 }, () => registry.createSessionId()));
    expect(ids.size).toBe(100);
    for (const id of ids) expect(isFullId(id)).toBe(true);
  });
});

describe('the active session (R6)', () => {
  it('[RG3] is one; switching is one call and one event', () => {
    const page = fakePage();
    const { registry } = page;
    const a = registry.open({ sessionId: 'a' });
    const events: RegistryEvent[] = [];
    registry.subscribe((event) => events.push(event));
    registry.activate(a);
    const b = registry.activate({ sessionId: 'b' });
    expect(registry.active).toBe(b);
    expect([a.state.active, b?.state.active]).toEqual([false, true]);
    expect(events.filter(({ type }) => type === 'active-changed').map((event) => 'session' in event && event.session)).toEqual([a, b]);
    registry.activate(b);
    registry.activate(undefined);
    expect(events.filter(({ type }) => type === 'active-changed')).toHaveLength(3);
    expect(registry.active).toBeUndefined();
  });

  it('a closed session is not active any more', () => {
    const { registry } = fakePage();
    registry.activate({ sessionId: 'a' });
    registry.close('a');
    expect(registry.active).toBeUndefined();
  });
});

describe('closing (R7)', () => {
  it('[RG4] closeScope ends the sessions of a project or of one environment and counts them', () => {
    const page = fakePage();
    const { registry } = page;
    for (const environment of ['dev', 'live']) for (const sessionId of ['1', '2']) registry.open({ project: 'web', environment, sessionId });
    registry.open({ project: 'api', environment: 'dev' });
    expect(registry.closeScope({ project: 'web', environment: 'dev' })).toBe(2);
    expect(registry.closeScope({ project: 'web' })).toBe(2);
    expect(registry.closeScope({ project: 'web' })).toBe(0);
    expect(registry.sessions).toHaveLength(1);
    page.connection.up();
    expect(page.connection.all('close_session')).toHaveLength(4);
    expect(() => registry.closeScope({ project: '' })).toThrow(expect.objectContaining({ code: 'bad_session_id' }));
  });

  it('[RG4] closes a session that this page has never opened', () => {
    const page = fakePage();
    page.registry.close({ project: 'web', sessionId: 'elsewhere' });
    page.connection.up();
    expect(page.connection.all('close_session')).toMatchObject([{ project: 'web', sessionId: 'elsewhere' }]);
    expect(page.registry.sessions).toEqual([]);
  });
});

describe('retention in the registry (R7)', () => {
  function park(page: FakePage, count: number): { sessions: TerminalSession[]; views: FakeView[] } {
    const views: FakeView[] = [];
    const sessions = Array.from({ length: count }, (_, index) => {
      const session = page.registry.open({ sessionId: `s${index}` });
      page.clock.advance(1);
      const view = new FakeView();
      views.push(view);
      session.setView(view);
      return session;
    });
    return { sessions, views };
  }

  it('[RG5] the ninth parked screen costs the least recently used one; the session stays and comes back by a snapshot', () => {
    const page = fakePage();
    const { sessions, views } = park(page, 8);
    const [first, second] = sessions as [TerminalSession, TerminalSession];
    first.touch();
    page.connection.up();
    for (const attach of page.connection.all('create_session')) page.connection.accept({}, attach);
    expect(page.registry.metrics()).toMatchObject({ warm: 8, evictions: 0 });
    page.registry.open({ sessionId: 's8' }).setView(new FakeView());
    expect(page.registry.metrics()).toMatchObject({ warm: 8, evictions: 1, sessions: 9 });
    expect([second.view, first.view]).toEqual([undefined, views[0]]);
    expect(views[1]?.disposed).toBe(1);
    expect([second.status, page.registry.get('s1')]).toEqual(['idle', second]);
    expect(page.connection.all('detach_session')).toHaveLength(1);
    const back = new FakeView();
    second.setView(back);
    expect(page.connection.lastAttach).toMatchObject({ type: 'create_session', sessionId: 's1' });
    page.connection.accept({ created: false, resume: 'snapshot', end: 0 });
    expect(back.snapshots).toHaveLength(1);
  });

  it('[RG5] shown screens never go; keepWarm exempts', () => {
    const page = fakePage();
    const { sessions, views } = park(page, 8);
    for (const view of views.slice(0, 4)) view.shown = true;
    (sessions[4] as TerminalSession).keepWarm = true;
    page.registry.configure({ maxWarm: 0 });
    expect(views.map(({ disposed }) => disposed)).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
    (sessions[4] as TerminalSession).keepWarm = false;
    expect(views[4]?.disposed).toBe(1);
    (views[0] as FakeView).shown = false;
    (sessions[0] as TerminalSession).touch();
    expect(views[0]?.disposed).toBe(1);
  });

  it('[RG6] a screen not shown for 30 min goes; time shown does not count', () => {
    const page = fakePage();
    const { sessions, views: [a, b] } = park(page, 2) as { sessions: [TerminalSession, TerminalSession]; views: [FakeView, FakeView] };
    b.shown = true;
    sessions[1].touch();
    page.clock.advance(29 * 60_000);
    expect(a.disposed).toBe(0);
    page.clock.advance(60_000);
    expect([a.disposed, b.disposed]).toEqual([1, 0]);
    b.shown = false;
    sessions[1].touch();
    page.clock.advance(30 * 60_000 - 1);
    expect(b.disposed).toBe(0);
    page.clock.advance(1);
    expect(b.disposed).toBe(1);
    expect(page.clock.pending).toBe(0);
    expect(page.connection.leases).toBe(0);
  });

  it('[RG6] an evicted session that somebody listens to goes on', () => {
    const page = fakePage();
    const { sessions } = park(page, 1);
    const session = sessions[0] as TerminalSession;
    const heard = Recorder.on(session);
    page.connection.up();
    const channel = page.connection.accept();
    page.registry.configure({ maxWarm: 0 });
    page.connection.output(channel, 0, 'on');
    expect([session.view, heard.heard, session.status]).toEqual([undefined, 'on', 'connected']);
  });

  it('warm makes the screen before anything shows it, also when it is told how only later (R9)', () => {
    const page = fakePage();
    const { registry } = page;
    const early = registry.warm({ sessionId: 'early' });
    expect([early.view, page.connection.leases]).toEqual([undefined, 1]);
    const views: FakeView[] = [];
    const factory = (): FakeView => views[views.push(new FakeView()) - 1] as FakeView;
    registry.viewFactory = factory;
    registry.viewFactory = () => new FakeView();
    expect(registry.viewFactory).toBe(factory);
    expect(early.view).toBe(views[0]);
    expect(registry.warm({ sessionId: 'late' }).view).toBe(views[1]);
    registry.warm({ sessionId: 'late' });
    expect(views).toHaveLength(2);
  });
});

describe('events and figures (R8, R43)', () => {
  it('[RG8] tells of opening, change and close, after the state has changed; a listener that throws starves nobody', () => {
    const page = fakePage();
    const events: string[] = [];
    page.registry.subscribe(() => {
      throw new Error('mine');
    });
    const leave = page.registry.subscribe((event) => {
      if (event.type === 'connection-changed') events.push(`connection ${event.connection.status} ${event.connection.sessions}`);
      else if ('session' in event) events.push(`${event.type} ${event.session?.status}`);
    });
    const session = page.registry.open();
    Recorder.on(session);
    page.connection.up();
    page.connection.accept();
    session.close();
    leave();
    page.registry.open({ sessionId: 'unheard' });
    expect(events[0]).toBe('session-opened idle');
    expect(events).toContain('connection connected 1');
    expect(events).toContain('session-changed connected');
    expect(events.at(-1)).toBe('session-closed closed');
  });

  it('counts in plain numbers', () => {
    const page = fakePage();
    const { registry } = page;
    Recorder.on(registry.open());
    page.connection.up();
    const channel = page.connection.accept();
    page.connection.output(channel, 0, 'abc');
    page.connection.output(channel, 0, 'abcd');
    registry.open().send('hello');
    for (let i = 0; i < 120; i++) registry.recordSwitch(i);
    registry.recordSwitch(Number.NaN);
    const metrics = registry.metrics();
    expect(metrics).toMatchObject({
      connections: 1, sessions: 1, warm: 0, socketsOpened: 1, reconnects: 0, bytesIn: 4, bytesOut: 5, duplicateBytes: 3, gaps: 0, errors: 0,
      evictions: 0, unknownMessages: 0, unroutedFrames: 0,
    });
    expect(metrics.switchTimesMs).toHaveLength(100);
    expect(metrics.switchTimesMs.at(-1)).toBe(119);
    expect(JSON.parse(JSON.stringify(metrics))).toEqual(metrics);
  });
});

describe('options', () => {
  it.each<[string, RegistryOptions]>([
    ['maxWarm', { maxWarm: -1 }], ['maxWarm', { maxWarm: Number.NaN }], ['idleTtlMs', { idleTtlMs: -5 }], ['maxSessions', { maxSessions: 0 }],
    ['url', { url: 5 as never }], ['tokenProvider', { tokenProvider: 'secret' as never }], ['reconnect.minMs', { reconnect: { minMs: -1 } }],
  ])('a bad %s is refused by name and changes nothing', (key, options) => {
    const { registry } = fakePage();
    expect(() => registry.configure({ url: '/changed', ...options })).toThrow(expect.objectContaining({ code: 'bad_option', message: expect.stringContaining(key) as string }));
    expect(registry.open().url).toBe('ws://page.test/terminal');
  });

  it('merges: what is absent stays', () => {
    const { registry } = fakePage();
    registry.configure({ url: '/a' });
    registry.configure({ maxWarm: 3, url: undefined as never });
    expect(registry.open().url).toBe('ws://page.test/a');
  });

  it('token providers: one for all servers, one for a single server; both apply at once', () => {
    const page = fakePage();
    const all = (): string => 'all';
    const own = (): string => 'own';
    page.registry.open({ url: '/a' });
    page.registry.setTokenProvider('/b', own);
    page.registry.open({ url: '/b' });
    page.registry.configure({ tokenProvider: all });
    page.registry.open({ url: '/c' });
    expect(page.connections.map(({ provider }) => provider)).toEqual([all, own, all]);
  });
});

describe('list (R9)', () => {
  const info = {
    sessionId: FULL, key: '//default', name: 'default', profile: 'default', epoch: 'e1', createdAt: 1, viewers: 0, cols: 80, rows: 24, offset: 0,
  };

  it('connects, asks and lets go', async () => {
    const page = fakePage();
    const listed = page.registry.list();
    await turn();
    expect(page.connection.leases).toBe(1);
    page.connection.up();
    page.connection.message({ type: 'session_list', request: page.connection.all('list_sessions')[0]?.request ?? 0, sessions: [info] });
    expect(await listed).toEqual([info]);
    expect([page.connection.leases, page.clock.pending]).toEqual([0, 0]);
  });

  it('asks again after a drop', async () => {
    const page = fakePage();
    const listed = page.registry.list();
    await turn();
    page.connection.up();
    page.connection.down();
    page.connection.up();
    page.connection.message({ type: 'session_list', request: page.connection.all('list_sessions').at(-1)?.request ?? 0, sessions: [] });
    expect(await listed).toEqual([]);
  });

  it.each(['refusal', 'silence', 'failure'])('rejects with a TerminalError: %s', async (how) => {
    const page = fakePage();
    const listed = page.registry.list();
    const outcome = listed.then(() => 'listed', (error: unknown) => error);
    await turn();
    if (how === 'refusal') {
      page.connection.up();
      const request = page.connection.all('list_sessions')[0]?.request;
      page.connection.message({ type: 'error', request, code: 'forbidden', category: 'auth', message: 'no', retryable: false });
    } else if (how === 'silence') page.clock.advance(10_000);
    else page.connection.status({ status: 'failed', reason: 'no', attempt: 1, retryAt: undefined });
    expect(await outcome).toMatchObject({ name: 'TerminalError', code: how === 'refusal' ? 'forbidden' : 'connection_failed' });
    expect(page.connection.leases).toBe(0);
  });

  it('a bad address rejects', async () => {
    await expect(fakePage().registry.list('bad:')).rejects.toMatchObject({ code: 'bad_url' });
  });
});

it('dispose closes every connection, frees every screen, ends no shell and leaves no timer', () => {
  const page = fakePage();
  const session = page.registry.open();
  const view = new FakeView();
  session.setView(view);
  page.connection.up();
  const channel = page.connection.accept();
  page.connection.output(channel, 0, 'abc');
  page.registry.dispose();
  expect(view.disposed).toBe(1);
  expect(page.connection.disposed).toBe(true);
  expect(page.connection.all('close_session')).toEqual([]);
  expect(page.clock.pending).toBe(0);
  expect(page.registry.sessions).toEqual([]);
});
