import { describe, expect, test } from 'vitest';
import { Rig, text } from './rig.js';

async function attached() {
  const rig = new Rig();
  const socket = await rig.connect();
  await rig.create(socket);
  return { rig, socket, shell: rig.shells.last, epoch: socket.last('session_created').epoch };
}

describe('input', () => {
  test('[SV7] written in order, acknowledged once the terminal has taken it', async () => {
    const { socket, shell } = await attached();
    shell.writes = 'hold';
    socket.type(1, 0, 'ab');
    socket.type(1, 2, 'c');
    expect(text(shell.input)).toBe('abc');
    expect(socket.all('input_ack')).toEqual([]);
    shell.confirmWrites(1);
    expect(socket.last('input_ack').offset).toBe(2);
    shell.confirmWrites();
    expect(socket.last('input_ack').offset).toBe(3);
  });

  test('[SV7] repeated bytes are written once, a gap is refused with the offset that is wanted', async () => {
    const { socket, shell } = await attached();
    socket.type(1, 0, 'abc');
    socket.type(1, 1, 'bcd');
    socket.type(1, 0, 'ab');
    expect(socket.last('input_ack').offset).toBe(4);
    socket.type(1, 9, 'z');
    expect(socket.last('error')).toMatchObject({ code: 'input_gap', channel: 1, retryable: true });
    expect(socket.last('input_ack').offset).toBe(4);
    socket.type(1, 4, 'ef');
    expect(text(shell.input)).toBe('abcdef');
  });

  test('[SV7] after a drop the answer says where to go on, and what was under way is not written twice', async () => {
    const { rig, socket, shell, epoch } = await attached();
    shell.writes = 'hold';
    socket.type(1, 0, 'abcdef');
    socket.type(1, 6, 'gh');
    shell.confirmWrites(1);
    socket.drop();
    const next = await rig.connect();
    await rig.sync(next, epoch, 0);
    expect(next.last('session_synced')).toMatchObject({ inputOffset: 6, inputAccepted: 8 });
    next.type(1, 6, 'ghi');
    shell.confirmWrites();
    expect(text(shell.input)).toBe('abcdefghi');
    expect(next.last('input_ack').offset).toBe(9);
  });

  test('[SV7] each client counts for itself, and from 0 in a new shell', async () => {
    const { rig, socket, shell } = await attached();
    socket.type(1, 0, 'abc');
    await rig.create(socket, { channel: 2, client: 'page2' });
    expect(socket.last('session_created').inputOffset).toBe(0);
    socket.type(2, 0, 'xyz');
    expect(text(shell.input)).toBe('abcxyz');
    shell.exit();
    await rig.create(socket, { channel: 3, restart: true });
    expect(socket.last('session_created')).toMatchObject({ created: true, inputOffset: 0 });
  });

  test('[SV7] what the shell does not take is bounded', async () => {
    const { socket, shell } = await attached();
    shell.writes = 'hold';
    for (let i = 0; i < 10; i++) socket.type(1, i * 16_384, new Uint8Array(16_384));
    expect(shell.input).toHaveLength(65_536);
    expect(socket.last('error').code).toBe('input_gap');
    shell.confirmWrites();
    socket.type(1, 65_536, 'more');
    expect(shell.input).toHaveLength(65_540);
  });

  test('[SV10] a channel nobody attached: not_attached, and nothing else happens', async () => {
    const { socket, shell } = await attached();
    socket.type(7, 0, 'x');
    expect(socket.last('error')).toMatchObject({ code: 'not_attached', channel: 7 });
    socket.receive({ type: 'resize', channel: 8, cols: 10, rows: 10 });
    expect(socket.last('error')).toMatchObject({ code: 'not_attached', channel: 8 });
    socket.receive({ type: 'ack', channel: 9, offset: 1 });
    expect(socket.last('error')).toMatchObject({ code: 'not_attached', channel: 9 });
    socket.receive({ type: 'detach_session', channel: 10 });
    expect(socket.last('error')).toMatchObject({ code: 'not_attached', channel: 10 });
    expect([shell.input.length, shell.sizes.length, socket.closed]).toEqual([0, 0, undefined]);
  });
});
