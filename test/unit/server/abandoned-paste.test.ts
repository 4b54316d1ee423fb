import { describe, expect, test } from 'vitest';
import { DROP_GRACE_MS, INPUT_BYTES } from '../../../src/protocol/limits.js';
import type { FakeServerSocket } from '../../support/server-socket.js';
import { QUESTION } from './fake-screen.js';
import { Rig, text } from './rig.js';

const OPEN = '\x1b[200~';
const CLOSE = '\x1b[201~';
const BEGUN = `${OPEN}ls\rrm`;

/** One client in the middle of a paste, on a socket of its own, and another one. */
async function pasting(typed = BEGUN) {
  const rig = new Rig();
  const page = await rig.connect();
  await rig.create(page);
  const other = await rig.connect();
  await rig.create(other, { client: 'page2' });
  const shell = rig.shells.last;
  const { epoch } = page.last('session_created');
  page.type(1, 0, typed);
  return { rig, page, other, shell, epoch };
}

const counts = (socket: FakeServerSocket): unknown => {
  const { inputOffset, inputAccepted } = socket.last('session_synced');
  return { inputOffset, inputAccepted };
};

describe('a paste whose page has gone in the middle of it', () => {
  test('[SV30] its bracket is closed before the next bytes of anybody else, once (R21)', async () => {
    const { page, other, shell } = await pasting();
    page.drop();
    expect(text(shell.input)).toBe(BEGUN);
    other.type(1, 0, 'echo x\r');
    other.type(1, 7, 'y');
    expect(text(shell.input)).toBe(`${BEGUN}${CLOSE}echo x\ry`);
    expect(other.last('input_ack').offset).toBe(8);
  });

  test('[SV30] repeats, gaps and the answers of the screen are not the next bytes of anybody else', async () => {
    const { rig, page, other, shell } = await pasting();
    other.type(1, 0, 'abc');
    page.drop();
    other.type(1, 0, 'abc');
    other.type(1, 9, 'later');
    expect(text(shell.input)).toBe(`${BEGUN}abc`);
    shell.emit(QUESTION);
    rig.parseAll();
    expect(text(shell.input)).toBe(`${BEGUN}abcanswer;`);
    other.type(1, 3, 'd');
    expect(text(shell.input)).toBe(`${BEGUN}abcanswer;${CLOSE}d`);
  });

  test('[SV30] while its client is there, others\' bytes leave it alone, hidden or not', async () => {
    const { page, other, shell } = await pasting();
    other.type(1, 0, 'a');
    page.receive({ type: 'visibility', visible: false });
    other.type(1, 1, 'b');
    page.type(1, BEGUN.length, CLOSE);
    page.drop();
    other.type(1, 2, 'c');
    expect(text(shell.input)).toBe(`${BEGUN}ab${CLOSE}c`);
  });

  test('[SV30] one that comes back before anybody else has typed goes on, with or without a screen (R21)', async () => {
    const { rig, page, other, shell, epoch } = await pasting();
    page.drop();
    const back = await rig.connect();
    await rig.sync(back, epoch, 0);
    expect(counts(back)).toEqual({ inputOffset: BEGUN.length, inputAccepted: undefined });
    back.type(1, BEGUN.length, ' x');
    // Its screen is another one: it has nothing of the output, but all of what it types.
    await rig.create(back, { channel: 2 });
    expect(back.last('session_created').inputOffset).toBe(BEGUN.length + 2);
    other.type(1, 0, '!');
    back.type(2, BEGUN.length + 2, CLOSE);
    expect(text(shell.input)).toBe(`${BEGUN} x!${CLOSE}`);
  });

  test.each([['in its grace', 0], ['later', DROP_GRACE_MS + 1]])('[SV30] one that comes back afterwards, %s, is told a count beyond all that it can hold, and its late bytes are not typed (R21)', async (_when, ms) => {
    const { rig, page, other, shell, epoch } = await pasting();
    page.drop();
    rig.clock.advance(ms);
    other.type(1, 0, 'x');
    const back = await rig.connect();
    await rig.sync(back, epoch, 0);
    const { inputOffset } = back.last('session_synced');
    expect(inputOffset).toBeGreaterThan(BEGUN.length + INPUT_BYTES);
    expect(back.last('session_synced').inputAccepted).toBe(undefined);
    back.type(1, BEGUN.length, ' -rf x\r');
    expect(text(shell.input)).toBe(`${BEGUN}${CLOSE}x`);
    expect(back.last('input_ack').offset).toBe(inputOffset);
    back.type(1, inputOffset, 'next');
    expect(text(shell.input)).toBe(`${BEGUN}${CLOSE}xnext`);
    expect(back.last('input_ack').offset).toBe(inputOffset + 4);
  });

  test('[SV30] what the terminal takes late of it does not move the count back', async () => {
    const { rig, page, other, shell, epoch } = await pasting('');
    shell.writes = 'hold';
    page.type(1, 0, BEGUN);
    page.drop();
    other.type(1, 0, 'x');
    const back = await rig.connect();
    await rig.sync(back, epoch, 0);
    const { inputOffset } = back.last('session_synced');
    back.type(1, inputOffset, 'next');
    shell.confirmWrites();
    expect(back.all('input_ack').every(({ offset }) => offset >= inputOffset)).toBe(true);
    expect(back.last('input_ack').offset).toBe(inputOffset + 4);
    expect(text(shell.input)).toBe(`${BEGUN}${CLOSE}xnext`);
  });

  test('[SV30] one that has left in good order; of several at once the last one that is there ends it for all', async () => {
    const { rig, page, other, shell, epoch } = await pasting();
    const third = await rig.connect();
    await rig.create(third, { client: 'page3' });
    third.type(1, 0, `${OPEN}third`);
    page.receive({ type: 'detach_session', channel: 1 });
    other.type(1, 0, 'x');
    third.drop();
    other.type(1, 1, 'y');
    expect(text(shell.input)).toBe(`${BEGUN}${OPEN}thirdx${CLOSE}y`);
    for (const client of ['page1', 'page3']) {
      const back = await rig.connect();
      await rig.sync(back, epoch, 0, { client });
      expect(back.last('session_synced').inputOffset).toBeGreaterThan(INPUT_BYTES);
    }
  });

  test('[SV30] the next shell of the session is in no bracket', async () => {
    const { rig, page, other, shell } = await pasting();
    page.drop();
    shell.exit();
    await rig.create(other, { client: 'page2', channel: 2, restart: true });
    other.type(2, 0, 'x');
    expect(text(rig.shells.last.input)).toBe('x');
  });
});
