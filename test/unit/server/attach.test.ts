import { describe, expect, test } from 'vitest';
import { makeSessionId } from '../../../src/protocol/session-key.js';
import { KIB, Rig, ackAll, difference, pattern, settled } from './rig.js';

const FULL_ID = makeSessionId(1_700_000_000_000, 'abcdefghijklmnopqrstuvwxyz');
const RING = { limits: { ringBytes: 64 * KIB, windowBytes: 64 * KIB } };

describe('get or create', () => {
  test('[SV1] the same name is the same shell, from any socket and channel', async () => {
    const rig = new Rig();
    const [one, two] = [await rig.connect(), await rig.connect()];
    await rig.create(one, { project: 'web', environment: 'staging' });
    await rig.create(two, { project: 'web', environment: 'staging', channel: 9, client: 'page2' });
    const [first, second] = [one.last('session_created'), two.last('session_created')];
    expect(first).toMatchObject({ created: true, resume: 'new', offset: 0, end: 0, inputOffset: 0, windowBytes: 256 * KIB, profile: 'default', cols: 80, rows: 24 });
    expect(second).toMatchObject({ channel: 9, created: false, resume: 'replay', sessionId: first.sessionId, epoch: first.epoch });
    expect(first.sessionId).toMatch(/^session_\d+_\w{26}$/);
    expect(rig.shells.started).toHaveLength(1);
  });

  test('[SV29] which kind of terminal it is, is told by the profile to the screen, in every answer and in lists', async () => {
    const rig = new Rig({ profiles: { default: { argv: ['sh'] }, joined: { argv: ['sh'], terminal: { unicode: 'graphemes' } } } });
    const socket = await rig.connect();
    await rig.create(socket, { screen: true });
    expect(socket.last('session_created').terminal).toBeUndefined();
    await rig.create(socket, { channel: 2, sessionId: 'two', profile: 'joined', screen: true });
    expect(rig.screens.last.request.terminal).toEqual({ unicode: 'graphemes' });
    await rig.create(socket, { channel: 3, sessionId: 'two', client: 'page2', screen: true });
    for (const answer of socket.all('session_created').slice(1)) expect(answer.terminal).toEqual({ unicode: 'graphemes' });
    socket.receive({ type: 'list_sessions', request: 77 });
    await settled();
    expect(socket.last('session_list').sessions.map(({ terminal }) => terminal)).toEqual([undefined, { unicode: 'graphemes' }]);
  });

  test('[SV1] asked twice in one breath: one shell', async () => {
    const rig = new Rig({ authorize: async () => true });
    const socket = await rig.connect();
    void rig.create(socket, { channel: 1 });
    await rig.create(socket, { channel: 2, client: 'page2' });
    expect(socket.all('session_created').map(({ created }) => created)).toEqual([true, false]);
    expect(rig.shells.started).toHaveLength(1);
  });

  test('[SV1] other project, environment, name or owner: other shell', async () => {
    const rig = new Rig({ authenticate: (id) => ({ id: id as string }) });
    const [alice, bob] = [await rig.connect('alice'), await rig.connect('bob')];
    const names = [{}, { project: 'a' }, { environment: 'a' }, { sessionId: 'a' }, { project: 'a', environment: 'a', sessionId: 'a' }];
    for (const [at, name] of names.entries()) await rig.create(alice, { channel: at + 1, ...name });
    await rig.create(bob);
    expect(rig.shells.started).toHaveLength(6);
  });

  test('[SV1] a full id made by the page is kept, and finds its session from anywhere', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    await rig.create(socket, { sessionId: FULL_ID, project: 'web' });
    expect(socket.last('session_created').sessionId).toBe(FULL_ID);
    await rig.create(socket, { sessionId: FULL_ID, channel: 2, client: 'page2' });
    expect(socket.last('session_created')).toMatchObject({ channel: 2, sessionId: FULL_ID, created: false });
    await rig.create(socket, { sessionId: `${FULL_ID}_web`, channel: 3, client: 'page3' });
    expect(socket.last('session_created')).toMatchObject({ channel: 3, sessionId: FULL_ID, created: false });
    await rig.create(socket, { sessionId: FULL_ID, project: 'other', channel: 4, client: 'page4' });
    expect(socket.last('session_created').created).toBe(true);
    expect(socket.last('session_created').sessionId).not.toBe(FULL_ID);
  });

  test('[SV10] a channel in use is refused and stays as it was', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    await rig.create(socket);
    const { request } = await rig.create(socket, { sessionId: 'other' });
    expect(socket.last('error')).toMatchObject({ code: 'channel_in_use', channel: 1, request });
    rig.shells.last.emit('still here');
    expect(socket.text(1)).toBe('still here');
    socket.receive({ type: 'detach_session', channel: 1 });
    await rig.create(socket, { sessionId: 'other' });
    expect(socket.all('session_created')).toHaveLength(2);
  });

  test('[SV12] profiles by name only; conflicts and unknown names are typed errors', async () => {
    const rig = new Rig({ profiles: { default: { argv: ['bash', '-l'], cwd: '/srv', env: { A: 'b' } }, zsh: { argv: ['zsh'] } } });
    const socket = await rig.connect();
    await rig.create(socket);
    expect(rig.shells.last.spec).toEqual({ argv: ['bash', '-l'], cwd: '/srv', env: { A: 'b' }, cols: 80, rows: 24 });
    await rig.create(socket, { profile: 'zsh', channel: 2 });
    expect(socket.last('error')).toMatchObject({ code: 'profile_conflict', channel: 2 });
    await rig.create(socket, { profile: 'fish', channel: 3 });
    expect(socket.last('error')).toMatchObject({ code: 'unknown_profile', channel: 3 });
    await rig.create(socket, { profile: 'zsh', sessionId: 'z', channel: 2 });
    expect(rig.shells.last.spec.argv).toEqual(['zsh']);
    expect(rig.shells.started).toHaveLength(2);
  });

  test('resize and detach are heeded while the answer is on its way', async () => {
    const rig = new Rig({ authorize: async () => true });
    const socket = await rig.connect();
    void rig.create(socket);
    socket.receive({ type: 'resize', channel: 1, cols: 100, rows: 30 });
    void rig.create(socket, { channel: 2, sessionId: 'unwanted' });
    socket.receive({ type: 'detach_session', channel: 2 });
    await rig.create(socket, { channel: 3, client: 'page3' });
    expect(rig.shells.last.spec).toMatchObject({ cols: 100, rows: 30 });
    expect(rig.shells.started).toHaveLength(1);
    expect(socket.all('error')).toEqual([]);
  });

  test('the last size wins', async () => {
    const rig = new Rig();
    const [one, two] = [await rig.connect(), await rig.connect()];
    await rig.create(one);
    await rig.create(two, { client: 'page2', cols: 90, rows: 20 });
    one.receive({ type: 'resize', channel: 1, cols: 70, rows: 10 });
    one.receive({ type: 'resize', channel: 1, cols: 70, rows: 10 });
    expect(rig.shells.last.sizes).toEqual([[90, 20], [70, 10]]);
  });

  test('the list shows what is mine', async () => {
    const rig = new Rig({ authenticate: (id) => ({ id: id as string }) });
    const [alice, bob] = [await rig.connect('alice'), await rig.connect('bob')];
    await rig.create(alice, { project: 'web', label: 'Build' });
    await rig.create(alice, { channel: 2 });
    await rig.create(bob);
    rig.shells.started[0]?.emit('12345');
    rig.shells.started[1]?.exit({ exitCode: 3 });
    alice.receive({ type: 'list_sessions', request: 50 });
    alice.receive({ type: 'list_sessions', request: 51, project: 'web' });
    await rig.clock.advanceAsync(0);
    const [all, web] = alice.all('session_list');
    expect(all?.sessions).toMatchObject([
      { key: 'web//default', project: 'web', name: 'default', label: 'Build', viewers: 1, offset: 5 },
      { key: '//default', viewers: 0, exited: { exitCode: 3, signal: null, reason: 'exited' } },
    ]);
    expect(web).toMatchObject({ request: 51, sessions: [{ project: 'web' }] });
    expect(rig.server.sessions().map(({ ownerId }) => ownerId)).toEqual(['alice', 'alice', 'bob']);
  });
});

describe('resume', () => {
  test('[SV2] exact: nothing twice, nothing missing', async () => {
    const rig = new Rig();
    const one = await rig.connect();
    await rig.create(one);
    rig.shells.last.emit('abcdef');
    const { epoch } = one.last('session_created');
    one.drop();
    rig.shells.last.emit('ghi');
    const two = await rig.connect();
    await rig.sync(two, epoch, 4);
    expect(two.last('session_synced')).toMatchObject({ resume: 'exact', offset: 4, end: 9, created: false, epoch });
    expect(two.last('session_synced').gap).toBeUndefined();
    expect(two.text(1)).toBe('efghi');
  });

  test('the answer comes before the output', async () => {
    const rig = new Rig();
    const one = await rig.connect();
    await rig.create(one);
    rig.shells.last.emit('abc');
    await rig.create(one, { channel: 2, client: 'page2' });
    expect(one.log.slice(-2).map((item) => ('type' in item ? item.type : item.kind))).toEqual(['session_created', 1]);
  });

  const flooded = async (output: Uint8Array) => {
    const rig = new Rig({ ...RING, dropGraceMs: 0 });
    const one = await rig.connect();
    await rig.create(one);
    const { epoch } = one.last('session_created');
    one.drop();
    rig.shells.last.emit(output);
    rig.parseAll();
    return { rig, epoch, socket: await rig.connect(), length: output.length };
  };

  test('[SV2] replay when the offset is gone: begins after a line feed, and the gap says what is lost', async () => {
    const output = pattern(200 * KIB).map((byte) => (byte === 10 ? 11 : byte));
    const start = 136 * KIB;
    output[start + 5000] = 10;
    const { rig, epoch, socket, length } = await flooded(output);
    await rig.sync(socket, epoch, 100);
    expect(socket.last('session_synced')).toMatchObject({ resume: 'replay', offset: start + 5001, end: length, gap: { from: 100, to: start + 5001 } });
    ackAll(socket);
    expect(difference(socket.output(1), output.slice(start + 5001))).toBe(-1);
  });

  test('[SV2] without a line feed in the first 8 KiB it begins where the ring does', async () => {
    const output = pattern(200 * KIB).map((byte) => (byte === 10 ? 11 : byte));
    output[136 * KIB + 8 * KIB] = 10;
    const { rig, socket } = await flooded(output);
    await rig.create(socket);
    expect(socket.last('session_created')).toMatchObject({ resume: 'replay', offset: 136 * KIB, gap: { from: 0, to: 136 * KIB } });
  });

  test('[SV2] a viewer ahead of the shell starts over', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    await rig.create(socket);
    rig.shells.last.emit('abc');
    await rig.sync(socket, socket.last('session_created').epoch, 4, { channel: 2 });
    expect(socket.last('session_synced')).toMatchObject({ resume: 'replay', offset: 0 });
    expect(socket.text(2)).toBe('abc');
  });

  test('[SV2] another epoch, or nothing there: new', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    await rig.sync(socket, 'gone', 500);
    expect(socket.last('session_synced')).toMatchObject({ resume: 'new', created: true, offset: 0 });
    rig.shells.last.emit('abc');
    await rig.sync(socket, 'gone', 500, { channel: 2, client: 'page2' });
    expect(socket.last('session_synced')).toMatchObject({ resume: 'new', created: false, offset: 0, end: 3 });
    expect(rig.shells.started).toHaveLength(1);
  });

  test('[SV3] within the grace a return is exact, whatever the flood; after it the shell runs on', async () => {
    const output = pattern(400 * KIB);
    const rig = new Rig(RING);
    const one = await rig.connect();
    await rig.create(one);
    const { epoch } = one.last('session_created');
    const shell = rig.shells.last;
    shell.emit(output.slice(0, 1000));
    ackAll(one);
    one.drop();
    shell.emit(output.slice(1000));
    rig.parseAll();
    expect(shell.paused).toBe(true);
    await rig.clock.advanceAsync(4_999);
    const two = await rig.connect();
    await rig.sync(two, epoch, 1000);
    expect(two.last('session_synced')).toMatchObject({ resume: 'exact', offset: 1000 });
    for (let i = 0; i < 40; i++) ackAll(two), await rig.clock.advanceAsync(5);
    expect(difference(two.output(1), output.slice(1000))).toBe(-1);
    two.drop();
    shell.emit(pattern(400 * KIB));
    rig.parseAll();
    expect(shell.paused).toBe(true);
    await rig.clock.advanceAsync(5_000);
    expect(shell.paused).toBe(false);
    expect(shell.backlogBytes).toBe(0);
  });

  test('the same client on a newer socket takes over silently', async () => {
    const rig = new Rig();
    const [old, other] = [await rig.connect(), await rig.connect()];
    await rig.create(old);
    await rig.create(other, { client: 'page2' });
    rig.shells.last.emit('abc');
    const before = old.log.length;
    const fresh = await rig.connect();
    await rig.sync(fresh, old.last('session_created').epoch, 3);
    await rig.clock.advanceAsync(4);
    rig.shells.last.emit('def');
    old.type(1, 0, 'late');
    old.receive({ type: 'ack', channel: 1, offset: 3 });
    old.receive({ type: 'resize', channel: 1, cols: 10, rows: 10 });
    expect(old.log).toHaveLength(before);
    expect(rig.shells.last.input).toHaveLength(0);
    expect(rig.shells.last.sizes).toEqual([]);
    expect([fresh.text(1), other.text(1)]).toEqual(['def', 'abcdef']);
    old.drop();
    await rig.clock.advanceAsync(4);
    rig.shells.last.emit('g');
    expect(fresh.text(1)).toBe('defg');
  });
});
