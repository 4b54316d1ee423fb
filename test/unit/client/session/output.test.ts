import { describe, expect, it } from 'vitest';
import { FakeView, snapshotBytes, text } from '../../../support/fake-connection.js';
import { fakePage, Recorder } from '../../../support/fake-page.js';

describe('output', () => {
  it('[SE2] trims duplicates and counts them (R20)', () => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    page.connection.up();
    const channel = page.connection.accept();
    page.connection.output(channel, 0, 'abc');
    page.connection.output(channel, 1, 'bcd');
    page.connection.output(channel, 0, 'abcd');
    expect(heard.heard).toBe('abcd');
    expect(heard.offsets).toEqual([0, 3]);
    expect(page.registry.metrics().duplicateBytes).toBe(6);
    expect(session.state.bytesIn).toBe(4);
  });

  it('[SE2] a frame that begins too late starts a sync on a new channel; nothing is lost or repeated (R20)', () => {
    const page = fakePage();
    const heard = Recorder.on(page.registry.open());
    const { connection } = page;
    connection.up();
    const first = connection.accept();
    connection.output(first, 0, 'ab');
    connection.output(first, 4, 'ef');
    expect(connection.all('detach_session')).toEqual([{ type: 'detach_session', channel: first }]);
    expect(connection.lastAttach).toMatchObject({ type: 'session_sync', epoch: 'e1', offset: 2 });
    expect(connection.lastAttach.channel).not.toBe(first);
    connection.output(first, 6, 'late on the old channel');
    const second = connection.accept({ resume: 'exact', offset: 2, end: 6, created: false });
    connection.output(second, 2, 'cdef');
    expect(heard.heard).toBe('abcdef');
    expect(page.registry.metrics().unroutedFrames).toBe(1);
    expect(heard.statuses).toEqual(['connecting', 'connected']);
  });

  it('a server that only ever sends gaps fails that session and does not spin (R3)', () => {
    const page = fakePage();
    const heard = Recorder.on(page.registry.open());
    const { connection } = page;
    connection.up();
    for (let i = 0; i < 20 && connection.all('detach_session').length < 20; i++) {
      if (page.registry.sessions[0]?.status === 'failed') break;
      connection.output(connection.accept({ resume: i === 0 ? 'new' : 'exact' }), 50, 'x');
    }
    expect(page.registry.sessions[0]?.status).toBe('failed');
    expect(heard.codes).toEqual(['internal']);
    expect(connection.sent.filter(({ type }) => type === 'create_session' || type === 'session_sync').length).toBeLessThan(10);
  });

  it('[SE3] acknowledges what the screen has parsed, not what it was given (R53)', () => {
    const page = fakePage();
    const session = page.registry.open();
    const view = new FakeView('by hand');
    session.setView(view);
    const { connection } = page;
    connection.up();
    const channel = connection.accept({ windowBytes: 40 });
    connection.output(channel, 0, 'x'.repeat(10));
    connection.output(channel, 10, 'y'.repeat(10));
    page.clock.advance(1000);
    expect(connection.all('ack')).toEqual([]);
    expect(session.state).toMatchObject({ offset: 20, parsedOffset: 0 });
    view.parse(1);
    expect(connection.all('ack')).toEqual([{ type: 'ack', channel, offset: 10 }]);
    view.parse();
    expect(connection.all('ack').at(-1)).toEqual({ type: 'ack', channel, offset: 20 });
    expect(session.state.parsedOffset).toBe(20);
  });

  it('[SE3] with listeners only, delivery is parsing; the rest is acknowledged within 250 ms', () => {
    const page = fakePage();
    Recorder.on(page.registry.open());
    const { connection } = page;
    connection.up();
    const channel = connection.accept();
    connection.output(channel, 0, 'hi');
    expect(connection.all('ack')).toEqual([]);
    page.clock.advance(250);
    expect(connection.all('ack')).toEqual([{ type: 'ack', channel, offset: 2 }]);
  });

  it('after an exact resume, writes of the earlier socket are not acknowledged twice', () => {
    const page = fakePage();
    const session = page.registry.open();
    const view = new FakeView('by hand');
    session.setView(view);
    const { connection } = page;
    connection.up();
    connection.output(connection.accept({ windowBytes: 8 }), 0, 'abcd');
    connection.down();
    connection.up();
    expect(connection.lastAttach).toMatchObject({ type: 'session_sync', epoch: 'e1', offset: 4 });
    const channel = connection.accept({ resume: 'exact', offset: 4, end: 8, windowBytes: 8 });
    connection.output(channel, 4, 'efgh');
    view.parse(1);
    page.clock.advance(1000);
    expect(connection.all('ack')).toEqual([]);
    view.parse(1);
    expect(connection.all('ack')).toEqual([{ type: 'ack', channel, offset: 8 }]);
    expect(view.screen).toBe('abcdefgh');
    expect(view.begun).toEqual(['shell']);
  });

  it('[SE9] a screen given to a session in use gets a snapshot; listeners do not hear that history again (R7, R22)', () => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    const { connection } = page;
    connection.up();
    const first = connection.accept();
    connection.output(first, 0, 'abcd');
    const view = new FakeView();
    session.setView(view);
    expect(connection.all('detach_session')).toEqual([{ type: 'detach_session', channel: first }]);
    expect(connection.lastAttach).toMatchObject({ type: 'create_session', screen: true });
    expect(session.status).toBe('connected');
    const second = connection.accept({ resume: 'snapshot', created: false, offset: 3, end: 6, gap: { from: 0, to: 3 }, cols: 90, rows: 30 });
    connection.snapshot(second, 0, snapshotBytes({ screen: ['b'], tail: 'c', blocks: ['a'] }));
    connection.output(second, 3, 'defg');
    expect(view.begun).toEqual([{ cols: 90, rows: 30, anotherShell: false }]);
    expect(view.calls).toEqual(['screen', 'screen', 'ready', 'lines', 'end']);
    expect(view.screen).toBe('abcdefg');
    expect(heard.heard).toBe('abcdefg');
    expect(heard.offsets).toEqual([0, 4]);
    expect(heard.gaps).toEqual([]);
    expect(heard.created).toHaveLength(1);
  });

  it('a screen given before the shell has printed anything needs no second attachment', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    const { connection } = page;
    connection.up();
    const channel = connection.accept();
    const view = new FakeView();
    session.setView(view);
    connection.output(channel, 0, 'hi');
    expect(connection.all('create_session')).toHaveLength(1);
    expect(view.screen).toBe('hi');
  });

  it('[SE9] a screen given while a sync is under way is asked for, not synced (R22)', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    const { connection } = page;
    connection.up();
    connection.output(connection.accept(), 0, 'abcd');
    connection.down();
    connection.up();
    const stale = connection.lastAttach;
    session.setView(new FakeView());
    expect(stale).not.toHaveProperty('screen');
    expect(connection.lastAttach).toMatchObject({ type: 'create_session', screen: true });
    connection.accept({ resume: 'exact', offset: 4 }, stale);
    expect(session.view).toMatchObject({ begun: [] });
  });

  it('[SE1] what the server does not hold any more is told as a gap, with its offsets, before the output after it (R20)', () => {
    const page = fakePage();
    const session = page.registry.open();
    const order: string[] = [];
    session.subscribe({ onGap: ({ from, to }) => order.push(`gap ${from}-${to}`), onOutput: (data, offset) => order.push(`${offset} ${text(data)}`) });
    const { connection } = page;
    connection.up();
    connection.output(connection.accept(), 0, 'abcd');
    connection.down();
    connection.up();
    const channel = connection.accept({ resume: 'replay', offset: 10, end: 12, gap: { from: 4, to: 10 } });
    connection.output(channel, 10, 'kl');
    expect(order).toEqual(['0 abcd', 'gap 4-10', '10 kl']);
    expect(page.registry.metrics()).toMatchObject({ gaps: 1, gapBytes: 6 });
  });

  it('[SE8] without screen and listeners the session detaches; who comes back hears exactly the rest (R5)', () => {
    const page = fakePage();
    const session = page.registry.open();
    let heard = '';
    const listener = { onOutput: (data: Uint8Array) => { heard += text(data); } };
    const leave = session.subscribe(listener);
    const { connection } = page;
    connection.up();
    const first = connection.accept();
    connection.output(first, 0, 'abc');
    expect(connection.leases).toBe(1);
    leave();
    expect(connection.all('detach_session')).toEqual([{ type: 'detach_session', channel: first }]);
    expect(connection.leases).toBe(0);
    expect(session.status).toBe('idle');
    session.subscribe(listener);
    expect(connection.lastAttach).toMatchObject({ type: 'session_sync', offset: 3 });
    connection.output(connection.accept({ resume: 'exact', offset: 3, end: 5 }), 3, 'de');
    expect(heard).toBe('abcde');
  });

  it('[SE11] unsubscribing within onOutput detaches cleanly', () => {
    const page = fakePage();
    const session = page.registry.open();
    const leave = session.subscribe({ onOutput: () => leave() });
    const { connection } = page;
    connection.up();
    connection.output(connection.accept(), 0, 'abc');
    page.clock.advance(1000);
    expect(session.status).toBe('idle');
    expect(connection.all('ack')).toEqual([]);
  });

  it('[SE14] a screen that throws is reported and does not hold the shell', () => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    const view = new FakeView();
    view.write = () => {
      throw new Error('broken');
    };
    session.setView(view);
    const { connection } = page;
    connection.up();
    const channel = connection.accept({ windowBytes: 4 });
    connection.output(channel, 0, 'abcd');
    expect(heard.codes).toEqual(['listener_failed']);
    expect(heard.heard).toBe('abcd');
    expect(connection.all('ack')).toEqual([{ type: 'ack', channel, offset: 4 }]);
  });

  it('[SE1] another epoch is another stream: the screen is told, listeners hear it from its start (R20)', () => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    const view = new FakeView();
    session.setView(view);
    const { connection } = page;
    connection.up();
    connection.output(connection.accept(), 0, 'old shell');
    connection.down();
    connection.up();
    connection.output(connection.accept({ epoch: 'e2', resume: 'new', offset: 0 }), 0, 'new');
    expect(heard.created.map(({ epoch }) => epoch)).toEqual(['e1', 'e2']);
    expect(heard.heard).toBe('old shellnew');
    expect(view.begun).toEqual(['shell', 'shell']);
    expect(heard.gaps).toEqual([]);
  });

  it('[SV29] every beginning tells the screen which kind of terminal its shell prints to, also one that comes later (R22, R44)', () => {
    const page = fakePage();
    const session = page.registry.open();
    const leave = session.subscribe({});
    const { connection } = page;
    connection.up();
    connection.accept({ terminal: { unicode: 'graphemes' } });
    const view = new FakeView();
    session.setView(view);
    expect(view.begun).toEqual(['shell']);
    connection.down();
    connection.up();
    connection.snapshot(connection.accept({ epoch: 'e2', resume: 'snapshot', terminal: { unicode: '11' } }), 0, snapshotBytes({ screen: ['b'] }));
    connection.down();
    connection.up();
    connection.accept({ epoch: 'e3', resume: 'new' });
    expect(view.terminals).toEqual([{ unicode: 'graphemes' }, { unicode: '11' }, undefined]);
    leave();
  });

  it('a lagging attachment syncs again without an error', () => {
    const page = fakePage();
    const heard = Recorder.on(page.registry.open());
    const { connection } = page;
    connection.up();
    connection.output(connection.accept(), 0, 'abc');
    connection.refuse('lagging');
    expect(connection.lastAttach).toMatchObject({ type: 'session_sync', offset: 3 });
    expect(heard.codes).toEqual([]);
  });
});
