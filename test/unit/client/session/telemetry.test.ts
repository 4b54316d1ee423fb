import { describe, expect, it } from 'vitest';
import { FakeView, snapshotBytes } from '../../../support/fake-connection.js';
import { fakePage, Recorder } from '../../../support/fake-page.js';

const WINDOW = 8000;

describe('what a session says of itself (R42)', () => {
  it('[SE27] how much of the window is not acknowledged, and how much waits to be parsed', () => {
    const page = fakePage();
    const session = page.registry.open();
    const view = new FakeView('by hand');
    expect(session.state.flow, 'not attached').toBeUndefined();
    session.setView(view);
    page.connection.up();
    expect(session.state.flow, 'not attached yet').toBeUndefined();
    const channel = page.connection.accept({ windowBytes: WINDOW });
    expect(session.state.flow).toEqual({ windowBytes: WINDOW, unacknowledged: 0, buffered: 0 });
    page.connection.output(channel, 0, 'x'.repeat(600));
    page.connection.output(channel, 600, 'x'.repeat(300));
    expect(session.state.flow).toEqual({ windowBytes: WINDOW, unacknowledged: 900, buffered: 900 });
    view.parse(1);
    expect(session.state.flow, 'less than an eighth is parsed').toEqual({ windowBytes: WINDOW, unacknowledged: 900, buffered: 300 });
    page.clock.advance(250);
    expect(page.connection.all('ack').at(-1)).toMatchObject({ offset: 600 });
    expect(session.state.flow).toEqual({ windowBytes: WINDOW, unacknowledged: 300, buffered: 300 });
    view.parse();
    page.clock.advance(250);
    expect(session.state.flow).toEqual({ windowBytes: WINDOW, unacknowledged: 0, buffered: 0 });
  });

  it('[SE27] a snapshot goes through the same window', () => {
    const page = fakePage();
    const session = page.registry.open();
    const view = new FakeView('by hand');
    session.setView(view);
    page.connection.up();
    const channel = page.connection.accept({ resume: 'snapshot', created: false, offset: 5000, end: 5000, windowBytes: WINDOW });
    const stream = snapshotBytes({ screen: ['screen'], tail: '$' });
    page.connection.snapshot(channel, 0, stream);
    page.connection.output(channel, 5000, 'more');
    const { flow } = session.state;
    expect(flow?.unacknowledged).toBe(stream.length + 4);
    expect(flow?.buffered, 'what went before the first piece that is being parsed counts as parsed').toBeLessThanOrEqual(stream.length + 4);
    view.parse();
    page.clock.advance(250);
    expect(session.state.flow).toEqual({ windowBytes: WINDOW, unacknowledged: 0, buffered: 0 });
    expect(page.connection.all('ack').at(-1)).toMatchObject({ offset: 5004, snapshot: stream.length });
  });

  it('[SE27] the window that the server gives anew counts from then on; what an earlier attachment brought is not owed to the next', () => {
    const page = fakePage();
    const session = page.registry.open();
    const view = new FakeView('by hand');
    session.setView(view);
    const { connection } = page;
    connection.up();
    const channel = connection.accept({ windowBytes: WINDOW });
    connection.accept({ windowBytes: 2 * WINDOW }, connection.lastAttach);
    expect(session.state.flow?.windowBytes).toBe(2 * WINDOW);
    connection.output(channel, 0, 'x'.repeat(700));
    connection.down();
    expect(session.state.flow).toBeUndefined();
    connection.up();
    connection.accept({ resume: 'exact', created: false, offset: 700, end: 700, windowBytes: WINDOW });
    expect(session.state.flow).toEqual({ windowBytes: WINDOW, unacknowledged: 0, buffered: 0 });
    view.parse();
    expect(session.state.flow).toEqual({ windowBytes: WINDOW, unacknowledged: 0, buffered: 0 });
  });

  it('[SE28] how often its line was lost, how it came back, how many errors were told', () => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    const { connection } = page;
    expect(session.state).toMatchObject({ drops: 0, resume: undefined, errors: 0 });
    connection.up();
    connection.down();
    expect(session.state, 'was not attached yet').toMatchObject({ drops: 0 });
    connection.up();
    connection.accept();
    expect(session.state).toMatchObject({ drops: 0, resume: 'new' });
    connection.down();
    connection.up();
    connection.accept({ resume: 'exact', created: false });
    connection.down();
    connection.up();
    connection.accept({ resume: 'replay', created: false, offset: 50, end: 50 });
    expect(session.state).toMatchObject({ drops: 2, resume: 'replay' });
    connection.refuse('rate_limited', { request: undefined });
    expect([heard.codes.length, session.state.errors]).toEqual([1, 1]);
  });

  it('[SE31] what kind of terminal its shell prints to, from the first answer on; another shell may have another (R42)', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    const { connection } = page;
    connection.up();
    expect(session.state.terminal).toBeUndefined();
    connection.accept({ terminal: { unicode: 'graphemes', images: true } });
    expect(session.state.terminal).toEqual({ unicode: 'graphemes', images: true });
    connection.down();
    expect(session.state.terminal).toEqual({ unicode: 'graphemes', images: true });
    connection.up();
    connection.accept({ resume: 'exact', created: false, terminal: { unicode: 'graphemes', images: true } });
    expect(session.state.terminal).toEqual({ unicode: 'graphemes', images: true });
    connection.down();
    connection.up();
    connection.accept({ resume: 'new', epoch: 'another' });
    expect(session.state.terminal, 'what is absent is the default').toEqual({ unicode: '11', images: false });
  });

  it('[SE28] a second attachment on the socket in use is no loss of the line', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    page.connection.up();
    page.connection.output(page.connection.accept(), 0, 'abc');
    session.setView(new FakeView());
    page.connection.accept({ resume: 'snapshot', created: false, offset: 3, end: 3 });
    expect(session.state).toMatchObject({ drops: 0, resume: 'snapshot' });
  });
});
