import { describe, expect, test } from 'vitest';
import type { FakeServerSocket } from '../../support/server-socket.js';
import { Rig, settled } from './rig.js';

const RETENTION_MS = 60_000;
const ACTIONS = ['leave', 'time', 'create', 'sync', 'close', 'exit'] as const;
type Action = (typeof ACTIONS)[number];

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, at) => permutations(items.filter((_, other) => other !== at)).map((rest) => [item, ...rest]));
}

/** Asks that came back neither attached nor refused, attachments to nothing, and shells that nobody can find any more. */
async function inconsistencies(order: readonly Action[], between: 'settled' | 'at once'): Promise<string[]> {
  const rig = new Rig({ retentionMs: RETENTION_MS, authorize: async () => Promise.resolve(true) });
  const [first, second, third] = [await rig.connect(), await rig.connect(), await rig.connect()];
  await rig.create(first);
  const shell = rig.shells.last;
  const { epoch } = first.last('session_created');
  const asked: { readonly socket: FakeServerSocket; readonly channel: number; readonly request: number; readonly what: string }[] = [];
  const pending: Promise<unknown>[] = [];
  const acts: Record<Action, () => void> = {
    leave: () => first.receive({ type: 'detach_session', channel: 1 }),
    time: () => {
      for (let step = 0; step < 4; step++) {
        rig.clock.advance(RETENTION_MS / 4);
        for (const socket of [first, second, third]) socket.receive({ type: 'ping', nonce: 1 });
      }
    },
    create: () => void pending.push(rig.create(second, { client: 'page2' }).then(({ request, channel }) => asked.push({ socket: second, channel, request, what: 'create' }))),
    sync: () => void pending.push(rig.sync(third, epoch, 0, { client: 'page3' }).then(({ request, channel }) => asked.push({ socket: third, channel, request, what: 'sync' }))),
    close: () => void pending.push(rig.close(second, {})),
    exit: () => shell.exit(),
  };
  for (const action of order) {
    acts[action]();
    if (between === 'settled') await settled();
  }
  await Promise.all(pending);
  await rig.clock.advanceAsync(0);
  await settled();

  const wrong: string[] = [];
  const living = rig.shells.started.filter(({ exited }) => !exited);
  const listed = rig.server.sessions().filter(({ exited }) => exited === undefined);
  if (living.length !== listed.length) wrong.push(`${living.length} living shells, ${listed.length} listed`);
  for (const one of living) one.emit('alive');
  await rig.clock.advanceAsync(10);
  for (const { socket, channel, request, what } of asked) {
    const answers = socket.messages().filter((message) => 'request' in message && message.request === request);
    if (answers.length !== 1) wrong.push(`${what} answered ${answers.length} times`);
    const ended = socket.messages().some((message) => message.type === 'session_closed' && message.channel === channel);
    const hears = socket.text(channel).includes('alive');
    const attached = answers[0]?.type === 'session_created' || answers[0]?.type === 'session_synced';
    if (attached && ended === hears) wrong.push(`${what} ${ended ? 'was ended and hears a shell' : 'was attached and hears none'}`);
  }
  return wrong;
}

describe('attaching meets the end of retention', () => {
  test.each(['settled', 'at once'] as const)('[SV1] [SV9] [SV18] in all 720 orders of leaving, time, create, sync, close and exit (%s): attached or gone, never half (R23, R50)', async (between) => {
    const orders = permutations(ACTIONS);
    expect(orders).toHaveLength(720);
    const wrong: string[] = [];
    for (const order of orders) for (const line of await inconsistencies(order, between)) wrong.push(`${order.join(' ')}: ${line}`);
    expect(wrong).toEqual([]);
  });
});
