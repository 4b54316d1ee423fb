import { describe, expect, it } from 'vitest';
import type { TransmitOptions, TransmitResult, TerminalSession } from '../../../../src/client/session/contract.js';
import { InputOutbox } from '../../../../src/client/session/outbox.js';
import { Transfer } from '../../../../src/client/session/transfer.js';
import type { TerminalErrorCode } from '../../../../src/protocol/errors.js';
import { INPUT_AGE_MS, INPUT_BYTES } from '../../../../src/protocol/limits.js';
import { bytes, text, type FakeConnection } from '../../../support/fake-connection.js';
import { fakePage, Recorder } from '../../../support/fake-page.js';
import { SeededRandom } from '../../../support/seeded-random.js';

const coded = (code: TerminalErrorCode): unknown => expect.objectContaining({ code });
const OPEN = '\x1b[200~';
const CLOSE = '\x1b[201~';
/** So much of a transfer is sent ahead of the server's word: room is left for what is typed after a cancel. */
const UNDER_WAY = INPUT_BYTES - 4096;
/** Text in which every place can be told. */
const long = (length: number): string => Array.from({ length: Math.ceil(length / 8) }, (_, index) => `${index}`.padStart(7, '0') + '\r').join('').slice(0, length);

/** A session on a live line, and a server that reads when it is told to. */
class Rig {
  readonly page = fakePage();
  readonly session: TerminalSession = this.page.registry.open();
  readonly heard = Recorder.on(this.session);
  readonly results: TransmitResult[] = [];
  read = '';
  #channel = 0;

  constructor() {
    this.connection.up();
    this.#channel = this.connection.accept();
  }

  get connection(): FakeConnection {
    return this.page.connection;
  }

  /** Everything that was sent and not read. */
  get underWay(): number {
    return this.connection.inputs.reduce((sum, input) => sum + input.bytes.length, 0);
  }

  transmit(data: string, options?: TransmitOptions): void {
    void this.session.transmit(data, options).then((result) => this.results.push(result));
  }

  /** The server writes up to `count` bytes of what it was sent, and says so. */
  work(count = Infinity): void {
    let left = count;
    for (let input = this.connection.inputs[0]; input !== undefined && left > 0; input = this.connection.inputs[0]) {
      expect(input.offset).toBe(this.read.length);
      const taken = input.bytes.subarray(0, left);
      this.connection.inputs[0] = { ...input, offset: input.offset + taken.length, bytes: input.bytes.subarray(taken.length) };
      if (taken.length === input.bytes.length) this.connection.inputs.shift();
      left -= taken.length;
      this.read += String.fromCharCode(...taken);
      this.connection.message({ type: 'input_ack', channel: this.#channel, offset: this.read.length });
    }
  }

  down(): void {
    this.connection.down();
    this.connection.inputs.length = 0;
  }

  /** @param waiting bytes that the server has and has not written */
  back(epoch = 'e1', inputOffset = this.read.length, waiting = ''): void {
    this.connection.up();
    this.#channel = this.connection.accept({ epoch, resume: epoch === 'e1' ? 'exact' : 'new', inputOffset, inputAccepted: inputOffset + waiting.length });
    this.read += waiting;
  }

  async settled(): Promise<TransmitResult | undefined> {
    await Promise.resolve();
    await Promise.resolve();
    return this.results[0];
  }
}

describe('transmit', () => {
  it('[SE21] a long text goes as the shell takes it: never more than 64 KiB under way, all of it once and in order (R21, R22)', async () => {
    const rig = new Rig();
    const data = long(1_000_000);
    rig.session.send('before ');
    rig.transmit(data, { bracketed: true });
    let most = 0;
    while (rig.connection.inputs.length > 0) {
      most = Math.max(most, rig.underWay, rig.session.state.pendingInput);
      rig.work(10_000);
    }
    expect(rig.read).toBe(`before ${OPEN}${data}${CLOSE}`);
    expect(most).toBeLessThanOrEqual(INPUT_BYTES);
    expect(most).toBeGreaterThan(INPUT_BYTES * 0.9);
    expect(await rig.settled()).toEqual({ outcome: 'delivered', delivered: 1_000_000, total: 1_000_000 });
    expect(rig.session.state).toMatchObject({ pendingInput: 0, bytesOut: 1_000_007, input: { transfer: undefined } });
  });

  it('[SE21] tells how far it is, by the percent, and what was acknowledged is what counts', () => {
    const rig = new Rig();
    const told: string[] = [];
    rig.transmit(long(100_000), { onProgress: ({ state, delivered, total }) => told.push(`${state} ${delivered}/${total}`) });
    rig.work(999);
    rig.work(1);
    rig.down();
    rig.back();
    rig.work();
    expect(told.slice(0, 4)).toEqual(['running 0/100000', 'running 1000/100000', 'paused 1000/100000', 'running 1000/100000']);
    expect(told.length).toBeLessThan(20);
    expect(rig.session.state.input.transfer).toBe(undefined);
  });

  it('[SE21] [SE22] cancelled while the line was down: the bracket closes behind what waits on the server, and nothing is lost there (R21)', async () => {
    const rig = new Rig();
    const data = long(200);
    rig.transmit(data, { bracketed: true });
    rig.work(50);
    rig.down();
    rig.session.cancelTransmit();
    rig.back('e1', 50, data.slice(44, 144));
    rig.session.send('next');
    rig.work();
    expect(rig.read).toBe(`${OPEN}${data.slice(0, 144)}${CLOSE}next`);
    expect(await rig.settled()).toEqual({ outcome: 'cancelled', delivered: 144, total: 200 });
    expect(rig.session.state.pendingInput).toBe(0);
  });

  it('[SE21] one whose bracket the server has ended meanwhile does not go on, nor what was typed behind it; both are reported (R21)', async () => {
    const rig = new Rig();
    rig.transmit(long(200_000), { bracketed: true });
    rig.work(50_006);
    rig.session.send('behind');
    rig.down();
    rig.back('e1', 50_006 + 2 * INPUT_BYTES);
    expect(rig.connection.inputs).toEqual([]);
    expect(await rig.settled()).toEqual({ outcome: 'discarded', delivered: 50_000, total: 200_000 });
    expect(rig.heard.errors).toEqual([expect.objectContaining({ code: 'input_discarded', message: expect.stringMatching(/^150006 bytes .*interruption/) as string })]);
    expect(rig.session.state.pendingInput).toBe(0);
    rig.session.send('next');
    expect(rig.connection.inputs.map(({ offset, bytes: typed }) => [offset, text(typed)])).toEqual([[50_006 + 2 * INPUT_BYTES, 'next']]);
  });

  it('[SE21] the same when all of it is acknowledged that has been sent: that is not the end of it (R21)', async () => {
    const rig = new Rig();
    rig.transmit(long(200_000), { bracketed: true });
    rig.down();
    rig.page.clock.advance(INPUT_AGE_MS + 1);
    rig.back('e1', UNDER_WAY);
    expect(rig.session.state).toMatchObject({ pendingInput: 0, input: { held: { reason: 'interrupted' } } });
    rig.down();
    rig.back('e1', UNDER_WAY + 2 * INPUT_BYTES);
    expect(await rig.settled()).toEqual({ outcome: 'discarded', delivered: UNDER_WAY - OPEN.length, total: 200_000 });
    expect(rig.session.state.input).toMatchObject({ held: undefined, transfer: undefined });
    rig.session.send('next');
    expect(rig.connection.inputs.map(({ offset, bytes: typed }) => [offset, text(typed)])).toEqual([[UNDER_WAY + 2 * INPUT_BYTES, 'next']]);
  });

  it('[SE22] what is lost of a cancelled text is told without its brackets, which nobody typed (R21)', () => {
    const rig = new Rig();
    const errors: string[] = [];
    rig.session.subscribe({ onError: ({ message }) => errors.push(message) });
    rig.transmit(long(200), { bracketed: true });
    rig.session.cancelTransmit();
    rig.session.send('ab');
    rig.down();
    rig.back('e2', 0);
    expect(errors).toEqual([expect.stringMatching(/^202 bytes of input/)]);
  });

  it('[SE22] what is discarded of a text ends with a whole character, and is counted from there (R21)', () => {
    const rig = new Rig();
    rig.transmit('é'.repeat(100));
    rig.work(51);
    rig.down();
    rig.page.clock.advance(INPUT_AGE_MS + 1);
    rig.back();
    expect(rig.session.state.input.held).toEqual({ reason: 'interrupted', bytes: 149 });
    expect(rig.session.discardHeld()).toBe(148);
  });

  it('[SE21] keys typed meanwhile wait behind it, outside the bracket, 64 KiB of them (R22)', () => {
    const rig = new Rig();
    const data = long(200_000);
    rig.transmit(data, { bracketed: true });
    rig.session.send('echo ');
    rig.work(70_000);
    rig.session.send('done\r');
    expect(() => rig.session.send(new Uint8Array(INPUT_BYTES))).toThrow(coded('input_overflow'));
    rig.work();
    expect(rig.read).toBe(`${OPEN}${data}${CLOSE}echo done\r`);
  });

  it('[SE21] a drop in the middle goes on at the very byte, wherever the socket was cut: 60 seeded runs (R21)', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = new SeededRandom(seed);
      const rig = new Rig();
      const data = long(150_000);
      rig.transmit(data, { bracketed: true });
      rig.session.send('after');
      for (let drop = 0; drop < 4; drop++) {
        rig.work(random.integer(1, 40_000));
        // The acknowledgement of some of it is lost with the socket.
        const lost = random.integer(0, 2) === 0 ? rig.connection.inputs[0]?.bytes.subarray(0, random.integer(1, 2000)) : undefined;
        if (lost !== undefined) rig.read += String.fromCharCode(...lost);
        rig.down();
        rig.page.clock.advance(random.integer(1, 7_000));
        rig.back();
      }
      rig.work();
      expect(rig.read === `${OPEN}${data}${CLOSE}after`, `seed ${seed}`).toBe(true);
      expect(await rig.settled()).toMatchObject({ outcome: 'delivered' });
    }
  });

  it('[SE22] cancelled, it ends after what was sent, with its bracket closed and no key inside (R21)', async () => {
    const rig = new Rig();
    const data = long(300_000);
    rig.session.send('$ ');
    rig.transmit(data, { bracketed: true });
    rig.work(100_000);
    rig.session.send('\r');
    rig.session.cancelTransmit();
    rig.session.send('ok');
    expect(rig.session.state.pendingInput).toBeLessThan(INPUT_BYTES);
    expect(rig.session.state.input.transfer).toBe(undefined);
    rig.work();
    const sent = 100_000 + UNDER_WAY - `$ ${OPEN}`.length;
    expect(rig.read).toBe(`$ ${OPEN}${data.slice(0, sent)}${CLOSE}ok`);
    expect(await rig.settled()).toEqual({ outcome: 'cancelled', delivered: sent, total: 300_000 });
    expect(rig.heard.errors.map(({ message }) => message)).toEqual(['1 byte of input was not delivered: they were typed behind a text that was cancelled.']);
  });

  it('[SE22] wherever it is cut, brackets and characters are whole', () => {
    const data = bytes('aé€😀z');
    for (let position = 0; position <= data.length + 12; position++) {
      const transfer = new Transfer(data, true);
      const parts: Uint8Array[] = [];
      for (let left = position; left > 0; ) {
        const part = transfer.take(left);
        parts.push(part);
        left -= part.length;
      }
      const { rest, text: count } = transfer.cut(position);
      const sent = text(Uint8Array.from([...parts, ...rest].flatMap((part) => [...part])));
      const whole = ['', 'a', 'aé', 'aé€', 'aé€😀', 'aé€😀z'].find((candidate) => bytes(candidate).length >= position - OPEN.length) ?? 'aé€😀z';
      expect([sent, count], `cut at ${position}`).toEqual(position === 0 ? ['', 0] : [`${OPEN}${whole}${CLOSE}`, bytes(whole).length]);
    }
  });

  it('[SE22] a text that is not UTF-8 is cut within three bytes', () => {
    const transfer = new Transfer(new Uint8Array(100).fill(0x80), false);
    transfer.take(10);
    expect(transfer.cut(10).text).toBe(13);
  });

  it('[SE22] Ctrl-C cancels it first, and is typed then; what was typed behind it is reported (R21)', async () => {
    const rig = new Rig();
    rig.transmit(long(200_000), { bracketed: true });
    rig.session.send('make\r');
    rig.session.send('\x03');
    rig.work();
    expect(rig.read.endsWith(`${CLOSE}\x03`)).toBe(true);
    expect(rig.read.length).toBeLessThan(INPUT_BYTES + 30);
    expect(rig.heard.errors[0]?.message).toContain('5 bytes');
    expect(await rig.settled()).toMatchObject({ outcome: 'cancelled' });
  });

  it('[SE22] cancelled while not connected, it ends where the server says it is (R21)', async () => {
    const rig = new Rig();
    const data = long(200_000);
    rig.transmit(data, { bracketed: true });
    rig.work(30_000);
    rig.down();
    rig.session.cancelTransmit();
    rig.session.cancelTransmit();
    rig.session.send('next');
    expect(await rig.settled()).toBe(undefined);
    rig.back();
    rig.work();
    const sent = 30_000 - OPEN.length;
    expect(rig.read).toBe(`${OPEN}${data.slice(0, sent)}${CLOSE}next`);
    expect(await rig.settled()).toEqual({ outcome: 'cancelled', delivered: sent, total: 200_000 });
  });

  it('[SE22] cancelled before its first byte went, nothing of it is typed', async () => {
    const rig = new Rig();
    rig.down();
    rig.session.send('a');
    rig.transmit(long(100_000), { bracketed: true });
    rig.session.cancelTransmit();
    expect(await rig.settled()).toEqual({ outcome: 'cancelled', delivered: 0, total: 100_000 });
    rig.back();
    rig.work();
    expect(rig.read).toBe('a');
  });

  it('[SE22] a signal cancels it, once and only it', async () => {
    const rig = new Rig();
    const abort = new AbortController();
    rig.transmit(long(100_000), { signal: abort.signal });
    abort.abort();
    expect(await rig.settled()).toMatchObject({ outcome: 'cancelled', delivered: UNDER_WAY });
    rig.work();
    rig.transmit('again');
    abort.abort();
    rig.work();
    rig.transmit('never', { signal: abort.signal });
    rig.work();
    expect(rig.read.endsWith('again')).toBe(true);
    await rig.settled();
    expect(rig.results.map(({ outcome }) => outcome)).toEqual(['cancelled', 'delivered', 'cancelled']);
  });

  it('[SE23] begun or interrupted more than 30 s before the line is back, it asks (R21)', async () => {
    for (const begun of ['before the drop', 'while offline']) {
      const rig = new Rig();
      const data = long(100_000);
      if (begun === 'before the drop') {
        rig.page.clock.advance(INPUT_AGE_MS);
        rig.transmit(data, { bracketed: true });
        rig.work(20_000);
        rig.page.clock.advance(1000);
        rig.down();
      } else {
        rig.down();
        rig.transmit(data, { bracketed: true });
      }
      rig.page.clock.advance(INPUT_AGE_MS + 1);
      rig.back();
      expect(rig.underWay, begun).toBe(0);
      expect(rig.session.state.input, begun).toMatchObject({ held: { reason: 'interrupted' }, transfer: { state: 'paused', total: 100_000 } });
      rig.session.sendHeld();
      rig.work();
      expect(rig.read === `${OPEN}${data}${CLOSE}`, begun).toBe(true);
      expect(await rig.settled()).toMatchObject({ outcome: 'delivered' });
    }
  });

  it('[SE23] exactly 30 s is not too long', () => {
    const rig = new Rig();
    rig.transmit(long(100_000));
    rig.work(50_000);
    rig.down();
    rig.page.clock.advance(INPUT_AGE_MS);
    rig.back();
    expect(rig.session.state.input.held).toBe(undefined);
    rig.work();
    expect(rig.read.length).toBe(100_000);
  });

  it('[SE23] discarded when asked, its bracket is closed if it was opened, and the count is right (R21)', async () => {
    for (const read of [0, 3, 6, 1000]) {
      const rig = new Rig();
      const data = long(100_000);
      rig.session.send('>');
      rig.transmit(data, { bracketed: true });
      rig.work(1 + read);
      rig.session.send('key');
      rig.down();
      rig.page.clock.advance(INPUT_AGE_MS + 1);
      rig.back();
      const gone = Math.max(0, read - OPEN.length);
      expect(rig.session.state.input.held, `${read} read`).toEqual({ reason: 'interrupted', bytes: 100_000 - gone + 3 });
      expect(rig.session.discardHeld()).toBe(100_000 - gone + 3);
      rig.session.send('!');
      rig.work();
      expect(rig.read, `${read} read`).toBe(read === 0 ? '>!' : `>${OPEN}${data.slice(0, gone)}${CLOSE}!`);
      expect(await rig.settled()).toEqual({ outcome: 'discarded', delivered: gone, total: 100_000 });
    }
  });

  it('[SE21] another shell gets nothing of it; the rest is reported with its size (R21)', async () => {
    const rig = new Rig();
    rig.transmit(long(100_000), { bracketed: true });
    rig.work(40_006);
    rig.session.send('keys');
    rig.down();
    rig.back('e2', 0);
    expect(rig.connection.inputs).toEqual([]);
    expect(rig.heard.errors[0]?.message).toContain('60004 bytes');
    expect(await rig.settled()).toEqual({ outcome: 'discarded', delivered: 40_000, total: 100_000 });
    expect(rig.session.state).toMatchObject({ pendingInput: 0, input: { transfer: undefined } });
  });

  it('[SE21] one that was asked for while offline, and not begun, goes to no other shell either (R21)', async () => {
    const rig = new Rig();
    rig.down();
    rig.transmit(long(100_000));
    rig.back('e2', 0);
    expect(rig.connection.inputs).toEqual([]);
    expect(rig.heard.codes).toEqual(['input_discarded']);
    expect(await rig.settled()).toMatchObject({ outcome: 'discarded', delivered: 0 });
  });

  it('[SE21] the end of the shell, closing the session and leaving the page end it (R21)', async () => {
    for (const [end, codes] of [
      [(rig: Rig) => rig.connection.closeSession(rig.connection.lastAttach.channel), ['input_discarded']],
      [(rig: Rig) => rig.session.close(), ['input_discarded']],
      [(rig: Rig) => rig.page.registry.dispose(), []],
    ] as const) {
      const rig = new Rig();
      rig.transmit(long(100_000));
      end(rig);
      expect(await rig.settled()).toMatchObject({ outcome: 'discarded', delivered: 0 });
      expect(rig.heard.codes).toEqual(codes);
      expect(rig.page.clock.pending).toBe(0);
    }
  });

  it('a second one is refused while one is under way, and any after the end of the shell', async () => {
    const rig = new Rig();
    rig.transmit(long(100_000));
    await expect(rig.session.transmit('x')).rejects.toEqual(coded('input_overflow'));
    rig.connection.closeSession(rig.connection.lastAttach.channel);
    await expect(rig.session.transmit('x')).rejects.toEqual(coded('session_closed'));
    await expect(new Rig().session.transmit('')).resolves.toEqual({ outcome: 'delivered', delivered: 0, total: 0 });
  });

  it('an onProgress that throws is reported and stops nothing', () => {
    const rig = new Rig();
    rig.transmit(long(100_000), { onProgress: () => { throw new Error('mine'); } });
    rig.work();
    expect(rig.read.length).toBe(100_000);
    expect(rig.heard.codes[0]).toBe('listener_failed');
  });

  it('[SE21] asked for before the engine is there, it keeps its place among what is typed (R24)', async () => {
    let arrive: () => void = () => {};
    const page = fakePage((engine) => () => new Promise((resolve) => (arrive = () => resolve(engine))));
    const session = page.registry.open();
    session.send('a');
    const done = session.transmit('long', { bracketed: true });
    session.send('b');
    expect(session.state).toMatchObject({ pendingInput: 2, input: { waiting: 2, transfer: { state: 'paused', delivered: 0, total: 4 } } });
    await expect(session.transmit('x')).rejects.toEqual(coded('input_overflow'));
    arrive();
    await Promise.resolve();
    await Promise.resolve();
    page.connection.up();
    const channel = page.connection.accept();
    let read = '';
    for (let input = page.connection.inputs.shift(); input !== undefined; input = page.connection.inputs.shift()) {
      read += text(input.bytes);
      page.connection.message({ type: 'input_ack', channel, offset: read.length });
    }
    expect(read).toBe(`a${OPEN}long${CLOSE}b`);
    expect(await done).toMatchObject({ outcome: 'delivered' });
  });

  it('[SE22] cancelled before the engine is there, what was typed behind it goes too; closing discards all (R24)', async () => {
    const page = fakePage(() => () => new Promise(() => {}));
    const session = page.registry.open();
    const heard = Recorder.on(session);
    session.send('a');
    const cancelled = session.transmit('long');
    session.send('b');
    session.cancelTransmit();
    expect(await cancelled).toEqual({ outcome: 'cancelled', delivered: 0, total: 4 });
    expect([session.state.pendingInput, heard.errors.map(({ message }) => message.split(' ')[0])]).toEqual([1, ['1']]);
    const closed = session.transmit('longer');
    session.close();
    expect(await closed).toMatchObject({ outcome: 'discarded' });
    expect(heard.errors[1]?.message).toContain('7 bytes');
  });
});

describe('the outbox of a transfer', () => {
  it('takes back what was not sent, and remembers the rest and its age', () => {
    const outbox = new InputOutbox();
    outbox.append(bytes('abc'), 100);
    outbox.append(bytes('def'), 900);
    expect(outbox.flush(2, () => true)).toBe(2);
    expect([outbox.takeBack(4), outbox.pending, outbox.since]).toEqual([2, 4, 100]);
    outbox.acknowledge(3);
    expect(outbox.since).toBe(900);
    outbox.append(bytes('XY'), 950);
    expect(outbox.since).toBe(900);
    let sent = '';
    outbox.flush(100, (_offset, slice) => (sent += text(slice)) !== '');
    expect(sent).toBe('dXY');
    expect(outbox.takeBack(outbox.acknowledged)).toBe(3);
    expect(outbox.since).toBe(undefined);
  });
});
