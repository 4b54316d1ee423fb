import { describe, expect, test } from 'vitest';
import { KIB, Rig, ackAll, difference, pattern } from './rig.js';

async function attached(options = {}) {
  const rig = new Rig(options);
  const socket = await rig.connect();
  await rig.create(socket);
  const { epoch, sessionId } = socket.last('session_created');
  return { rig, socket, shell: rig.shells.last, epoch, sessionId };
}

describe('the shell ends by itself', () => {
  test('[SV8] told after the last byte, with code and offset, on every channel', async () => {
    const { rig, socket, shell, epoch, sessionId } = await attached({ limits: { windowBytes: 64 * KIB } });
    const output = pattern(100 * KIB);
    shell.emit(output);
    shell.exit({ exitCode: 3 });
    expect(socket.all('session_closed')).toEqual([]);
    for (let i = 0; i < 10; i++) ackAll(socket), await rig.clock.advanceAsync(4);
    expect(difference(socket.output(1), output)).toBe(-1);
    expect(socket.last('session_closed')).toMatchObject({ channel: 1, sessionId, epoch, exitCode: 3, signal: null, reason: 'exited', offset: 100 * KIB });
    expect('type' in (socket.log.at(-1) as object)).toBe(true);
  });

  test('[SV8] a shell that exits at once shows what it said', async () => {
    const rig = new Rig({}, { program: (pty) => ({ onInput: () => pty.emit('bye'), onSignal: () => false }) });
    const socket = await rig.connect();
    await rig.create(socket);
    rig.shells.last.emit('no such file');
    rig.shells.last.exit({ exitCode: 127 });
    expect(socket.text(1)).toBe('no such file');
    expect(socket.last('session_closed').exitCode).toBe(127);
    expect(socket.all('error')).toEqual([]);
  });

  test('[SV8] kept for whoever comes back: last screen, then the end again', async () => {
    const { rig, socket, shell, epoch } = await attached();
    shell.emit('last words');
    socket.drop();
    shell.exit({ signal: 9 });
    await rig.clock.advanceAsync(60_000);
    const back = await rig.connect();
    await rig.sync(back, epoch, 5);
    expect(back.last('session_synced')).toMatchObject({ resume: 'exact', created: false });
    expect(back.text(1)).toBe('words');
    expect(back.last('session_closed')).toMatchObject({ channel: 1, exitCode: null, signal: 9, reason: 'exited', offset: 10 });
    await rig.create(back, { channel: 2, client: 'page2' });
    expect(back.last('session_created')).toMatchObject({ resume: 'replay', created: false });
    expect(back.text(2)).toBe('last words');
    expect(back.all('session_closed')).toHaveLength(2);
    expect(rig.shells.started).toHaveLength(1);
  });

  test('[SV8] input and resize after the end: session_ended', async () => {
    const { rig, socket, shell } = await attached({ limits: { windowBytes: 64 * KIB } });
    shell.emit(pattern(100 * KIB));
    shell.exit();
    socket.type(1, 0, 'x');
    expect(socket.last('error')).toMatchObject({ code: 'session_ended', channel: 1 });
    for (let i = 0; i < 3; i++) ackAll(socket), await rig.clock.advanceAsync(4);
    expect(socket.all('session_closed')).toHaveLength(1);
    socket.type(1, 0, 'x');
    socket.receive({ type: 'resize', channel: 1, cols: 10, rows: 10 });
    socket.receive({ type: 'ack', channel: 1, offset: 100 * KIB });
    expect(socket.all('error').map(({ code }) => code)).toEqual(['session_ended', 'session_ended', 'session_ended']);
  });

  test('[SV18] restart makes a new shell under the same full id; two pages that ask get one', async () => {
    const { rig, socket, shell, epoch, sessionId } = await attached();
    await rig.create(socket, { channel: 2, client: 'page2', restart: true });
    expect(socket.last('session_created').created).toBe(false);
    shell.exit();
    void rig.create(socket, { channel: 3, restart: true });
    await rig.create(socket, { channel: 4, client: 'page2', restart: true });
    const [first, second] = socket.all('session_created').slice(-2);
    expect(first).toMatchObject({ created: true, resume: 'new', sessionId });
    expect(first?.epoch).not.toBe(epoch);
    expect(second).toMatchObject({ created: false, epoch: first?.epoch, sessionId });
    expect(rig.shells.started).toHaveLength(2);
    await rig.sync(socket, epoch, 0, { channel: 5, client: 'page3' });
    expect(socket.last('session_synced')).toMatchObject({ resume: 'new', created: false, epoch: first?.epoch });
  });

  test('[SV10] a restart that fails leaves the ended session as it was', async () => {
    const { rig, socket, shell } = await attached();
    shell.exit({ exitCode: 4 });
    rig.shells.failNext = new Error('no more processes');
    await rig.create(socket, { channel: 2, restart: true });
    expect(socket.last('error')).toMatchObject({ code: 'spawn_failed', channel: 2 });
    await rig.create(socket, { channel: 2 });
    expect(socket.last('session_closed')).toMatchObject({ channel: 2, exitCode: 4 });
  });
});

describe('somebody ends the shell', () => {
  test('close tells every viewer and whoever asked; a second one is told the same', async () => {
    const { rig, socket, shell, epoch, sessionId } = await attached();
    const other = await rig.connect();
    await rig.create(other, { client: 'page2' });
    const asker = await rig.connect();
    const request = await rig.close(asker, { sessionId });
    expect(shell.signals).toEqual(['SIGHUP']);
    expect(asker.last('session_closed')).toMatchObject({ request, sessionId, epoch, reason: 'closed', signal: 1 });
    for (const viewer of [socket, other]) expect(viewer.last('session_closed')).toMatchObject({ channel: 1, reason: 'closed', signal: 1, offset: 0 });
    const again = await rig.close(asker, { sessionId });
    expect(asker.last('session_closed')).toMatchObject({ request: again, sessionId, reason: 'closed' });
    expect(rig.server.sessions()).toEqual([]);
  });

  test('a shell that ignores SIGHUP is killed after 3 s, and counts as gone 2 s later whatever happens', async () => {
    const rig = new Rig({}, { program: () => ({ onSignal: () => true }) });
    const socket = await rig.connect();
    await rig.create(socket);
    await rig.close(socket);
    await rig.clock.advanceAsync(2_999);
    expect(rig.shells.last.signals).toEqual(['SIGHUP']);
    await rig.clock.advanceAsync(1);
    expect(rig.shells.last.signals).toEqual(['SIGHUP', 'SIGKILL']);
    expect(socket.all('session_closed')).toEqual([]);
    await rig.clock.advanceAsync(2_000);
    expect(socket.all('session_closed').map(({ reason, signal }) => [reason, signal])).toEqual([['closed', 9], ['closed', 9]]);
  });

  test('a sync of what was closed does not revive it; a create does, at once', async () => {
    const { rig, socket, epoch, sessionId } = await attached();
    socket.drop();
    const asker = await rig.connect();
    await rig.close(asker);
    const back = await rig.connect();
    const { request } = await rig.sync(back, epoch, 0);
    expect(back.last('session_closed')).toMatchObject({ request, channel: 1, sessionId, epoch, reason: 'closed' });
    expect(rig.shells.started).toHaveLength(1);
    await rig.create(back);
    expect(back.last('session_created').created).toBe(true);
    await rig.sync(back, epoch, 0, { channel: 2, client: 'page2' });
    expect(back.last('session_synced')).toMatchObject({ resume: 'new', created: false });
  });

  test('a closed shell that is slow to go does not stand in the way of a new one', async () => {
    const rig = new Rig({}, { program: () => ({ onSignal: () => true }) });
    const socket = await rig.connect();
    await rig.create(socket);
    await rig.close(socket);
    await rig.create(socket, { channel: 2 });
    expect(socket.last('session_created').created).toBe(true);
    rig.shells.started[0]?.exit({ signal: 1 });
    expect(socket.last('session_closed')).toMatchObject({ reason: 'closed' });
    rig.shells.last.emit('alive');
    expect(socket.text(2)).toBe('alive');
  });

  test('what is not there is closed already', async () => {
    const { rig, socket } = await attached();
    const request = await rig.close(socket, { sessionId: 'nothing' });
    expect(socket.last('session_closed')).toMatchObject({ request, sessionId: 'nothing', reason: 'closed', exitCode: null });
    expect(rig.shells.last.exited).toBe(false);
  });
});

describe('retention', () => {
  test('[SV9] 30 min after the last viewer left the shell expires; the grace is not added', async () => {
    const { rig, socket: left, shell, epoch } = await attached();
    left.drop();
    await rig.clock.advanceAsync(30 * 60_000 - 1);
    expect(shell.exited).toBe(false);
    const back = await rig.connect();
    await rig.sync(back, epoch, 0);
    expect(back.last('session_synced').resume).toBe('exact');
    back.receive({ type: 'detach_session', channel: 1 });
    await rig.clock.advanceAsync(30 * 60_000 - 1);
    expect(shell.exited).toBe(false);
    await rig.clock.advanceAsync(1);
    expect(shell.signals).toEqual(['SIGHUP']);
    expect(rig.server.sessions()).toEqual([]);
    expect(rig.log.at(-1)?.fields['reason']).toBe('expired');
  });

  test('[SV9] the time runs from the drop, not from the end of the grace', async () => {
    const { rig, socket, shell } = await attached();
    socket.drop();
    await rig.clock.advanceAsync(30 * 60_000);
    expect(shell.exited).toBe(true);
  });

  test('[SV9] an ended shell is kept as long', async () => {
    const { rig, shell } = await attached();
    shell.exit();
    await rig.clock.advanceAsync(30 * 60_000 - 1);
    expect(rig.server.sessions()).toHaveLength(1);
    await rig.clock.advanceAsync(1);
    expect(rig.server.sessions()).toHaveLength(0);
  });
});

test('[SV10] [SV18] a close that means an earlier shell ends no other, and is answered (R3, R50)', async () => {
  const rig = new Rig();
  const socket = await rig.connect();
  await rig.create(socket);
  const { epoch } = socket.last('session_created');
  const late = await rig.close(socket, { epoch: 'earlier' });
  expect(socket.last('session_closed')).toMatchObject({ request: late, epoch: 'earlier', reason: 'closed' });
  expect(rig.shells.last.exited).toBe(false);
  rig.shells.last.emit('alive');
  expect(socket.text(1)).toBe('alive');
  await rig.close(socket, { epoch });
  expect(rig.shells.last.signals).toEqual(['SIGHUP']);
});
