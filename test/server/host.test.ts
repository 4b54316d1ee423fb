import { readFileSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LINK_VERSION } from '../../src/server/node/host/link-messages.js';
import { build, gone, HostLab, isRunning, residentBytes, settled, shellPid, until, type ServerProcess } from '../support/host-lab.js';
import type { WireClient } from './wire-client.js';

let lab: HostLab;
beforeAll(build, 120_000);
beforeEach(() => void (lab = new HostLab()));
afterEach(() => lab.end());

/** Everything that arrived on the channel, with its place. */
function sync(client: WireClient, channel: number, epoch: string, offset: number, more: object = {}): void {
  client.send({ type: 'session_sync', request: 1_000 + channel, channel, client: 'test', epoch, offset, cols: 80, rows: 24, ...more });
}

async function leave(server: ServerProcess, client: WireClient, signal: NodeJS.Signals): Promise<void> {
  await server.kill(signal);
  await client.refused();
}

describe('shells outlive the server (R26)', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)('[SV21] %s: same process, same epoch, and what was printed meanwhile arrives exactly once', async (signal) => {
    const first = await lab.server();
    const before = await lab.client(first);
    const { epoch } = await before.create(1);
    const { pid, typed } = await shellPid(before, 1);
    const command = `until [ -e ${lab.file('flag')} ]; do sleep 0.02; done; seq 1 5000; echo the-$((1+1))-end\n`;
    before.type(1, typed, command);
    await before.until(() => before.all('input_ack').some(({ offset }) => offset === typed + command.length) && before.text(1).includes('the-$((1+1))-end'));
    await leave(first, before, signal);
    if (signal === 'SIGTERM') {
      expect(before.ended?.code).toBe(1012);
      expect(before.all('server_closing')[0]?.retryInMs).toBeGreaterThanOrEqual(500);
    }
    lab.touch('flag');

    const second = await lab.server();
    const after = await lab.client(second);
    expect(after.all('welcome')[0]?.serverEpoch).toBe(before.all('welcome')[0]?.serverEpoch);
    const seen = Buffer.byteLength(before.text(1));
    sync(after, 7, epoch, seen);
    expect(await after.next('session_synced')).toMatchObject({ epoch, resume: 'exact', offset: seen, created: false, inputOffset: typed + command.length });
    await after.until(() => after.text(7).includes('the-2-end'));
    // bash switches bracketed paste off before the first line.
    const numbers = (before.text(1) + after.text(7)).split(/\r\n|\r/).filter((line) => /^\d+$/.test(line));
    expect(numbers).toEqual(Array.from({ length: 5000 }, (_, i) => String(i + 1)));
    expect(isRunning(pid)).toBe(true);
    expect(await second.sessions()).toMatchObject([{ pid }]);
  });

  it('[SV7] what was typed reaches the shell once, whatever of it is sent again after the server was killed', async () => {
    const profiles = { default: { argv: ['sh', '-c', `stty raw -echo; echo ready; exec cat > ${lab.file('typed')}`] } };
    const text = Array.from({ length: 400 }, (_, i) => `key-${i};`).join('');
    const first = await lab.server({ profiles });
    const before = await lab.client(first);
    const { epoch } = await before.create(1);
    await before.until(() => before.text(1).includes('ready'));
    for (let at = 0; at < 1_500; at += 50) before.type(1, at, text.slice(at, at + 50));
    // In the middle of it: some is acknowledged, the rest may or may not have come through.
    await before.until(() => before.all('input_ack').length > 3);
    await leave(first, before, 'SIGKILL');
    const second = await lab.server({ profiles });
    const after = await lab.client(second);
    sync(after, 1, epoch, 0);
    const { inputOffset } = await after.next('session_synced');
    expect(inputOffset).toBeGreaterThan(0);
    const from = Math.max(0, inputOffset - 120);
    after.type(1, from, text.slice(from));
    await after.until(() => after.all('input_ack').some(({ offset }) => offset === text.length));
    await until(() => readFileSync(lab.file('typed'), 'utf8').length >= text.length);
    expect(readFileSync(lab.file('typed'), 'utf8')).toBe(text);
  });

  it('`shells: "end"` ends them and the host', async () => {
    const server = await lab.server();
    const client = await lab.client(server);
    await client.create(1);
    const { pid } = await shellPid(client, 1);
    const host = lab.host.pid;
    expect(await server.kill('SIGUSR2')).toBe(0);
    await gone(pid);
    await gone(host);
    expect(lab.hosts().size).toBe(0);
  });

  it('a host that is killed: sockets close with 1012, the next one is new, and so are its shells', async () => {
    const server = await lab.server();
    const before = await lab.client(server);
    const { epoch, sessionId } = await before.create(1);
    process.kill(lab.host.pid, 'SIGKILL');
    expect(await before.refused()).toBe(1012);
    const after = await lab.client(server);
    expect(after.all('welcome')[0]?.serverEpoch).not.toBe(before.all('welcome')[0]?.serverEpoch);
    sync(after, 1, epoch, 10);
    const answer = await after.next('session_synced');
    expect(answer).toMatchObject({ resume: 'new', created: true });
    expect(answer.epoch).not.toBe(epoch);
    expect(answer.sessionId).not.toBe(sessionId);
  });

  it('two servers that start at the same time share one host', async () => {
    const servers = await Promise.all([lab.server(), lab.server(), lab.server()]);
    const clients = await Promise.all(servers.map((server) => lab.client(server)));
    expect(new Set(clients.map((client) => client.all('welcome')[0]?.serverEpoch)).size).toBe(1);
    expect(lab.hosts().size).toBe(1);
  });

  it('each of them brings its own profiles and its own environment', async () => {
    const speaking = (word: string) => ({ profiles: { default: { argv: ['sh', '-c', 'echo "$WORD"; exec cat'], env: { WORD: word } } } });
    const [one, two] = [await lab.server(speaking('first')), await lab.server(speaking('second'))];
    const [a, b] = [await lab.client(one), await lab.client(two)];
    await a.create(1, 'a');
    await b.create(1, 'b');
    await a.until(() => a.text(1).includes('first'));
    await b.until(() => b.text(1).includes('second'));
    expect(lab.hosts().size).toBe(1);
  });

  it('servers of other names have other hosts', async () => {
    const [one, two] = [await lab.server(), await lab.server({ host: { name: 'other' } })];
    const [a, b] = [await lab.client(one), await lab.client(two)];
    expect(a.all('welcome')[0]?.serverEpoch).not.toBe(b.all('welcome')[0]?.serverEpoch);
    expect([...lab.hosts().keys()].sort()).toEqual([`other.v${LINK_VERSION}.json`, `test.v${LINK_VERSION}.json`]);
  });

  it('without the option nothing is left: no host, and no shell after SIGKILL', async () => {
    const server = await lab.server({ host: false });
    const client = await lab.client(server);
    await client.create(1);
    const { pid } = await shellPid(client, 1);
    expect(lab.hosts().size).toBe(0);
    await server.kill('SIGKILL');
    await gone(pid);
  });
});

describe('the end of a host', () => {
  it.each<[string, (client: WireClient) => Promise<void>]>([
    ['that never had a session', async () => {}],
    ['whose last shell has exited', async (client) => {
      await client.create(1);
      client.type(1, 0, 'exit 3\n');
      await client.next('session_closed');
    }],
    ['whose shells nobody looked at any more', async (client) => void (await client.create(1))],
  ])('%s comes by itself, when no server came for the retention time', async (_name, act) => {
    const server = await lab.server({ retentionMs: 1_200 });
    const client = await lab.client(server);
    await act(client);
    const { pid } = lab.host;
    const left = performance.now();
    await server.kill('SIGKILL');
    await gone(pid);
    expect(performance.now() - left).toBeGreaterThan(1_200);
    expect(lab.hosts().size).toBe(0);
  });

  it('does not come while a server is there', async () => {
    const server = await lab.server({ retentionMs: 500 });
    const client = await lab.client(server);
    client.socket.terminate();
    const { pid } = lab.host;
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(isRunning(pid)).toBe(true);
    await server.kill('SIGKILL');
    await gone(pid);
  });
});

describe('a browser that does not read (R53)', () => {
  it('grows neither the front nor the host, and gets everything in order when it reads again', async () => {
    const sessions = 12;
    // Together much more than what the system's buffers take of a line that is not read.
    const window = 4 * 1024 * 1024;
    const printed = 5_000_000;
    const profiles = { default: { argv: ['sh', '-c', `stty raw -echo; echo ready; read go; exec head -c ${printed} /dev/zero`] } };
    const server = await lab.server({ profiles, limits: { windowBytes: window, maxWindowBytes: window } });
    const client = await lab.client(server);
    for (let channel = 1; channel <= sessions; channel++) await client.create(channel, `s${channel}`);
    for (let channel = 1; channel <= sessions; channel++) await client.until(() => client.text(channel) === 'ready\n');
    const before = { front: residentBytes(server.pid), host: residentBytes(lab.host.pid) };
    for (let channel = 1; channel <= sessions; channel++) client.type(channel, 0, '\n');
    client.socket.pause();
    await until(async () => {
      const told = await server.sessions();
      return told.length === sessions && told.every(({ offset }) => offset >= window);
    });
    // For a while after a key the other sessions are held back; what may be sent has been when nothing moves any more.
    const { pid: hostPid } = lab.host;
    await settled(() => Math.round((residentBytes(server.pid) + residentBytes(hostPid)) / 4_000_000));
    const grown = { front: residentBytes(server.pid) - before.front, host: residentBytes(lab.host.pid) - before.host };
    // All that the client may have under way lies in the rings. A front that read on would hold most of it a second time.
    expect(grown.front).toBeLessThan(8 * 1024 * 1024);
    expect(grown.host).toBeLessThan(sessions * (window + 512 * 1024) + 24 * 1024 * 1024);
    client.socket.resume();
    const acked = new Map<number, number>();
    const received = new Map<number, number>();
    client.socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) return;
      const [channel, offset] = [data.readUInt32BE(1), Number(data.readBigUInt64BE(5))];
      received.set(channel, offset + data.length - 13);
      if (offset + data.length - 13 - (acked.get(channel) ?? 0) < window / 4) return;
      acked.set(channel, offset + data.length - 13);
      client.send({ type: 'ack', channel, offset: offset + data.length - 13 });
    });
    // The channel's last acknowledged quarter is what its shell waits for.
    const nudge = (channel: number): void => {
      const at = Buffer.byteLength(client.text(channel));
      if (at > (acked.get(channel) ?? 0)) client.send({ type: 'ack', channel, offset: (acked.set(channel, at), at) });
    };
    for (let channel = 1; channel <= sessions; channel++) nudge(channel);
    await client.until(() => client.all('session_closed').length === sessions);
    for (let channel = 1; channel <= sessions; channel++) expect(client.text(channel).length).toBe(printed + 'ready\n'.length);
    expect(client.all('error')).toEqual([]);
  });

  it('a host that does not read: the front stops reading the browser, and goes on with it', async () => {
    const server = await lab.server();
    const client = await lab.client(server);
    await client.create(1);
    const host = lab.host.pid;
    process.kill(host, 'SIGSTOP');
    const before = residentBytes(server.pid);
    const frames = 4_000;
    for (let i = 0; i < frames; i++) client.type(1, 1_000_000 + i, 'x'.repeat(16 * 1024));
    // What the system's buffers take is gone soon; the rest stays with the browser.
    await settled(() => client.socket.bufferedAmount);
    expect(client.socket.bufferedAmount).toBeGreaterThan(frames * 8 * 1024);
    expect(residentBytes(server.pid) - before).toBeLessThan(8 * 1024 * 1024);
    process.kill(host, 'SIGCONT');
    client.send({ type: 'ping', nonce: 77 });
    await client.until(() => client.all('pong').some(({ nonce }) => nonce === 77));
    expect(client.all('error')).toHaveLength(frames);
  });
});
