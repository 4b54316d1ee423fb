import { describe, expect, test } from 'vitest';
import { KIB, Rig, ackAll, difference, pattern } from './rig.js';

const WINDOW = 64 * KIB;
const LIMITS = { limits: { ringBytes: WINDOW, windowBytes: WINDOW, maxWindowBytes: 4 * WINDOW } };

async function attached(options = LIMITS) {
  const rig = new Rig(options);
  const socket = await rig.connect();
  await rig.create(socket);
  return { rig, socket, shell: rig.shells.last };
}

describe('credit and back-pressure', () => {
  test('[SV5] one window unacknowledged pauses the shell, half of it resumes', async () => {
    const { rig, socket, shell } = await attached();
    shell.emit(pattern(WINDOW - 1));
    expect(shell.paused).toBe(false);
    shell.emit(pattern(1000));
    rig.parseAll();
    expect(shell.paused).toBe(true);
    expect(socket.end(1)).toBeLessThanOrEqual(WINDOW);
    shell.emit(pattern(10 * WINDOW));
    expect(shell.backlogBytes).toBe(10 * WINDOW);
    const produced = WINDOW + 999;
    socket.receive({ type: 'ack', channel: 1, offset: produced - WINDOW / 2 - 1 });
    expect(shell.paused).toBe(true);
    socket.receive({ type: 'ack', channel: 1, offset: produced - WINDOW / 2 });
    expect(shell.backlogBytes).toBe(9 * WINDOW);
  });

  test('[SV5] every byte arrives once however the credit comes', async () => {
    const { rig, socket, shell } = await attached();
    const output = pattern(1000 * KIB);
    shell.emit(output);
    for (let i = 0; i < 200 && socket.end(1) < output.length; i++) {
      await rig.clock.advanceAsync(4);
      const end = socket.end(1);
      socket.receive({ type: 'ack', channel: 1, offset: Math.max(0, end - (i % 7) * 1000) });
      socket.receive({ type: 'ack', channel: 1, offset: end });
    }
    expect(difference(socket.output(1), output)).toBe(-1);
    expect(socket.all('error').every(({ code }) => code === 'bad_ack')).toBe(true);
  });

  test('an acknowledgement of what was not sent, or a step back, is told and changes nothing', async () => {
    const { rig, socket, shell } = await attached();
    shell.emit('abcdef');
    socket.receive({ type: 'ack', channel: 1, offset: 7 });
    expect(socket.last('error')).toMatchObject({ code: 'bad_ack', channel: 1 });
    socket.receive({ type: 'ack', channel: 1, offset: 5 });
    socket.receive({ type: 'ack', channel: 1, offset: 5 });
    socket.receive({ type: 'ack', channel: 1, offset: 4 });
    expect(socket.all('error')).toHaveLength(2);
    await rig.clock.advanceAsync(4);
    shell.emit('g');
    expect(socket.text(1)).toBe('abcdefg');
  });

  test('[SV4] with nobody attached the shell is never paused', async () => {
    const { rig, socket, shell } = await attached();
    shell.emit(pattern(2 * WINDOW));
    rig.parseAll();
    expect(shell.paused).toBe(true);
    socket.receive({ type: 'detach_session', channel: 1 });
    expect(shell.paused).toBe(false);
    shell.emit(pattern(20 * WINDOW));
    rig.parseAll();
    expect(shell.backlogBytes).toBe(0);
  });

  test('[SV4] a viewer that acknowledges nothing for 10 s stops counting, falls out of the ring and is told', async () => {
    const { rig, socket, shell } = await attached();
    const other = await rig.connect();
    await rig.create(other, { client: 'page2' });
    const healthy = async (ms: number) => {
      for (let t = 0; t < ms; t += 500) ackAll(other), socket.receive({ type: 'ping', nonce: 1 }), await rig.clock.advanceAsync(500);
    };
    shell.emit(pattern(3 * WINDOW));
    expect(shell.paused).toBe(true);
    await healthy(9_500);
    expect(shell.paused).toBe(true);
    await healthy(1_500);
    expect(shell.paused).toBe(false);
    expect(difference(other.output(1), pattern(3 * WINDOW))).toBe(-1);
    const { sessionId } = socket.last('session_created');
    expect(socket.last('error')).toMatchObject({ code: 'lagging', channel: 1, sessionId, retryable: true });
    socket.receive({ type: 'ack', channel: 1, offset: 10 });
    socket.type(1, 0, 'x');
    expect(socket.last('error').code).toBe('not_attached');
    await rig.sync(socket, socket.last('session_created').epoch, socket.end(1));
    expect(socket.last('session_synced').resume).toBe('replay');
  });

  test('[SV4] a viewer that falls out of the ring after the last output is told without more of it', async () => {
    const { rig, socket, shell } = await attached({ limits: { ringBytes: WINDOW, windowBytes: 4 * WINDOW, maxWindowBytes: 4 * WINDOW } });
    socket.line = 'hold';
    shell.emit(pattern(3 * WINDOW));
    expect(socket.all('error')).toEqual([]);
    await rig.clock.advanceAsync(10_000);
    expect(socket.last('error')).toMatchObject({ code: 'lagging', channel: 1 });
  });

  test('[SV4] a lagging viewer that acknowledges again counts again', async () => {
    const { rig, socket, shell } = await attached();
    shell.emit(pattern(WINDOW));
    await rig.clock.advanceAsync(10_000);
    expect(shell.paused).toBe(false);
    ackAll(socket);
    shell.emit(pattern(WINDOW));
    expect(shell.paused).toBe(true);
    expect(socket.all('error')).toEqual([]);
  });

  test('[SV4] silence while nothing waits is not lagging', async () => {
    const { rig, socket, shell } = await attached();
    shell.emit('a');
    ackAll(socket);
    await rig.clock.advanceAsync(9_000);
    socket.receive({ type: 'ping', nonce: 1 });
    shell.emit(pattern(WINDOW));
    await rig.clock.advanceAsync(9_900);
    expect(shell.paused).toBe(true);
  });

  test('[SV5] memory stays bounded when a shell ignores the pause', async () => {
    const rig = new Rig(LIMITS, { pauseSlack: Infinity });
    const socket = await rig.connect();
    await rig.create(socket);
    socket.line = 'hold';
    rig.shells.last.emit(pattern(4096 * KIB));
    expect(socket.last('error').code).toBe('lagging');
    rig.parseAll();
    await rig.create(socket, { channel: 2, client: 'page2' });
    const { offset, end } = socket.last('session_created');
    expect(end - offset).toBeLessThanOrEqual(WINDOW);
  });

  test('[SV5] the window grows with the round trip and is kept over a drop', async () => {
    const { rig, socket, shell } = await attached();
    await rig.clock.advanceAsync(50);
    socket.receive({ type: 'pong', nonce: socket.last('ping').nonce });
    shell.emit(pattern(100 * WINDOW));
    for (let i = 0; i < 10; i++) {
      await rig.clock.advanceAsync(50);
      ackAll(socket);
    }
    socket.drop();
    const next = await rig.connect();
    await rig.sync(next, socket.last('session_created').epoch, socket.end(1));
    expect(next.last('session_synced').windowBytes).toBe(4 * WINDOW);
  });

  test('[SV3] a grown window is held whole through the grace', async () => {
    const { rig, socket, shell } = await attached();
    await rig.clock.advanceAsync(50);
    socket.receive({ type: 'pong', nonce: socket.last('ping').nonce });
    const output = pattern(100 * WINDOW);
    shell.emit(output);
    for (let i = 0; i < 10; i++) await rig.clock.advanceAsync(50), ackAll(socket);
    const parsed = socket.end(1);
    await rig.clock.advanceAsync(50);
    socket.drop();
    const next = await rig.connect();
    await rig.sync(next, socket.last('session_created').epoch, parsed);
    expect(next.last('session_synced')).toMatchObject({ resume: 'exact', offset: parsed });
  });
});

describe('many viewers', () => {
  test('[SV5] fan-out to fifty viewers keeps one copy of the output', async () => {
    const { rig, shell } = await attached();
    const sockets = [];
    for (let i = 0; i < 50; i++) {
      const socket = await rig.connect();
      socket.line = 'hold';
      await rig.create(socket, { client: `viewer${i}` });
      sockets.push(socket);
    }
    shell.emit(pattern(60 * KIB));
    for (let i = 0; i < 40; i++) {
      for (const socket of sockets) socket.drain();
      await rig.clock.advanceAsync(4);
    }
    for (const socket of sockets) expect(difference(socket.output(1), pattern(60 * KIB))).toBe(-1);
    expect(Math.max(...sockets.map(({ peakUnsent }) => peakUnsent))).toBeLessThan(64 * KIB + 4 * KIB);
  });

  test('[SV10] a viewer whose socket throws costs the others nothing', async () => {
    const { rig, socket, shell } = await attached();
    const other = await rig.connect();
    await rig.create(other, { client: 'page2' });
    socket.batch = () => { throw new Error('broken socket'); };
    shell.emit('abc');
    shell.emit('def');
    await rig.clock.advanceAsync(4);
    expect(other.text(1)).toBe('abcdef');
    expect(socket.closed?.code).toBe(1011);
    other.send = () => { throw new Error('broken socket'); };
    shell.exit();
    expect(other.closed?.code).toBe(1011);
    expect(rig.errors().map(({ message }) => message)).toEqual(['socket failed', 'socket failed']);
  });

  test('[SV6] an echo is not held up by a flood in another session of the same socket', async () => {
    const { rig, socket, shell: flood } = await attached();
    await rig.create(socket, { sessionId: 'typing', channel: 2 });
    const echo = rig.shells.last;
    flood.emit(pattern(1000));
    flood.emit(pattern(1000));
    socket.type(2, 0, 'k');
    echo.emit('k');
    expect(socket.text(2)).toBe('k');
    expect(socket.last('input_ack')).toMatchObject({ channel: 2, offset: 1 });
  });
});
