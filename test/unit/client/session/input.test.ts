import { describe, expect, it } from 'vitest';
import type { TerminalErrorCode } from '../../../../src/protocol/errors.js';
import { INPUT_BYTES } from '../../../../src/protocol/limits.js';
import { ModelServer } from '../../../support/model-server.js';
import { bytes, FakeView, text } from '../../../support/fake-connection.js';
import { fakePage, Recorder } from '../../../support/fake-page.js';
import { SeededRandom } from '../../../support/seeded-random.js';

const coded = (code: TerminalErrorCode): unknown => expect.objectContaining({ code });

describe('input', () => {
  it('[SE4] what is typed while not connected is delivered in order after the attach (R21, R24)', () => {
    const page = fakePage();
    const session = page.registry.open();
    session.send('echo ');
    session.send(bytes('hi\n'));
    expect(session.state).toMatchObject({ pendingInput: 8, bytesOut: 8, status: 'connecting' });
    const { connection } = page;
    connection.up();
    expect(connection.inputs).toEqual([]);
    const channel = connection.accept();
    expect(connection.inputs.map((input) => [input.channel, input.offset, text(input.bytes)])).toEqual([[channel, 0, 'echo hi\n']]);
    connection.message({ type: 'input_ack', channel, offset: 8 });
    expect(session.state.pendingInput).toBe(0);
  });

  it('sending is reason enough to attach; once it is delivered and nobody listens, the session detaches (R4)', () => {
    const page = fakePage();
    const session = page.registry.open();
    session.send('x');
    expect(page.connection.leases).toBe(1);
    page.connection.up();
    const channel = page.connection.accept();
    page.connection.message({ type: 'input_ack', channel, offset: 1 });
    expect(page.connection.all('detach_session')).toHaveLength(1);
    expect(page.connection.leases).toBe(0);
  });

  it('[SE4] after a drop exactly the rest is sent, though the acknowledgement was lost (R21)', () => {
    const page = fakePage();
    const session = page.registry.open();
    Recorder.on(session);
    const { connection } = page;
    connection.up();
    connection.accept();
    session.send('abcdef');
    connection.down();
    session.send('gh');
    connection.up();
    connection.inputs.length = 0;
    connection.accept({ resume: 'exact', inputOffset: 4 });
    expect(connection.inputs.map(({ offset, bytes: sent }) => [offset, text(sent)])).toEqual([[4, 'efgh']]);
  });

  it('[SE4] input for a shell that is gone is reported with its size and never sent to the next one (R21)', () => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    const { connection } = page;
    connection.up();
    connection.accept();
    connection.down();
    session.send('rm -rf build');
    connection.up();
    connection.accept({ epoch: 'e2', resume: 'new', inputOffset: 0 });
    expect(connection.inputs).toEqual([]);
    expect(heard.errors).toEqual([coded('input_discarded')]);
    expect(heard.errors[0]?.message).toContain('12 bytes');
    session.send('ls');
    expect(connection.inputs.map(({ offset, bytes: sent }) => [offset, text(sent)])).toEqual([[0, 'ls']]);
  });

  it('[SE5] what does not fit into 64 KiB is refused as a whole (R22)', () => {
    const page = fakePage();
    const session = page.registry.open();
    session.send(new Uint8Array(INPUT_BYTES - 2));
    expect(() => session.send('abc')).toThrow(coded('input_overflow'));
    session.send('ab');
    expect(session.state.pendingInput).toBe(INPUT_BYTES);
  });

  it('keeps to the cap that the server has named for unacknowledged input', () => {
    const page = fakePage();
    const session = page.registry.open();
    session.send(new Uint8Array(100));
    page.connection.up({ inputBytes: 30 });
    const channel = page.connection.accept();
    const sent = (): number => page.connection.inputs.reduce((sum, input) => sum + input.bytes.length, 0);
    expect(sent()).toBe(30);
    page.connection.message({ type: 'input_ack', channel, offset: 20 });
    expect(sent()).toBe(50);
  });

  it('copies the bytes: the caller may use its array again', () => {
    const page = fakePage();
    const session = page.registry.open();
    const data = bytes('abc');
    session.send(data);
    data.fill(0);
    page.connection.up();
    page.connection.accept();
    expect(text(page.connection.inputs[0]?.bytes ?? bytes(''))).toBe('abc');
  });

  it('a key press nudges the connection; nothing typed is nothing sent', () => {
    const page = fakePage();
    const session = page.registry.open();
    session.send('');
    expect([page.connection.nudges, session.status]).toEqual([0, 'idle']);
    session.send('x');
    expect(page.connection.nudges).toBe(1);
  });

  it('a gap seen by the server is filled from what is kept, or reported', () => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    const { connection } = page;
    connection.up();
    const channel = connection.accept();
    session.send('abcd');
    connection.inputs.length = 0;
    connection.refuse('input_gap');
    connection.message({ type: 'input_ack', channel, offset: 0 });
    expect(connection.inputs.map(({ offset, bytes: sent }) => [offset, text(sent)])).toEqual([[0, 'abcd']]);
    expect(heard.codes).toEqual([]);
    connection.message({ type: 'input_ack', channel, offset: 2 });
    connection.refuse('input_gap');
    connection.message({ type: 'input_ack', channel, offset: 1 });
    expect(heard.codes).toEqual(['input_discarded']);
    expect(session.state.pendingInput).toBe(0);
  });

  it('input on a read-only attachment is refused visibly and not kept', () => {
    const page = fakePage();
    const session = page.registry.open();
    const heard = Recorder.on(session);
    page.connection.up();
    page.connection.accept();
    session.send('x');
    page.connection.refuse('read_only');
    expect(heard.codes).toEqual(['read_only', 'input_discarded']);
    expect(session.state).toMatchObject({ pendingInput: 0, status: 'connected' });
  });

  it('[SE30] the answer to an attach says whether the server lets this page look only; a server that does not say so tells it by refusing (R52)', () => {
    const page = fakePage();
    const session = page.registry.open();
    const told: boolean[] = [];
    session.subscribe({ onInputState: () => told.at(-1) === session.state.readOnly || told.push(session.state.readOnly) });
    expect(session.state.readOnly).toBe(false);
    page.connection.up();
    page.connection.accept({ readOnly: true });
    expect(session.state).toMatchObject({ readOnly: true, status: 'connected' });
    page.connection.refuse('lagging');
    page.connection.accept();
    expect(session.state.readOnly).toBe(false);
    session.send('x');
    page.connection.refuse('read_only');
    expect(session.state).toMatchObject({ readOnly: true, pendingInput: 0 });
    page.connection.down();
    expect(session.state.readOnly).toBe(true);
    page.connection.up();
    page.connection.accept();
    expect(session.state.readOnly).toBe(false);
    expect(told).toEqual([false, true, false, true, false]);
  });

  it('[SE4] nothing is typed twice or into another shell, whatever drops when: 100 seeded runs (R21)', () => {
    let typed = 0;
    let discarded = 0;
    let output = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const random = new SeededRandom(seed);
      const page = fakePage();
      const session = page.registry.open();
      const heard = Recorder.on(session);
      const server = new ModelServer(page.connection, random);
      let next = 0;
      for (let step = 0; step < 150; step++) {
        const action = random.next();
        if (action < 0.35) {
          // Each byte is its own number mod 251, so that a repeat or a hole shows in what the shells have read.
          session.send(Uint8Array.from({ length: random.integer(1, 20) }, () => next++ % 251));
        } else if (action < 0.6) server.work(random.integer(1, 4));
        else if (action < 0.72) server.drop();
        else if (action < 0.86) server.connect();
        else if (action < 0.89) server.restartShell();
        else if (action < 0.95) session.setView(session.view === undefined ? new FakeView() : undefined);
        else server.print(random.integer(1, 40));
      }
      server.connect();
      server.work(1000);
      const lost = heard.errors.filter(({ code }) => code === 'input_discarded').reduce((sum, { message }) => sum + Number(message.split(' ')[0]), 0);
      const read = server.shells.flatMap(({ input }) => input);
      // Strictly rising: in order, nothing twice, in no shell and across none.
      const order = unwrap(read);
      expect(order.every((value, index) => index === 0 || value > (order[index - 1] as number)), `seed ${seed}: order`).toBe(true);
      // What was written but not acknowledged before a shell died may be reported although it was read: never the other way round.
      expect(read.length + lost, `seed ${seed}: ${next} typed, ${read.length} read, ${lost} reported`).toBeGreaterThanOrEqual(next);
      if (server.shells.length === 1) expect(read.length, `seed ${seed}`).toBe(next);
      expect(session.state.pendingInput, `seed ${seed}`).toBe(0);
      typed += next;
      discarded += lost;
      output += heard.heard.length;
    }
    expect(output).toBeGreaterThan(1_000);
    expect(typed).toBeGreaterThan(10_000);
    expect(discarded).toBeGreaterThan(0);
  });

  it('[SE1] output is heard once, in order, without holes, whatever drops when: 100 seeded runs (R20)', () => {
    let snapshots = 0;
    let views = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const random = new SeededRandom(seed + 1000);
      const page = fakePage();
      const session = page.registry.open();
      // What there was before the first byte that a listener hears is no gap.
      let first: number | undefined;
      let at = 0;
      let heard = '';
      session.subscribe({
        onGap: ({ from, to }) => {
          expect(first, `seed ${seed}: gap before anything was heard`).toBeDefined();
          expect(from, `seed ${seed}: gap begins where hearing ended`).toBe(at);
          heard += '?'.repeat(to - from);
          at = to;
        },
        onOutput: (data, offset) => {
          at = first === undefined ? (first = offset) : at;
          expect(offset, `seed ${seed}: next byte`).toBe(at);
          heard += text(data);
          at += data.length;
        },
      });
      const server = new ModelServer(page.connection, random, 400);
      server.connect();
      server.work(10);
      for (let step = 0; step < 200; step++) {
        const action = random.next();
        if (action < 0.4) server.print(random.integer(1, 100));
        else if (action < 0.7) server.work(random.integer(1, 3));
        else if (action < 0.8) server.drop();
        else if (action < 0.93) server.connect();
        else session.setView(session.view === undefined ? new FakeView() : undefined);
        page.clock.advance(random.integer(0, 300));
      }
      server.connect();
      server.work(10_000);
      const produced = server.shells[0]?.output ?? '';
      const before = first ?? produced.length;
      expect(before + heard.length, `seed ${seed}`).toBe(produced.length);
      expect([...heard].every((character, index) => character === '?' || character === produced[before + index]), `seed ${seed}: content`).toBe(true);
      const { view } = session;
      if (view instanceof FakeView) {
        snapshots += view.snapshots.length;
        views += 1;
        // The model's snapshots bring everything there ever was, so nothing may be missing or twice, whatever was broken off.
        expect(view.screen, `seed ${seed}: screen`).toBe(produced);
      }
    }
    expect(views).toBeGreaterThan(30);
    expect(snapshots).toBeGreaterThan(50);
  });
});

/** Undoes mod 251, given that values only ever rise by less than 251 between neighbours that were both read. */
function unwrap(values: readonly number[]): number[] {
  let base = 0;
  let last = -1;
  return values.map((value) => {
    if (value <= last) base += 251;
    last = value;
    return base + value;
  });
}
