import { expect, test } from 'vitest';
import { KIB, pattern, Rig } from './rig.js';

const WINDOW = 64 * KIB;

test('[SV4] a lagging viewer that acknowledges once and falls silent again holds the shell for 10 s, not for ever', async () => {
  const rig = new Rig({ limits: { ringBytes: 4 * WINDOW, windowBytes: WINDOW, maxWindowBytes: WINDOW } });
  const socket = await rig.connect();
  await rig.create(socket);
  const shell = rig.shells.last;
  shell.emit(pattern(WINDOW));
  await rig.clock.advanceAsync(10_000);
  shell.emit(pattern(WINDOW));
  expect(shell.paused).toBe(false);
  socket.receive({ type: 'ack', channel: 1, offset: WINDOW / 2 });
  expect(shell.paused).toBe(true);
  await rig.clock.advanceAsync(9_900);
  expect(shell.paused).toBe(true);
  await rig.clock.advanceAsync(200);
  expect(shell.paused).toBe(false);
});
