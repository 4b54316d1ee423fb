import { describe, expect, test } from 'vitest';
import { FrameKind, type Frame } from '../../../src/protocol/frames.js';
import type { ServerOptions } from '../../../src/server/options.js';
import type { ScrollbackBlock } from '../../../src/server/session-screen.js';
import type { FakeServerSocket } from '../../support/server-socket.js';
import { QUESTION } from './fake-screen.js';
import { KIB, Rig, ackAll, difference, pattern } from './rig.js';
import { described, sectionsOf } from './sections.js';

const TERMINAL = { screen: true } as const;
const WINDOW = 64 * KIB;
const SMALL = { limits: { ringBytes: WINDOW, windowBytes: WINDOW, maxWindowBytes: WINDOW } };

/** Blocks of `bytes` each, newest first. */
const history = (count: number, bytes: number): ScrollbackBlock[] =>
  Array.from({ length: count }, (_, at) => ({ cols: 80, lines: 500, continued: false, bytes: () => new Uint8Array(bytes).fill(65 + at) }));

/** A shell that printed `output` while nobody was there, and a socket to come back with. */
async function away(output: string | Uint8Array, options: ServerOptions = {}) {
  const rig = new Rig({ dropGraceMs: 0, ...options });
  const first = await rig.connect();
  await rig.create(first, TERMINAL);
  const { epoch } = first.last('session_created');
  first.drop();
  rig.shells.last.emit(output);
  rig.parseAll();
  return { rig, epoch, shell: rig.shells.last, screen: rig.screens.last, socket: await rig.connect() };
}

const frames = (socket: FakeServerSocket): Frame[] => socket.log.filter((item): item is Frame => 'kind' in item);
const order = (socket: FakeServerSocket): number[] => frames(socket).map(({ kind }) => kind).filter((kind, at, all) => kind !== all[at - 1]);

async function acknowledge(rig: Rig, socket: FakeServerSocket, times: number): Promise<void> {
  for (let i = 0; i < times; i++) ackAll(socket), await rig.clock.advanceAsync(5);
}

describe('what a terminal gets', () => {
  test('[SV2] new: its own request started the shell', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    await rig.create(socket, TERMINAL);
    rig.shells.last.emit('abc');
    expect(socket.last('session_created')).toMatchObject({ created: true, resume: 'new', offset: 0 });
    expect([socket.text(1), socket.snapshotEnd(1)]).toEqual(['abc', 0]);
  });

  test('[SV2] snapshot: it has nothing, and there is something; the gap is all of it (R22)', async () => {
    const { rig, socket } = await away('hello');
    await rig.create(socket, TERMINAL);
    expect(socket.last('session_created')).toMatchObject({ created: false, resume: 'snapshot', offset: 5, end: 5, gap: { from: 0, to: 5 }, cols: 80, rows: 24 });
    expect(described(socket.snapshot(1))).toEqual(['screen <screen at 5>', 'tail', 'end']);
    rig.shells.last.emit('more');
    expect([socket.frames(1)[0]?.offset, socket.text(1)]).toEqual([5, 'more']);
  });

  test('[SV2] exact: what it lacks is held, whether it is a terminal or not (R20)', async () => {
    const { rig, epoch, socket } = await away('hello');
    await rig.sync(socket, epoch, 2, TERMINAL);
    expect(socket.last('session_synced')).toMatchObject({ resume: 'exact', offset: 2 });
    expect([socket.text(1), socket.snapshotEnd(1)]).toEqual(['llo', 0]);
  });

  test('[SV2] snapshot: what it lacks is gone, and the gap says from where (R20)', async () => {
    const output = pattern(1000 * KIB);
    const { rig, epoch, socket } = await away(output);
    await rig.sync(socket, epoch, 100, TERMINAL);
    expect(socket.last('session_synced')).toMatchObject({ resume: 'snapshot', offset: output.length, end: output.length, gap: { from: 100, to: output.length } });
  });

  test('[SV2] snapshot: it is ahead of the shell, and so has seen another past', async () => {
    const { rig, epoch, socket } = await away('abc');
    await rig.sync(socket, epoch, 4, TERMINAL);
    expect(socket.last('session_synced')).toMatchObject({ resume: 'snapshot', offset: 3, gap: { from: 0, to: 3 } });
  });

  test('[SV2] another epoch: new while every byte can be given, then snapshot', async () => {
    const { rig, socket, shell } = await away('abc');
    await rig.sync(socket, 'gone', 500, TERMINAL);
    expect(socket.last('session_synced')).toMatchObject({ resume: 'new', offset: 0, end: 3 });
    expect(socket.text(1)).toBe('abc');
    socket.receive({ type: 'detach_session', channel: 1 });
    shell.emit(pattern(1000 * KIB));
    rig.parseAll();
    await rig.sync(socket, 'gone', 500, { ...TERMINAL, channel: 2 });
    expect(socket.last('session_synced')).toMatchObject({ resume: 'snapshot', gap: { from: 0 } });
  });

  test('[SV2] who does not say that it is a terminal gets bytes', async () => {
    const { rig, socket } = await away('hello');
    await rig.create(socket);
    expect(socket.last('session_created')).toMatchObject({ resume: 'replay', offset: 0 });
    expect([socket.text(1), socket.snapshotEnd(1)]).toEqual(['hello', 0]);
  });

  test('[SV25] the snapshot has the size that was asked for, and everything is parsed at the size it was printed for (R22)', async () => {
    const { rig, socket, shell, screen } = await away('');
    shell.emit(pattern(100 * KIB));
    await rig.create(socket, { ...TERMINAL, cols: 100, rows: 30 });
    expect(screen.log.slice(-2)).toEqual(['resize 100x30', 'snapshot']);
    expect(difference(screen.content, pattern(100 * KIB))).toBe(-1);
    expect(socket.last('session_created')).toMatchObject({ resume: 'snapshot', offset: 100 * KIB, cols: 100, rows: 30 });
    expect(shell.sizes).toEqual([[100, 30]]);
  });

  test('[SV25] a viewer without a size takes the session as it is; a shell of nobody\'s size has 80 × 24', async () => {
    const { rig, socket, shell, screen } = await away('x');
    await rig.create(socket, { ...TERMINAL, cols: undefined, rows: undefined });
    expect(socket.last('session_created')).toMatchObject({ resume: 'snapshot', cols: 80, rows: 24 });
    expect([shell.sizes, screen.log.filter((event) => event.startsWith('resize'))]).toEqual([[], []]);
    await rig.create(socket, { channel: 2, sessionId: 'other', cols: undefined, rows: undefined });
    expect(rig.shells.last.spec).toMatchObject({ cols: 80, rows: 24 });
    socket.receive({ type: 'resize', channel: 2, cols: 90, rows: 20 });
    rig.shells.last.exit();
    await rig.create(socket, { channel: 3, sessionId: 'other', cols: undefined, rows: undefined, restart: true });
    expect(rig.shells.last.spec).toMatchObject({ cols: 90, rows: 20 });
  });

  test('[SV25] a program that answers its answer at once: the snapshot and the output after it still meet (R20)', async () => {
    const rig = new Rig({ dropGraceMs: 0 }, { program: (pty) => ({ onInput: () => pty.emit('echo') }) });
    const socket = await rig.connect();
    await rig.create(socket, TERMINAL);
    rig.shells.last.emit(new Uint8Array([...pattern(20 * KIB).map((byte) => 65 + (byte & 15)), QUESTION.charCodeAt(0)]));
    await rig.create(socket, { ...TERMINAL, channel: 2, client: 'page2' });
    const { offset } = socket.last('session_created');
    expect([offset, described(socket.snapshot(2))[0]]).toEqual([20 * KIB + 1 + 4, `screen <screen at ${offset}>`]);
  });

  test('[SV19] who may not type gets a snapshot of the size there is (R51)', async () => {
    const rig = new Rig({ authorize: ({ action }) => action !== 'input' });
    const socket = await rig.connect();
    await rig.create(socket, TERMINAL);
    await rig.create(socket, { ...TERMINAL, channel: 2, client: 'page2', cols: 100, rows: 30 });
    expect(socket.last('session_created')).toMatchObject({ resume: 'snapshot', cols: 80, rows: 24 });
    expect(rig.shells.last.sizes).toEqual([]);
  });
});

describe('order and credit', () => {
  test('[SV25] screen and tail before any output, then output beside old lines, then the end (R53)', async () => {
    const { rig, socket, shell, screen } = await away('half of a sequence\x1b[');
    screen.tail = '\x1b[';
    screen.scrollback = history(10, 20 * KIB);
    await rig.create(socket, TERMINAL);
    expect(described(socket.snapshot(1)).slice(0, 2)).toEqual(['screen <screen at 20>', 'tail \x1b[']);
    shell.emit(pattern(200 * KIB));
    await acknowledge(rig, socket, 60);
    expect(sectionsOf(socket.snapshot(1)).map(({ kind }) => kind)).toEqual([1, 2, ...Array.from({ length: 10 }, () => 3), 4]);
    expect(difference(socket.output(1), pattern(200 * KIB))).toBe(-1);
    expect(order(socket).slice(0, 4)).toEqual([FrameKind.snapshot, FrameKind.output, FrameKind.snapshot, FrameKind.output]);
  });

  test('[SV25] what is on the screen does not wait for old lines', async () => {
    const { rig, socket, shell, screen } = await away('x');
    screen.scrollback = history(20, 100 * KIB);
    socket.line = 'hold';
    await rig.create(socket, TERMINAL);
    socket.line = 'flow';
    socket.drain();
    shell.emit('prompt');
    const until = frames(socket).findIndex(({ kind }) => kind === FrameKind.output);
    const before = frames(socket).slice(0, until).reduce((sum, { payload }) => sum + payload.length, 0);
    // Two steps of acknowledgement are under way at most, of two megabytes.
    expect([socket.text(1), before <= 64 * KIB]).toEqual(['prompt', true]);
  });

  test('[SV5] output and snapshot together are one window at most (R53)', async () => {
    const { rig, socket, shell, screen } = await away('x', SMALL);
    screen.scrollback = history(4, 30 * KIB);
    await rig.create(socket, TERMINAL);
    shell.emit(pattern(500 * KIB));
    let acked = { output: 1, snapshot: 0 };
    for (let i = 0; i < 150; i++) {
      await rig.clock.advanceAsync(5);
      expect(socket.end(1) - acked.output + socket.snapshotEnd(1) - acked.snapshot).toBeLessThanOrEqual(WINDOW);
      acked = i % 3 === 0 ? { ...acked, output: socket.end(1) } : i % 3 === 1 ? { ...acked, snapshot: socket.snapshotEnd(1) } : acked;
      socket.receive({ type: 'ack', channel: 1, offset: acked.output, snapshot: acked.snapshot });
    }
    expect(difference(socket.output(1), pattern(500 * KIB))).toBe(-1);
    expect(described(socket.snapshot(1)).at(-1)).toBe('end');
    expect(socket.all('error')).toEqual([]);
  });

  test('[SV5] a viewer that is slow with its snapshot holds the shell, and what it will need is kept (R22)', async () => {
    const { rig, socket, shell, screen } = await away('x', SMALL);
    screen.scrollback = history(4, 60 * KIB);
    await rig.create(socket, TERMINAL);
    shell.emit(pattern(500 * KIB));
    rig.parseAll();
    expect(shell.paused).toBe(true);
    for (let i = 0; i < 200; i++) {
      socket.receive({ type: 'ping', nonce: 1 });
      await rig.clock.advanceAsync(1_000);
      // A little of the snapshot each second, and of the output.
      const [end, snapshot] = [socket.end(1), socket.snapshotEnd(1)];
      socket.receive({ type: 'ack', channel: 1, offset: end, snapshot });
    }
    expect(difference(socket.output(1), pattern(500 * KIB))).toBe(-1);
    expect(socket.all('error')).toEqual([]);
  });

  test('[SV4] a viewer that acknowledges nothing of its snapshot stops counting after 10 s, and counts again when it does (R29)', async () => {
    const { rig, socket, shell, screen } = await away('x', SMALL);
    screen.scrollback = history(4, 60 * KIB);
    await rig.create(socket, TERMINAL);
    await rig.clock.advanceAsync(10_000);
    shell.emit(pattern(WINDOW));
    rig.parseAll();
    expect([shell.paused, socket.all('error')]).toEqual([false, []]);
    socket.receive({ type: 'ack', channel: 1, offset: 1, snapshot: 100 });
    expect(shell.paused).toBe(true);
  });

  test('[SV4] output that comes meanwhile gives it no more time', async () => {
    const { rig, socket, shell, screen } = await away('x', SMALL);
    screen.scrollback = history(4, 60 * KIB);
    await rig.create(socket, TERMINAL);
    await rig.clock.advanceAsync(9_000);
    shell.emit(pattern(WINDOW));
    rig.parseAll();
    expect(shell.paused).toBe(true);
    await rig.clock.advanceAsync(1_000);
    expect(shell.paused).toBe(false);
  });

  test('an acknowledgement of what was not sent of a snapshot, or a step back in it, is told and changes nothing', async () => {
    const { rig, socket } = await away('abc');
    await rig.create(socket, TERMINAL);
    const snapshot = socket.snapshotEnd(1);
    socket.receive({ type: 'ack', channel: 1, offset: 3, snapshot: snapshot + 1 });
    expect(socket.last('error')).toMatchObject({ code: 'bad_ack', channel: 1 });
    socket.receive({ type: 'ack', channel: 1, offset: 3, snapshot });
    socket.receive({ type: 'ack', channel: 1, offset: 3, snapshot });
    socket.receive({ type: 'ack', channel: 1, offset: 3, snapshot: snapshot - 1 });
    socket.receive({ type: 'ack', channel: 1, offset: 3 });
    expect(socket.all('error').map(({ code }) => code)).toEqual(['bad_ack', 'bad_ack', 'bad_ack']);
  });
});

describe('ends', () => {
  test('[SV8] the end of the shell is told after the last byte of output and of snapshot (R27)', async () => {
    const { rig, socket, shell, screen } = await away('x');
    screen.scrollback = history(10, 50 * KIB);
    await rig.create(socket, TERMINAL);
    shell.emit(pattern(1000));
    shell.exit({ exitCode: 3 });
    expect(socket.all('session_closed')).toEqual([]);
    await acknowledge(rig, socket, 60);
    expect(described(socket.snapshot(1)).at(-1)).toBe('end');
    expect(socket.end(1)).toBe(1001);
    expect(socket.log.at(-1)).toMatchObject({ type: 'session_closed', exitCode: 3, offset: 1001 });
  });

  test('[SV18] who comes back to an ended shell gets its last screen, then its end (R50)', async () => {
    const { rig, socket, shell } = await away('last words');
    shell.exit({ exitCode: 0 });
    await rig.create(socket, TERMINAL);
    expect(socket.last('session_created')).toMatchObject({ resume: 'snapshot', offset: 10 });
    expect(described(socket.snapshot(1))).toEqual(['screen <screen at 10>', 'tail', 'end']);
    expect(socket.log.at(-1)).toMatchObject({ type: 'session_closed', offset: 10 });
  });

  test('[SV25] a drop in the middle of a snapshot: the next one is whole, and of its own moment (R22)', async () => {
    const { rig, socket, shell, screen } = await away('x', { ...SMALL, dropGraceMs: 5_000 });
    screen.scrollback = history(10, 50 * KIB);
    await rig.create(socket, TERMINAL);
    expect(described(socket.snapshot(1)).at(-1)).not.toBe('end');
    socket.drop();
    shell.emit('more');
    const next = await rig.connect();
    await rig.create(next, TERMINAL);
    expect(next.last('session_created')).toMatchObject({ resume: 'snapshot', offset: 5 });
    await acknowledge(rig, next, 60);
    const sections = described(next.snapshot(1));
    expect([sections[0], sections.length, sections.at(-1)]).toEqual(['screen <screen at 5>', 13, 'end']);
    next.receive({ type: 'ack', channel: 1, offset: 5, snapshot: next.snapshotEnd(1) });
    expect(next.all('error')).toEqual([]);
  });

  test('a snapshot that nobody takes any more is let go', async () => {
    const { rig, socket, screen } = await away('x');
    const unpacked: number[] = [];
    screen.scrollback = history(10, 50 * KIB).map((block, at) => ({ ...block, bytes: () => (unpacked.push(at), block.bytes()) }));
    await rig.create(socket, TERMINAL);
    const before = unpacked.length;
    socket.receive({ type: 'detach_session', channel: 1 });
    await rig.clock.advanceAsync(1_000);
    expect(unpacked).toHaveLength(before);
    expect(before).toBeLessThan(4);
  });
});
