import { describe, expect, test } from 'vitest';
import { makeSessionId } from '../../../src/protocol/session-key.js';
import type { AuthorizeRequest } from '../../../src/server/options.js';
import { turn } from '../../support/manual-clock.js';
import { Rig, text } from './rig.js';

const byToken = (id: string | undefined) => ({ id: id as string });
const FULL_ID = makeSessionId(1, 'abcdefghijklmnopqrstuvwxyz');

describe('permission', () => {
  test("[SV17] another's session and a missing one are the same answer", async () => {
    const rig = new Rig({ authenticate: byToken, authorize: ({ action, principal, ownerId }) => action !== 'create' || principal.id === 'alice' ? principal.id === ownerId : false });
    const [alice, bob] = [await rig.connect('alice'), await rig.connect('bob')];
    await rig.create(alice, { sessionId: FULL_ID });
    const answers = [];
    for (const sessionId of [FULL_ID, makeSessionId(2, 'missing')]) {
      await rig.create(bob, { sessionId });
      const { request: _, ...error } = bob.last('error');
      const closed = await rig.close(bob, { sessionId });
      const { request, sessionId: echoed, ...answer } = bob.last('session_closed');
      expect([request, echoed]).toEqual([closed, sessionId]);
      answers.push([error, answer]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.[0]).toMatchObject({ code: 'session_gone' });
    expect(rig.shells.last.exited).toBe(false);
  });

  test('[SV17] by default nobody reaches the session of another, also not by its full id', async () => {
    const rig = new Rig({ authenticate: byToken });
    const [alice, bob] = [await rig.connect('alice'), await rig.connect('bob')];
    await rig.create(alice);
    const { sessionId, epoch } = alice.last('session_created');
    await rig.create(bob, { sessionId });
    expect(bob.last('error').code).toBe('session_gone');
    await rig.sync(bob, epoch, 0, { sessionId });
    expect(bob.last('error').code).toBe('session_gone');
    await rig.close(bob, { sessionId });
    expect(rig.shells.last.exited).toBe(false);
  });

  test('[SV19] a shared session: another user with permission, read-only; asked once per attachment', async () => {
    const asked: string[] = [];
    const rig = new Rig({
      authenticate: byToken,
      authorize: ({ principal, action, ownerId }) => {
        asked.push(`${principal.id} ${action}`);
        return principal.id === ownerId || action === 'attach';
      },
    });
    const [alice, bob] = [await rig.connect('alice'), await rig.connect('bob')];
    await rig.create(alice);
    await rig.create(bob, { sessionId: alice.last('session_created').sessionId, cols: 10, rows: 10 });
    expect(alice.last('session_created').readOnly).toBeUndefined();
    expect(bob.last('session_created')).toMatchObject({ created: false, cols: 80, rows: 24, readOnly: true });
    bob.type(1, 0, 'rm');
    bob.type(1, 0, 'rm');
    expect(bob.last('error')).toMatchObject({ code: 'read_only', channel: 1, category: 'auth' });
    bob.receive({ type: 'resize', channel: 1, cols: 10, rows: 10 });
    alice.type(1, 0, 'ls');
    rig.shells.last.emit('files');
    expect([bob.text(1), text(rig.shells.last.input), rig.shells.last.sizes]).toEqual(['files', 'ls', []]);
    expect(asked).toEqual(['alice create', 'alice input', 'bob attach', 'bob input']);
  });

  test('[SV19] each attachment is told anew whether it may type', async () => {
    let allowed = false;
    const rig = new Rig({ authorize: ({ action }) => action !== 'input' || allowed });
    const socket = await rig.connect();
    await rig.create(socket);
    const { epoch, readOnly } = socket.last('session_created');
    expect(readOnly).toBe(true);
    await rig.sync(socket, epoch, 0, { channel: 2 });
    expect(socket.last('session_synced').readOnly).toBe(true);
    allowed = true;
    await rig.sync(socket, epoch, 0, { channel: 3 });
    expect(socket.last('session_synced').readOnly).toBeUndefined();
  });

  test('the hook is told what it is about', async () => {
    const asked: AuthorizeRequest[] = [];
    const rig = new Rig({ authorize: (request) => { asked.push(request); return true; } });
    const socket = await rig.connect();
    await rig.create(socket, { project: 'web', environment: 'staging', sessionId: 's' });
    await rig.close(socket, { project: 'web', environment: 'staging', sessionId: 's' });
    socket.receive({ type: 'list_sessions', request: 99, project: 'web' });
    await turn();
    const about = { principal: { id: 'local' }, ownerId: 'local', project: 'web', environment: 'staging', profile: 'default' };
    expect(asked).toEqual([
      { ...about, action: 'create', sessionId: 's' },
      { ...about, action: 'input', sessionId: 's' },
      { ...about, action: 'close', sessionId: socket.last('session_created').sessionId },
      { ...about, action: 'list', sessionId: undefined, environment: undefined, profile: undefined },
    ]);
  });

  test('what one may not do with one’s own is forbidden; only true allows', async () => {
    const rig = new Rig({ authorize: ({ action }) => (action === 'list' || action === 'close' ? (undefined as never) : true) });
    const socket = await rig.connect();
    await rig.create(socket);
    const request = await rig.close(socket);
    expect(socket.last('error')).toMatchObject({ code: 'forbidden', request });
    socket.receive({ type: 'list_sessions', request: 77 });
    await turn();
    expect(socket.last('error')).toMatchObject({ code: 'forbidden', request: 77 });
    const refusing = new Rig({ authorize: () => false });
    const refused = await refusing.connect();
    await refusing.create(refused);
    expect(refused.last('error')).toMatchObject({ code: 'forbidden', channel: 1 });
    expect(refusing.shells.started).toEqual([]);
  });

  test('what a slow hook allowed must still be what happens', async () => {
    const waiting: { action: string; allow: (value: boolean) => void }[] = [];
    const rig = new Rig({ authorize: ({ action }) => new Promise((allow) => waiting.push({ action, allow })) });
    const [one, two] = [await rig.connect(), await rig.connect()];
    await rig.create(one);
    await rig.create(two, { client: 'page2' });
    for (let i = 0; i < 8 && waiting.length > 0; i++) {
      const next = waiting.shift();
      next?.allow(next.action !== 'attach');
      await turn();
    }
    expect(one.last('session_created').created).toBe(true);
    expect(two.last('error').code).toBe('forbidden');
    expect(rig.shells.started).toHaveLength(1);
  });

  test('a socket that is gone when the hook answers starts nothing', async () => {
    let allow = (_: boolean): void => {};
    const rig = new Rig({ authorize: () => new Promise((resolve) => { allow = resolve; }) });
    const socket = await rig.connect();
    await rig.create(socket);
    socket.drop();
    allow(true);
    await turn();
    allow(true);
    await turn();
    expect(rig.shells.started).toEqual([]);
  });

  test('two users with the same client id do not take over from each other', async () => {
    const rig = new Rig({ authenticate: byToken, authorize: () => true });
    const [alice, bob] = [await rig.connect('alice'), await rig.connect('bob')];
    await rig.create(alice);
    alice.type(1, 0, 'abc');
    await rig.create(bob, { sessionId: alice.last('session_created').sessionId });
    expect(bob.last('session_created').inputOffset).toBe(0);
    rig.shells.last.emit('both');
    expect([alice.text(1), bob.text(1)]).toEqual(['both', 'both']);
  });
});
