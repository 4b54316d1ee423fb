import { describe, expect, it } from 'vitest';
import type { ViewerFacts } from '../../../../src/protocol/messages.js';
import { FakeView, snapshotBytes } from '../../../support/fake-connection.js';
import { fakePage, Recorder } from '../../../support/fake-page.js';

const DARK: ViewerFacts = { foreground: [255, 255, 255], background: [0, 0, 0], palette: [[1, 2, 3]], cellWidth: 8.5, cellHeight: 17 };
const LIGHT: ViewerFacts = { foreground: [0, 0, 0], background: [255, 255, 255] };

describe('what only the viewer knows (R25)', () => {
  it('is said with every request, and again when it changes meanwhile: once for a task, and not when it is the same', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    const { connection, clock } = page;
    session.describeViewer(DARK);
    connection.up();
    expect(connection.lastAttach.viewer).toEqual(DARK);
    const channel = connection.accept();
    session.describeViewer({ ...DARK });
    clock.advance(0);
    expect(connection.all('viewer')).toEqual([]);
    session.describeViewer({ ...DARK, cellWidth: 9 });
    session.describeViewer(LIGHT);
    expect(connection.all('viewer')).toEqual([]);
    clock.advance(0);
    expect(connection.all('viewer')).toEqual([{ type: 'viewer', channel, ...LIGHT }]);
    connection.down();
    session.describeViewer(DARK);
    clock.advance(0);
    connection.up();
    expect(connection.lastAttach.viewer).toEqual(DARK);
    connection.accept({ resume: 'exact' });
    clock.advance(0);
    expect([connection.all('viewer').length, clock.pending]).toEqual([1, 0]);
  });

  it('a change between request and answer is told after the answer', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    page.connection.up();
    expect(page.connection.lastAttach).not.toHaveProperty('viewer');
    session.describeViewer(LIGHT);
    page.clock.advance(0);
    expect(page.connection.all('viewer')).toEqual([]);
    const channel = page.connection.accept();
    expect(page.connection.all('viewer')).toEqual([{ type: 'viewer', channel, ...LIGHT }]);
  });

  it('a drop in the task of a change leaves no timer and tells the next server once', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    page.connection.up();
    page.connection.accept();
    session.describeViewer(DARK);
    page.connection.down();
    expect(page.clock.pending).toBe(0);
    page.connection.up();
    expect(page.connection.lastAttach.viewer).toEqual(DARK);
  });

  it.each<[string, ViewerFacts]>([
    ['a colour that is none', { foreground: [256, 0, 0] }], ['a cell without a size', { cellWidth: Number.NaN }], ['too many colours', { palette: Array.from({ length: 257 }, () => [0, 0, 0]) }],
  ])('[SE24] %s is reported, and does not cost the session (R37)', (_name, facts) => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    session.describeViewer(LIGHT);
    session.describeViewer(facts);
    expect(heard.codes).toEqual(['bad_option']);
    page.connection.up();
    expect(page.connection.lastAttach.viewer).toEqual(LIGHT);
  });

  it('[SE24] no request names a size before somebody has given one', () => {
    const page = fakePage();
    const session = page.registry.open();
    session.setView(new FakeView());
    page.connection.up();
    expect(page.connection.lastAttach).not.toHaveProperty('cols');
    session.resize(80, 24);
    const channel = page.connection.accept({ cols: 132, rows: 50 });
    expect(page.connection.all('resize')).toEqual([{ type: 'resize', channel, cols: 80, rows: 24 }]);
    page.connection.down();
    page.connection.up();
    expect(page.connection.lastAttach).toMatchObject({ cols: 80, rows: 24 });
  });
});

describe('a storm of sizes (R50)', () => {
  const sizes = (page: ReturnType<typeof fakePage>) => page.connection.all('resize').map(({ cols }) => cols);

  it('[SE12] the first is told at once, then the latest every 100 ms, and the last one is right', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    page.connection.up();
    page.connection.accept();
    for (let ms = 0; ms < 1_000; ms += 10) {
      session.resize(100 + ms / 10, 30);
      page.clock.advance(10);
    }
    expect(sizes(page)).toEqual([100, 109, 119, 129, 139, 149, 159, 169, 179, 189, 199]);
    expect(session.state.cols, 'here it counts at once').toBe(199);
    page.clock.advance(100);
    expect([sizes(page).length, page.clock.pending]).toEqual([11, 0]);
    session.resize(80, 24);
    expect(sizes(page).at(-1)).toBe(80);
  });

  it('[SE12] a size that comes back within 100 ms is not told; a drop leaves no timer, and the next request has the latest', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    const { connection, clock } = page;
    connection.up();
    connection.accept();
    session.resize(100, 30);
    session.resize(101, 30);
    session.resize(100, 30);
    clock.advance(100);
    expect(sizes(page)).toEqual([100]);
    session.resize(102, 30);
    session.resize(103, 30);
    connection.down();
    expect(clock.pending).toBe(0);
    connection.up();
    expect(connection.lastAttach).toMatchObject({ cols: 103 });
    connection.accept({ resume: 'exact', cols: 103, rows: 30 });
    session.resize(104, 30);
    expect(connection.all('resize').map(({ cols }) => cols)).toEqual([100, 102, 104]);
  });
});

describe('a page that nobody sees (R29)', () => {
  it('[SE17] says so after each welcome and whenever it changes, and nothing while it is what the server believes', () => {
    const { registry, visible, connection } = (() => {
      const page = fakePage();
      Recorder.on(page.registry.open());
      return { registry: page.registry, visible: page.visible, connection: page.connection };
    })();
    connection.up();
    visible.set(true);
    expect(connection.all('visibility')).toEqual([]);
    visible.set(false);
    visible.set(false);
    visible.set(true);
    expect(connection.all('visibility').map((message) => message.visible)).toEqual([false, true]);
    visible.set(false);
    connection.down();
    visible.set(true);
    visible.set(false);
    connection.sent.length = 0;
    connection.up();
    expect(connection.sent.map(({ type }) => type), 'before anything is attached').toEqual(['visibility', 'create_session']);
    connection.down();
    visible.set(true);
    connection.up();
    expect(connection.all('visibility')).toHaveLength(1);
    registry.dispose();
    expect(visible.subscribers).toBe(0);
  });

  it('[SE17] that has fallen behind waits, says so, and syncs when it is seen again', () => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    const view = new FakeView();
    session.setView(view);
    const { connection, visible } = page;
    connection.up();
    const channel = connection.accept();
    connection.output(channel, 0, 'abc');
    visible.set(false);
    connection.refuse('lagging');
    const asked = connection.all('session_sync').length;
    expect(session.state).toMatchObject({ status: 'reconnecting', reason: 'Output waits until the page is seen.', offset: 3 });
    expect([heard.codes, connection.leases]).toEqual([[], 1]);
    connection.output(channel, 3, 'late');
    visible.set(false);
    page.clock.advance(60_000);
    expect(connection.all('session_sync')).toHaveLength(asked);
    connection.sent.length = 0;
    visible.set(true);
    expect(connection.sent).toMatchObject([{ type: 'visibility', visible: true }, { type: 'session_sync', offset: 3, screen: true }]);
    const next = connection.accept({ resume: 'snapshot', created: false, offset: 900, end: 900, gap: { from: 3, to: 900 } });
    connection.snapshot(next, 0, snapshotBytes({ screen: ['now'] }));
    expect([session.status, view.screen, heard.heard, heard.gaps]).toEqual(['connected', 'now', 'abc', [{ from: 3, to: 900, news: 897 }]]);
    visible.set(false);
    visible.set(true);
    expect(connection.all('session_sync'), 'nothing is left that waits').toHaveLength(1);
  });

  it('[SE17] that is seen syncs at once, as before', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    page.connection.up();
    page.connection.output(page.connection.accept(), 0, 'abc');
    page.connection.refuse('lagging');
    expect(page.connection.lastAttach).toMatchObject({ type: 'session_sync', offset: 3 });
  });

  it('[SE17] what is typed for a page that nobody sees does not wait until somebody does (R21)', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    const { connection } = page;
    connection.up();
    connection.accept();
    page.visible.set(false);
    connection.refuse('lagging');
    session.send('x');
    expect(connection.lastAttach.type).toBe('session_sync');
    const channel = connection.accept({ resume: 'exact' });
    expect(connection.inputs).toMatchObject([{ channel, offset: 0 }]);
    connection.refuse('lagging');
    expect(session.status, 'until it has arrived').toBe('connected');
    connection.message({ type: 'input_ack', channel: connection.accept({ resume: 'exact', inputOffset: 1 }), offset: 1 });
    connection.refuse('lagging');
    expect(session.status).toBe('reconnecting');
  });

  it.each<[string, (page: ReturnType<typeof fakePage>, leave: () => void) => void, string, number]>([
    ['a drop', ({ connection }) => connection.down(), 'reconnecting', 1],
    ['the last listener leaving', (_page, leave) => leave(), 'idle', 0],
    ['a close', ({ registry }) => registry.close({}), 'closed', 1],
  ])('[SE17] %s ends the wait, and leaves nobody who listens for it', (_name, act, status, leases) => {
    const page = fakePage();
    const session = page.registry.open();
    const leave = session.subscribe({});
    const before = page.visible.subscribers;
    page.connection.up();
    page.connection.accept();
    page.visible.set(false);
    page.connection.refuse('lagging');
    expect(page.visible.subscribers).toBe(before + 1);
    act(page, leave);
    expect([session.status, page.connection.leases, page.visible.subscribers]).toEqual([status, leases, before]);
    const asked = page.connection.sent.filter(({ type }) => type === 'session_sync').length;
    page.visible.set(true);
    expect(page.connection.sent.filter(({ type }) => type === 'session_sync')).toHaveLength(asked);
  });

  it('[SE17] retry asks for the rest although nobody sees it', () => {
    const page = fakePage();
    const session = page.registry.open();
    session.subscribe({});
    page.connection.up();
    page.connection.accept();
    page.visible.set(false);
    page.connection.refuse('lagging');
    session.retry();
    expect(page.connection.lastAttach.type).toBe('session_sync');
  });
});
