import { describe, expect, it } from 'vitest';
import type { TerminalSession } from '../../../../src/client/session/contract.js';
import { SECTION_HEADER_BYTES } from '../../../../src/protocol/snapshot-sections.js';
import { type FakeConnection, FakeView, snapshotBytes } from '../../../support/fake-connection.js';
import { fakePage, Recorder, type FakePage } from '../../../support/fake-page.js';
import { ModelServer } from '../../../support/model-server.js';
import { SeededRandom } from '../../../support/seeded-random.js';

const STREAM = snapshotBytes({ screen: ['screen'], tail: '\x1b', blocks: ['new', 'old'] });
/** Where its parts end. */
const SCREEN_END = SECTION_HEADER_BYTES + 6;
const TAIL_END = SCREEN_END + SECTION_HEADER_BYTES + 1;
const LINES_END = STREAM.length - SECTION_HEADER_BYTES;
const SNAPSHOT = { resume: 'snapshot', created: false, offset: 100, end: 100 } as const;

/** A session whose view is about to be given a snapshot, by a server that has printed 100 bytes. */
function given(mode: 'at once' | 'by hand' = 'at once', windowBytes = 256 * 1024): {
  page: FakePage; session: TerminalSession; view: FakeView; connection: FakeConnection; channel: number; heard: Recorder;
} {
  const page = fakePage();
  const session = page.registry.open();
  const heard = Recorder.on(session);
  const view = new FakeView(mode);
  session.setView(view);
  const { connection } = page;
  connection.up();
  return { page, session, view, connection, heard, channel: connection.accept({ ...SNAPSHOT, windowBytes }) };
}

describe('snapshots', () => {
  it('[SE9] are asked for exactly when there is a screen (R22)', () => {
    const page = fakePage();
    const session = page.registry.open();
    const { connection } = page;
    Recorder.on(session);
    connection.up();
    expect(connection.lastAttach).not.toHaveProperty('screen');
    const view = new FakeView();
    session.setView(view);
    expect(connection.all('detach_session')).toHaveLength(1);
    expect(connection.lastAttach).toMatchObject({ type: 'create_session', screen: true });
    session.setView(undefined);
    session.setView(view);
    expect(connection.all('create_session'), 'the request under way is for a screen').toHaveLength(2);
    connection.output(connection.accept(), 0, 'x');
    connection.down();
    connection.up();
    expect(connection.lastAttach).toMatchObject({ type: 'session_sync', screen: true, offset: 1 });
  });

  it('[SE9] output goes on after the tail, beside the lines, and from the offset that was told (R22)', () => {
    const { view, connection, channel, session, heard, page } = given();
    expect(view.begun).toEqual([{ cols: 80, rows: 24, anotherShell: false }]);
    connection.snapshot(channel, 0, STREAM.subarray(0, TAIL_END));
    connection.output(channel, 100, 'and ');
    connection.snapshot(channel, TAIL_END, STREAM.subarray(TAIL_END, LINES_END));
    connection.output(channel, 104, 'more');
    connection.snapshot(channel, LINES_END, STREAM.subarray(LINES_END));
    expect(view.screen).toBe('oldnewscreen\x1band more');
    expect(view.calls).toEqual(['screen', 'screen', 'ready', 'lines', 'lines', 'end']);
    expect([heard.heard, heard.offsets, heard.gaps]).toEqual(['and more', [100, 104], []]);
    expect(session.state).toMatchObject({ offset: 108, parsedOffset: 108, bytesIn: STREAM.length + 8 });
    expect(page.registry.metrics()).toMatchObject({ gaps: 0, gapBytes: 0, bytesIn: STREAM.length + 8 });
  });

  it('[SE3] acknowledges the sum of output and snapshot every eighth of the window, and the rest after 250 ms (R53)', () => {
    const { view, connection, channel, page } = given('by hand', 160);
    const timers = page.clock.pending;
    connection.snapshot(channel, 0, STREAM.subarray(0, SCREEN_END));
    page.clock.advance(1000);
    expect(connection.all('ack'), 'only the header needs no parsing').toEqual([{ type: 'ack', channel, offset: 100, snapshot: 5 }]);
    view.parse();
    connection.snapshot(channel, SCREEN_END, STREAM.subarray(SCREEN_END, TAIL_END));
    view.parse();
    connection.output(channel, 100, 'x'.repeat(10));
    expect(connection.all('ack')).toHaveLength(1);
    view.parse();
    expect(connection.all('ack').at(-1)).toEqual({ type: 'ack', channel, offset: 110, snapshot: TAIL_END });
    connection.snapshot(channel, TAIL_END, STREAM.subarray(TAIL_END));
    view.parse();
    page.clock.advance(250);
    expect(connection.all('ack').at(-1)).toEqual({ type: 'ack', channel, offset: 110, snapshot: STREAM.length });
    expect(page.clock.pending).toBe(timers);
  });

  it.each([
    ['in the screen', 3], ['before the tail', SCREEN_END], ['after the tail', TAIL_END], ['in the lines', TAIL_END + 9], ['before the end', LINES_END + 4],
  ])('[SE15] a drop %s asks for it anew (R22)', (_name, at) => {
    const { view, connection, channel, page } = given('by hand');
    connection.snapshot(channel, 0, STREAM.subarray(0, at));
    if (at >= TAIL_END) connection.output(channel, 100, 'x');
    connection.down();
    connection.up();
    expect(connection.lastAttach).toMatchObject({ type: 'create_session', screen: true });
    const acks = connection.all('ack').length;
    view.parse();
    page.clock.advance(1000);
    expect(connection.all('ack'), 'nothing of the old one is acknowledged').toHaveLength(acks);
    const next = connection.accept(SNAPSHOT);
    view.parse();
    expect(connection.all('ack')).toHaveLength(acks);
    connection.snapshot(next, 0, STREAM);
    expect(view.snapshots).toHaveLength(2);
    expect(view.screen).toBe('oldnewscreen\x1b');
  });

  it('[SE15] a drop after the end goes on from there, whether or not it was parsed (R20, R22)', () => {
    const { view, connection, channel } = given('by hand');
    connection.snapshot(channel, 0, STREAM);
    connection.output(channel, 100, 'abc');
    connection.down();
    connection.up();
    expect(connection.lastAttach).toMatchObject({ type: 'session_sync', epoch: 'e1', offset: 103, screen: true });
    const next = connection.accept({ resume: 'exact', created: false, offset: 103, end: 104, windowBytes: 8 });
    connection.output(next, 103, 'd');
    view.parse();
    expect(connection.all('ack')).toEqual([{ type: 'ack', channel: next, offset: 104 }]);
    expect(view.snapshots).toHaveLength(1);
  });

  it('[SE2] a hole in the snapshot asks for it anew, on a new channel; what comes twice is trimmed and counted (R20)', () => {
    const { view, connection, channel, page } = given();
    connection.snapshot(channel, 0, STREAM.subarray(0, 20));
    connection.snapshot(channel, 10, STREAM.subarray(10, 22));
    expect(page.registry.metrics().duplicateBytes).toBe(10);
    connection.snapshot(channel, 23, STREAM.subarray(23));
    expect(connection.all('detach_session')).toEqual([{ type: 'detach_session', channel }]);
    expect(connection.lastAttach).toMatchObject({ type: 'create_session', screen: true });
    const next = connection.accept(SNAPSHOT);
    connection.snapshot(next, 0, STREAM);
    connection.snapshot(next, 0, STREAM);
    expect(view.screen).toBe('oldnewscreen\x1b');
    expect(page.registry.metrics().duplicateBytes).toBe(10 + STREAM.length);
    expect(connection.distrusted).toEqual([]);
  });

  it('says whether the screen shows another shell, also when the first try was broken off', () => {
    const { view, connection, channel } = given();
    connection.snapshot(channel, 0, STREAM);
    connection.down();
    for (const at of [SCREEN_END, STREAM.length]) {
      connection.up();
      connection.snapshot(connection.accept({ ...SNAPSHOT, epoch: 'e2' }), 0, STREAM.subarray(0, at));
      connection.down();
    }
    connection.up();
    connection.accept({ ...SNAPSHOT, epoch: 'e2' });
    expect(view.snapshots.map(({ anotherShell }) => anotherShell)).toEqual([false, true, true, false]);
  });

  it('[SE9] another screen in the middle of one gets its own (R22)', () => {
    const { view, connection, channel, session } = given('by hand');
    connection.snapshot(channel, 0, STREAM.subarray(0, TAIL_END));
    const other = new FakeView();
    session.setView(other);
    expect(connection.lastAttach).toMatchObject({ type: 'create_session', screen: true });
    connection.snapshot(channel, TAIL_END, STREAM.subarray(TAIL_END));
    connection.snapshot(connection.accept(SNAPSHOT), 0, STREAM);
    expect(view.calls).toEqual(['screen', 'screen', 'ready']);
    expect(other.begun).toEqual([{ cols: 80, rows: 24, anotherShell: false }]);
    expect(other.screen).toBe('oldnewscreen\x1b');
  });

  it('a screen that leaves in the middle owes nothing, listeners go on, and the next one starts anew', () => {
    const { view, connection, channel, session, heard } = given('by hand', 64);
    connection.snapshot(channel, 0, STREAM.subarray(0, SCREEN_END));
    session.setView(undefined);
    expect(connection.all('ack').at(-1)).toEqual({ type: 'ack', channel, offset: 100, snapshot: SCREEN_END });
    connection.snapshot(channel, SCREEN_END, STREAM.subarray(SCREEN_END));
    connection.output(channel, 100, '12345678');
    expect(connection.all('ack').at(-1)).toEqual({ type: 'ack', channel, offset: 108, snapshot: STREAM.length });
    expect([heard.heard, view.calls]).toEqual(['12345678', ['screen']]);
    expect(connection.all('create_session')).toHaveLength(1);
    const back = new FakeView();
    session.setView(back);
    expect(connection.lastAttach).toMatchObject({ type: 'create_session', screen: true });
    connection.snapshot(connection.accept({ ...SNAPSHOT, offset: 108, end: 108 }), 0, STREAM);
    expect([back.screen, heard.gaps]).toEqual(['oldnewscreen\x1b', []]);
  });

  it.each(['screen', 'ready', 'lines'] as const)('[SE9] another screen within the call "%s": the old one gets no further ones, the new one gets its own (R22)', (name) => {
    const page = fakePage();
    const session = page.registry.open();
    const view = new FakeView();
    const other = new FakeView();
    const begin = view.beginSnapshot.bind(view);
    view.beginSnapshot = (start) => {
      const sink = begin(start);
      return { ...sink, [name]: (...given: never[]) => {
        (sink[name] as (...all: never[]) => void)(...given);
        session.setView(other);
      } };
    };
    session.setView(view);
    page.connection.up();
    page.connection.snapshot(page.connection.accept(SNAPSHOT), 0, STREAM);
    const calls = ['screen', 'screen', 'ready', 'lines'];
    expect(view.calls).toEqual(calls.slice(0, calls.indexOf(name) + 1));
    expect(page.connection.all('create_session')).toHaveLength(2);
    page.connection.snapshot(page.connection.accept(SNAPSHOT), 0, STREAM);
    expect([other.screen, page.connection.distrusted]).toEqual(['oldnewscreen\x1b', []]);
    page.connection.down();
    page.connection.up();
    expect(page.connection.lastAttach).toMatchObject({ type: 'session_sync', offset: 100 });
  });

  it('[SE9] another screen in the middle of the snapshot of a shell that has printed nothing gets its own too', () => {
    const page = fakePage();
    const session = page.registry.open();
    session.setView(new FakeView());
    page.connection.up();
    page.connection.snapshot(page.connection.accept({ ...SNAPSHOT, offset: 0, end: 0 }), 0, STREAM.subarray(0, TAIL_END));
    session.setView(new FakeView());
    expect(page.connection.all('create_session')).toHaveLength(2);
  });

  it('a screen that leaves in the middle does not make listeners begin anew after a drop (R20)', () => {
    const { connection, channel, session, heard } = given();
    connection.snapshot(channel, 0, STREAM.subarray(0, TAIL_END));
    session.setView(undefined);
    connection.snapshot(channel, TAIL_END, STREAM.subarray(TAIL_END));
    connection.output(channel, 100, 'abc');
    connection.down();
    connection.up();
    expect(connection.lastAttach).toMatchObject({ type: 'session_sync', offset: 103 });
    expect(connection.lastAttach).not.toHaveProperty('screen');
    connection.output(connection.accept({ resume: 'exact', offset: 103, end: 104 }), 103, 'd');
    expect([heard.heard, heard.gaps]).toEqual(['abcd', []]);
  });

  it('a screen that has shown nothing shows no other shell', () => {
    const { connection, channel, session } = given();
    connection.snapshot(channel, 0, STREAM);
    const other = new FakeView();
    connection.down();
    session.setView(other);
    connection.up();
    connection.accept({ ...SNAPSHOT, epoch: 'e2' });
    expect(other.snapshots).toMatchObject([{ anotherShell: false }]);
  });

  it('a screen that leaves in the middle of a call gets no further ones', () => {
    const page = fakePage();
    const session = page.registry.open();
    const view = new FakeView();
    const begin = view.beginSnapshot.bind(view);
    view.beginSnapshot = (start) => ({ ...begin(start), ready: () => session.setView(undefined) });
    session.setView(view);
    page.connection.up();
    page.connection.snapshot(page.connection.accept(SNAPSHOT), 0, STREAM);
    expect(view.calls).toEqual(['screen', 'screen']);
    expect([session.status, page.connection.leases]).toEqual(['idle', 0]);
  });

  it('[SE14] a screen that throws at the beginning is reported; its bytes count as parsed (R8)', () => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    const view = new FakeView();
    view.beginSnapshot = () => {
      throw new Error('broken');
    };
    session.setView(view);
    page.connection.up();
    const channel = page.connection.accept({ ...SNAPSHOT, windowBytes: 8 });
    page.connection.snapshot(channel, 0, STREAM);
    page.connection.output(channel, 100, 'heard');
    expect(heard.codes).toEqual(['listener_failed']);
    expect(heard.heard).toBe('heard');
    expect(page.connection.all('ack').at(-1)).toEqual({ type: 'ack', channel, offset: 105, snapshot: STREAM.length });
  });

  it('[SE14] a screen that throws within one is reported and holds up neither shell nor listeners (R8)', () => {
    const { view, connection, channel, heard } = given('at once', 8);
    // The sink was made before: its calls reach the view, which fails from here on.
    Object.defineProperty(view, 'screen', { set: () => { throw new Error('broken'); } });
    connection.snapshot(channel, 0, STREAM);
    connection.output(channel, 100, 'heard');
    expect(new Set(heard.codes)).toEqual(new Set(['listener_failed']));
    expect(heard.heard).toBe('heard');
    expect(connection.all('ack').at(-1)).toEqual({ type: 'ack', channel, offset: 105, snapshot: STREAM.length });
    expect(connection.distrusted).toEqual([]);
  });
});

describe('a server that does not keep to the order (R3)', () => {
  it.each<[string, (connection: FakeConnection, channel: number) => void]>([
    ['output before the tail', (connection, channel) => connection.output(channel, 100, 'early')],
    ['output in the middle of the screen', (connection, channel) => {
      connection.snapshot(channel, 0, STREAM.subarray(0, 8));
      connection.output(channel, 100, 'early');
    }],
    ['sections in the wrong order', (connection, channel) => connection.snapshot(channel, 0, STREAM.subarray(SCREEN_END))],
  ])('[WI3] %s closes the socket, and the session comes back (R3)', (_name, misbehave) => {
    const { view, connection, channel, session, heard } = given();
    misbehave(connection, channel);
    expect(connection.distrusted).toHaveLength(1);
    expect([session.status, heard.heard]).toEqual(['reconnecting', '']);
    connection.up();
    expect(connection.lastAttach).toMatchObject({ type: 'create_session', screen: true });
    connection.snapshot(connection.accept(SNAPSHOT), 0, STREAM);
    expect([session.status, view.screen]).toEqual(['connected', 'oldnewscreen\x1b']);
  });

  it('[WI3] a snapshot nobody announced closes the socket', () => {
    const page = fakePage();
    Recorder.on(page.registry.open());
    page.connection.up();
    page.connection.snapshot(page.connection.accept(), 0, STREAM);
    expect(page.connection.distrusted).toHaveLength(1);
  });

  it.each(['replay', 'exact'] as const)('[WI3] bytes of long ago (%s) never reach a screen: the socket closes', (resume) => {
    const page = fakePage();
    const session = page.registry.open();
    const view = new FakeView();
    session.setView(view);
    page.connection.up();
    page.connection.accept({ resume, created: false });
    expect(page.connection.distrusted).toHaveLength(1);
    expect([view.begun, session.state.epoch, session.status]).toEqual([[], undefined, 'reconnecting']);
    page.connection.up();
    page.connection.accept(SNAPSHOT);
    expect(session.status).toBe('connected');
  });
});

describe('gaps', () => {
  it('[SE16] a page that is loaded anew has missed nothing, however much there was before it (R20)', () => {
    const { connection, channel, heard, page } = given();
    connection.snapshot(channel, 0, STREAM);
    connection.down();
    connection.up();
    // Still nothing was heard.
    const next = connection.accept({ ...SNAPSHOT, offset: 5000, end: 5000, gap: { from: 100, to: 5000 } });
    connection.snapshot(next, 0, STREAM);
    connection.output(next, 5000, 'first');
    expect([heard.gaps, heard.offsets]).toEqual([[], [5000]]);
    expect(page.registry.metrics()).toMatchObject({ gaps: 0, gapBytes: 0 });
  });

  it('[SE16] the same without a screen, for history the server does not hold any more', () => {
    const page = fakePage();
    const heard = Recorder.on(page.registry.open());
    page.connection.up();
    const channel = page.connection.accept({ resume: 'replay', created: false, offset: 40, end: 60, gap: { from: 0, to: 40 } });
    page.connection.output(channel, 40, 'x'.repeat(20));
    page.connection.down();
    page.connection.up();
    expect(page.connection.lastAttach).toMatchObject({ type: 'session_sync', offset: 60 });
    page.connection.output(page.connection.accept({ epoch: 'e2', resume: 'new', offset: 90, end: 90, gap: { from: 0, to: 90 } }), 90, 'y');
    expect([heard.gaps, heard.offsets]).toEqual([[], [40, 90]]);
  });

  it('[SE16] what a snapshot stands for after something was heard is a gap, told before the output after it (R20)', () => {
    const { connection, channel, heard, page } = given();
    connection.snapshot(channel, 0, STREAM);
    connection.output(channel, 100, 'abc');
    connection.down();
    connection.up();
    const next = connection.accept({ ...SNAPSHOT, offset: 500, end: 500, gap: { from: 103, to: 500 } });
    connection.snapshot(next, 0, STREAM);
    connection.output(next, 500, 'd');
    expect([heard.gaps, heard.offsets]).toEqual([[{ from: 103, to: 500, news: 397 }], [100, 500]]);
    expect(page.registry.metrics()).toMatchObject({ gaps: 1, gapBytes: 397 });
  });

  it('[SE16] who comes back after a time in which nobody wanted the session has missed nothing: an evicted terminal that is shown again (R7, R20)', () => {
    const page = fakePage();
    const session = page.registry.open();
    const { connection } = page;
    const first = new Recorder();
    const leave = session.subscribe(first);
    session.setView(new FakeView());
    connection.up();
    connection.output(connection.accept(), 0, 'abc');
    leave();
    session.setView(undefined);
    expect(connection.all('detach_session')).toHaveLength(1);
    const view = new FakeView();
    session.setView(view);
    const again = Recorder.on(session);
    const channel = connection.accept({ ...SNAPSHOT, offset: 500, end: 500, gap: { from: 0, to: 500 } });
    connection.snapshot(channel, 0, STREAM);
    connection.output(channel, 500, 'd');
    expect([view.screen, again.gaps, again.offsets]).toEqual(['oldnewscreen\x1bd', [], [500]]);
    expect(page.registry.metrics()).toMatchObject({ gaps: 0, gapBytes: 0 });
  });

  it('[SE16] history whose replay a screen breaks off is told to who heard its beginning, and is no news to anybody (R20)', () => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    const { connection } = page;
    connection.up();
    connection.output(connection.accept({ resume: 'replay', created: false, offset: 40, end: 100 }), 40, 'x'.repeat(20));
    session.setView(new FakeView());
    const channel = connection.accept({ ...SNAPSHOT, offset: 110, end: 110, gap: { from: 0, to: 110 } });
    connection.snapshot(channel, 0, STREAM);
    expect(heard.gaps, 'ten bytes came after this page knew the shell').toEqual([{ from: 60, to: 110, news: 10 }]);
    expect(page.registry.metrics()).toMatchObject({ gaps: 1, gapBytes: 10 });
    connection.down();
    expect(heard.gaps).toHaveLength(1);
  });

  it('[SE16] an end that is told lies behind what came is a gap; one that everything came before is none', () => {
    for (const [end, gaps] of [[100, []], [130, [{ from: 100, to: 130, news: 30 }]]] as const) {
      const { connection, channel, heard } = given();
      connection.snapshot(channel, 0, STREAM);
      connection.closeSession(channel, { epoch: 'e1', offset: end });
      expect(heard.gaps).toEqual(gaps);
    }
  });
});

it('[SE9] [SE15] [SE17] the screen is right in the end and nothing is owed, whatever drops, lags, hides or changes when: 200 seeded runs (R20, R22, R29, R53)', () => {
  let snapshots = 0;
  let gaps = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const random = new SeededRandom(seed + 5000);
    const page = fakePage();
    const session = page.registry.open();
    // A window that one block of lines does not fit into.
    const server = new ModelServer(page.connection, random, 400, 90);
    let at: number | undefined;
    session.subscribe({
      onGap: ({ from, to }) => {
        expect(from, `seed ${seed}: gap`).toBe(at);
        at = to;
        gaps += 1;
      },
      onOutput: (data, offset) => {
        expect(offset, `seed ${seed}: output`).toBe(at ?? offset);
        at = offset + data.length;
      },
    });
    const views: FakeView[] = [];
    const show = (): void => {
      views.push(new FakeView(random.chance(0.5) ? 'by hand' : 'at once'));
      session.setView(views.at(-1));
    };
    const parse = (): void => {
      for (const view of views) view.parse(random.integer(0, 3));
    };
    show();
    for (let step = 0; step < 200; step++) {
      const action = random.next();
      if (action < 0.2) server.print(random.integer(1, 60));
      else if (action < 0.5) server.work(random.integer(1, 4));
      else if (action < 0.65) parse();
      else if (action < 0.71) server.drop();
      else if (action < 0.85) server.connect();
      else if (action < 0.9) page.visible.set(random.chance(0.5));
      else if (action < 0.94) server.lag();
      else if (action < 0.98) show();
      else session.setView(undefined);
      page.clock.advance(random.integer(0, 100));
    }
    server.connect();
    page.visible.set(true);
    if (session.view === undefined) show();
    server.print(1);
    for (let round = 0; round < 5_000 && !(server.settled && session.state.offset === server.shells[0]?.output.length); round++) {
      server.work(3);
      parse();
      page.clock.advance(50);
    }
    server.work(5);
    expect(server.settled, `seed ${seed}: everything acknowledged`).toBe(true);
    expect([session.status, page.connection.distrusted], `seed ${seed}`).toEqual(['connected', []]);
    expect(views.at(-1)?.screen, `seed ${seed}: screen`).toBe(server.shells[0]?.output);
    expect(at, `seed ${seed}: everything heard or told`).toBe(session.state.offset);
    snapshots += views.reduce((sum, view) => sum + view.snapshots.length, 0);
  }
  expect(snapshots).toBeGreaterThan(500);
  expect(gaps).toBeGreaterThan(50);
});
