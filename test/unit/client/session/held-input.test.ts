import { describe, expect, it } from 'vitest';
import type { TerminalErrorCode } from '../../../../src/protocol/errors.js';
import { INPUT_AGE_MS, INPUT_BYTES } from '../../../../src/protocol/limits.js';
import type { TerminalSession } from '../../../../src/client/session/contract.js';
import type { FakeConnection } from '../../../support/fake-connection.js';
import { bytes, text } from '../../../support/fake-connection.js';
import { fakePage, Recorder, type FakePage } from '../../../support/fake-page.js';

const coded = (code: TerminalErrorCode): unknown => expect.objectContaining({ code });

interface Rig extends Pick<FakePage, 'clock'> {
  readonly session: TerminalSession;
  readonly connection: FakeConnection;
  readonly heard: Recorder;
  /** What the shell has been sent since it was last asked. */
  typed(): string;
  ack(offset: number): void;
  /** The line comes back to the same shell, which has read `inputOffset` bytes. */
  back(inputOffset: number, epoch?: string, inputAccepted?: number): void;
}

/** A session on a live line. */
function rig(): Rig {
  const page = fakePage();
  const { registry, clock } = page;
  const session = registry.open();
  const heard = Recorder.on(session);
  const { connection } = page;
  connection.up();
  let channel = connection.accept();
  return {
    session, connection, heard, clock,
    typed: () => connection.inputs.splice(0).map((input) => text(input.bytes)).join(''),
    ack: (offset) => connection.message({ type: 'input_ack', channel, offset }),
    back: (inputOffset, epoch = 'e1', inputAccepted = undefined) => {
      connection.up();
      channel = connection.accept({ epoch, resume: epoch === 'e1' ? 'exact' : 'new', inputOffset, inputAccepted });
    },
  };
}

const held = (session: TerminalSession): unknown => session.state.input.held;

describe('input that waits', () => {
  it('[SE18] is told at once while the line is down, with its age, and until it is acknowledged (R21)', () => {
    const { session, connection, clock, ack, back } = rig();
    const told: number[] = [];
    session.subscribe({ onInputState: ({ waiting }) => told.push(waiting) });
    clock.advance(500);
    connection.down();
    expect(session.state.input).toMatchObject({ waiting: 0, since: undefined });
    session.send('grüß');
    expect(session.state).toMatchObject({ pendingInput: 6, input: { waiting: 4, since: clock.now() } });
    clock.advance(300);
    session.send('e');
    expect(session.state.input).toMatchObject({ waiting: 5, since: clock.now() - 300 });
    back(0);
    ack(7);
    expect(session.state.input).toEqual({ waiting: 0, since: undefined, held: undefined, transfer: undefined });
    expect(told).toEqual([4, 5, 0]);
  });

  it('[SE18] is told on a live line when nothing was acknowledged for 1 s, and leaves no timer when it is (R21)', () => {
    const { session, clock, ack } = rig();
    const timers = clock.pending;
    const told: number[] = [];
    session.subscribe({ onInputState: ({ waiting }) => told.push(waiting) });
    session.send('abc');
    clock.advance(999);
    expect(session.state.input.waiting).toBe(0);
    clock.advance(1);
    expect(session.state.input.waiting).toBe(3);
    ack(1);
    expect(session.state.input.waiting, 'it moves').toBe(0);
    clock.advance(1000);
    expect(session.state.input.waiting).toBe(2);
    ack(3);
    expect(told).toEqual([3, 0, 2, 0]);
    expect(clock.pending).toBe(timers);
  });

  it('typing that is acknowledged in time tells nobody anything', () => {
    const { session, clock, ack } = rig();
    const told: unknown[] = [];
    session.subscribe({ onInputState: (state) => told.push(state) });
    for (let offset = 1; offset <= 50; offset++) {
      session.send('x');
      clock.advance(40);
      ack(offset);
    }
    expect(told).toEqual([]);
  });

  it('[SE18] says so before there is an engine or a server, too (R24)', () => {
    const page = fakePage(() => () => new Promise(() => {}));
    const session = page.registry.open();
    session.send('é!');
    expect(session.state).toMatchObject({ pendingInput: 3, input: { waiting: 2, since: page.clock.now() } });
  });
});

describe('old input', () => {
  it('[SE19] exactly 30 s old it is sent, a millisecond older it is asked for (R21)', () => {
    for (const [age, sent, expected] of [[INPUT_AGE_MS, 'ls', undefined], [INPUT_AGE_MS + 1, '', { reason: 'old', bytes: 2 }]] as const) {
      const { session, connection, clock, typed, back } = rig();
      connection.down();
      session.send('ls');
      clock.advance(age);
      back(0);
      expect([typed(), held(session)], `${age} ms`).toEqual([sent, expected]);
    }
  });

  it('[SE19] what was sent on a socket that died is as old as its typing, and only what the shell lacks is asked for (R21)', () => {
    const { session, connection, clock, typed, back } = rig();
    session.send('abcdef');
    expect(typed()).toBe('abcdef');
    clock.advance(25_000);
    connection.down();
    clock.advance(INPUT_AGE_MS - 25_000 + 1);
    back(4);
    expect([typed(), held(session)]).toEqual(['', { reason: 'old', bytes: 2 }]);
    session.sendHeld();
    expect([typed(), held(session)]).toEqual(['ef', undefined]);
  });

  it('[SE19] [SE20] what waits on the server will be typed: only the rest is asked for and discarded, and what comes after counts from there (R21)', () => {
    const { session, connection, clock, typed, ack, back } = rig();
    session.send('abcdef');
    typed();
    clock.advance(25_000);
    connection.down();
    session.send('gh');
    clock.advance(INPUT_AGE_MS - 25_000 + 1);
    back(2, 'e1', 5);
    expect([typed(), held(session)]).toEqual(['', { reason: 'old', bytes: 3 }]);
    expect(text(session.peekHeld(9))).toBe('fgh');
    expect(session.discardHeld()).toBe(3);
    session.send('xyz');
    expect(connection.inputs.map(({ offset }) => offset)).toEqual([5]);
    expect(typed()).toBe('xyz');
    ack(8);
    expect(session.state.pendingInput).toBe(0);
  });

  it('[SE19] nothing is asked for what the server has after all, nor for what is left when the old part has arrived (R21)', () => {
    const { session, connection, clock, typed, back } = rig();
    session.send('old');
    connection.down();
    clock.advance(INPUT_AGE_MS);
    session.send('new');
    clock.advance(5_000);
    typed();
    back(3);
    expect([typed(), held(session)]).toEqual(['new', undefined]);
  });

  it('[SE19] a night of sleep counts, though the clock that timers go by stood still; a wall clock that is set back does not (R21, R33)', () => {
    for (const [jump, expected] of [[8 * 3_600_000, { reason: 'old', bytes: 2 }], [-8 * 3_600_000, undefined], [INPUT_AGE_MS - 4_000, undefined]] as const) {
      const { session, connection, clock, back } = rig();
      connection.down();
      session.send('ls');
      clock.advance(2_000);
      clock.wallOffset += jump;
      back(0);
      expect(held(session), `${jump} ms`).toEqual(expected);
      if (jump > 0) expect(clock.now() - (session.state.input.since ?? 0)).toBe(2_000 + jump);
    }
  });

  it('[SE19] a second attach on the same socket asks nothing: the line was never gone', () => {
    const { session, connection, clock, typed } = rig();
    session.send('slow');
    clock.advance(INPUT_AGE_MS * 2);
    typed();
    connection.refuse('not_attached');
    connection.accept({ resume: 'exact', inputOffset: 0 });
    expect([typed(), held(session)]).toEqual(['slow', undefined]);
  });

  it('[SE19] typed before the first connection, through the loading of the engine, it is asked for too (R24)', async () => {
    let arrive: () => void = () => {};
    const page = fakePage((engine) => () => new Promise((resolve) => (arrive = () => resolve(engine))));
    const session = page.registry.open();
    session.send('early');
    page.clock.advance(INPUT_AGE_MS + 1);
    arrive();
    await Promise.resolve();
    await Promise.resolve();
    session.send('!');
    page.connection.up();
    page.connection.accept();
    expect(page.connection.inputs).toEqual([]);
    expect(held(session)).toEqual({ reason: 'old', bytes: 6 });
  });

  /** `rm x` typed, and asked for. */
  function asked(): Rig {
    const it = rig();
    it.connection.down();
    it.session.send('rm x');
    it.clock.advance(INPUT_AGE_MS + 1);
    it.back(0);
    return it;
  }

  it('[SE20] keys typed meanwhile wait behind it, within the same bound, and go in order (R22)', () => {
    const { session, typed, ack } = asked();
    session.send(' y');
    expect([typed(), held(session), session.state.pendingInput]).toEqual(['', { reason: 'old', bytes: 6 }, 6]);
    expect(() => session.send(new Uint8Array(INPUT_BYTES - 5))).toThrow(coded('input_overflow'));
    session.sendHeld();
    session.send('\r');
    expect(typed()).toBe('rm x y\r');
    ack(7);
    expect(session.state.pendingInput).toBe(0);
  });

  it('[SE20] discarded, it is never typed, and typing goes on after it (R21)', () => {
    const { session, heard, typed, connection } = asked();
    session.send(' y');
    expect(session.discardHeld()).toBe(6);
    expect([typed(), held(session), session.state.pendingInput, heard.codes]).toEqual(['', undefined, 0, []]);
    session.send('ls');
    expect(connection.inputs.map((input) => [input.offset, text(input.bytes)])).toEqual([[0, 'ls']]);
    expect(session.discardHeld()).toBe(0);
  });

  it('[SE20] Ctrl-C discards what is held, visibly, and is typed itself (R21)', () => {
    const { session, heard, typed } = asked();
    session.send('\x03');
    expect([typed(), held(session)]).toEqual(['\x03', undefined]);
    expect(heard.errors).toEqual([coded('input_discarded')]);
    expect(heard.errors[0]?.message).toBe('4 bytes of input were not delivered: Ctrl-C was pressed.');
  });

  it('Ctrl-C while the line is merely down waits in its place', () => {
    const { session, connection, typed, back, heard } = rig();
    connection.down();
    session.send('a');
    session.send('\x03');
    session.send('b');
    back(0);
    expect([typed(), heard.codes]).toEqual(['a\x03b', []]);
  });

  it('[SE20] another shell never gets it: it is discarded with its size (R21)', () => {
    const { session, connection, heard, typed, back } = asked();
    session.send('!');
    connection.down();
    back(0, 'e2');
    expect([typed(), held(session), session.state.pendingInput]).toEqual(['', undefined, 0]);
    expect(heard.errors[0]?.message).toContain('5 bytes');
  });

  it('[SE20] the end of the shell discards it with its size (R21)', () => {
    const { session, connection, heard } = asked();
    connection.closeSession(connection.lastAttach.channel);
    expect([held(session), heard.codes]).toEqual([undefined, ['input_discarded']]);
    expect(() => session.send('x')).toThrow(coded('session_closed'));
  });

  it('[SE20] the question outlives another drop; an answer given while offline holds for 30 s from then (R21)', () => {
    const { session, connection, clock, typed, back } = asked();
    connection.down();
    expect(held(session)).toEqual({ reason: 'old', bytes: 4 });
    back(0);
    expect(typed()).toBe('');
    connection.down();
    session.sendHeld();
    clock.advance(INPUT_AGE_MS);
    back(0);
    expect(typed()).toBe('rm x');
  });

  it('is shown to whoever has to decide, and to nobody while nothing is held', () => {
    const { session, clock } = asked();
    clock.advance(1000);
    session.send('\r');
    expect(text(session.peekHeld(100))).toBe('rm x\r');
    expect(text(session.peekHeld(2))).toBe('rm');
    session.sendHeld();
    expect(session.peekHeld(100)).toEqual(bytes(''));
  });
});
