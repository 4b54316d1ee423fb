import { expect, test } from 'vitest';
import { Rig } from './rig.js';

test('an attach that arrives late, on a socket its client has left for a newer one, does not take the place back (R20)', async () => {
  const rig = new Rig();
  const old = await rig.connect();
  await rig.create(old);
  const fresh = await rig.connect();
  await rig.sync(fresh, old.last('session_created').epoch, 0);
  const before = old.log.length;
  await rig.create(old, { channel: 2, cols: 10, rows: 10 });
  await rig.sync(old, old.last('session_created').epoch, 0, { channel: 3 });
  rig.shells.last.emit('abc');
  await rig.clock.advanceAsync(4);
  expect(fresh.text(1)).toBe('abc');
  expect(old.log).toHaveLength(before);
  expect(rig.shells.last.sizes).toEqual([]);
  // The newest one may leave and come again.
  await rig.create(fresh, { channel: 2 });
  rig.shells.last.emit('d');
  await rig.clock.advanceAsync(4);
  expect(fresh.text(2)).toContain('d');
});
