import { createEngine } from '../../../../src/client/engine.js';
import { describe, expect, it } from 'vitest';
import { createRegistry } from '../../../../src/client/registry/registry.js';
import type { Registry } from '../../../../src/client/registry/contract.js';
import type { Engine, EngineSource } from '../../../../src/client/session/line.js';
import { decodeFrame, encodeFrame, FrameKind } from '../../../../src/protocol/frames.js';
import type { AttachMessage, ServerMessages } from '../../../../src/protocol/messages.js';
import { ClientSocketFactory } from '../../../support/client-socket.js';
import { bytes, fakeEnvironment, text } from '../../../support/fake-connection.js';
import { Recorder } from '../../../support/fake-page.js';
import { turn, type ManualClock } from '../../../support/manual-clock.js';

const WELCOME: ServerMessages['welcome'] = {
  type: 'welcome', version: 1, serverEpoch: 's1', heartbeatMs: 15_000, limits: { frameBytes: 1 << 20, windowBytes: 262_144, inputBytes: 65_536 },
};

function page(source: (engine: Engine) => EngineSource = (engine) => engine): { registry: Registry; sockets: ClientSocketFactory; clock: ManualClock; welcome: () => Promise<void>; accept: (fields?: Partial<ServerMessages['session_created']>) => number } {
  const sockets = new ClientSocketFactory();
  const environment = { ...fakeEnvironment(), openSocket: sockets.open };
  return {
    registry: createRegistry(environment, source(createEngine())), sockets, clock: environment.clock,
    welcome: async () => {
      const { clock } = environment;
      await turn();
      for (let timers = 0; sockets.live.length === 0 && timers < 20; timers++) await clock.advanceAsync(Math.max(0, (clock.nextAt ?? clock.now()) - clock.now()));
      sockets.last.open();
      await turn();
      sockets.last.message(WELCOME);
    },
    accept: (fields = {}) => {
      const asked = sockets.last.messages.findLast((message): message is AttachMessage => message.type === 'create_session' || message.type === 'session_sync');
      if (asked === undefined) throw new Error('nothing was asked');
      const { request, channel, cols = 80, rows = 24 } = asked;
      sockets.last.message({
        type: asked.type === 'create_session' ? 'session_created' : 'session_synced', request, channel, sessionId: 'session_1_abcdef', epoch: 'e1', created: true,
        resume: 'new', offset: 0, end: 0, inputOffset: 0, windowBytes: 262_144, profile: 'default', cols, rows, ...fields,
      });
      return channel;
    },
  };
}

describe('registry over the real connection', () => {
  it('opens one socket for many sessions, none before the first is wanted, and none when nobody wants any (R3, R4)', async () => {
    const { registry, sockets, clock, welcome } = page();
    const sessions = ['a', 'b', 'c'].map((sessionId) => registry.open({ sessionId }));
    await clock.advanceAsync(5000);
    expect(sockets.all).toHaveLength(0);
    const leave = sessions.map((session) => session.subscribe({}));
    await welcome();
    expect(sockets.last.messages.filter(({ type }) => type === 'create_session')).toHaveLength(3);
    expect(registry.connections).toMatchObject([{ status: 'connected', sessions: 3, sockets: 1 }]);
    for (const end of leave) end();
    await clock.advanceAsync(10_000);
    expect(sockets.live).toHaveLength(0);
    expect(registry.connections).toMatchObject([{ status: 'idle' }]);
    expect(registry.metrics().socketsOpened).toBe(1);
  });

  it('[SE1] [SE4] goes on from where it was after a drop, both ways (R20, R21)', async () => {
    const { registry, sockets, welcome, accept } = page();
    const session = registry.open();
    const heard = Recorder.on(session);
    await welcome();
    const channel = accept();
    sockets.last.message(encodeFrame(FrameKind.output, channel, 0, bytes('hello ')));
    session.send('typed');
    sockets.last.end(1006);
    expect(session.status).toBe('reconnecting');
    session.send(' and more');
    await welcome();
    expect(sockets.last.messages.find(({ type }) => type === 'session_sync')).toMatchObject({ epoch: 'e1', offset: 6 });
    const next = accept({ resume: 'exact', offset: 6, end: 11, inputOffset: 5 });
    sockets.last.message(encodeFrame(FrameKind.output, next, 4, bytes('o world')));
    expect(heard.heard).toBe('hello world');
    const frames = sockets.last.sent.flatMap((message) => (typeof message === 'string' ? [] : [decodeFrame(message)]));
    expect(frames.map((frame) => frame.ok && [frame.value.kind, frame.value.channel, frame.value.offset, text(frame.value.payload)])).toEqual([
      [FrameKind.input, next, 5, ' and more'],
    ]);
    expect(registry.metrics()).toMatchObject({ reconnects: 1, socketsOpened: 2, duplicateBytes: 2 });
  });

  it('[CN1] [RG9] loading the engine and the first attempt are one status to whoever looks (R4)', async () => {
    const { registry, sockets, welcome, accept, clock } = page((engine) => () => Promise.resolve(engine));
    const events: string[] = [];
    registry.subscribe((event) => {
      if (event.type === 'connection-changed') events.push(`${event.connection.status} ${event.connection.attempt}`);
    });
    clock.advance(30);
    const listeners = ['a', 'b'].map((sessionId) => Recorder.on(registry.open({ sessionId })));
    expect(sockets.all).toHaveLength(0);
    clock.advance(40);
    await turn();
    await clock.advanceAsync(0);
    expect(sockets.all).toHaveLength(1);
    expect(registry.connections).toMatchObject([{ status: 'connecting', statusSince: 30 }]);
    await welcome();
    accept();
    expect(events).toEqual(['connecting 1', 'connected 0']);
    expect(listeners.map(({ statuses }) => statuses)).toEqual([['connecting'], ['connecting', 'connected']]);
  });

  it('a refused token is logged once for the connection, and told to every session on it (R51)', async () => {
    const { registry, sockets, clock } = page();
    const logs: string[] = [];
    const log = (fields: Record<string, unknown>): void => void logs.push(String(fields['code']));
    registry.configure({ tokenProvider: () => 'wrong', logger: { debug: log, info: log, warn: log, error: log } });
    const listeners = ['a', 'b', 'c'].map((sessionId) => Recorder.on(registry.open({ sessionId })));
    await clock.advanceAsync(0);
    for (let attempt = 0; attempt < 3; attempt++) {
      sockets.last.open();
      sockets.last.end(4111);
      await turn();
    }
    expect(listeners.map(({ codes }) => codes)).toEqual([['auth_failed'], ['auth_failed'], ['auth_failed']]);
    expect(registry.connections).toMatchObject([{ status: 'failed' }]);
    expect(logs).toEqual(['auth_failed']);
    expect(registry.metrics().errors).toBe(1);
  });

  it('counts messages of unknown types', async () => {
    const { registry, sockets, welcome } = page();
    Recorder.on(registry.open());
    await welcome();
    sockets.last.message('{"type":"tomorrow"}');
    expect(registry.metrics().unknownMessages).toBe(1);
  });

  it('dispose leaves no socket and no timer', async () => {
    const { registry, sockets, clock, welcome, accept } = page();
    Recorder.on(registry.open());
    registry.list().catch(() => {});
    await welcome();
    accept();
    registry.dispose();
    expect(sockets.live).toHaveLength(0);
    await clock.advanceAsync(10_000);
    expect(clock.pending).toBe(0);
  });
});
