import { expect, test } from 'vitest';
import { CloseCode } from '../../../src/protocol/close-codes.js';
import { turn } from '../../support/manual-clock.js';
import type { FakeServerSocket } from '../../support/server-socket.js';
import { HELLO, Rig } from './rig.js';

/** Socket `number` of a connection, welcomed or not. */
async function greet(rig: Rig, connection: string, number: number, token?: string): Promise<FakeServerSocket> {
  const socket = rig.accept();
  socket.receive({ ...HELLO, connection, socket: number, token });
  await turn();
  return socket;
}

test('[SV33] what arrives on a socket whose connection has opened a newer one is not carried out: a late close ends no newer shell (R20, R24)', async () => {
  const rig = new Rig();
  const old = await greet(rig, 'line1', 1);
  await rig.create(old);
  const fresh = await greet(rig, 'line1', 2);
  await rig.close(fresh);
  rig.shells.last.exit();
  await rig.create(fresh, { client: 'page2' });
  const shell = rig.shells.last;
  const { length } = old.log;
  await rig.close(old);
  await rig.create(old, { channel: 3 });
  old.type(1, 0, 'x');
  old.receive({ type: 'ping', nonce: 1 });
  await rig.clock.advanceAsync(10_000);
  expect([rig.shells.last, shell.signals, old.log.slice(length).filter((message) => !('type' in message && message.type === 'ping'))]).toEqual([shell, [], []]);
  expect(shell.input).toHaveLength(0);
  // Nobody can tell it from a socket that has died.
  await rig.clock.advanceAsync(60_000);
  expect([old.closed?.code, fresh.closed?.code]).toEqual([CloseCode.idleTimeout, CloseCode.idleTimeout]);
});

test('[SV33] a hello that arrives late is turned away, also when the newer socket has gone meanwhile (R20)', async () => {
  const rig = new Rig();
  const fresh = await greet(rig, 'line1', 7);
  expect((await greet(rig, 'line1', 6)).closed).toMatchObject({ code: CloseCode.superseded });
  expect(fresh.closed).toBeUndefined();
  fresh.drop();
  expect((await greet(rig, 'line1', 5)).closed).toMatchObject({ code: CloseCode.superseded });
  expect((await greet(rig, 'line1', 8)).closed).toBeUndefined();
});

test('[SV33] a connection of that name is another one when it is another user\'s, and sockets that name none are left alone (R20, R51)', async () => {
  const rig = new Rig({ authenticate: (token) => (token === undefined ? null : { id: token }) });
  const sockets = [await greet(rig, 'line1', 1, 'alice'), await greet(rig, 'line1', 2, 'bob'), await rig.connect('alice'), await rig.connect('alice'), await greet(rig, 'line2', 1, 'alice')];
  expect(sockets.map(({ closed }) => closed)).toEqual(sockets.map(() => undefined));
});

test('[SV33] a viewer on an older socket is there until the newer one takes it over, however long that takes (R20, R22)', async () => {
  const rig = new Rig();
  const old = await greet(rig, 'line1', 1);
  await rig.create(old);
  rig.shells.last.emit('abc');
  await rig.clock.advanceAsync(4);
  const fresh = await greet(rig, 'line1', 2);
  await rig.clock.advanceAsync(9_000);
  await rig.sync(fresh, old.last('session_created').epoch, 3);
  expect(fresh.last('session_synced')).toMatchObject({ resume: 'exact', offset: 3 });
  rig.shells.last.emit('def');
  await rig.clock.advanceAsync(4);
  expect(fresh.text(1)).toBe('def');
});

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
