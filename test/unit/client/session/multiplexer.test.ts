import { describe, expect, it } from 'vitest';
import { TerminalError } from '../../../../src/protocol/errors.js';
import { FakeView } from '../../../support/fake-connection.js';
import { fakePage, Recorder } from '../../../support/fake-page.js';

describe('many sessions on one connection', () => {
  it('share one connection and are routed by channel (R3)', () => {
    const page = fakePage();
    const a = Recorder.on(page.registry.open({ sessionId: 'a' }));
    const b = Recorder.on(page.registry.open({ sessionId: 'b' }));
    const { connection } = page;
    connection.up();
    const [first, second] = connection.all('create_session');
    connection.output(connection.accept({}, first), 0, 'for a');
    connection.output(connection.accept({}, second), 0, 'for b');
    expect([a.heard, b.heard]).toEqual(['for a', 'for b']);
    expect(page.connections).toHaveLength(1);
    expect(first?.channel).not.toBe(second?.channel);
  });

  it('[SE7] an error reaches the session it names and no other (R3)', () => {
    const page = fakePage();
    const first = page.registry.open({ sessionId: 'a' });
    const second = page.registry.open({ sessionId: 'b', profile: 'nonsense' });
    const a = Recorder.on(first);
    const b = Recorder.on(second);
    const { connection } = page;
    connection.up();
    const [askedA, askedB] = connection.all('create_session');
    const channel = connection.accept({}, askedA);
    connection.message({ type: 'error', request: askedB?.request, channel: askedB?.channel, code: 'unknown_profile', category: 'usage', message: 'no such profile', retryable: false });
    expect([first.status, second.status]).toEqual(['connected', 'failed']);
    expect([a.codes, b.codes]).toEqual([[], ['unknown_profile']]);
    connection.output(channel, 0, 'still here');
    expect(a.heard).toBe('still here');
    expect(second.state.lastError?.code).toBe('unknown_profile');
    expect(page.registry.metrics().errors).toBe(1);
  });

  it('[SE7] an error that names only the request, or only the full id, finds its session (R3)', () => {
    const page = fakePage();
    const session = page.registry.open({ sessionId: 'a' });
    const heard = Recorder.on(session);
    const other = Recorder.on(page.registry.open({ sessionId: 'b' }));
    const { connection } = page;
    connection.up();
    const [asked, askedOther] = connection.all('create_session');
    connection.accept({ sessionId: 'session_2_bcdefg' }, askedOther);
    connection.message({ type: 'error', request: asked?.request, code: 'spawn_failed', category: 'server', message: 'no', retryable: true });
    expect(session.status).toBe('failed');
    connection.message({ type: 'error', sessionId: 'session_2_bcdefg', code: 'internal', category: 'server', message: 'no', retryable: true });
    expect([heard.codes, other.codes]).toEqual([['spawn_failed'], ['internal']]);
  });

  it('an error that names nobody reaches nobody', () => {
    const page = fakePage();
    const heard = Recorder.on(page.registry.open());
    page.connection.up();
    page.connection.accept();
    page.connection.message({ type: 'error', code: 'internal', category: 'server', message: 'hm', retryable: false });
    expect(heard.codes).toEqual([]);
  });

  it('a fault of the connection reaches the sessions on it', () => {
    const page = fakePage();
    const heard = Recorder.on(page.registry.open());
    const idle = page.registry.open({ sessionId: 'idle' });
    page.connection.fault(new TerminalError('token_failed', 'no token'));
    expect(heard.codes).toEqual(['token_failed']);
    expect(idle.state.lastError).toBeUndefined();
  });

  it('[SE6] while offline only wishes are kept, and carried out in the order in which they were first asked (R24)', () => {
    const page = fakePage();
    const { registry } = page;
    Recorder.on(registry.open({ sessionId: 'a' }));
    const b = registry.open({ sessionId: 'b' });
    const leaveB = b.subscribe({});
    registry.close({ sessionId: 'c' });
    Recorder.on(registry.open({ sessionId: 'd' }));
    leaveB();
    const { connection } = page;
    expect(connection.sent).toEqual([]);
    connection.up();
    expect(connection.sent.map((message) => `${message.type} ${'sessionId' in message ? message.sessionId : ''}`)).toEqual([
      'create_session a', 'close_session c', 'create_session d',
    ]);
  });

  it('[SE6] the order is the same on every later socket (R24)', () => {
    const page = fakePage();
    for (const sessionId of ['a', 'b', 'c']) Recorder.on(page.registry.open({ sessionId }));
    const { connection } = page;
    for (let i = 0; i < 3; i++) {
      connection.up();
      expect(connection.sent.splice(0).map((message) => ('sessionId' in message ? message.sessionId : ''))).toEqual(['a', 'b', 'c']);
      connection.down();
    }
    expect(page.registry.metrics().reconnects).toBe(2);
  });

  it('[SE6] of several sizes given while offline the last one is asked for (R24)', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    session.resize(100, 30);
    session.resize(120, 40);
    page.connection.up();
    expect(page.connection.lastAttach).toMatchObject({ cols: 120, rows: 40 });
    session.resize(90, 20);
    const channel = page.connection.accept();
    expect(page.connection.all('resize')).toEqual([{ type: 'resize', channel, cols: 90, rows: 20 }]);
    session.resize(90, 20);
    expect(page.connection.all('resize')).toHaveLength(1);
  });

  it('[SE6] a session that is closed while offline is closed by name on connect, then opened again if that was asked later (R24)', () => {
    const page = fakePage();
    const first = page.registry.open({ project: 'web', sessionId: 'x' });
    const heard = Recorder.on(first);
    first.close();
    expect(first.status).toBe('closed');
    const second = page.registry.open({ project: 'web', sessionId: 'x' });
    expect(second).not.toBe(first);
    Recorder.on(second);
    const { connection } = page;
    connection.up();
    expect(connection.sent.map(({ type }) => type)).toEqual(['close_session', 'create_session']);
    const close = connection.all('close_session')[0];
    expect(close).toMatchObject({ project: 'web', sessionId: 'x' });
    connection.message({ type: 'session_closed', request: close?.request, sessionId: 'x', exitCode: null, signal: 1, reason: 'closed' });
    expect(heard.closed).toEqual([{ exitCode: null, signal: 1, reason: 'closed' }]);
    expect(second.status).toBe('connecting');
  });

  it('a close is asked again on the next socket until it is answered, and then lets go of the connection (R24)', () => {
    const page = fakePage();
    page.registry.close({ sessionId: 'never-opened' });
    page.registry.close({ sessionId: 'never-opened' });
    const { connection } = page;
    expect(connection.leases).toBe(1);
    connection.up();
    connection.down();
    connection.up();
    expect(connection.all('close_session')).toHaveLength(2);
    const request = connection.all('close_session').at(-1)?.request;
    connection.message({ type: 'session_closed', request, sessionId: 'never-opened', exitCode: null, signal: null, reason: 'closed' });
    expect(connection.leases).toBe(0);
    connection.down();
    connection.up();
    expect(connection.all('close_session')).toHaveLength(2);
    expect(page.registry.sessions).toEqual([]);
  });

  it('frames and messages for unknown channels are counted and change nothing', () => {
    const page = fakePage();
    const heard = Recorder.on(page.registry.open());
    page.connection.up();
    page.connection.accept();
    page.connection.output(999, 0, 'whose?');
    page.connection.message({ type: 'input_ack', channel: 999, offset: 5 });
    page.connection.accept({}, { ...page.connection.lastAttach, channel: 999 });
    expect(page.registry.metrics().unroutedFrames).toBe(3);
    expect(heard.heard).toBe('');
  });

  it('answers of an old socket have no channel any more', () => {
    const page = fakePage();
    const session = page.registry.open();
    session.setView(new FakeView());
    page.connection.up();
    const old = page.connection.accept();
    page.connection.down();
    page.connection.output(old, 0, 'late');
    expect(session.state.offset).toBe(0);
    expect(page.registry.metrics().unroutedFrames).toBe(1);
  });
});
