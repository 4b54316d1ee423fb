import { beforeEach, describe, expect, test } from 'vitest';
import { ByteLog } from '../../../src/base/byte-log.js';
import { WINDOW_BYTES } from '../../../src/protocol/limits.js';
import { PROMPT_BYTES, ScreenFeed, SETTLE_MS, TURN_BYTES } from '../../../src/server/screen-feed.js';
import { TurnTaker } from '../../../src/server/turn-taker.js';
import { ManualClock } from '../../support/manual-clock.js';
import { FakeScreen, QUESTION } from './fake-screen.js';
import { difference, KIB, pattern, Rig, text } from './rig.js';

describe('turns', () => {
  let clock: ManualClock;
  let turns: TurnTaker;
  beforeEach(() => {
    clock = new ManualClock();
    turns = new TurnTaker(clock);
  });

  const feed = () => {
    const ring = new ByteLog();
    let screen: FakeScreen | undefined;
    const faults: unknown[] = [];
    /** How far it had come after each turn. */
    const progress: number[] = [];
    const made: ScreenFeed = new ScreenFeed({
      clock, turns, ring, cols: 80, rows: 24, scrollbackLines: 100, terminal: undefined, onAnswer() {}, onProgress: () => progress.push(made.acked), onFault: (error) => faults.push(error),
      createScreen: (request) => (screen = new FakeScreen(request)),
    });
    const print = (bytes: Uint8Array): void => {
      ring.append(bytes);
      made.outputArrived();
    };
    return { feed: made, ring, print, faults, screen: screen as unknown as FakeScreen, progress };
  };

  test('[SV24] a flood is parsed in turns of 64 KiB, with everything else between them', () => {
    const { feed: flood, print, screen, progress } = feed();
    print(pattern(150 * KIB));
    let between = -1;
    clock.after(0, () => (between = flood.acked));
    expect(flood.acked).toBe(0);
    clock.advance(0);
    expect([between, progress]).toEqual([TURN_BYTES, [TURN_BYTES, 2 * TURN_BYTES, 150 * KIB]]);
    expect(difference(screen.content, pattern(150 * KIB))).toBe(-1);
  });

  test('[SV24] sessions take turns: a flood delays another by one piece, and a question by none (R53)', () => {
    const [flood, other, asker] = [feed(), feed(), feed()];
    const order: string[] = [];
    const watch = (name: string, { screen }: ReturnType<typeof feed>): void => {
      const { write } = screen;
      screen.write = (bytes) => {
        if (order.at(-1) !== name) order.push(name);
        write.call(screen, bytes);
      };
    };
    watch('flood', flood);
    watch('other', other);
    watch('asker', asker);
    flood.print(pattern(1000 * KIB));
    other.print(pattern(PROMPT_BYTES + 1));
    asker.print(new TextEncoder().encode(QUESTION));
    for (let i = 0; i < 50; i++) clock.advance(0);
    expect(order).toEqual(['asker', 'flood', 'other', 'flood']);
    expect(flood.feed.acked).toBe(1000 * KIB);
  });

  test('[SV24] a flood in small pieces takes turns as any other', () => {
    const { feed: flood, print } = feed();
    for (let i = 0; i < 100; i++) print(pattern(1000));
    expect(flood.acked).toBe(16_000);
    clock.advance(0);
    clock.advance(0);
    expect(flood.acked).toBe(100_000);
    clock.advance(4);
    print(pattern(1000));
    expect(flood.acked).toBe(101_000);
  });

  test('[SV24] nothing is parsed twice or left out, however turns and need mix', () => {
    const { feed: mixed, print, screen } = feed();
    const output = pattern(400 * KIB);
    for (let at = 0; at < output.length; at += 10_000) {
      print(output.slice(at, at + 10_000));
      if (at % 30_000 === 0) clock.advance(0);
      if (at % 70_000 === 0) mixed.flush();
      if (at % 110_000 === 0) mixed.resize(80, 20 + (at % 3));
      if (at % 130_000 === 0) expect(mixed.snapshot(80, 24).offset).toBe(at + 10_000);
    }
    mixed.flush();
    expect(difference(screen.content, output)).toBe(-1);
    expect(clock.nextAt).toBeGreaterThan(clock.now());
  });

  test('a session that has become quiet packs its screen once, 30 s after its last output', () => {
    const { print, screen } = feed();
    print(pattern(10));
    clock.advance(SETTLE_MS - 1);
    print(pattern(10));
    clock.advance(SETTLE_MS - 1);
    expect(screen.log).toEqual(['write 10', 'write 10']);
    clock.advance(1);
    expect(screen.log.at(-1)).toBe('settle');
    expect(clock.pending).toBe(0);
  });

  test('one that is disposed of leaves no timer and no turn', () => {
    const { feed: gone, print, screen } = feed();
    print(pattern(10));
    print(pattern(100 * KIB));
    gone.dispose();
    expect([screen.log.at(-1), clock.pending]).toEqual(['dispose', 0]);
    print(pattern(10));
    clock.advance(SETTLE_MS);
    expect(screen.log.at(-1)).toBe('dispose');
  });

  test('[SV10] a screen that throws is told of, and the snapshot is what the bytes make of an empty terminal (R3)', () => {
    const { feed: broken, ring, print, screen, faults } = feed();
    screen.failure = new Error('fault of the screen');
    print(new TextEncoder().encode('one\ntwo\n'));
    ring.dropTo(2);
    expect(broken.acked).toBe(8);
    const { screen: bytes, offset, tail, scrollback } = broken.snapshot(80, 24);
    expect([offset, tail.length, scrollback, text(bytes).startsWith('\x18\x1bc'), text(bytes).endsWith('\x1b\\two\n')]).toEqual([8, 0, [], true, true]);
    broken.resize(10, 10);
    broken.setViewerFacts({});
    broken.settle();
    broken.dispose();
    expect(faults.length).toBeGreaterThan(3);
  });

  test('[SV10] a screen that cannot be made: the same', () => {
    const ring = new ByteLog();
    const faults: unknown[] = [];
    const none = new ScreenFeed({
      clock, turns, ring, cols: 80, rows: 24, scrollbackLines: 100, terminal: undefined, onAnswer() {}, onProgress() {}, onFault: (error) => faults.push(error),
      createScreen: () => { throw new Error('no screen'); },
    });
    ring.append(pattern(100));
    none.outputArrived();
    expect([none.acked, none.snapshot(80, 24).offset, faults.length]).toEqual([100, 100, 1]);
  });
});

describe('the screen of a session', () => {
  test('[SV24] viewers get output before it is parsed', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    await rig.create(socket);
    const events: string[] = [];
    const { send } = socket;
    socket.send = (message) => {
      events.push('sent');
      send.call(socket, message);
    };
    rig.screens.last.write = () => void events.push('parsed');
    rig.shells.last.emit('x');
    expect(events).toEqual(['sent', 'parsed']);
  });

  test('[SV24] more than one window unparsed pauses the shell, with or without viewers; what is unparsed is kept (R22)', async () => {
    const rig = new Rig({ limits: { ringBytes: 64 * KIB }, dropGraceMs: 0 }, { pauseSlack: 100 * KIB });
    const socket = await rig.connect();
    await rig.create(socket);
    socket.drop();
    const shell = rig.shells.last;
    const output = pattern(5 * WINDOW_BYTES);
    shell.emit(output);
    expect(shell.paused).toBe(true);
    rig.parseAll();
    expect([shell.paused, shell.backlogBytes]).toEqual([false, 0]);
    expect(difference(rig.screens.last.content, output)).toBe(-1);
    expect(shell.pauses).toBeGreaterThan(2);
  });

  test('[SV24] a shell that ignores the pause: memory stays bounded, and the screen sees every byte', async () => {
    const rig = new Rig({ dropGraceMs: 0 }, { pauseSlack: Infinity });
    const socket = await rig.connect();
    await rig.create(socket);
    const output = pattern(3000 * KIB);
    socket.drop();
    rig.shells.last.emit(output);
    const behind = output.length - rig.screens.last.content.length;
    expect(behind).toBeLessThanOrEqual(512 * KIB);
    rig.parseAll();
    expect(difference(rig.screens.last.content, output)).toBe(-1);
  });

  test('[SV24] what was printed before a resize is parsed at its own size', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    await rig.create(socket);
    rig.shells.last.emit(pattern(20 * KIB));
    socket.receive({ type: 'resize', channel: 1, cols: 100, rows: 30 });
    expect(rig.screens.last.log.at(-1)).toBe('resize 100x30');
    expect(difference(rig.screens.last.content, pattern(20 * KIB))).toBe(-1);
  });

  test('[SV24] at the end of the shell everything has been parsed and packed', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    await rig.create(socket);
    rig.shells.last.emit(pattern(200 * KIB));
    rig.shells.last.exit();
    expect(difference(rig.screens.last.content, pattern(200 * KIB))).toBe(-1);
    expect(rig.screens.last.log.at(-1)).toBe('settle');
  });

  test('[SV24] the screen goes with the session, and not before its last viewer', async () => {
    const rig = new Rig({ limits: { windowBytes: 64 * KIB } });
    const socket = await rig.connect();
    await rig.create(socket);
    const [shell, screen] = [rig.shells.last, rig.screens.last];
    shell.emit(pattern(100 * KIB));
    shell.exit();
    await rig.close(socket);
    expect(screen.log).not.toContain('dispose');
    socket.receive({ type: 'detach_session', channel: 1 });
    expect(screen.log.filter((event) => event === 'dispose')).toHaveLength(1);
    await rig.create(socket, { channel: 2 });
    await rig.server.close();
    expect(rig.screens.made.map(({ log }) => log.filter((event) => event === 'dispose').length)).toEqual([1, 1]);
  });

  test('[SV10] a screen that throws costs the session nothing and is logged once, without content (R3)', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    await rig.create(socket);
    rig.screens.last.failure = new Error('fault of the screen');
    rig.shells.last.emit('SECRET');
    socket.receive({ type: 'resize', channel: 1, cols: 100, rows: 30 });
    await rig.clock.advanceAsync(4);
    rig.shells.last.emit('more');
    expect(socket.text(1)).toBe('SECRETmore');
    expect(rig.shells.last.sizes).toEqual([[100, 30]]);
    expect(rig.errors().map(({ message }) => message)).toEqual(['the screen failed']);
    expect(JSON.stringify(rig.log)).not.toContain('SECRET');
    await rig.create(socket, { channel: 2, client: 'page2', screen: true });
    expect(socket.last('session_created')).toMatchObject({ resume: 'snapshot', offset: 10 });
    expect(text(socket.snapshot(2))).toContain('SECRETmore');
  });

  test('the option scrollback is what the screen is asked for', async () => {
    for (const [options, lines] of [[{}, 10_000], [{ scrollback: 0 }, 0], [{ scrollback: 50 }, 50]] as const) {
      const rig = new Rig(options);
      await rig.create(await rig.connect(), { cols: 100, rows: 30 });
      expect(rig.screens.last.request).toMatchObject({ cols: 100, rows: 30, scrollbackLines: lines });
    }
  });
});
