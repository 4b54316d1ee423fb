// What the operating system does to a server's process: stops it, or has no descriptors left for it.
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { build, HostLab, until } from '../support/host-lab.js';
import type { WireClient } from './wire-client.js';

const SERVER = fileURLToPath(new URL('../support/host-server.mjs', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let lab: HostLab;
beforeEach(() => {
  build();
  lab = new HostLab();
});
afterEach(async () => lab.end());

const says = async (client: WireClient, channel: number, offset: number, word: string): Promise<number> => {
  const text = `echo ${word}-$((20+1))\n`;
  client.type(channel, offset, text);
  await client.until(() => client.text(channel).includes(`${word}-21`));
  return offset + text.length;
};

/** Resolves after so much time on the clock of the tests. */
const pass = (ms: number): Promise<void> => {
  const began = performance.now();
  return until(() => performance.now() - began >= ms);
};

describe('a server that is stopped and goes on (SIGSTOP, SIGCONT)', () => {
  it('[SV9] [SV3] its sockets and shells outlast a stop longer than grace, retention and heartbeat (R20, R23)', async () => {
    const server = await lab.server({ host: false, dropGraceMs: 200, retentionMs: 1_500, heartbeatMs: 100 });
    const watcher = await lab.client(server);
    await watcher.create(1, 'watched');
    const typed = await says(watcher, 1, 0, 'before');
    const before = await server.sessions();
    process.kill(server.pid, 'SIGSTOP');
    await pass(3_000);
    process.kill(server.pid, 'SIGCONT');
    await says(watcher, 1, typed, 'after');
    expect(watcher.ended).toBeUndefined();
    expect((await server.sessions()).map(({ pid }) => pid)).toEqual(before.map(({ pid }) => pid));
  });
});

describe('a server without descriptors (EMFILE)', () => {
  it('[SV10] [SV11] new shells and sockets are refused, old sessions go on, and the process lives (R54)', async () => {
    const config = JSON.stringify({ dist: `${ROOT}dist`, retentionMs: 20_000, profiles: { default: { argv: ['bash', '--norc', '--noprofile'] } } });
    // Enough to start with: Node has all modules of one depth open at once.
    const server = await lab.run(['-c', 'ulimit -n 100; exec "$@"', 'bash', process.execPath, SERVER, config], {}, 'bash');
    const client = await lab.client(server);
    await client.create(1, 'first');
    let typed = await says(client, 1, 0, 'before');
    let channel = 1;
    while (client.all('error').length === 0 && channel < 120) {
      channel++;
      client.send({ type: 'create_session', request: 100 + channel, channel, client: 'test', sessionId: `s${channel}`, cols: 80, rows: 24 });
      await client.until(() => client.all('error').length > 0 || client.all('session_created').some(({ request }) => request === 100 + channel));
    }
    expect(client.all('error')[0]).toMatchObject({ code: 'spawn_failed', channel, retryable: true });
    typed = await says(client, 1, typed, 'still');
    // What has ended gives its descriptors back.
    for (let closing = 2; closing < channel; closing++) client.send({ type: 'close_session', request: 200 + closing, sessionId: `s${closing}` });
    await client.until(() => client.all('session_closed').filter(({ request }) => request !== undefined).length >= channel - 2);
    await says(client, 1, typed, 'later');
    client.send({ type: 'create_session', request: 999, channel: 999, client: 'test', sessionId: 'again', cols: 80, rows: 24 });
    await client.until(() => client.all('session_created').some(({ request }) => request === 999));
    expect(server.child.exitCode).toBeNull();
  });
});
