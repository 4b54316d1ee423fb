import { CLIENT_SILENCE_MS, PROBE_TIMEOUT_MS } from '../../../src/protocol/limits.js';
import { SeededRandom } from '../seeded-random.js';
import { json, isAttached } from './fault-wire.js';
import type { Link } from './link.js';
import type { SimPage } from './page.js';
import { faultScript, type ScriptedFault } from './status-script.js';
import { makeSchedule, type Schedule } from './schedule.js';
import { World, type Fault } from './world.js';

const HOUR_MS = 3_600_000;
const SAMPLE_MS = 100;
/** How long a status may be behind the truth, and how long it may believe in a line that has become silent, milliseconds. */
const WINDOW_MS = 2_000;
/** What a sample every 100 ms cannot tell apart. */
const GRAIN_MS = 2 * SAMPLE_MS;
/** Longest probe of a slow line. */
const MAX_PROBE_MS = 10_000;
/** Failures in a row from which `suspended` may, and must, be shown: not everything that fails counts. */
const MAY_SUSPEND = 4;
const MUST_SUSPEND = 7;

export interface TruthResult {
  readonly seed: number;
  readonly samples: number;
  /** Samples within the windows: not judged. */
  readonly excused: number;
  readonly wrong: number;
  /** Longest time that `connected` was shown on a line that carried nothing to the server any more, milliseconds. */
  readonly longestDeafMs: number;
  /** Longest time between the moment a connection was possible again and the moment there was one, milliseconds. */
  readonly longestReturnMs: number;
  readonly faults: number;
  /** What was wrong, and how often. */
  readonly reasons: ReadonlyMap<string, number>;
}

/** What is true of a page at one moment. */
interface Truth {
  readonly connection: ReadonlySet<string>;
  readonly session: ReadonlySet<string>;
  /** Whether nobody who reads messages could know better yet. */
  readonly silent: boolean;
}

/** One simulated hour of faults; the shown states of connection and session are read ten times a second. */
export async function statusTruth(seed: number): Promise<TruthResult> {
  const truth = new TruthKeeper();
  const world = new World(hourSchedule(seed), { keepTrace: false, tamper: () => truth.tap });
  world.addPage();
  const script = faultScript(new SeededRandom(seed * 31 + 7), HOUR_MS);
  for (const fault of script) world.clock.after(fault.atMs, () => fault.begin(world));
  const judge = new Judge(world, truth, seed, script);
  for (let at = SAMPLE_MS; at <= HOUR_MS; at += SAMPLE_MS) {
    await world.run(at, () => {});
    judge.sample();
  }
  return judge.result;
}

function hourSchedule(seed: number): Schedule {
  const made = makeSchedule(seed);
  const program = { bursts: [{ atMs: 0, bytes: 400_000, chunk: 100, everyMs: 900 }], echo: true, exit: undefined, writeMs: 0, askEvery: 0, speaks: 'bytes' as const };
  const reader = { delayMs: 1, bytesPerMs: 5_000, throwEvery: undefined };
  const shape = { screenBytes: 2_000, tailBytes: 0, historyBytes: 0, blockBytes: 3_000 };
  return {
    ...made, quality: { latencyMs: 20, jitterMs: 10, bytesPerMs: 1_000 }, actions: [], screens: 'transcript', healAtMs: HOUR_MS,
    sessions: [{ name: 's0', program, reader, audience: 'both', shape }, { name: 's1', program: { ...program, bursts: [] }, reader, audience: 'listener', shape }],
  };
}

/** Reads along on the wire what a page has been told. */
class TruthKeeper {
  readonly welcomed = new Set<Link>();
  readonly attached = new Map<Link, Set<string>>();
  #world: World | undefined;
  readonly tap: Fault = {
    toClient: (message, link) => {
      const data = json(message);
      if (data?.['type'] === 'welcome') this.welcomed.add(link);
      if (isAttached(data)) {
        const names = this.attached.get(link) ?? new Set();
        names.add(this.#world?.invariants.shellOf(String(data['epoch']))?.session ?? '');
        this.attached.set(link, names);
      }
      return [message];
    },
  };

  follow(world: World): void {
    this.#world = world;
  }

  /** Whether what one end says on it reaches the other end. */
  works(link: Link | undefined): boolean {
    return link !== undefined && this.welcomed.has(link) && link.clientState === 'open' && link.serverState === 'open' && link.cutAt === undefined && link.mutedAt === undefined;
  }
}

class Judge {
  readonly #world: World;
  readonly #truth: TruthKeeper;
  readonly #seed: number;
  readonly #script: readonly ScriptedFault[];
  readonly #reasons = new Map<string, number>();
  #samples = 0;
  #excused = 0;
  #wrong = 0;
  #truthText = '';
  #changedAt = 0;
  #possibleSince: number | undefined;
  #longestReturnMs = 0;
  #longestDeafMs = 0;

  constructor(world: World, truth: TruthKeeper, seed: number, script: readonly ScriptedFault[]) {
    this.#world = world;
    this.#truth = truth;
    this.#seed = seed;
    this.#script = script;
    truth.follow(world);
  }

  get result(): TruthResult {
    return { seed: this.#seed, samples: this.#samples, excused: this.#excused, wrong: this.#wrong, longestDeafMs: this.#longestDeafMs, longestReturnMs: this.#longestReturnMs, faults: this.#script.length, reasons: this.#reasons };
  }

  sample(): void {
    const page = this.#world.pages[0] as SimPage;
    const now = this.#world.clock.now();
    // Nobody looks at a page that stands still.
    if (page.held) return void (this.#changedAt = now);
    const truths = [...page.sessions.keys()].map((name) => this.#truthOf(page, name, now));
    const text = truths.map(({ connection, session }) => `${[...connection].join('|')} ${[...session].join('|')}`).join(', ');
    if (text !== this.#truthText) this.#changedAt = now;
    this.#truthText = text;
    this.#noteReturn(page, now);
    const fresh = now - Math.max(this.#changedAt, page.heldUntil) <= WINDOW_MS + GRAIN_MS;
    const deaf = page.links.find(({ clientState, mutedUp }) => clientState === 'open' && mutedUp);
    if (deaf?.mutedAt !== undefined) this.#longestDeafMs = Math.max(this.#longestDeafMs, now - deaf.mutedAt);
    const shown = page.registry.connections[0]?.status ?? 'none';
    [...page.sessions.values()].forEach(({ handle, plan }, index) => {
      const truth = truths[index] as Truth;
      if (index === 0) this.#judge(`connection ${shown}, true is ${[...truth.connection].join('|')}`, truth.connection.has(shown), fresh || truth.silent, now);
      this.#judge(`session ${plan.name} ${handle.status}, true is ${[...truth.session].join('|')}`, truth.session.has(handle.status), fresh || truth.silent, now);
    });
  }

  #judge(what: string, right: boolean, excused: boolean, now: number): void {
    this.#samples++;
    if (excused) this.#excused++;
    else if (!right) {
      this.#wrong++;
      const fault = this.#script.findLast(({ atMs }) => atMs <= now);
      const reason = `${what} (${fault?.name ?? 'before any fault'})`;
      this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
    }
  }

  #truthOf(page: SimPage, name: string, now: number): Truth {
    const link = page.links.findLast(({ clientState }) => clientState === 'opening' || clientState === 'open');
    if (this.#truth.works(link)) {
      const there = link !== undefined && this.#truth.attached.get(link)?.has(name) === true;
      return { connection: new Set(['connected']), session: new Set(there ? ['connected'] : ['connecting', 'reconnecting']), silent: false };
    }
    const states = this.#waiting(page);
    return { connection: states, session: states, silent: link !== undefined && this.#isSilent(link, now) };
  }

  /** A line that broke without a word, for as long as its silence is no evidence yet. */
  #isSilent(link: Link, now: number): boolean {
    if (link.clientState !== 'open' || !this.#truth.welcomed.has(link)) return false;
    const brokenAt = link.mutedAt ?? link.cutAt;
    if (brokenAt === undefined) return false;
    // One that is known to be slow is given twice its round trip for the last answer [CN8].
    const slowMs = Math.max(0, Math.min(MAX_PROBE_MS, 2 * (this.#world.pages[0]?.registry.connections[0]?.roundTripMs ?? 0)) - PROBE_TIMEOUT_MS);
    // A line that only brings answers no question [CN14]; a page that slept asks its own afterwards.
    if (link.mutedUp && link.cutAt === undefined) return now - Math.max(brokenAt, this.#world.pages[0]?.heldUntil ?? 0) <= CLIENT_SILENCE_MS + slowMs + GRAIN_MS;
    return now - link.heardAt <= CLIENT_SILENCE_MS + slowMs + GRAIN_MS;
  }

  /** What may be shown while there is no connection. */
  #waiting(page: SimPage): Set<string> {
    const newest = page.links.at(-1);
    // What the system says is never proof: an attempt under way goes on.
    const told = page.closes.findLast(({ link }) => link === newest)?.code ?? 0;
    if (!page.online.value) {
      if (newest?.clientState === 'opening') return new Set(['offline', 'reconnecting', 'suspended']);
      // A server that has asked for time gets it, network or not [CN10].
      return new Set(told >= 4100 && told < 4110 ? ['offline', 'suspended'] : ['offline']);
    }
    if (told >= 4000 && told < 4100) return new Set(['failed']);
    if (told >= 4100 && told < 4110) return new Set(['suspended']);
    const failures = page.links.slice(page.links.findLastIndex((link) => this.#truth.welcomed.has(link)) + 1).filter(({ clientState }) => clientState === 'closed').length;
    const waiting = new Set<string>();
    if (failures < MUST_SUSPEND) waiting.add(page.links.some((link) => this.#truth.welcomed.has(link)) ? 'reconnecting' : 'connecting');
    const coolingDown = page.closes.at(-1)?.code === 4100;
    if (failures >= MAY_SUSPEND || coolingDown) waiting.add('suspended');
    return waiting;
  }

  #noteReturn(page: SimPage, now: number): void {
    const { network } = this.#world;
    const possible = page.online.value && page.visible.value && page.reachability === 'reachable' && network.acceptor !== undefined && network.refusal === undefined && network.answerDelayMs === 0;
    const working = page.links.some((link) => this.#truth.works(link));
    if (!possible || working) this.#possibleSince = undefined;
    else this.#longestReturnMs = Math.max(this.#longestReturnMs, now - (this.#possibleSince ??= now));
  }
}
