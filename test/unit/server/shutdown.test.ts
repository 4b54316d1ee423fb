import { describe, expect, test } from 'vitest';
import { turn } from '../../support/manual-clock.js';
import { KIB, Rig, pattern } from './rig.js';

describe('closing the server', () => {
  test('[SV16] tells clients when to come back, closes sockets, ends shells, and leaves no timer', async () => {
    const rig = new Rig({ limits: { windowBytes: 64 * KIB } });
    const sockets = [];
    for (let i = 0; i < 10; i++) {
      const socket = await rig.connect();
      await rig.create(socket, { sessionId: `s${i}` });
      rig.shells.last.emit(pattern(100 * KIB));
      sockets.push(socket);
    }
    await rig.create(sockets[0]!, { channel: 2, client: 'page2' });
    sockets[9]?.drop();
    rig.shells.started[1]?.exit();
    await rig.create(sockets[1]!, { channel: 2, client: 'page2', restart: true });
    const silent = rig.accept();
    let done = false;
    const closing = rig.server.close({ reason: 'new version' }).then(() => { done = true; });
    await turn();
    const hints = sockets.slice(0, 9).map((socket) => socket.last('server_closing'));
    expect(hints.every(({ reason }) => reason === 'new version')).toBe(true);
    expect(new Set(hints.map(({ retryInMs }) => retryInMs)).size).toBe(9);
    expect(sockets.slice(0, 9).every((socket) => socket.closed?.code === 1012)).toBe(true);
    expect([silent.closed?.code, silent.log]).toEqual([1012, []]);
    expect(rig.shells.started.every((shell) => shell.exited)).toBe(true);
    await closing;
    expect(done).toBe(true);
    expect(rig.clock.pending).toBe(0);
    expect([rig.server.sessions(), rig.server.sockets]).toEqual([[], 0]);
    expect(rig.accept().closed?.code).toBe(1012);
  });

  test('[SV16] output goes on while draining; the close comes when the time is up or everybody has left', async () => {
    const rig = new Rig();
    const [one, two] = [await rig.connect(), await rig.connect()];
    await rig.create(one);
    const closing = rig.server.close({ drainMs: 1_000 });
    await turn();
    rig.shells.last.emit('last');
    expect(one.text(1)).toBe('last');
    expect([one.closed, rig.shells.last.exited]).toEqual([undefined, false]);
    two.drop();
    await rig.clock.advanceAsync(500);
    one.drop();
    await closing;
    expect(rig.shells.last.exited).toBe(true);
    expect(rig.clock.pending).toBe(0);
  });

  test('[SV16] a long reason in any script fits the close frame', async () => {
    for (const reason of ['x'.repeat(500), '閉'.repeat(500)]) {
      const rig = new Rig();
      const socket = await rig.connect();
      await rig.server.close({ reason });
      const bytes = new TextEncoder().encode(socket.closed?.reason).length;
      expect(bytes).toBe(123);
    }
  });

  test('[SV16] resolves only when stubborn shells are gone; asking twice is one close', async () => {
    const rig = new Rig({}, { program: () => ({ onSignal: (signal) => signal !== 'SIGKILL' }) });
    const socket = await rig.connect();
    await rig.create(socket);
    await rig.create(socket, { channel: 2, sessionId: 'closed' });
    await rig.close(socket, { sessionId: 'closed' });
    let done = 0;
    const first = rig.server.close();
    expect(rig.server.close()).toBe(first);
    void first.then(() => done++);
    await rig.clock.advanceAsync(2_999);
    expect(done).toBe(0);
    await rig.clock.advanceAsync(1);
    expect(done).toBe(1);
    expect(rig.shells.started.map(({ signals }) => signals)).toEqual([['SIGHUP', 'SIGKILL'], ['SIGHUP', 'SIGKILL']]);
    expect(rig.clock.pending).toBe(0);
  });

  test('[SV9] [SV16] a socket that closes leaves only the timers of what is kept', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    await rig.create(socket);
    socket.drop();
    expect(rig.clock.pending).toBe(2);
    await rig.clock.advanceAsync(5_000);
    expect(rig.clock.pending).toBe(1);
    expect(rig.shells.last.exited).toBe(false);
    await rig.server.close();
    expect(rig.clock.pending).toBe(0);
  });
});
