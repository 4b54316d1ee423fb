import { describe, expect, it } from 'vitest';
import type { SessionProgress, TerminalSession } from '../../../../src/client/session/contract.js';
import { FakeView, snapshotBytes } from '../../../support/fake-connection.js';
import { fakePage, Recorder, type FakePage } from '../../../support/fake-page.js';

/** Counts what a registry says of a session from now on. */
function changesOf(page: FakePage, session: TerminalSession): () => number {
  let changes = 0;
  page.registry.subscribe((event) => {
    if (event.type === 'session-changed' && event.session === session) changes += 1;
  });
  return () => changes;
}

interface Rig {
  readonly page: FakePage;
  readonly session: TerminalSession;
  readonly view: FakeView;
  /** Events since the last time of asking. */
  changes(): number;
  /** Puts it into an element, or takes it out. */
  show(shown: boolean): void;
}

function rig(mode: 'at once' | 'by hand' = 'at once'): Rig {
  const page = fakePage();
  const session = page.registry.open({ sessionId: 'one' });
  const view = new FakeView(mode);
  const count = changesOf(page, session);
  let seen = 0;
  session.setView(view);
  page.connection.up();
  return {
    page, session, view,
    changes: () => {
      const fresh = count() - seen;
      seen += fresh;
      return fresh;
    },
    show: (shown) => {
      view.shown = shown;
      session.touch();
    },
  };
}

describe('what goes on in a session (R40, R43)', () => {
  it('[SE25] output of a parked session is unread: one event for a flood; shown, it is read and stays so', () => {
    const { page, session, changes, show } = rig();
    const channel = page.connection.accept();
    changes();
    expect(session.state.activity).toEqual({ unread: false, bell: false, progress: undefined, title: '' });
    for (let i = 0; i < 1000; i++) page.connection.output(channel, i, 'x');
    expect([session.state.activity.unread, changes()]).toEqual([true, 1]);
    show(true);
    expect(session.state.activity.unread).toBe(false);
    changes();
    for (let i = 1000; i < 1100; i++) page.connection.output(channel, i, 'x');
    expect([session.state.activity.unread, changes()]).toEqual([false, 0]);
    show(false);
    page.connection.output(channel, 1100, 'x');
    expect(session.state.activity.unread).toBe(true);
  });

  it('[SE25] works for listeners without a screen', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    page.connection.up();
    const channel = page.connection.accept();
    page.connection.output(channel, 0, 'x');
    expect(session.state.activity.unread).toBe(true);
  });

  it('[SE25] shown in a page that nobody sees is not seen; when the page comes back it is, in one event', () => {
    const { page, session, changes, show } = rig();
    const channel = page.connection.accept();
    show(true);
    const before = page.visible.subscribers;
    page.visible.set(false);
    changes();
    page.connection.output(channel, 0, 'x');
    session.noteBell();
    expect([session.state.activity.unread, session.state.activity.bell, changes()]).toEqual([true, true, 2]);
    page.visible.set(true);
    expect([session.state.activity.unread, session.state.activity.bell, changes()]).toEqual([false, false, 1]);
    expect(page.visible.subscribers).toBe(before);
  });

  it('[SE25] a session that is parked stays unread when the page comes back, and nothing listens once it is closed', () => {
    const { page, session } = rig();
    const before = page.visible.subscribers;
    const channel = page.connection.accept();
    page.connection.output(channel, 0, 'x');
    page.visible.set(false);
    page.visible.set(true);
    expect(session.state.activity.unread).toBe(true);
    session.close();
    page.connection.closeSession(channel, { reason: 'closed' });
    expect(page.visible.subscribers).toBeLessThanOrEqual(before);
  });

  it('[SE25] what was printed before this page knew the shell is not unread, as bytes or as a snapshot; what comes after is', () => {
    for (const resume of ['new', 'snapshot'] as const) {
      const { page, session } = rig();
      const { connection } = page;
      const channel = connection.accept(resume === 'new' ? { end: 4, created: false } : { resume, offset: 4, end: 4, created: false });
      if (resume === 'new') connection.output(channel, 0, 'old\x07');
      else connection.snapshot(channel, 0, snapshotBytes({ screen: ['old'] }));
      session.noteBell();
      expect(session.state.activity).toMatchObject(resume === 'new' ? { unread: false } : { unread: false, bell: true });
      connection.output(channel, 4, '!');
      expect(session.state.activity.unread).toBe(true);
    }
  });

  it('[SE25] a bell in output that is given again does not count, one in what follows does', () => {
    const { page, session, view } = rig('by hand');
    const { connection } = page;
    const channel = connection.accept({ end: 8, created: false });
    connection.output(channel, 0, 'old\x07');
    connection.output(channel, 4, 'old\x07');
    session.noteBell();
    view.parse(1);
    session.noteBell();
    expect(session.state.activity.bell).toBe(false);
    view.parse(1);
    connection.output(channel, 8, '\x07');
    session.noteBell();
    expect(session.state.activity.bell).toBe(true);
  });

  it('[SE25] after a drop only what was missed is new: none with nothing missed, exact bytes, a snapshot of what is lost', () => {
    const { page, session, show } = rig();
    const { connection } = page;
    connection.output(connection.accept(), 0, 'abc');
    show(true);
    show(false);
    const back = (fields: Parameters<typeof connection.accept>[0]): number => {
      connection.down();
      connection.up();
      return connection.accept({ created: false, ...fields });
    };
    back({ resume: 'exact', offset: 3, end: 3 });
    expect(session.state.activity.unread).toBe(false);
    connection.output(back({ resume: 'exact', offset: 3, end: 4 }), 3, 'd');
    expect(session.state.activity.unread).toBe(true);
    show(true);
    show(false);
    connection.snapshot(back({ resume: 'snapshot', offset: 4, end: 4 }), 0, snapshotBytes({ screen: ['abcd'] }));
    expect(session.state.activity.unread).toBe(false);
    connection.snapshot(back({ resume: 'snapshot', offset: 900, end: 900 }), 0, snapshotBytes({ screen: ['much more'] }));
    expect(session.state.activity.unread).toBe(true);
  });

  it('[SE25] a screen made anew for a shell that is known shows nothing new', () => {
    const { page, session, view } = rig();
    const { connection } = page;
    connection.output(connection.accept(), 0, 'abc');
    session.setView(undefined);
    view.dispose();
    const second = new FakeView();
    second.shown = true;
    session.setView(second);
    second.shown = false;
    session.touch();
    const channel = connection.accept({ resume: 'new', offset: 0, end: 3, created: false });
    connection.output(channel, 0, 'abc');
    expect(session.state.activity.unread).toBe(false);
    connection.output(channel, 3, 'd');
    expect(session.state.activity.unread).toBe(true);
  });

  it('[SE25] many bells are one event; one that is heard by somebody who looks is none', () => {
    const { page, session, changes, show } = rig();
    page.connection.accept();
    changes();
    for (let i = 0; i < 100; i++) session.noteBell();
    expect([session.state.activity.bell, changes()]).toEqual([true, 1]);
    show(true);
    changes();
    session.noteBell();
    expect([session.state.activity.bell, changes()]).toEqual([false, 0]);
  });

  it('[SE26] progress is rounded and clamped, told when it changes and no oftener, and shown to those who look as well', () => {
    const { page, session, changes, show } = rig();
    page.connection.accept();
    show(true);
    changes();
    const say = (state: SessionProgress['state'], value: number): void => session.noteProgress({ state, value });
    say('normal', 12.4);
    say('normal', 12.3);
    expect([session.state.activity.progress, changes()]).toEqual([{ state: 'normal', value: 12 }, 1]);
    say('error', 12);
    expect([session.state.activity.progress, changes()]).toEqual([{ state: 'error', value: 12 }, 1]);
    say('paused', 1e9);
    expect(session.state.activity.progress?.value).toBe(100);
    say('paused', -3);
    expect(session.state.activity.progress?.value).toBe(0);
    say('indeterminate', NaN);
    expect(session.state.activity.progress).toEqual({ state: 'indeterminate', value: 0 });
    changes();
    session.noteProgress(undefined);
    session.noteProgress(undefined);
    expect([session.state.activity.progress, changes()]).toEqual([undefined, 1]);
  });

  it('[SE26] progress and title end with their shell; a snapshot, the end, and a screen that leaves end the progress only', () => {
    const { page, session, view, changes } = rig();
    const { connection } = page;
    const says = (): void => {
      session.noteTitle('make');
      session.noteProgress({ state: 'normal', value: 40 });
    };
    const back = (fields: Parameters<typeof connection.accept>[0]): number => {
      connection.down();
      connection.up();
      return connection.accept({ created: false, ...fields });
    };
    connection.accept();
    says();
    back({ resume: 'exact' });
    expect(session.state.activity).toMatchObject({ title: 'make', progress: { value: 40 } });
    back({ resume: 'snapshot' });
    expect(session.state.activity).toMatchObject({ title: 'make', progress: undefined });
    says();
    changes();
    back({ epoch: 'e2', created: true });
    expect(session.state.activity).toMatchObject({ title: '', progress: undefined });
    expect(changes()).toBeGreaterThan(0);
    says();
    session.setView(undefined);
    view.dispose();
    expect(session.state.activity).toMatchObject({ title: 'make', progress: undefined });
    session.setView(new FakeView());
    const channel = connection.accept({ epoch: 'e2', resume: 'snapshot', created: false });
    says();
    connection.closeSession(channel);
    expect(session.state).toMatchObject({ status: 'closed', activity: { title: 'make', progress: undefined } });
  });

  it('[SE26] the same title twice is told once', () => {
    const { page, session, changes } = rig();
    page.connection.accept();
    changes();
    session.noteTitle('vim');
    session.noteTitle('vim');
    expect([session.state.activity.title, changes()]).toEqual(['vim', 1]);
  });

  it('[SE26] a session that nobody has wanted yet has none, and takes no offence', () => {
    const session = fakePage().registry.open();
    session.noteBell();
    session.noteTitle('x');
    session.noteProgress({ state: 'normal', value: 1 });
    session.touch();
    expect(session.state.activity).toEqual({ unread: false, bell: false, progress: undefined, title: '' });
  });
});
