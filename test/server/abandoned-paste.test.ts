import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { build, HostLab } from '../support/host-lab.js';
import { mount, WireClient, type Mounted } from './wire-client.js';

const OPEN = '\x1b[200~';
/** What no command does, of many lines. */
const TEXT = Array.from({ length: 1_500 }, (_, index) => `: line ${index}\n`).join('');

let server: Mounted | undefined;
let lab: HostLab | undefined;
beforeAll(build, 120_000);
afterEach(async () => {
  await server?.close();
  server = undefined;
  await lab?.end();
  lab = undefined;
});

/** Two browsers' sockets, and a third one when the first is to come back. */
async function plain(): Promise<() => Promise<WireClient>> {
  const { port } = (server = await mount());
  return async () => {
    const wire = new WireClient(port);
    await wire.greet();
    return wire;
  };
}

async function throughHost(): Promise<() => Promise<WireClient>> {
  lab = new HostLab();
  const front = await lab.server();
  return () => (lab as HostLab).client(front);
}

describe('a real bash within a bracket whose page has gone', () => {
  it.each([['in the server', plain], ['in a host process', throughHost]])('[SV30] carries out what somebody else types next, and nothing more of the text: a shell %s (R21)', async (_where, start) => {
    const connect = await start();
    const pasting = await connect();
    const { epoch } = await pasting.create(1, 'paste', { client: 'pasting' });
    // bash asks for brackets.
    await pasting.until(() => pasting.text(1).includes('\x1b[?2004h'));
    const other = await connect();
    const before = await other.create(1, 'paste', { client: 'other' });
    pasting.type(1, 0, `${OPEN}${TEXT}`);
    await pasting.until(() => pasting.all('input_ack').some(({ offset }) => offset === OPEN.length + TEXT.length));
    pasting.socket.terminate();
    await pasting.refused();

    // Until the server has heard of it, what is typed belongs to the bracket, as it did.
    let typed = before.inputOffset;
    const key = async (text: string): Promise<void> => {
      other.type(1, typed, text);
      typed += text.length;
      await other.until(() => other.all('input_ack').some(({ offset }) => offset === typed));
    };
    await key('echo is-$((40+2))\r');
    for (let more = 0; more < 100 && !other.text(1).includes('is-42'); more++) {
      await key('\r');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(other.text(1)).toContain('is-42');

    const back = await connect();
    back.send({ type: 'session_sync', request: 9, channel: 1, client: 'pasting', sessionId: 'paste', epoch, offset: 0, cols: 80, rows: 24 });
    const { inputOffset } = await back.next('session_synced');
    expect(inputOffset).toBeGreaterThan(OPEN.length + TEXT.length + 65_536);
    back.type(1, OPEN.length + TEXT.length, 'echo rest-$((1+1))\r');
    await back.next('input_ack');
    await key('echo then-$((2+2))\r');
    await other.until(() => other.text(1).includes('then-4'));
    expect(other.text(1)).not.toContain('rest-2');
  }, 30_000);
});
