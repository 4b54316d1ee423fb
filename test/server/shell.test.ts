import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { mount, WireClient, type Mounted } from './wire-client.js';

let server: Mounted | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
  delete process.env['SERVER_SECRET_CANARY'];
});

async function client(...parameters: Parameters<typeof mount>): Promise<WireClient> {
  server = await mount(...parameters);
  const wire = new WireClient(server.port);
  await wire.greet();
  return wire;
}

describe('real shells over real sockets', () => {
  it('[SV15] the server\'s secrets are not in the shell\'s environment (R50)', async () => {
    process.env['SERVER_SECRET_CANARY'] = 'canary-in-server';
    const wire = await client({ profiles: { default: { argv: ['env'], env: { OWN: 'from-profile' } } } });
    await wire.create(1);
    await wire.next('session_closed');
    expect(wire.text(1)).toContain('OWN=from-profile\r\n');
    expect(wire.text(1)).toContain('TERM=xterm-256color\r\n');
    expect(wire.text(1)).not.toMatch(/canary/i);
  });

  it('[SV8] the end is told after the last byte, with the code (R27, R50)', async () => {
    const wire = await client({ profiles: { default: { argv: ['sh', '-c', 'seq 1 20000; exit 5'] } } });
    await wire.create(1);
    // The client acknowledges, or the window would fill.
    const acknowledged = setInterval(() => wire.send({ type: 'ack', channel: 1, offset: Buffer.byteLength(wire.text(1)) }), 5);
    const closed = await wire.next('session_closed');
    clearInterval(acknowledged);
    const expected = Array.from({ length: 20_000 }, (_, i) => `${i + 1}\r\n`).join('');
    expect(createHash('sha256').update(wire.text(1)).digest('hex')).toBe(createHash('sha256').update(expected).digest('hex'));
    expect(closed).toMatchObject({ channel: 1, exitCode: 5, signal: null, reason: 'exited', offset: expected.length });
  });

  it.each([
    ['a program that does not exist', { argv: ['/no/such/shell'] as [string] }, '/no/such/shell does not exist'],
    ['a directory that does not exist', { argv: ['sh'] as [string], cwd: '/no/such/place' }, '/no/such/place does not exist'],
  ])('[SV10] %s: spawn_failed to that session alone (R54)', async (_, broken, text) => {
    const wire = await client({ profiles: { default: { argv: ['bash', '--norc'] }, broken } });
    await wire.create(1);
    wire.send({ type: 'create_session', request: 50, channel: 2, client: 'test', sessionId: 'b', profile: 'broken', cols: 80, rows: 24 });
    expect(await wire.next('error')).toMatchObject({ request: 50, channel: 2, code: 'spawn_failed', message: expect.stringContaining(text) });
    wire.type(1, 0, 'echo fine-$((1+1))\n');
    await wire.until(() => wire.text(1).includes('fine-2'));
  });

  it('[SV9] a cut socket leaves the shell alone, and a new one goes on with it (R23)', async () => {
    const wire = await client();
    const first = await wire.create(1, 'work');
    const [before] = server?.terminals.sessions() ?? [];
    wire.type(1, 0, 'x=kept-value\n');
    await wire.next('input_ack');
    wire.socket.terminate();
    await wire.refused();
    const again = new WireClient((server as Mounted).port);
    await again.greet();
    const second = await again.create(1, 'work');
    expect(second).toMatchObject({ created: false, sessionId: first.sessionId, epoch: first.epoch });
    again.type(1, second.inputOffset, 'echo is-$x\n');
    await again.until(() => again.text(1).includes('is-kept-value'));
    expect(server?.terminals.sessions()[0]?.pid).toBe(before?.pid);
  });
});
