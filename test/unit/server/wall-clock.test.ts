import { describe, expect, test } from 'vitest';
import { Rig } from './rig.js';

const HOUR_MS = 60 * 60_000;

describe('the system\'s clock is set', () => {
  test.each([HOUR_MS, -HOUR_MS, 24 * HOUR_MS, -24 * HOUR_MS])('[SV3] [SV9] by %i ms: no session expires, no socket is dropped, no place is lost (R20, R23)', async (jump) => {
    const rig = new Rig();
    const [watcher, leaver] = [await rig.connect(), await rig.connect()];
    await rig.create(watcher);
    await rig.create(leaver, { sessionId: 'left', client: 'page2' });
    const [, left] = rig.shells.started;
    leaver.drop();
    rig.clock.wallOffset += jump;
    await rig.clock.advanceAsync(1_000);
    left?.emit('while away');
    watcher.receive({ type: 'ping', nonce: 1 });
    expect(watcher.closed).toBeUndefined();
    expect(rig.shells.started.every(({ exited }) => !exited)).toBe(true);
    const back = await rig.connect();
    const { epoch } = leaver.last('session_created');
    await rig.sync(back, epoch, 0, { sessionId: 'left', client: 'page2' });
    expect(back.last('session_synced').resume).toBe('exact');
    expect(back.text(1)).toBe('while away');
    back.drop();
    // Retention is counted in time that has passed.
    for (let minute = 0; minute < 29; minute++) {
      await rig.clock.advanceAsync(60_000);
      rig.clock.wallOffset += minute % 2 === 0 ? jump : -jump;
    }
    expect(left?.exited).toBe(false);
    await rig.clock.advanceAsync(60_000);
    expect(left?.signals).toEqual(['SIGHUP']);
  });

  test('[SV14] a token is good until the time that stands in it, whichever way the clock is set', async () => {
    const expiresAt = new Rig().clock.wallNow() + HOUR_MS;
    for (const [jump, expired] of [[-2 * HOUR_MS, false], [2 * HOUR_MS, true]] as const) {
      const rig = new Rig({ authenticate: () => ({ id: 'alice', expiresAt }) });
      const socket = await rig.connect('token');
      rig.clock.wallOffset += jump;
      for (let second = 0; second < 3600; second += 45) {
        socket.receive({ type: 'ping', nonce: 1 });
        await rig.clock.advanceAsync(45_000);
      }
      expect(socket.closed?.code).toBe(expired ? 4112 : undefined);
    }
  });
});
