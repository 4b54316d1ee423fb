import { describe, expect, it } from 'vitest';
import type { SessionRef } from '../../../../src/client/session/contract.js';
import { FakeView, snapshotBytes } from '../../../support/fake-connection.js';
import { fakePage, Recorder } from '../../../support/fake-page.js';

describe('status of a session', () => {
  it('follows the connection while there is none, and itself when there is (R30)', () => {
    const page = fakePage();
    const session = page.registry.open();
    expect(session.status).toBe('idle');
    const heard = Recorder.on(session);
    const { connection } = page;
    connection.status({ status: 'connecting', reason: '', attempt: 1, retryAt: undefined });
    connection.up();
    connection.accept();
    connection.down({ status: 'suspended', reason: 'breaker', attempt: 5, retryAt: 30_000 });
    expect(session.state).toMatchObject({ status: 'suspended', reason: 'breaker', attempt: 5, retryAt: 30_000 });
    connection.up();
    connection.accept({ resume: 'exact' });
    connection.down({ status: 'offline', reason: '', attempt: 0, retryAt: undefined });
    expect([...new Set(heard.statuses)]).toEqual(['connecting', 'connected', 'suspended', 'reconnecting', 'offline']);
  });

  it('[SE10] the end of the shell is told with code and signal; the screen stays (R50)', () => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    const view = new FakeView();
    session.setView(view);
    const { connection } = page;
    connection.up();
    const channel = connection.accept();
    connection.output(channel, 0, 'bye');
    connection.closeSession(channel, { exitCode: 3 });
    expect(heard.closed).toEqual([{ exitCode: 3, signal: null, reason: 'exited' }]);
    expect(session.state).toMatchObject({ status: 'closed', reason: 'The shell has ended with code 3.', exit: { exitCode: 3 } });
    expect([session.view, view.screen, view.disposed]).toEqual([view, 'bye', 0]);
    expect(connection.leases).toBe(0);
    expect(() => session.send('x')).toThrow(expect.objectContaining({ code: 'session_closed' }));
    connection.down();
    connection.up();
    expect(connection.all('session_sync')).toEqual([]);
    expect(page.registry.get(session)).toBe(session);
  });

  it('[SE10] restart asks for a new shell under the same key, on the same screen (R50)', () => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    const view = new FakeView();
    session.setView(view);
    const { connection } = page;
    connection.up();
    const first = connection.accept();
    session.restart();
    expect(connection.all('create_session')).toHaveLength(1);
    session.send('exit\n');
    connection.output(first, 0, 'old');
    connection.closeSession(first);
    expect(heard.codes).toEqual(['input_discarded']);
    session.restart();
    expect(connection.lastAttach).toMatchObject({ type: 'create_session', restart: true });
    session.send('typed before the answer');
    connection.output(connection.accept({ epoch: 'e2' }), 0, 'new');
    expect(view.begun).toEqual(['shell', 'shell']);
    expect(view.screen).toBe('oldnew');
    expect(connection.inputs.at(-1)).toMatchObject({ offset: 0 });
    expect(session.state).toMatchObject({ status: 'connected', exit: undefined, epoch: 'e2' });
  });

  it('[SE10] a restart that a drop interrupts is asked again on the next socket', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    const { connection } = page;
    connection.up();
    connection.closeSession(connection.accept());
    session.restart();
    connection.down();
    connection.up();
    expect(connection.all('create_session').slice(-2)).toMatchObject([{ restart: true }, { restart: true }]);
  });

  it.each(['unknown_profile', 'profile_conflict', 'too_many_sessions', 'spawn_failed', 'session_gone', 'forbidden', 'bad_session_id', 'something_new'])(
    'a refused attach (%s) is failed until retry (R37)',
    (code) => {
      const page = fakePage();
      const session = page.registry.open();
      const heard = Recorder.on(session);
      const { connection } = page;
      connection.up();
      connection.refuse(code, { action: 'do something' });
      expect(session.state).toMatchObject({ status: 'failed', reason: `${code} happened` });
      expect(heard.errors[0]).toMatchObject({ code: code === 'something_new' ? 'internal' : code, action: 'do something' });
      expect(connection.leases).toBe(0);
      session.retry();
      expect(connection.all('create_session')).toHaveLength(2);
      connection.accept();
      expect(session.status).toBe('connected');
    },
  );

  it('errors that do not end the attachment are told and change nothing else', () => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    page.connection.up();
    page.connection.accept();
    page.connection.refuse('bad_size');
    expect(heard.codes).toEqual(['bad_size']);
    expect(session.status).toBe('connected');
  });

  it.each(['session_gone', 'forbidden'])('%s on a live session is failed and lets go of the channel', (code) => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    page.connection.up();
    page.connection.accept();
    page.connection.refuse(code);
    expect(session.status).toBe('failed');
    expect(page.connection.all('detach_session')).toHaveLength(1);
  });

  it('[SE13] "too fast" is asked again by itself, later and later', () => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    const { connection, clock } = page;
    connection.up();
    for (let asked = 1; asked <= 3; asked++) {
      expect(connection.all('create_session')).toHaveLength(asked);
      connection.refuse('rate_limited');
      expect(session.state).toMatchObject({ status: 'connecting', attempt: asked });
      clock.advance((session.state.retryAt ?? Infinity) - clock.now());
    }
    connection.accept();
    expect(session.status).toBe('connected');
    expect(heard.codes).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('"too fast", then a drop: asked on the next socket, and no timer is left', () => {
    const page = fakePage();
    Recorder.on(page.registry.open());
    const { connection, clock } = page;
    connection.up();
    connection.refuse('rate_limited');
    connection.down();
    expect(clock.pending).toBe(0);
    connection.up();
    expect(connection.all('create_session')).toHaveLength(2);
  });

  it('retry makes a waiting connection try at once', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    session.retry();
    expect(page.connection.retries).toBe(1);
    page.connection.up();
    page.connection.accept();
    session.retry();
    expect(page.connection.retries).toBe(1);
  });

  it('[SE29] a shell that this page has started is new, also when a screen comes between the request and its answer', () => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    const { connection } = page;
    connection.up();
    const first = connection.lastAttach;
    session.setView(new FakeView());
    const second = connection.lastAttach;
    expect(second.channel).not.toBe(first.channel);
    connection.accept({ created: true }, first);
    expect(heard.created).toEqual([]);
    connection.accept({ created: false, resume: 'snapshot' }, second);
    expect(heard.created).toEqual([{ sessionId: 'session_1_abcdef', epoch: 'e1', created: true }]);
    connection.down();
    connection.up();
    connection.accept({ epoch: 'e2', created: false, resume: 'snapshot' });
    expect(heard.created.at(-1), 'another shell, which was there').toMatchObject({ epoch: 'e2', created: false });
  });

  it('an ended session that was evicted shows its last screen again without a second end', () => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    const { connection } = page;
    connection.up();
    const first = connection.accept();
    connection.output(first, 0, 'bye');
    connection.closeSession(first);
    const view = new FakeView();
    session.setView(view);
    expect(connection.lastAttach).not.toHaveProperty('restart');
    expect(() => session.send('x')).toThrow(expect.objectContaining({ code: 'session_closed' }));
    const second = connection.accept({ created: false, resume: 'snapshot', offset: 3, end: 3 });
    expect(() => session.send('x')).toThrow(expect.objectContaining({ code: 'session_closed' }));
    connection.snapshot(second, 0, snapshotBytes({ screen: ['bye'] }));
    connection.closeSession(second);
    expect(view.screen).toBe('bye');
    expect(heard.heard).toBe('bye');
    expect(heard.closed).toHaveLength(1);
    expect(session.status).toBe('closed');
    session.restart();
    session.send('for the next shell');
    expect(session.state.pendingInput).toBe(18);
  });
});

describe('size (R50)', () => {
  it.each([
    [0, 0, 2, 1], [1e9, 1e9, 1000, 1000], [-5, Infinity, 2, 1000], [80.9, 24.9, 80, 24],
  ])('[SE12] %d × %d becomes %d × %d', (cols, rows, wantCols, wantRows) => {
    const page = fakePage();
    const session = page.registry.open();
    session.resize(cols, rows);
    expect(session.state).toMatchObject({ cols: wantCols, rows: wantRows });
  });

  it.each([[Number.NaN, 24], [80, Number.NaN], ['80', 24], [undefined, 24]])('[SE12] %s × %s is refused and changes nothing', (cols, rows) => {
    const session = fakePage().registry.open();
    expect(() => session.resize(cols as number, rows as number)).toThrow(expect.objectContaining({ code: 'bad_option' }));
    expect(session.state).toMatchObject({ cols: 80, rows: 24 });
  });

  it('who has never named a size names none, and is told the one the session has', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    page.connection.up();
    expect(page.connection.lastAttach).not.toHaveProperty('cols');
    page.connection.accept({ cols: 132, rows: 50 });
    expect(session.state).toMatchObject({ cols: 132, rows: 50 });
    page.connection.down();
    page.connection.up();
    expect(page.connection.lastAttach).not.toHaveProperty('rows');
    expect(page.connection.all('resize')).toEqual([]);
  });

  it('a live session is told of every change once', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    page.connection.up();
    const channel = page.connection.accept();
    session.resize(100, 30);
    session.resize(100, 30);
    expect(page.connection.all('resize')).toEqual([{ type: 'resize', channel, cols: 100, rows: 30 }]);
  });
});

describe('closing', () => {
  const ref: SessionRef = { project: 'web', environment: 'dev', sessionId: 'x' };

  it('ends the shell, forgets the session and tells the end when the server confirms it (R7)', () => {
    const page = fakePage();
    const session = page.registry.open(ref);
    const heard = Recorder.on(session);
    const { connection } = page;
    connection.up();
    const channel = connection.accept();
    session.close();
    expect(page.registry.get(ref)).toBeUndefined();
    expect(connection.sent.slice(-2)).toMatchObject([{ type: 'detach_session', channel }, { type: 'close_session', ...ref, epoch: session.state.epoch }]);
    expect(session.state.epoch).toBeDefined();
    expect(heard.closed).toEqual([]);
    connection.message({ type: 'session_closed', request: connection.all('close_session')[0]?.request, sessionId: 's', exitCode: null, signal: 1, reason: 'closed' });
    expect(heard.closed).toEqual([{ exitCode: null, signal: 1, reason: 'closed' }]);
    expect(connection.leases).toBe(0);
    session.close();
  });

  it('a close that the server refuses is told', () => {
    const page = fakePage();
    const session = page.registry.open(ref);
    const heard = Recorder.on(session);
    const { connection } = page;
    connection.up();
    connection.accept();
    session.close();
    connection.message({ type: 'error', request: connection.all('close_session')[0]?.request, code: 'forbidden', category: 'auth', message: 'not yours', retryable: false });
    expect(heard.codes).toEqual(['forbidden']);
    expect(session.status).toBe('failed');
  });

  it('restart after close brings the same session back, unless another one has its key', () => {
    const page = fakePage();
    const session = page.registry.open(ref);
    Recorder.on(session);
    page.connection.up();
    page.connection.accept();
    session.close();
    session.restart();
    expect(page.registry.get(ref)).toBe(session);
    expect(page.connection.lastAttach).toMatchObject({ type: 'create_session', restart: true });
    session.close();
    const other = page.registry.open(ref);
    session.restart();
    expect(page.registry.get(ref)).toBe(other);
    expect(session.status).toBe('closed');
  });

  it('a session that was closed before cannot end the one that has its key now', () => {
    const page = fakePage();
    const first = page.registry.open(ref);
    first.close();
    const second = page.registry.open(ref);
    first.close();
    page.registry.close(first);
    expect(page.registry.get(ref)).toBe(second);
    page.connection.up();
    expect(page.connection.all('close_session')).toHaveLength(1);
  });

  it('a session that another page has closed ends here too, whether attached or coming back', () => {
    const page = fakePage();
    const session = page.registry.open(ref);
    const heard = Recorder.on(session);
    const { connection } = page;
    connection.up();
    connection.accept();
    connection.down();
    connection.up();
    const { request, channel } = connection.lastAttach;
    connection.message({ type: 'session_closed', request, channel, sessionId: 's', exitCode: null, signal: null, reason: 'closed' });
    expect(session.status).toBe('closed');
    expect(heard.closed).toMatchObject([{ reason: 'closed' }]);
    expect(connection.all('create_session')).toHaveLength(1);
  });

  it('a screen that is shown outlives its closed session until it is parked', () => {
    const page = fakePage();
    const session = page.registry.open(ref);
    const view = new FakeView();
    view.shown = true;
    session.setView(view);
    session.close();
    expect(view.disposed).toBe(0);
    view.shown = false;
    session.touch();
    session.touch();
    expect(view.disposed).toBe(1);
  });
});
