import { SeededRandom } from '../seeded-random.js';
import type { PathQuality } from './link.js';
import type { Burst, ProgramPlan } from './shell.js';
import type { TranscriptShape } from './transcript.js';

/** How fast a screen parses. */
export interface ReaderPlan {
  /** 0: parsed inside `write`. */
  readonly delayMs: number;
  readonly bytesPerMs: number;
  /** Every so many-th thing it is given makes it throw; undefined: none. */
  readonly throwEvery: number | undefined;
}

export interface SessionPlan {
  readonly name: string;
  readonly program: ProgramPlan;
  readonly reader: ReaderPlan;
  /** Who looks: a screen, a listener for output, or both. */
  readonly audience: 'view' | 'listener' | 'both';
  /** What the server's screen puts into its snapshots. */
  readonly shape: TranscriptShape;
}

/** One thing that happens, at a time after the start. Plain data, so that a failing schedule can be printed and cut down. */
export type Action = { readonly atMs: number; readonly page: number } & (
  | { readonly kind: 'drop'; readonly clientLearnsMs: number; readonly serverLearnsMs: number; readonly upSurvivors: number; readonly downSurvivors: number }
  | { readonly kind: 'half-open'; readonly serverLearnsMs: number | undefined; readonly upSurvivors: number; readonly downSurvivors: number }
  | { readonly kind: 'leave-behind'; readonly lateMs: number }
  | { readonly kind: 'stall'; readonly forMs: number; readonly direction: 'both' | 'up' }
  | { readonly kind: 'outage'; readonly forMs: number; readonly attempts: 'refused' | 'swallowed'; readonly told: boolean }
  | { readonly kind: 'freeze'; readonly forMs: number; readonly sleep: boolean; readonly wake: boolean }
  | { readonly kind: 'hide'; readonly forMs: number; readonly parses: boolean }
  | { readonly kind: 'skew-wall'; readonly byMs: number }
  | { readonly kind: 'crash'; readonly downMs: number; readonly clientLearnsMs: number | undefined }
  | { readonly kind: 'shutdown'; readonly downMs: number; readonly drainMs: number }
  | { readonly kind: 'quality'; readonly quality: PathQuality }
  | { readonly kind: 'stop-reading'; readonly session: number; readonly forMs: number }
  | { readonly kind: 'type'; readonly session: number; readonly chunks: number; readonly bytes: number; readonly everyMs: number }
  | { readonly kind: 'transmit'; readonly session: number; readonly bytes: number; readonly bracketed: boolean }
  | { readonly kind: 'cancel-transmit'; readonly session: number; readonly by: 'call' | 'signal' | 'interrupt' }
  | { readonly kind: 'kill-shell'; readonly session: number }
  | { readonly kind: 'resize'; readonly session: number; readonly cols: number; readonly rows: number }
  | { readonly kind: 'swap-view'; readonly session: number }
  | { readonly kind: 'describe'; readonly session: number; readonly shade: number }
  | { readonly kind: 'evict'; readonly session: number; readonly forMs: number; readonly deaf: boolean }
  | { readonly kind: 'close'; readonly session: number }
  | { readonly kind: 'restart'; readonly session: number }
  | { readonly kind: 'retry'; readonly session: number }
  | { readonly kind: 'open-bad-profile' }
  | { readonly kind: 'join' }
  | { readonly kind: 'reload' }
  | { readonly kind: 'leave' }
);

export interface Schedule {
  readonly seed: number;
  readonly quality: PathQuality;
  readonly ringBytes: number;
  readonly windowBytes: number;
  readonly maxWindowBytes: number;
  readonly sessions: readonly SessionPlan[];
  /** `transcript`: screens that show every byte they were given · `terminal`: the real ones. */
  readonly screens: 'transcript' | 'terminal';
  readonly actions: readonly Action[];
  /** When faults end and the network heals. */
  readonly healAtMs: number;
}

const FAULTS_MS = 40_000;
/** Real screens take a hundred times as long to parse a byte. */
const TERMINAL_BYTES = 30_000;

/** What is done to a connection, a page, a screen or the server; the rest is what people do. Every schedule has one at least. */
const FAULTS = new Set<Action['kind']>([
  'drop', 'half-open', 'leave-behind', 'stall', 'outage', 'freeze', 'hide', 'crash', 'shutdown', 'stop-reading', 'evict', 'swap-view', 'reload', 'leave',
]);

/** The same seed always gives the same schedule. */
export function makeSchedule(seed: number): Schedule {
  const random = new SeededRandom(Math.imul(seed + 1, 0x9e3779b1));
  const screens = random.chance(0.05) ? 'terminal' : 'transcript';
  const sessions = Array.from({ length: random.pick([1, 1, 2, 2, 3]) }, (_, index) => sessionPlan(random, `s${index}`, screens));
  const actions: Action[] = [];
  if (random.chance(0.25)) actions.push({ atMs: random.integer(500, 8_000), page: 0, kind: 'join' });
  const count = random.integer(6, 22);
  for (let i = 0; i < count; i++) actions.push(action(random, random.integer(0, FAULTS_MS), sessions.length));
  if (!actions.some(({ kind }) => FAULTS.has(kind))) actions.push(drop(random, { atMs: random.integer(0, FAULTS_MS), page: 0 }));
  // From a stream of chance of their own, so that what else a seed means stays as it was.
  const texts = new SeededRandom(Math.imul(seed + 1, 0x85ebca6b));
  const transmitted = transmissions(texts, sessions.length);
  actions.push(...transmitted);
  const left = new SeededRandom(Math.imul(seed + 1, 0xc2b2ae35));
  const leaves = leftTexts(left, sessions.length);
  actions.push(...leaves);
  actions.sort((a, b) => a.atMs - b.atMs);
  const windowBytes = random.pick([16, 32, 64, 256]) * 1024;
  return {
    seed,
    quality: quality(random),
    ringBytes: random.pick([64, 64, 128, 256]) * 1024,
    windowBytes,
    maxWindowBytes: windowBytes * random.pick([1, 4]),
    sessions: transmitted.length > 0 && texts.chance(0.25) ? sessions.map((session) => slowly(session, texts.pick([300, 1_500]))) : leaves.length > 0 && left.chance(0.4) ? sessions.map((session) => slowly(session, 300)) : sessions,
    screens,
    // At another size than that for which they were written, lines wrap at other places: what a screen showed before is then no measure of what it shows now.
    actions: screens === 'terminal' ? actions.filter(({ kind }) => kind !== 'resize') : actions,
    healAtMs: FAULTS_MS + 5_000,
  };
}

function quality(random: SeededRandom): PathQuality {
  return {
    latencyMs: random.pick([0.2, 5, 20, 40, 150, 400]),
    jitterMs: random.pick([0, 1, 10, 100]),
    bytesPerMs: random.pick([60, 250, 1_000, 10_000]),
  };
}

function sessionPlan(random: SeededRandom, name: string, screens: Schedule['screens']): SessionPlan {
  const style = random.next();
  const exits = random.chance(0.12);
  const bursts = style < 0.35 ? quiet(random) : style < 0.7 ? steady(random) : style < 0.93 ? flood(random) : [];
  const fast = exits && random.chance(0.5);
  return {
    name,
    program: {
      bursts: screens === 'terminal' ? bursts.map((burst) => ({ ...burst, bytes: Math.min(burst.bytes, TERMINAL_BYTES) })) : fast ? [{ atMs: 0, bytes: random.integer(0, 40_000), chunk: 4096, everyMs: 0.1 }] : bursts,
      echo: random.chance(0.5) && screens === 'transcript',
      exit: exits ? { atMs: fast ? random.integer(1, 20) : random.integer(1_000, 30_000), code: random.integer(0, 3) } : undefined,
      writeMs: random.pick([0, 0, 0.1, 2, 50]),
      askEvery: screens === 'transcript' ? random.pick([0, 1, 3, 10]) : 0,
      speaks: screens === 'transcript' ? 'bytes' : 'terminal',
    },
    reader: { delayMs: random.pick([0, 0, 1, 16, 60]), bytesPerMs: random.pick([50, 500, 5_000, 50_000]), throwEvery: random.chance(0.04) ? random.integer(2, 30) : undefined },
    audience: random.pick(['view', 'view', 'view', 'listener', 'both']),
    shape: {
      screenBytes: random.pick([500, 2_000, 2_000, 20_000]), tailBytes: random.pick([0, 0, 1, 7, 900]),
      historyBytes: random.pick([0, 4_000, 20_000, 60_000, 400_000]), blockBytes: random.pick([200, 3_000, 3_000, 20_000]),
    },
  };
}

const quiet = (random: SeededRandom): Burst[] =>
  Array.from({ length: random.integer(1, 6) }, () => ({ atMs: random.integer(0, FAULTS_MS), bytes: random.integer(1, 900), chunk: 300, everyMs: 3 }));

const steady = (random: SeededRandom): Burst[] => [
  { atMs: 0, bytes: random.integer(4_000, 90_000), chunk: random.integer(150, 1_500), everyMs: random.integer(100, 500) },
];

const flood = (random: SeededRandom): Burst[] => [
  { atMs: random.integer(0, 30_000), bytes: random.integer(60_000, 300_000), chunk: 4096, everyMs: random.pick([0.2, 1, 5]) },
];

const SURVIVORS = [0, 0, 1, 2, 5, 50];

function drop(random: SeededRandom, at: { readonly atMs: number; readonly page: number }): Action {
  const learns = (): number => random.pick([0, 1, 30, 500, 4_000, 12_000]);
  return { ...at, kind: 'drop', clientLearnsMs: learns(), serverLearnsMs: learns(), upSurvivors: random.pick(SURVIVORS), downSurvivors: random.pick(SURVIVORS) };
}

function action(random: SeededRandom, atMs: number, sessions: number): Action {
  const at = { atMs, page: random.chance(0.75) ? 0 : 1 };
  const session = random.integer(0, sessions - 1);
  const survivors = (): number => random.pick(SURVIVORS);
  const weighted = random.next() * 100;
  if (weighted < 16) return drop(random, at);
  if (weighted < 24) return { ...at, kind: 'leave-behind', lateMs: random.pick([10, 300, 1_500, 4_000, 9_000]) };
  if (weighted < 29) {
    const serverLearnsMs = random.chance(0.3) ? random.integer(0, 20_000) : undefined;
    return { ...at, kind: 'half-open', serverLearnsMs, upSurvivors: survivors(), downSurvivors: survivors() };
  }
  if (weighted < 35) return { ...at, kind: 'stall', forMs: random.pick([50, 1_000, 5_000, 20_000]), direction: random.pick(['both', 'up']) };
  if (weighted < 39) {
    return { ...at, kind: 'outage', forMs: random.pick([500, 6_000, 25_000]), attempts: random.pick(['refused', 'swallowed']), told: random.chance(0.5) };
  }
  if (weighted < 43) return { ...at, kind: 'freeze', forMs: random.pick([400, 8_000, 30_000]), sleep: random.chance(0.5), wake: random.chance(0.7) };
  if (weighted < 46) return { ...at, kind: 'hide', forMs: random.integer(100, 20_000), parses: random.chance(0.4) };
  if (weighted < 48) return { ...at, kind: 'skew-wall', byMs: random.pick([-86_400_000, -5_000, 5_000, 86_400_000]) };
  if (weighted < 52) {
    const clientLearnsMs = random.chance(0.7) ? random.integer(0, 200) : undefined;
    return { ...at, page: 0, kind: 'crash', downMs: random.pick([10, 1_000, 7_000]), clientLearnsMs };
  }
  if (weighted < 54) return { ...at, kind: 'quality', quality: quality(random) };
  if (weighted < 59) return { ...at, kind: 'stop-reading', session, forMs: random.pick([200, 3_000, 14_000]) };
  if (weighted < 61) return { ...at, kind: 'swap-view', session };
  if (weighted < 62) return { ...at, kind: 'describe', session, shade: random.integer(0, 255) };
  if (weighted < 82) {
    const large = random.chance(0.1);
    return { ...at, kind: 'type', session, chunks: random.integer(1, 12), bytes: large ? random.integer(2_000, 12_000) : random.integer(1, 40), everyMs: random.pick([0, 1, 30, 400]) };
  }
  if (weighted < 86) return { ...at, kind: 'resize', session, cols: random.integer(2, 200), rows: random.integer(1, 60) };
  if (weighted < 92) return { ...at, kind: 'evict', session, forMs: random.pick([0, 100, 3_000, 15_000]), deaf: random.chance(0.5) };
  if (weighted < 93.5) return { ...at, kind: 'close', session };
  if (weighted < 95) return { ...at, kind: 'restart', session };
  if (weighted < 97) return { ...at, kind: 'retry', session };
  if (weighted < 98) return { ...at, kind: 'open-bad-profile' };
  if (weighted < 99) return { ...at, kind: 'reload' };
  return { ...at, kind: 'shutdown', downMs: random.pick([10, 1_000, 7_000]), drainMs: random.pick([0, 500]) };
}

/** A program that reads its input slowly: what is typed waits on the server. Answers to questions would wait longer than anybody looks. */
const slowly = (session: SessionPlan, writeMs: number): SessionPlan => ({ ...session, program: { ...session.program, writeMs, askEvery: 0 } });

/** Long texts, and what may happen to each while it is under way. */
function transmissions(random: SeededRandom, sessions: number): Action[] {
  const actions: Action[] = [];
  for (let left = random.chance(0.4) ? random.pick([1, 1, 2, 3]) : 0; left > 0; left--) {
    const at = { atMs: random.integer(300, FAULTS_MS - 4_000), page: random.chance(0.8) ? 0 : 1 };
    const session = random.integer(0, sessions - 1);
    actions.push({ ...at, kind: 'transmit', session, bytes: random.pick([1, random.integer(2, 60), random.integer(500, 9_000), 30_000, random.integer(60_000, 180_000)]), bracketed: random.chance(0.7) });
    while (random.chance(0.65)) actions.push(meanwhile(random, { ...at, atMs: at.atMs + random.pick([0, 1, 30, 100, 400, 1_500, 4_000]) }, session));
  }
  return actions;
}

function meanwhile(random: SeededRandom, at: { readonly atMs: number; readonly page: number }, session: number): Action {
  const weighted = random.next() * 100;
  if (weighted < 35) return { ...at, kind: 'type', session, chunks: random.integer(1, 5), bytes: random.integer(1, 40), everyMs: random.pick([0, 30, 400]) };
  if (weighted < 60) return { ...at, kind: 'cancel-transmit', session, by: random.pick(['call', 'signal', 'interrupt']) };
  if (weighted < 75) return drop(random, at);
  if (weighted < 83) return { ...at, kind: 'outage', forMs: random.pick([3_000, 32_000]), attempts: random.pick(['refused', 'swallowed']), told: random.chance(0.5) };
  if (weighted < 87) return { ...at, kind: 'leave-behind', lateMs: random.pick([10, 300, 4_000]) };
  if (weighted < 94) return { ...at, kind: 'kill-shell', session };
  if (weighted < 97) return { ...at, page: 0, kind: 'crash', downMs: random.pick([10, 1_000, 7_000]), clientLearnsMs: random.integer(0, 200) };
  return { ...at, kind: 'reload' };
}

/** A long text whose page goes, or loses its line, in the middle of its bracket, and others who type on. */
function leftTexts(random: SeededRandom, sessions: number): Action[] {
  if (!random.chance(0.2)) return [];
  const session = random.integer(0, sessions - 1);
  const atMs = random.integer(4_000, FAULTS_MS - 12_000);
  const goneMs = atMs + random.pick([1, 5, 30, 100, 400]);
  const actions: Action[] = [
    { atMs: random.integer(0, 3_000), page: 0, kind: 'join' },
    // What fits into the client's window has gone with its last frame, bracket and all.
    { atMs, page: 0, kind: 'transmit', session, bytes: random.chance(0.1) ? random.integer(500, 9_000) : random.integer(60_000, 180_000), bracketed: true },
    goes(random, { atMs: goneMs, page: 0 }),
  ];
  for (let left = random.integer(2, 4); left > 0; left--) {
    const at = { atMs: goneMs + random.pick([30, 500, 2_000, 6_000, 10_000]), page: random.pick([0, 1, 1]) };
    actions.push({ ...at, kind: 'type', session, chunks: random.integer(1, 4), bytes: random.integer(1, 40), everyMs: random.pick([0, 30, 400]) });
  }
  return actions;
}

function goes(random: SeededRandom, at: { readonly atMs: number; readonly page: number }): Action {
  const weighted = random.next() * 100;
  if (weighted < 25) return { ...at, kind: 'reload' };
  if (weighted < 40) return { ...at, kind: 'leave' };
  // The server hears of it first, and others type before the page is back.
  return { ...at, kind: 'drop', clientLearnsMs: random.pick([30, 500, 4_000, 12_000]), serverLearnsMs: random.pick([0, 1, 30]), upSurvivors: random.pick(SURVIVORS), downSurvivors: 0 };
}
