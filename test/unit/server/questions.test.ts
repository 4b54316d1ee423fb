import { describe, expect, test } from 'vitest';
import type { ClientMessages, ViewerFacts } from '../../../src/protocol/messages.js';
import { screenFactory } from '../../../src/server/node/environment.js';
import type { FakePty } from '../../support/fake-pty.js';
import { QUESTION } from './fake-screen.js';
import { KIB, Rig, pattern, text } from './rig.js';

/** DSR: where is the cursor. */
const CURSOR = '\x1b[6n';
/** OSC 11: what is the background. */
const BACKGROUND = '\x1b]11;?\x1b\\';

const real = (options = {}): Rig => new Rig(options, {}, screenFactory);
const background = (shade: number): ViewerFacts => ({ background: [shade, shade, shade] });

/** What a program is told that asks for the background. */
function asked(shell: FakePty): string {
  const before = shell.input.length;
  shell.emit(BACKGROUND);
  return text(shell.input.slice(before));
}

const told = (shade: string): string => `\x1b]11;rgb:${`${shade}${shade}/`.repeat(3).slice(0, -1)}\x1b\\`;

describe('programs ask their terminal', () => {
  test.each([0, 1, 3])('[SV26] one question, one answer, at once, with %d viewers (R25)', async (viewers) => {
    const rig = real({ dropGraceMs: 0 });
    const sockets = [];
    for (let i = 0; i < Math.max(1, viewers); i++) {
      const socket = await rig.connect();
      await rig.create(socket, { client: `page${i}`, screen: true });
      sockets.push(socket);
    }
    if (viewers === 0) sockets[0]?.drop();
    rig.shells.last.emit(`ab${CURSOR}`);
    expect(text(rig.shells.last.input)).toBe('\x1b[1;3R');
    await rig.clock.advanceAsync(60_000);
    expect(text(rig.shells.last.input)).toBe('\x1b[1;3R');
  });

  test('[SV26] a replay and a snapshot ask nothing again; the answer is in nobody\'s ledger (R21, R25)', async () => {
    const rig = real();
    const socket = await rig.connect();
    await rig.create(socket);
    const { epoch } = socket.last('session_created');
    rig.shells.last.emit(CURSOR);
    const answer = text(rig.shells.last.input);
    await rig.sync(socket, epoch, 0, { channel: 2, client: 'page2' });
    await rig.create(socket, { channel: 3, client: 'page3', screen: true });
    await rig.create(socket, { channel: 4, client: 'page4' });
    expect(text(rig.shells.last.input)).toBe(answer);
    expect(socket.all('session_created').map(({ inputOffset }) => inputOffset)).toEqual([0, 0, 0]);
    socket.type(1, 0, 'typed');
    expect(socket.last('input_ack')).toMatchObject({ channel: 1, offset: 5 });
    expect(text(rig.shells.last.input)).toBe(`${answer}typed`);
  });

  test('[SV26] a question behind a flood is answered after it, with the screen of that moment', async () => {
    const rig = real();
    const socket = await rig.connect();
    await rig.create(socket);
    rig.shells.last.emit(`${'x'.repeat(100 * KIB)}\x1b[5;7H${CURSOR}`);
    expect(rig.shells.last.input).toHaveLength(0);
    rig.parseAll();
    expect(text(rig.shells.last.input)).toBe('\x1b[5;7R');
  });

  test('[SV26] a program that asks and never reads gets no more than 64 KiB of answers', async () => {
    const rig = new Rig();
    const socket = await rig.connect();
    await rig.create(socket);
    const shell = rig.shells.last;
    shell.writes = 'hold';
    for (let i = 0; i < 100; i++) shell.emit(QUESTION.repeat(1000)), await rig.clock.advanceAsync(1_000);
    expect(shell.input.length).toBeLessThanOrEqual(64 * KIB);
    expect(shell.input.length).toBeGreaterThan(50 * KIB);
    const before = shell.input.length;
    shell.confirmWrites();
    shell.emit(QUESTION);
    expect(shell.input.length).toBeGreaterThan(before);
  });

  test('[SV26] after the end of the shell nothing is written', async () => {
    const rig = real();
    const socket = await rig.connect();
    await rig.create(socket);
    rig.shells.last.emit(new Uint8Array([...pattern(10 * KIB).map((byte) => 65 + (byte & 15)), ...new TextEncoder().encode(CURSOR)]));
    rig.shells.last.exit();
    expect(rig.shells.last.input).toHaveLength(0);
    expect(rig.errors()).toEqual([]);
  });
});

describe('the facts of the viewer in use', () => {
  const attach = async (rig: Rig, client: string, shade: number, fields: Partial<ClientMessages['create_session']> = {}) => {
    const socket = await rig.connect();
    await rig.create(socket, { client, screen: true, viewer: background(shade), ...fields });
    return socket;
  };

  test('[SV26] unknown facts are not made up; known ones are told, and hold when the last viewer has gone', async () => {
    const rig = real({ dropGraceMs: 0 });
    const socket = await rig.connect();
    await rig.create(socket);
    const shell = rig.shells.last;
    expect(asked(shell)).toBe('');
    socket.receive({ type: 'viewer', channel: 1, ...background(0x10) });
    expect(asked(shell)).toBe(told('10'));
    socket.drop();
    expect(asked(shell)).toBe(told('10'));
  });

  test('[SV26] the one that attached, typed or resized last (R25)', async () => {
    const rig = real();
    const one = await attach(rig, 'page1', 0x11);
    const shell = rig.shells.last;
    const two = await attach(rig, 'page2', 0x22);
    expect(asked(shell)).toBe(told('22'));
    one.type(1, 0, 'x');
    expect(asked(shell)).toBe(told('11'));
    two.receive({ type: 'resize', channel: 1, cols: 100, rows: 30 });
    expect(asked(shell)).toBe(told('22'));
    one.receive({ type: 'viewer', channel: 1, ...background(0x33) });
    expect(asked(shell)).toBe(told('22'));
    two.receive({ type: 'viewer', channel: 1, ...background(0x44) });
    expect(asked(shell)).toBe(told('44'));
    two.receive({ type: 'detach_session', channel: 1 });
    expect(asked(shell)).toBe(told('33'));
  });

  test('[SV26] one that may not type, or says nothing about itself, stands back', async () => {
    const rig = real({ authenticate: (token: string | undefined) => ({ id: token ?? '' }), authorize: ({ action, principal }: { action: string; principal: { id: string } }) => action !== 'input' || principal.id === 'owner' });
    const owner = await rig.connect('owner');
    await rig.create(owner, { screen: true, viewer: background(0x11) });
    const shell = rig.shells.last;
    const { sessionId } = owner.last('session_created');
    const watcher = await rig.connect('watcher');
    await rig.create(watcher, { sessionId, client: 'page2', screen: true, viewer: background(0x22) });
    expect(asked(shell)).toBe(told('11'));
    await rig.create(owner, { channel: 2, client: 'listener' });
    owner.type(2, 0, 'x');
    expect(asked(shell)).toBe(told('11'));
    owner.receive({ type: 'detach_session', channel: 1 });
    expect(asked(shell)).toBe(told('22'));
  });

  test('what a viewer says while its answer is on its way is heeded; on channels that are not there it is an error', async () => {
    const rig = real({ authorize: async () => true });
    const socket = await rig.connect();
    void rig.create(socket, { viewer: background(0x11) });
    socket.receive({ type: 'viewer', channel: 1, ...background(0x22) });
    socket.receive({ type: 'viewer', channel: 7, ...background(0x33) });
    await rig.clock.advanceAsync(1);
    await rig.create(socket, { channel: 2, client: 'page2' });
    expect(asked(rig.shells.last)).toBe(told('22'));
    expect(socket.all('error')).toMatchObject([{ code: 'not_attached', channel: 7 }]);
    socket.receive('{"type":"viewer","channel":1,"background":[0,0,256]}');
    expect(socket.last('error')).toMatchObject({ code: 'bad_message', channel: 1 });
  });
});
