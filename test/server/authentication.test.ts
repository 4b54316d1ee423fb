import { afterEach, describe, expect, it } from 'vitest';
import { tokenCheck, type NodeServerOptions } from '../../src/server/node/index.js';
import { mount, WireClient, type Mounted } from './wire-client.js';

const TOKEN = 'canary-right-7f3a';
let server: Mounted | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const isToken = tokenCheck(TOKEN);
const byToken: NodeServerOptions = { authenticate: (token) => (isToken(token) ? { id: 'alice', name: 'Alice' } : null) };

async function hello(options: NodeServerOptions, token?: string): Promise<WireClient> {
  server = await mount(options);
  const client = new WireClient(server.port);
  await client.opened();
  client.send({ type: 'hello', version: 1, minVersion: 1, token });
  return client;
}

describe('[SV14] tokens (R51)', () => {
  it('the right one is welcomed', async () => {
    const client = await hello(byToken, TOKEN);
    expect((await client.next('welcome')).principal).toEqual({ id: 'alice', name: 'Alice' });
  });

  it.each<[string, string | undefined, number]>([
    ['none', undefined, 4110],
    ['an empty one', '', 4110],
    ['a wrong one', 'canary-wrong', 4111],
    ['one that begins rightly', TOKEN.slice(0, -1), 4111],
    ['one that goes on', `${TOKEN}x`, 4111],
  ])('%s is refused', async (_, token, code) => {
    const client = await hello(byToken, token);
    expect(await client.refused()).toBe(code);
    expect(client.messages).toEqual([]);
    expect(server?.terminals.sessions()).toEqual([]);
  });

  it('an expired one is refused', async () => {
    const client = await hello({ authenticate: () => ({ id: 'alice', expiresAt: Date.now() - 1 }) }, TOKEN);
    expect(await client.refused()).toBe(4112);
  });

  it('appears in no log, whether it was right, wrong, in the address or in a subprotocol', async () => {
    server = await mount(byToken);
    for (const token of [TOKEN, 'canary-wrong']) {
      for (const options of [{}, { origin: 'null' }, { path: `/terminal?token=${token}` }, { protocols: ['persistent-terminal.v1', token] }, { protocols: [token] }]) {
        const client = new WireClient(server.port, options);
        await client.opened();
        if (client.socket.readyState === client.socket.OPEN) client.send({ type: 'hello', version: 1, minVersion: 1, token });
        await client.until(() => client.all('welcome').length > 0).catch(() => {});
        client.socket.terminate();
      }
    }
    expect(server.logs.length).toBeGreaterThan(0);
    expect(server.logs.filter((line) => line.includes('canary'))).toEqual([]);
  });

  it('a subprotocol that is not ours is never echoed', async () => {
    server = await mount(byToken);
    for (const [protocols, chosen] of [[[TOKEN, 'persistent-terminal.v1'], 'persistent-terminal.v1'], [[TOKEN], undefined], [['persistent-terminal.v2'], undefined]] as const) {
      const client = new WireClient(server.port, { protocols: [...protocols] });
      await new Promise((resolve) => client.socket.once('upgrade', resolve));
      expect(client.upgradeHeaders['sec-websocket-protocol']).toBe(chosen);
      expect(JSON.stringify(client.upgradeHeaders)).not.toContain('canary');
      client.socket.terminate();
    }
  });
});

describe('[SV1] two users on two sockets (R2, R51)', () => {
  it('share no session, no output and no list, though they use the same name', async () => {
    server = await mount({ authenticate: (token) => (token === undefined ? null : { id: token }) });
    const [alice, bob] = [new WireClient(server.port), new WireClient(server.port)];
    await Promise.all([alice.greet('alice'), bob.greet('bob')]);
    const [hers, his] = [await alice.create(1, 'work'), await bob.create(1, 'work')];
    expect(hers.sessionId).not.toBe(his.sessionId);
    expect(hers.created && his.created).toBe(true);
    alice.type(1, 0, 'echo only-for-$((40+2))-alice\n');
    await alice.until(() => alice.text(1).includes('only-for-42-alice'));
    bob.type(1, 0, 'echo his-$((1+1))\n');
    await bob.until(() => bob.text(1).includes('his-2'));
    expect(bob.text(1)).not.toContain('alice');
    bob.send({ type: 'list_sessions', request: 99 });
    expect((await bob.next('session_list')).sessions.map(({ sessionId }) => sessionId)).toEqual([his.sessionId]);
    await expect(bob.create(2, hers.sessionId)).rejects.toThrow(/session_gone/);
  });
});
