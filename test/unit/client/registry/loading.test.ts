import { describe, expect, it } from 'vitest';
import type { RegistryEvent } from '../../../../src/client/registry/contract.js';
import type { Engine } from '../../../../src/client/session/line.js';
import { INPUT_BYTES } from '../../../../src/protocol/limits.js';
import { FakeView, text } from '../../../support/fake-connection.js';
import { fakePage, Recorder, type FakePage } from '../../../support/fake-page.js';
import { turn } from '../../../support/manual-clock.js';

interface LoadingPage extends FakePage {
  /** Loads begun so far. */
  readonly loads: number;
  readonly logs: string[];
  /** The load under way ends well. */
  arrive(): Promise<void>;
  /** It does not. */
  break(): Promise<void>;
}

function loadingPage(): LoadingPage {
  const loads: { resolve(): void; reject(): void }[] = [];
  const page = fakePage((engine) => () => new Promise<Engine>((resolve, reject) => {
    loads.push({ resolve: () => resolve(engine), reject: () => reject(new Error('404')) });
  }));
  const logs: string[] = [];
  const log = (fields: Record<string, unknown>, message: string): void => void logs.push(`${String(fields['code'])} ${message}`);
  page.registry.configure({ logger: { debug: log, info: log, warn: log, error: log } });
  return {
    registry: page.registry, clock: page.clock, visible: page.visible, connections: page.connections, sockets: page.sockets, logs,
    get connection() {
      return page.connection;
    },
    get loads() {
      return loads.length;
    },
    arrive: () => {
      loads.at(-1)?.resolve();
      return turn();
    },
    break: () => {
      loads.at(-1)?.reject();
      return turn();
    },
  };
}

const types = (page: FakePage): string[] => page.connection.sent.map((message) => `${message.type} ${'sessionId' in message ? message.sessionId : ''}`);

describe('[CN1] the engine is loaded when something of a server is first wanted (R4)', () => {
  it('opening, sizes and token providers load nothing; many wishes load once', async () => {
    const page = loadingPage();
    const { registry } = page;
    const sessions = ['a', 'b'].map((sessionId) => registry.open({ sessionId }));
    for (const session of sessions) session.resize(100, 30);
    registry.setTokenProvider(undefined, () => 'token');
    expect(page.loads).toBe(0);
    expect(registry.connections).toMatchObject([{ status: 'idle', sessions: 2, sockets: 0, attempt: 0 }]);
    for (const session of sessions) Recorder.on(session);
    sessions[0]?.setView(new FakeView());
    sessions[0]?.send('x');
    expect(page.loads).toBe(1);
    expect(registry.connections).toMatchObject([{ status: 'connecting', attempt: 1, sessions: 2, sockets: 0 }]);
    expect(registry.metrics()).toMatchObject({ connections: 1, socketsOpened: 0, unknownMessages: 0, errors: 0 });
    expect(page.connections).toEqual([]);
    await page.arrive();
    expect(page.connection.leases).toBe(2);
  });

  it.each<[string, (page: FakePage) => unknown]>([
    ['subscribe', ({ registry }) => registry.open().subscribe({})],
    ['setView', ({ registry }) => registry.open().setView(new FakeView())],
    ['send', ({ registry }) => registry.open().send('x')],
    ['warm', ({ registry }) => registry.warm({})],
    ['list', ({ registry }) => void registry.list().catch(() => {})],
    ['close', ({ registry }) => registry.close({ sessionId: 'never-opened' })],
    ['close of an open session', ({ registry }) => registry.open().close()],
  ])('%s does', (_name, wish) => {
    const page = loadingPage();
    wish(page);
    expect(page.loads).toBe(1);
  });

  it('a page whose engine is there has the next session at once', async () => {
    const page = loadingPage();
    Recorder.on(page.registry.open({ sessionId: 'a' }));
    await page.arrive();
    page.connection.up();
    const late = page.registry.open({ sessionId: 'late' });
    late.resize(90, 20);
    expect(late.state).toMatchObject({ status: 'idle', cols: 90, rows: 20 });
    const heard = Recorder.on(late);
    expect(page.connection.lastAttach).toMatchObject({ sessionId: 'late', cols: 90, rows: 20 });
    page.connection.accept();
    expect(heard.statuses).toEqual(['connecting', 'connected']);
    expect(page.loads).toBe(1);
  });
});

describe('a session whose engine is being loaded is a session that is connecting', () => {
  it('[SE6] [SE12] keeps what is wanted, in the order in which it was asked (R24)', async () => {
    const page = loadingPage();
    const { registry } = page;
    Recorder.on(registry.open({ sessionId: 'a' }));
    const b = registry.open({ sessionId: 'b' });
    const leaveB = b.subscribe({});
    registry.close({ sessionId: 'c' });
    const d = registry.open({ sessionId: 'd' });
    Recorder.on(d);
    d.resize(100, 30);
    d.resize(120, 40);
    d.describeViewer({ cellWidth: 8 });
    d.describeViewer({ cellWidth: 9 });
    expect(d.state).toMatchObject({ cols: 120, rows: 40, pendingInput: 0, offset: 0, sessionId: undefined });
    leaveB();
    expect(b.status).toBe('idle');
    await page.arrive();
    page.connection.up();
    expect(types(page)).toEqual(['create_session a', 'close_session c', 'create_session d']);
    expect(page.connection.lastAttach).toMatchObject({ cols: 120, rows: 40, viewer: { cellWidth: 9 } });
  });

  it('[SE12] who has named no size takes the one the session has', async () => {
    const page = loadingPage();
    const session = page.registry.open();
    Recorder.on(session);
    await page.arrive();
    page.connection.up();
    expect(page.connection.lastAttach).not.toHaveProperty('cols');
    page.connection.accept({ cols: 132, rows: 50 });
    expect(session.state).toMatchObject({ cols: 132, rows: 50 });
    expect(page.connection.all('resize')).toEqual([]);
  });

  it('[SE4] [SE5] delivers what was typed, once and in order, and refuses what does not fit (R21, R22)', async () => {
    const page = loadingPage();
    const session = page.registry.open();
    const data = new Uint8Array([101, 99]);
    session.send(data);
    data.fill(0);
    session.send('ho');
    session.send('');
    expect(session.state).toMatchObject({ status: 'connecting', pendingInput: 4, bytesOut: 4 });
    expect(() => session.send(new Uint8Array(INPUT_BYTES - 3))).toThrow(expect.objectContaining({ code: 'input_overflow' }));
    session.send(new Uint8Array(INPUT_BYTES - 4));
    expect(session.state.pendingInput).toBe(INPUT_BYTES);
    await page.arrive();
    expect(session.state).toMatchObject({ pendingInput: INPUT_BYTES, bytesOut: INPUT_BYTES });
    page.connection.up();
    page.connection.accept();
    const inputs = page.connection.inputs.map(({ bytes }) => bytes);
    expect(inputs.reduce((sum, { length }) => sum + length, 0)).toBe(INPUT_BYTES);
    expect(text(inputs[0]?.subarray(0, 4) as Uint8Array)).toBe('echo');
  });

  it('the screen it was given, taken and given gets the output', async () => {
    const page = loadingPage();
    const session = page.registry.open();
    const [first, second] = [new FakeView(), new FakeView()];
    session.setView(first);
    session.setView(undefined);
    expect(session.status).toBe('idle');
    session.setView(second);
    expect([session.view, session.state.warm]).toEqual([second, true]);
    await page.arrive();
    page.connection.up();
    page.connection.output(page.connection.accept(), 0, 'hello');
    expect([first.screen, second.screen]).toEqual(['', 'hello']);
  });

  it('tells one status for the load and the attempt after it, and none that is not true', async () => {
    const page = loadingPage();
    const events: string[] = [];
    page.registry.subscribe((event: RegistryEvent) => {
      if (event.type === 'connection-changed') events.push(event.connection.status);
    });
    const heard = Recorder.on(page.registry.open({ sessionId: 'a' }));
    const other = Recorder.on(page.registry.open({ sessionId: 'b' }));
    await page.arrive();
    page.connection.status({ status: 'connecting', reason: '', attempt: 1, retryAt: undefined });
    page.connection.up();
    for (const attach of page.connection.all('create_session')) page.connection.accept({}, attach);
    expect(heard.statuses).toEqual(['connecting', 'connected']);
    expect(other.statuses).toEqual(['connecting', 'connected']);
    expect(new Set(events)).toEqual(new Set(['connecting', 'idle', 'connected']));
  });

  it('nobody wants it any more: nothing is asked, and the connection is idle', async () => {
    const page = loadingPage();
    const session = page.registry.open();
    session.subscribe({})();
    expect(session.status).toBe('idle');
    expect(page.registry.connections).toMatchObject([{ status: 'connecting' }]);
    await page.arrive();
    expect(page.connection.leases).toBe(0);
    expect(page.registry.connections).toMatchObject([{ status: 'idle' }]);
  });

  it('token providers given before or meanwhile reach the connection (R51)', async () => {
    const page = loadingPage();
    const [all, own] = [(): string => 'all', (): string => 'own'];
    page.registry.configure({ tokenProvider: all });
    page.registry.setTokenProvider('/b', own);
    for (const url of ['/a', '/b', '/c']) Recorder.on(page.registry.open({ url }));
    const late = (): string => 'late';
    page.registry.setTokenProvider('/c', late);
    expect(page.loads).toBe(3);
    await page.arrive();
    expect(page.connections.map(({ provider }) => provider)).toEqual([late]);
  });
});

describe('closing before the engine is there (R7)', () => {
  it('[SE6] goes out by key, then the key is opened again if that was asked later (R24)', async () => {
    const page = loadingPage();
    const first = page.registry.open({ project: 'web', sessionId: 'x' });
    const heard = Recorder.on(first);
    first.send('typed');
    first.close();
    first.close();
    expect(heard.errors).toMatchObject([{ code: 'input_discarded', message: '5 bytes of input were not delivered: the session was closed.' }]);
    expect(() => first.send('x')).toThrow(expect.objectContaining({ code: 'session_closed' }));
    expect([first.status, first.state.pendingInput]).toEqual(['closed', 0]);
    const second = page.registry.open({ project: 'web', sessionId: 'x' });
    expect(second).not.toBe(first);
    Recorder.on(second);
    await page.arrive();
    const { connection } = page;
    connection.up();
    expect(types(page)).toEqual(['close_session x', 'create_session x']);
    connection.message({ type: 'session_closed', request: connection.all('close_session')[0]?.request, sessionId: 's', exitCode: null, signal: 1, reason: 'closed' });
    expect(heard.closed).toEqual([{ exitCode: null, signal: 1, reason: 'closed' }]);
    expect(heard.statuses).toEqual(['connecting', 'closed', 'closed']);
  });

  it('[SE10] a restart brings the session back: close, then a new shell', async () => {
    const page = loadingPage();
    const session = page.registry.open({ sessionId: 'x' });
    Recorder.on(session);
    session.close();
    session.restart();
    session.send('for the new shell');
    expect([session.status, page.registry.get('x')]).toEqual(['connecting', session]);
    await page.arrive();
    page.connection.up();
    expect(types(page)).toEqual(['close_session x', 'create_session x']);
    expect(page.connection.lastAttach).toMatchObject({ restart: true });
    page.connection.accept();
    expect(page.connection.inputs.map(({ bytes }) => text(bytes))).toEqual(['for the new shell']);
  });

  it('more closes than may wait are refused', () => {
    const { registry } = loadingPage();
    for (let i = 0; i < 1024; i++) registry.close({ sessionId: `s${i}` });
    expect(() => registry.close({ sessionId: 'last' })).toThrow(expect.objectContaining({ code: 'too_many_sessions' }));
    const session = registry.open();
    expect(() => session.close()).toThrow(expect.objectContaining({ code: 'too_many_sessions' }));
    expect([registry.get(session), session.status]).toEqual([session, 'idle']);
  });
});

describe('an engine that cannot be loaded (R37)', () => {
  it('is a failure with an action, told once; the session stays wanted', async () => {
    const page = loadingPage();
    const a = page.registry.open({ sessionId: 'a' });
    const heard = [Recorder.on(a), Recorder.on(page.registry.open({ sessionId: 'b' }))];
    a.send('typed');
    await page.break();
    for (const { errors, statuses } of heard) {
      expect(errors).toMatchObject([{ code: 'load_failed', action: 'Check the network, then retry.', retryable: true }]);
      expect(statuses).toEqual(['connecting', 'failed']);
    }
    expect(a.state).toMatchObject({ status: 'failed', reason: 'A part of the terminal could not be loaded.', pendingInput: 5 });
    expect(page.registry.connections).toMatchObject([{ status: 'failed' }]);
    expect(page.registry.metrics().errors).toBe(1);
    expect(page.logs).toEqual(['load_failed A part of the terminal could not be loaded.']);
  });

  it.each<[string, (page: FakePage) => void]>([
    ['retry', ({ registry }) => registry.open().retry()],
    ['a key', ({ registry }) => registry.open().send('x')],
    ['a key in another session', ({ registry }) => registry.open({ sessionId: 'other' }).send('x')],
    ['list', ({ registry }) => void registry.list().catch(() => {})],
  ])('%s loads again', async (_name, wish) => {
    const page = loadingPage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    await page.break();
    wish(page);
    expect([page.loads, session.status]).toEqual([2, 'connecting']);
    await page.arrive();
    page.connection.up();
    page.connection.accept({}, page.connection.all('create_session')[0]);
    expect(heard.statuses).toEqual(['connecting', 'failed', 'connecting', 'connected']);
  });

  it('subscribing again does not: it would go round and round', async () => {
    const page = loadingPage();
    Recorder.on(page.registry.open());
    await page.break();
    const session = page.registry.open({ sessionId: 'other' });
    Recorder.on(session);
    expect([page.loads, session.status]).toEqual([1, 'failed']);
  });
});

describe('list (R9)', () => {
  it('waits for the engine', async () => {
    const page = loadingPage();
    const listed = page.registry.list();
    await turn();
    await page.arrive();
    page.connection.up();
    page.connection.message({ type: 'session_list', request: page.connection.all('list_sessions')[0]?.request ?? 0, sessions: [] });
    expect(await listed).toEqual([]);
    expect([page.connection.leases, page.clock.pending]).toEqual([0, 0]);
  });

  it.each<[string, string, (page: LoadingPage) => unknown]>([
    ['the engine cannot be loaded', 'load_failed', (page) => page.break()],
    ['the registry is disposed of', 'connection_failed', (page) => page.registry.dispose()],
  ])('rejects when %s', async (_name, code, event) => {
    const page = loadingPage();
    const outcome = page.registry.list().catch((error: unknown) => error);
    await turn();
    await event(page);
    expect(await outcome).toMatchObject({ name: 'TerminalError', code });
  });
});

it('[CN12] disposed while the engine is loaded: nothing is made, nothing is left', async () => {
  const page = loadingPage();
  const session = page.registry.open();
  const view = new FakeView();
  session.setView(view);
  page.registry.open({ sessionId: 'closed' }).close();
  page.registry.dispose();
  expect(view.disposed).toBe(1);
  await page.arrive();
  expect([page.connections, page.clock.pending, page.registry.connections]).toEqual([[], 0, []]);
  Recorder.on(session);
  expect([session.status, page.loads]).toEqual(['closed', 1]);
});
