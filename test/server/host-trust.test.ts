import { chmodSync, chownSync, cpSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readArguments } from '../../src/server/node/cli-arguments.js';
import { createTerminalServer } from '../../src/server/node/index.js';
import { LinkKind, linkHeader, LinkReader } from '../../src/server/node/host/link-framing.js';
import { LINK_VERSION, readHostMessage } from '../../src/server/node/host/link-messages.js';
import { privateDirectory } from '../../src/server/node/host/private-directory.js';
import { build, gone, HostLab, isRunning, shellPid } from '../support/host-lab.js';
import type { WireClient } from './wire-client.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const IS_ROOT = process.getuid?.() === 0;
let lab: HostLab;
beforeAll(build, 120_000);
beforeEach(() => void (lab = new HostLab()));
afterEach(() => lab.end());

const mode = (path: string): string => (lstatSync(path).mode & 0o777).toString(8);
const settings = { profiles: { default: { argv: ['sh'] } }, limits: {}, scrollback: 1_000, retentionMs: 1_000, dropGraceMs: 0, heartbeatMs: 15_000 };

/** What a host answers to one control message on a new line. */
async function ask(socket: string, message: object): Promise<unknown> {
  const line = connect(socket);
  const payload = Buffer.from(JSON.stringify(message));
  const answer = new Promise<unknown>((resolve) => {
    const reader = new LinkReader((_kind, bytes) => resolve(readHostMessage(bytes)));
    line.on('data', (chunk: Buffer) => reader.push(chunk)).on('error', () => {}).on('close', () => resolve(undefined));
  });
  line.write(Buffer.concat([linkHeader(LinkKind.control, payload.length), payload]));
  return answer.finally(() => line.destroy());
}

describe('who can reach a host (R51)', () => {
  it('its folder is 0700, and everything in it 0600', async () => {
    const client = await lab.client(await lab.server());
    await client.create(1);
    expect(mode(lab.directory)).toBe('700');
    for (const file of [`test.v${LINK_VERSION}.json`, 'test.log', lab.host.socket]) expect(mode(join(lab.directory, file))).toBe('600');
    // The mask that made them so is the host's own: shells have the user's.
    client.type(1, 0, 'umask; echo done-$((1+1))\n');
    await client.until(() => client.text(1).includes('done-2'));
    expect(client.text(1)).toContain(`${process.umask().toString(8).padStart(4, '0')}\r\n`);
  });

  it('the host has a session and group of its own, and nothing of its server\'s environment but what shells get', async () => {
    await lab.client(await lab.server());
    const fields = readFileSync(`/proc/${lab.host.pid}/stat`, 'latin1').replace(/^.*\) /, '').split(' ');
    expect([Number(fields[2]), Number(fields[3])]).toEqual([lab.host.pid, lab.host.pid]);
    const environ = readFileSync(`/proc/${lab.host.pid}/environ`, 'latin1').split('\0').map((entry) => entry.split('=', 1)[0]);
    expect(environ).not.toContain('VITEST');
  });

  it('one that speaks without the secret, or with another version, is refused and learns nothing', async () => {
    await lab.client(await lab.server());
    const { socket, secret } = lab.host;
    const path = join(lab.directory, socket);
    const hello = { type: 'front', version: LINK_VERSION, settings };
    expect(await ask(path, { ...hello, secret: 'x'.repeat(32) })).toEqual({ type: 'refused', reason: 'wrong secret' });
    expect(await ask(path, { ...hello, secret, version: LINK_VERSION + 1 })).toMatchObject({ type: 'refused' });
    expect(await ask(path, { type: 'end_shells' })).toMatchObject({ type: 'refused' });
    expect(await ask(path, { ...hello, type: 'relay', secret: '', principal: { id: 'alice' }, authorize: 'owner' })).toMatchObject({ type: 'refused' });
    expect(await ask(path, { ...hello, secret })).toMatchObject({ type: 'ready' });
  });

  it.each<[string, () => void, RegExp]>([
    ['that others can enter', () => chmodSync(lab.directory, 0o755), /can be reached by other users/],
    ['that is a link', () => symlinkSync(lab.root, lab.directory), /is not a directory/],
    ['that is a file', () => writeFileSync(lab.directory, ''), /cannot be made|is not a directory/],
    ...(IS_ROOT ? [['of another user', () => chownSync(lab.directory, 65_534, 65_534), /belongs to another user/] as [string, () => void, RegExp]] : []),
  ])('a folder %s is refused at once', (name, spoil, why) => {
    if (!name.startsWith('that is')) mkdirSync(lab.directory, { mode: 0o700 });
    spoil();
    expect(() => createTerminalServer({ host: { directory: lab.directory } })).toThrow(why);
  });

  it.each<[string, (path: string) => void, RegExp]>([
    ['file can be read by others', (path) => chmodSync(path, 0o644), /can be reached by other users/],
    ['socket can be reached by others', (path) => chmodSync(path.replace(`test.v${LINK_VERSION}.json`, lab.host.socket), 0o666), /can be reached by other users/],
    ...(IS_ROOT ? [['file belongs to somebody else', (path: string) => chownSync(path, 65_534, 65_534), /belongs to another user/] as [string, (path: string) => void, RegExp]] : []),
  ])('a host whose %s is not connected to', async (_name, spoil, why) => {
    const first = await lab.server();
    await lab.client(first);
    await first.kill('SIGKILL');
    spoil(join(lab.directory, `test.v${LINK_VERSION}.json`));
    const second = await lab.server();
    const client = lab.bareClient(second);
    await client.opened();
    client.send({ type: 'hello', version: 1, minVersion: 1, token: 'alice' });
    expect(await client.refused()).toBe(1013);
    expect(second.err).toMatch(why);
  });

  it('a path too long for a socket: said at once, or the next place taken', () => {
    const long = lab.file('x'.repeat(100));
    expect(() => createTerminalServer({ host: { directory: long } })).toThrow(/too long/);
    const { XDG_RUNTIME_DIR: runtime, TMPDIR: temporary } = process.env;
    try {
      Object.assign(process.env, { XDG_RUNTIME_DIR: long, TMPDIR: lab.root });
      expect(privateDirectory(undefined)).toBe(lab.file(`persistent-terminal-${process.getuid?.()}`));
    } finally {
      for (const [name, value] of [['XDG_RUNTIME_DIR', runtime], ['TMPDIR', temporary]] as const) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });
});

describe('who is who', () => {
  it('[SV33] through a host too, nobody listens to an older socket of a connection, but to those of other users (R20, R26, R51)', async () => {
    const server = await lab.server();
    const greet = async (socket: number, token: string): Promise<ReturnType<typeof lab.bareClient>> => {
      const client = lab.bareClient(server);
      await client.opened();
      client.send({ type: 'hello', version: 1, minVersion: 1, token, connection: 'line1', socket });
      return client;
    };
    const old = await greet(1, 'alice');
    await old.next('welcome');
    const foreign = await greet(2, 'bob');
    await foreign.next('welcome');
    const fresh = await greet(2, 'alice');
    await fresh.next('welcome');
    old.send({ type: 'list_sessions', request: 1 });
    expect(await (await greet(1, 'alice')).refused()).toBe(4202);
    for (const client of [fresh, foreign]) {
      client.send({ type: 'list_sessions', request: 1 });
      await client.next('session_list');
    }
    expect(old.all('session_list')).toEqual([]);
  });

  it('a browser cannot say who it is, and what it sends is never taken for the front', async () => {
    const server = await lab.server();
    const owner = await lab.client(server, 'alice');
    await owner.create(1);
    const browser = lab.bareClient(server);
    await browser.opened();
    browser.socket.send(JSON.stringify({ type: 'hello', version: 1, minVersion: 1, token: 'bob', principal: { id: 'alice' }, secret: 'x', settings }));
    expect((await browser.next('welcome')).principal).toEqual({ id: 'bob' });
    for (const type of ['relay', 'front', 'answer', 'end_shells']) {
      browser.socket.send(JSON.stringify({ type, version: 1, secret: lab.host.secret, question: 1, allowed: true, principal: { id: 'alice' }, authorize: 'owner', settings }));
    }
    browser.send({ type: 'list_sessions', request: 9 });
    expect((await browser.next('session_list')).sessions).toEqual([]);
    expect(isRunning(lab.host.pid)).toBe(true);
    const nobody = lab.bareClient(server);
    await nobody.opened();
    nobody.socket.send(JSON.stringify({ type: 'hello', version: 1, minVersion: 1, principal: { id: 'alice' } }));
    expect(await nobody.refused()).toBe(4110);
  });

  it.each([['before hello', '{"type":"ping","nonce":1}'], ['no JSON', 'x'], ['a frame', Buffer.alloc(13, 1)]])('%s: 4002', async (_name, first) => {
    const client = lab.bareClient(await lab.server());
    await client.opened();
    client.socket.send(first);
    expect(await client.refused()).toBe(4002);
    expect(lab.hosts().size).toBe(0);
  });

  it('[SV17] two users are apart, before and after a restart; another\'s session and a missing one are the same answer', async () => {
    const first = await lab.server();
    const [alice, bob] = [await lab.client(first, 'alice'), await lab.client(first, 'bob')];
    const [mine, his] = [await alice.create(1), await bob.create(1)];
    expect(mine.sessionId).not.toBe(his.sessionId);
    await first.kill('SIGKILL');
    const second = await lab.server();
    const [again, intruder] = [await lab.client(second, 'alice'), await lab.client(second, 'bob')];
    expect((await again.create(1)).epoch).toBe(mine.epoch);
    expect((await intruder.create(1)).epoch).toBe(his.epoch);
    intruder.send({ type: 'create_session', request: 50, channel: 5, client: 'x', sessionId: mine.sessionId, cols: 80, rows: 24 });
    expect(await intruder.next('error')).toMatchObject({ request: 50, code: 'session_gone' });
    intruder.send({ type: 'close_session', request: 51, sessionId: mine.sessionId });
    expect(await intruder.next('session_closed')).toMatchObject({ request: 51, reason: 'closed', exitCode: null });
    const { pid } = await shellPid(again, 1);
    expect(isRunning(pid)).toBe(true);
  });

  it('the front\'s `authorize` is asked with the owner that only the host knows', async () => {
    const server = await lab.server({ authorize: 'shared' });
    const [alice, bob] = [await lab.client(server, 'alice'), await lab.client(server, 'bob')];
    const { sessionId, epoch } = await alice.create(1);
    expect(await bob.create(3, sessionId)).toMatchObject({ epoch, readOnly: true });
    bob.type(3, 0, 'exit\n');
    expect(await bob.next('error')).toMatchObject({ channel: 3, code: 'read_only' });
    bob.send({ type: 'close_session', request: 60, sessionId });
    await bob.next('session_closed');
    alice.type(1, 0, 'echo still-$((1+1))\n');
    await bob.until(() => bob.text(3).includes('still-2'));
  });

  it('tokens stay in the front: expiry, renewal, and the token of another user', async () => {
    const server = await lab.server();
    // A host takes its time to start: what expires before is never welcomed.
    await lab.client(server);
    const expiring = await lab.client(server, 'alice:3000');
    expect(await expiring.refused()).toBe(4112);
    const renewing = await lab.client(server, 'alice:30000');
    renewing.send({ type: 'authenticate', request: 1, token: 'alice' });
    expect(await renewing.next('authenticated')).toEqual({ type: 'authenticated', request: 1 });
    // The same message, written so that nobody finds the word in it.
    renewing.socket.send('{"type":"\\u0061uthenticat\\u0065","request":2,"token":"alice:9999999"}');
    await renewing.until(() => renewing.all('authenticated').some(({ request, expiresAt }) => request === 2 && expiresAt !== undefined));
    renewing.send({ type: 'authenticate', request: 3, token: 'bob' });
    expect(await renewing.refused()).toBe(4006);
  });

  it('what is wrong with a message is answered as without a host', async () => {
    const client = await lab.client(await lab.server());
    client.socket.send('{"type":"create_session","request":1,"channel":2,"client":"c","cols":1,"rows":1}');
    expect(await client.next('error')).toMatchObject({ request: 1, channel: 2, code: 'bad_size' });
    client.socket.send(Buffer.from([9, 9]));
    expect(await client.refused()).toBe(4000);
  });
});

describe('another version (R26)', () => {
  it('starts its own host beside the old one, whose shells live on for servers of its version', async () => {
    const dist = lab.file('other/dist');
    mkdirSync(lab.file('other'));
    cpSync(join(ROOT, 'dist'), dist, { recursive: true });
    cpSync(join(ROOT, 'package.json'), lab.file('other/package.json'));
    symlinkSync(join(ROOT, 'node_modules'), lab.file('other/node_modules'));
    const file = join(dist, 'server/node/host/link-messages.js');
    const source = readFileSync(file, 'utf8');
    writeFileSync(file, source.replace(`LINK_VERSION = ${LINK_VERSION}`, `LINK_VERSION = ${LINK_VERSION + 1}`));
    expect(readFileSync(file, 'utf8')).not.toBe(source);

    const old = await lab.server();
    const before: WireClient = await lab.client(old);
    const { epoch } = await before.create(1);
    const { pid } = await shellPid(before, 1);
    await old.kill('SIGTERM');
    const upgraded = await lab.client(await lab.server({ dist }));
    expect((await upgraded.create(1)).epoch).not.toBe(epoch);
    expect([...lab.hosts().keys()].sort()).toEqual([`test.v${LINK_VERSION}.json`, `test.v${LINK_VERSION + 1}.json`]);
    expect(isRunning(pid)).toBe(true);
    const back = await lab.client(await lab.server());
    expect((await back.create(1)).epoch).toBe(epoch);
  });
});

describe('the command', () => {
  const options = (...args: string[]) => {
    const parsed = readArguments(args, {});
    if (parsed.kind !== 'serve') throw new Error(parsed.kind);
    return parsed.arguments;
  };

  it('has a host named by its port; --no-host has none, and --host is an address', () => {
    expect(options().hostName).toBe('port-4700');
    expect(options('--port', '81').hostName).toBe('port-81');
    expect(options('--name', 'work', '--port', '0').hostName).toBe('work');
    expect(options('--port', '0').hostName).toBeUndefined();
    expect(options('--no-host', '--host', '::1')).toMatchObject({ host: '::1', hostName: undefined });
    expect(() => options('--no-host', '--name', 'x')).toThrow(/exclude each other/);
    expect(() => options('--name', '../x')).toThrow(/--name must be/);
  });

  it('leaves its shells to the next one and says so', async () => {
    const args = ['dist/server/node/cli.js', '--port', '0', '--name', 'mine', '--shell', 'sh', '--token', 't', '--retention', '0.3'];
    const env = { XDG_RUNTIME_DIR: lab.root };
    const first = await lab.run(args, env);
    const before = lab.bareClient(first);
    await before.greet('t');
    const { epoch } = await before.create(1);
    const { pid } = await shellPid(before, 1);
    const host = JSON.parse(readFileSync(lab.file(`persistent-terminal/mine.v${LINK_VERSION}.json`), 'utf8')) as { pid: number };
    try {
      expect(await first.kill('SIGTERM')).toBe(0);
      expect(first.err).toContain('One shell goes on without the server');
      const after = lab.bareClient(await lab.run(args, env));
      await after.greet('t');
      expect((await after.create(1)).epoch).toBe(epoch);
      expect(isRunning(pid)).toBe(true);
    } finally {
      process.kill(host.pid, 'SIGKILL');
      await gone(host.pid);
    }
  });
});

describe('the line between front and host', () => {
  it('is cut into the same messages wherever it is cut', () => {
    const messages: [number, string][] = [[LinkKind.text, ''], [LinkKind.binary, 'x'.repeat(40)], [LinkKind.control, '{}'], [LinkKind.close, 'ab']];
    const stream = Buffer.concat(messages.flatMap(([kind, text]) => [linkHeader(kind as LinkKind, text.length), Buffer.from(text)]));
    for (let cut = 0; cut <= stream.length; cut++) {
      for (const step of [1, 3, stream.length]) {
        const got: [number, string][] = [];
        const reader = new LinkReader((kind, payload) => got.push([kind, payload.toString()]));
        reader.push(stream.subarray(0, cut));
        for (let at = cut; at < stream.length; at += step) reader.push(stream.subarray(at, at + step));
        expect(got).toEqual(messages);
      }
    }
  });

  it.each([[Buffer.from([9, 0, 0, 0, 0])], [Buffer.from([1, 255, 255, 255, 255])]])('%j is no link', (bytes) => {
    expect(() => new LinkReader(() => {}).push(bytes)).toThrow(RangeError);
  });
});
