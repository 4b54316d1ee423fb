import type { SeededRandom } from '../seeded-random.js';
import type { Link } from './link.js';
import { perform } from './perform.js';
import type { Action } from './schedule.js';
import type { World } from './world.js';

export interface ScriptedFault {
  readonly atMs: number;
  readonly name: string;
  begin(world: World): void;
}

/** Between two faults, so that everything can come right again in between … or not. */
const CALM_MS = [4_000, 15_000, 45_000, 70_000] as const;
const QUIETLY = { clientLearnsMs: undefined, serverLearnsMs: undefined, upSurvivors: 0, downSurvivors: 0 } as const;

type Plan = Action extends infer A ? (A extends Action ? Omit<A, 'atMs' | 'page'> : never) : never;

/** Faults of every kind in random order, one after the other, for `forMs`. */
export function faultScript(random: SeededRandom, forMs: number): ScriptedFault[] {
  const script: ScriptedFault[] = [];
  for (let atMs = 10_000; atMs < forMs;) {
    const lasts = random.pick([1_000, 6_000, 20_000, 40_000]);
    script.push({ atMs, ...fault(random, lasts) });
    atMs += lasts + random.pick(CALM_MS);
  }
  return script;
}

function fault(random: SeededRandom, forMs: number): Omit<ScriptedFault, 'atMs'> {
  const acted = (name: string, plan: Plan): Omit<ScriptedFault, 'atMs'> => ({ name, begin: (world) => perform(world, { ...plan, atMs: 0, page: 0 }) });
  switch (random.integer(0, 14)) {
    case 0: return acted('cut', { kind: 'drop', clientLearnsMs: random.integer(0, 500), serverLearnsMs: random.integer(0, 500), upSurvivors: 0, downSurvivors: 0 });
    case 1: return { name: 'silent both ways', begin: (world) => eachLink(world, (link) => link.cut(QUIETLY)) };
    case 2: return { name: 'silent to the page', begin: (world) => eachLink(world, (link) => link.mute('down')) };
    case 3: return { name: 'silent to the server', begin: (world) => eachLink(world, (link) => link.mute('up')) };
    case 4: return acted('server killed', { kind: 'crash', downMs: forMs, clientLearnsMs: random.integer(0, 200) });
    case 5: return acted('machine of the server lost', { kind: 'crash', downMs: forMs, clientLearnsMs: undefined });
    case 6: return acted('server restarted', { kind: 'shutdown', downMs: Math.min(forMs, 6_000), drainMs: 500 });
    case 7: return acted('offline, told', { kind: 'outage', forMs, attempts: 'refused', told: true });
    case 8: return acted('unreachable', { kind: 'outage', forMs, attempts: random.pick(['refused', 'swallowed']), told: false });
    case 9: return acted('hidden', { kind: 'hide', forMs, parses: random.chance(0.5) });
    case 10: return acted('asleep', { kind: 'freeze', forMs, sleep: random.chance(0.5), wake: true });
    case 11: return refused(random.pick([4100, 4100, 1011, 1013]), forMs);
    case 12: return refused(4006, forMs);
    case 13: return slowHandshake(random.pick([1_500, 6_000, 14_000]), forMs);
    default: return acted('stalled', { kind: 'stall', forMs: Math.min(forMs, 20_000), direction: 'both' });
  }
}

function eachLink(world: World, act: (link: Link) => void): void {
  for (const page of world.pages) for (const link of page.links) if (link.clientState === 'open' && link.cutAt === undefined) act(link);
}

/** The server closes what is open with a code, and whatever comes until it is over. A person acts when it has told them to. */
function refused(code: number, forMs: number): Omit<ScriptedFault, 'atMs'> {
  return {
    name: `refused with ${code}`,
    begin: (world) => {
      world.network.refusal = { code, reason: 'planted' };
      eachLink(world, (link) => link.serverSocket.close(code, 'planted'));
      world.clock.after(forMs, () => {
        world.network.refusal = undefined;
        if (code < 4100) for (const { handle } of world.pages[0]?.sessions.values() ?? []) handle.retry();
      });
    },
  };
}

function slowHandshake(delayMs: number, forMs: number): Omit<ScriptedFault, 'atMs'> {
  return {
    name: `handshakes of ${delayMs} ms`,
    begin: (world) => {
      world.network.answerDelayMs = delayMs;
      eachLink(world, (link) => link.cut({ ...QUIETLY, clientLearnsMs: 0, serverLearnsMs: 0 }));
      world.clock.after(forMs, () => (world.network.answerDelayMs = 0));
    },
  };
}
