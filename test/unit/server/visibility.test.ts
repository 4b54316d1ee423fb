import { describe, expect, test } from 'vitest';
import { KIB, Rig, ackAll, difference, pattern } from './rig.js';

const WINDOW = 64 * KIB;
const SMALL = { limits: { ringBytes: WINDOW, windowBytes: WINDOW, maxWindowBytes: WINDOW } };

async function attached(options = {}) {
  const rig = new Rig({ ...SMALL, ...options });
  const socket = await rig.connect();
  await rig.create(socket, { screen: true });
  return { rig, socket, shell: rig.shells.last, epoch: socket.last('session_created').epoch };
}

describe('a page that nobody sees', () => {
  test('[SV27] it holds nobody up, from the moment that it says so (R29)', async () => {
    const { rig, socket, shell } = await attached();
    shell.emit(pattern(WINDOW));
    expect(shell.paused).toBe(true);
    socket.receive({ type: 'visibility', visible: false });
    expect(shell.paused).toBe(false);
    shell.emit(pattern(20 * WINDOW));
    rig.parseAll();
    expect(shell.backlogBytes).toBe(0);
  });

  test('[SV27] it receives what its credit allows, and an acknowledgement does not make it count', async () => {
    const { rig, socket, shell } = await attached();
    socket.receive({ type: 'visibility', visible: false });
    shell.emit(pattern(WINDOW / 2));
    expect(difference(socket.output(1), pattern(WINDOW / 2))).toBe(-1);
    ackAll(socket);
    shell.emit(pattern(WINDOW));
    shell.emit(pattern(1000));
    rig.parseAll();
    expect([socket.end(1), shell.paused]).toEqual([1.5 * WINDOW, false]);
    expect(socket.all('error')).toEqual([]);
  });

  test('[SV27] what falls out of the ring is told once, and nothing follows, however long and whatever it acknowledges', async () => {
    const { rig, socket, shell, epoch } = await attached();
    socket.receive({ type: 'visibility', visible: false });
    for (let i = 0; i < 20; i++) {
      shell.emit(pattern(WINDOW));
      rig.parseAll();
      ackAll(socket);
      socket.receive({ type: 'ping', nonce: 1 });
      await rig.clock.advanceAsync(1_000);
    }
    const errors = socket.all('error').length;
    expect(errors).toBeLessThanOrEqual(1);
    socket.line = 'hold';
    shell.emit(pattern(10 * WINDOW));
    rig.parseAll();
    await rig.clock.advanceAsync(20_000);
    expect(socket.all('error')).toMatchObject([{ code: 'lagging', channel: 1 }]);
    socket.line = 'flow';
    socket.drain();
    socket.receive({ type: 'visibility', visible: true });
    await rig.sync(socket, epoch, socket.end(1), { channel: 2, screen: true });
    expect(socket.last('session_synced')).toMatchObject({ resume: 'snapshot' });
  });

  test('[SV27] seen again it counts again, with the time of a fresh one, if what it lacks is still held', async () => {
    const { rig, socket, shell } = await attached();
    socket.receive({ type: 'visibility', visible: false });
    shell.emit(pattern(WINDOW));
    rig.parseAll();
    await rig.clock.advanceAsync(30_000);
    socket.receive({ type: 'visibility', visible: true });
    expect(shell.paused).toBe(true);
    await rig.clock.advanceAsync(9_999);
    expect(shell.paused).toBe(true);
    ackAll(socket);
    expect(shell.paused).toBe(false);
    shell.emit('more');
    await rig.clock.advanceAsync(4);
    expect(socket.end(1)).toBe(WINDOW + 4);
    expect(socket.all('error')).toEqual([]);
  });

  test('[SV27] it is the page that is hidden: all of its sessions, and those it attaches to later; no other page', async () => {
    const { rig, socket, shell } = await attached();
    const other = await rig.connect();
    socket.receive({ type: 'visibility', visible: false });
    await rig.create(socket, { channel: 2, sessionId: 'second', screen: true });
    const second = rig.shells.last;
    second.emit(pattern(2 * WINDOW));
    shell.emit(pattern(2 * WINDOW));
    rig.parseAll();
    expect([shell.paused, second.paused]).toEqual([false, false]);
    await rig.create(other, { client: 'page2', screen: true });
    shell.emit(pattern(2 * WINDOW));
    rig.parseAll();
    expect([shell.paused, second.paused]).toEqual([true, false]);
  });

  test('[SV27] its place is not kept when its socket drops: it holds nobody up for the grace either', async () => {
    const { rig, socket, shell } = await attached();
    socket.receive({ type: 'visibility', visible: false });
    socket.drop();
    shell.emit(pattern(5 * WINDOW));
    rig.parseAll();
    expect(shell.paused).toBe(false);
  });

  test('[SV27] a snapshot reaches a hidden page as far as it acknowledges, and whole in the end', async () => {
    const { rig, socket, shell } = await attached();
    shell.emit('x');
    socket.receive({ type: 'detach_session', channel: 1 });
    socket.receive({ type: 'visibility', visible: false });
    rig.screens.last.scrollback = Array.from({ length: 8 }, () => ({ cols: 80, lines: 500, continued: false, bytes: () => new Uint8Array(50 * KIB) }));
    await rig.create(socket, { channel: 2, screen: true });
    expect(socket.last('session_created').resume).toBe('snapshot');
    for (let i = 0; i < 60; i++) ackAll(socket, 2), await rig.clock.advanceAsync(5);
    expect(socket.snapshotEnd(2)).toBeGreaterThan(8 * 50 * KIB);
    shell.exit();
    expect(socket.last('session_closed').channel).toBe(2);
  });
});
