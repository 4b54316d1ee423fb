import { existsSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SectionKind } from '../../src/protocol/snapshot-sections.js';
import { build, HostLab, until } from '../support/host-lab.js';
import { sectionsOf } from '../unit/server/sections.js';
import { mount, WireClient, type Mounted } from './wire-client.js';

/** Asks where the cursor is, and says in hexadecimal what it is told. */
const ASKING = { default: { argv: ['sh', '-c', "stty raw -echo; printf 'ab\\033[6n'; head -c 6 | od -An -tx1; exec cat"] } } as const;
const ANSWER = '1b 5b 31 3b 33 52';

const isWhole = (client: WireClient, channel: number): boolean => sectionsOf(client.snapshot(channel)).at(-1)?.kind === SectionKind.end;
const screenOf = (client: WireClient, channel: number): string =>
  sectionsOf(client.snapshot(channel)).filter(({ kind }) => kind === SectionKind.screen).map(({ payload }) => Buffer.from(payload).toString()).join('');
const linesOf = (client: WireClient, channel: number): number => sectionsOf(client.snapshot(channel)).filter(({ kind }) => kind === SectionKind.lines).length;

describe('a server with real shells', () => {
  let server: Mounted;
  let client: WireClient;
  const start = async (options: Parameters<typeof mount>[0]): Promise<void> => {
    server = await mount(options);
    client = new WireClient(server.port);
    await client.greet();
  };
  afterEach(async () => {
    client.socket.terminate();
    await server.close();
  });

  it('[SV26] a program that asks its terminal is answered by the server, with no client saying anything (R25)', async () => {
    await start({ profiles: ASKING });
    await client.create(1);
    await client.until(() => client.text(1).includes(ANSWER));
    expect(client.text(1).split(ANSWER)).toHaveLength(2);
  });

  it('[SV24] [SV25] after a flood a terminal gets the true screen and all of the scrollback that is kept (R22)', async () => {
    await start({ profiles: { default: { argv: ['sh', '-c', 'printf "\\033]2;the title\\007"; seq 1 200000; printf "the \\033[31mend"; exec cat'] } }, scrollback: 2_000 });
    await client.create(1);
    client.send({ type: 'detach_session', channel: 1 });
    const watcher = async (): Promise<number> => {
      client.send({ type: 'list_sessions', request: Date.now() });
      const before = client.all('session_list').length;
      await client.until(() => client.all('session_list').length > before);
      return client.all('session_list').at(-1)?.sessions[0]?.offset ?? 0;
    };
    // Every number and its line end, and what stands around them.
    while ((await watcher()) < 1_488_921);
    await client.create(2, undefined, { screen: true });
    expect(client.all('session_created').at(-1)).toMatchObject({ resume: 'snapshot', gap: { from: 0 } });
    await client.until(() => isWhole(client, 2));
    expect(screenOf(client, 2)).toContain('the title');
    expect(screenOf(client, 2)).toMatch(/199999[^]*200000[^]*the [^]*end/);
    expect(linesOf(client, 2)).toBeGreaterThanOrEqual(4);
    client.type(2, 0, 'typed');
    await client.until(() => client.text(2).includes('typed'));
  }, 60_000);
});

describe('a host', () => {
  let lab: HostLab;
  beforeAll(build, 120_000);
  beforeEach(() => void (lab = new HostLab()));
  afterEach(() => lab.end());

  it.each([['11', 7], ['graphemes', 3]] as const)('[SV29] it counts cells as the profile says: %s (R26, R44)', async (unicode, col) => {
    const script = "stty raw -echo; printf '\\033[H👩\u200d👩\u200d👧\\033[6n'; head -c 6 | od -An -tx1; exec cat";
    const server = await lab.server({ profiles: { default: { argv: ['sh', '-c', script], terminal: { unicode } } } });
    const client = await lab.client(server);
    expect((await client.create(1)).terminal).toEqual({ unicode });
    await client.until(() => client.text(1).includes(`1b 5b 31 3b 3${col} 52`));
  });

  it('[SV21] it answers programs while no server is there, and keeps the screen for the next one (R25, R26)', async () => {
    const script = `stty raw -echo; printf ready; until [ -e ${lab.file('go')} ]; do sleep 0.02; done
      printf '\\r\\nab\\033[6n'; head -c 6 | od -An -tx1; touch ${lab.file('done')}; exec cat`;
    const profiles = { default: { argv: ['sh', '-c', script] as [string, ...string[]] } };
    const first = await lab.server({ profiles });
    const before = await lab.client(first);
    await before.create(1, undefined, { screen: true });
    await before.until(() => before.text(1).includes('ready'));
    await first.kill('SIGKILL');
    await before.refused();
    lab.touch('go');
    await until(() => existsSync(lab.file('done')));
    const after = await lab.client(await lab.server({ profiles }));
    expect(await after.create(1, undefined, { screen: true })).toMatchObject({ created: false, resume: 'snapshot' });
    await after.until(() => isWhole(after, 1));
    expect(screenOf(after, 1)).toMatch(/ready[^]*ab/);
    expect(screenOf(after, 1)).toContain('1b 5b 32 3b 33 52');
  });
});
