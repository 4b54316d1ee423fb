import { CloseCode } from '../../protocol/close-codes.js';
import { PROTOCOL_VERSION } from '../../protocol/limits.js';
import { isAnswer, judgeProbe, NUDGE_SILENCE_MS, silenceLeft } from './heartbeat.js';
import { sentence } from './sentences.js';
import { announced, attemptClosed, comeBack, onlineClosed } from './closing.js';
import {
  INITIAL, type EventOf, type EventType, type Phase, type State, type StateOf, type Step, type TimerName, type World,
} from './state.js';
import {
  answered, ask, attempt, attemptFailed, close, core, doubtLeft, dropSocket, heard, leased, listen, lost, ping, pinged, plannedAttempt, prod, released, report,
  rest, restartAttempt, start, step, waitUntil, welcomed, type Attempting, type OnlineState, type Probing, type Waiting,
} from './steps.js';

/** One line of the machine. `to`: every phase it can lead to; drawn in README.md, checked by the tests. */
interface Row<P extends Phase, E extends EventType> {
  readonly to: readonly Phase[];
  readonly run: (state: StateOf<P>, event: EventOf<E>, world: World) => Step;
}

type Rows<P extends Phase> = { readonly [E in EventType]?: Row<P, E> };

/** Timers that may run in a phase; all others are cancelled on the way in. */
export const PHASE_TIMERS: { readonly [P in Phase]: readonly TimerName[] } = {
  idle: [],
  scheduled: ['connect'],
  token: ['deadline', 'linger'],
  opening: ['deadline', 'linger'],
  handshake: ['deadline', 'linger'],
  'online.ready': ['silence', 'stable', 'linger'],
  'online.probing': ['probe', 'stable', 'linger'],
  'online.unheard': ['probe', 'stable', 'linger'],
  'online.leaving': ['leave', 'linger'],
  'wait.backoff': ['retry', 'linger'],
  'wait.breaker': ['retry', 'linger'],
  'wait.server': ['retry', 'linger'],
  'wait.offline': ['retry', 'linger'],
  failed: [],
  closed: [],
};

export function isOnline(state: State): state is OnlineState {
  return state.phase === 'online.ready' || state.phase === 'online.probing' || state.phase === 'online.unheard' || state.phase === 'online.leaving';
}

/**
 * Failures in a row after which a changed token provider has to wait its turn: a page that makes a new function on every render
 * changes it after every failure.
 */
const FREE_PROVIDER_CHANGES = 3;

const ATTEMPT: readonly Phase[] = ['token', 'opening'];
const WAITS: readonly Phase[] = ['wait.backoff', 'wait.breaker', 'wait.offline', 'failed'];
const RESCHEDULE: readonly Phase[] = ['wait.backoff', 'wait.offline'];
/** What the close of an open socket can lead to, by the band of its code. */
const CLOSED: readonly Phase[] = [...RESCHEDULE, 'wait.server', 'failed', 'token'];

/** A row that needs nothing of its event. */
const by = <S>(move: (state: S, world: World) => Step) => (state: S, _event: unknown, world: World): Step => move(state, world);

const stay = (phase: Phase): readonly Phase[] => [phase];

/** Rows that every phase with a life has. */
const wanted = (phase: Phase): Rows<Phase> => ({
  lease: { to: stay(phase), run: leased },
  release: { to: stay(phase), run: released },
  'timer:linger': { to: ['idle'], run: (state) => rest(state, INITIAL, ...hangUp(state)) },
  dispose: { to: ['closed'], run: (state) => end(state, ...hangUp(state)) },
});

const attempting = (phase: Attempting['phase']): Rows<Attempting['phase']> => ({
  ...wanted(phase),
  'timer:deadline': { to: WAITS, run: by(timedOut) },
  retry: { to: [...ATTEMPT, phase], run: by(restartAttempt) },
  wake: { to: [...ATTEMPT, phase], run: by(restartAttempt) },
});

const opening = (phase: 'opening' | 'handshake'): Rows<'opening' | 'handshake'> => ({
  ...attempting(phase),
  socket_closed: { to: ['wait.breaker', ...CLOSED], run: attemptClosed },
  malformed: { to: WAITS, run: (state, event, world) => attemptFailed(state, world, sentence('unreadable'), 'slow', ...unreadable(event.detail)) },
});

/** @param alive where any message leads @param trusted where one leads that can only follow from ours */
const online = (phase: OnlineState['phase'], alive: Phase, trusted: Phase = alive): Rows<OnlineState['phase']> => ({
  ...wanted(phase),
  socket_closed: { to: CLOSED, run: onlineClosed },
  malformed: { to: RESCHEDULE, run: (state, event, world) => lost(state, world, sentence('unreadable'), 'slow', ...unreadable(event.detail)) },
  message: { to: alive === trusted ? [alive] : [alive, trusted], run: (state, event, world) => received(state, event.message, world) },
  frame: { to: [alive], run: (state, event, world) => heard(state, world, { type: 'deliver_frame', frame: event.frame }) },
  unknown: { to: [alive], run: by(heard) },
  welcome: { to: [alive], run: by(heard) },
  ping: { to: [alive], run: (state, event, world) => answer(state, event.nonce, world) },
  pong: { to: [trusted], run: (state, event, world) => measured(state, event.nonce, world) },
  server_closing: { to: ['online.leaving'], run: announced },
});

const waiting = (phase: Waiting['phase']): Rows<Waiting['phase']> => ({
  ...wanted(phase),
  'timer:retry': { to: ATTEMPT, run: by(plannedAttempt) },
  retry: { to: ATTEMPT, run: by(insist) },
  nudge: { to: [...ATTEMPT, phase], run: by(prod) },
  online: { to: [...ATTEMPT, phase], run: by(prod) },
  visible: { to: [...ATTEMPT, phase], run: by(prod) },
  wake: { to: [...ATTEMPT, phase], run: by(prod) },
});

/** The machine. What is not in it does nothing. */
export const TABLE: { readonly [P in Phase]: Rows<P> } = {
  idle: {
    lease: { to: ['scheduled'], run: (state) => step({ ...state, leases: 1, phase: 'scheduled' }, start('connect', 0)) },
    dispose: { to: ['closed'], run: (state) => end(state) },
  },
  scheduled: {
    lease: { to: ['scheduled'], run: (state) => step({ ...state, leases: state.leases + 1 }) },
    release: {
      to: ['scheduled', 'idle'],
      run: (state) => step({ ...state, leases: state.leases - 1, phase: state.leases === 1 ? 'idle' : 'scheduled' }),
    },
    'timer:connect': { to: ATTEMPT, run: by(attempt) },
    dispose: { to: ['closed'], run: (state) => end(state) },
  },
  token: {
    ...attempting('token'),
    token: { to: ['opening'], run: (state, event) => step({ ...state, phase: 'opening', token: event.token }, { type: 'open', attempt: state.attempt }) },
    token_failed: { to: WAITS, run: tokenFailed },
    provider_changed: { to: ATTEMPT, run: by(attempt) },
  },
  opening: {
    ...opening('opening'),
    socket_open: { to: ['handshake'], run: (state, _event, world) => step({ ...core(state), phase: 'handshake' }, hello(state, world)) },
  },
  handshake: {
    ...opening('handshake'),
    welcome: { to: ['online.ready', 'failed'], run: welcomed },
  },
  'online.ready': {
    ...online('online.ready', 'online.ready'),
    'timer:stable': { to: ['online.ready'], run: stable },
    'timer:silence': { to: ['online.ready', 'online.probing', 'online.unheard'], run: by(silence) },
    nudge: { to: ['online.ready', 'online.probing'], run: by(nudged) },
    measure: { to: ['online.ready'], run: by(remeasure) },
    retry: { to: ['online.probing'], run: by(ask) },
    online: { to: ['online.probing'], run: by(ask) },
    offline: { to: ['online.probing'], run: by(ask) },
    visible: { to: ['online.probing'], run: by(ask) },
    wake: { to: ['online.probing'], run: by(ask) },
  },
  'online.probing': {
    ...online('online.probing', 'online.ready'),
    'timer:stable': { to: ['online.probing'], run: stable },
    'timer:probe': { to: ['online.probing', ...RESCHEDULE], run: by(probeTick) },
    // A page that comes back in the middle of a probe could not have heard the answer: the probe begins anew.
    wake: { to: ['online.probing'], run: by(ask) },
  },
  'online.unheard': {
    ...online('online.unheard', 'online.unheard', 'online.ready'),
    'timer:stable': { to: ['online.unheard'], run: stable },
    'timer:probe': { to: ['online.unheard', ...RESCHEDULE], run: by(probeTick) },
    wake: { to: ['online.unheard'], run: (state, _event, world) => ask(state, world, 'online.unheard') },
  },
  'online.leaving': {
    ...online('online.leaving', 'online.leaving'),
    'timer:leave': { to: RESCHEDULE, run: (state, _event, world) => comeBack(state, world, close(CloseCode.normal, 'server is closing')) },
  },
  'wait.backoff': {
    ...waiting('wait.backoff'),
    offline: { to: ['wait.offline'], run: by(noNetwork) },
  },
  'wait.breaker': {
    ...waiting('wait.breaker'),
    offline: { to: ['wait.offline'], run: by(noNetwork) },
  },
  'wait.server': waiting('wait.server'),
  'wait.offline': {
    ...waiting('wait.offline'),
    online: { to: [...ATTEMPT, 'wait.backoff'], run: (state, _event, world) => prod({ ...state, phase: 'wait.backoff' }, world) },
  },
  failed: {
    lease: { to: ['failed'], run: (state) => step({ ...state, leases: state.leases + 1 }) },
    release: { to: ['failed'], run: (state) => step({ ...state, leases: state.leases - 1 }) },
    retry: { to: [...ATTEMPT, 'idle'], run: by(revive) },
    provider_changed: { to: [...ATTEMPT, 'wait.backoff', 'idle'], run: by(otherProvider) },
    dispose: { to: ['closed'], run: (state) => end(state) },
  },
  closed: {},
};

// --- what several rows do -------------------------------------------------------------------------------------------

const unreadable = (detail: string) => [
  close(CloseCode.badFrame, 'malformed'),
  report('bad_message', [sentence('unreadableData', detail)], sentence('matchVersions')),
];

/** The connection has lasted: what went wrong before it is forgiven. */
function stable(state: OnlineState): Step {
  return step({ ...state, ladder: 0, reauths: 0 });
}

function silence(state: StateOf<'online.ready'>, world: World): Step {
  if (doubtLeft(state, world) === 0) return ask(state, world, 'online.unheard');
  return silenceLeft(state.heardAt, world.now, world.settings) > 0 ? step(state, listen(state, world)) : ask(state, world);
}

function nudged(state: StateOf<'online.ready'>, world: World): Step {
  return world.now - state.heardAt < NUDGE_SILENCE_MS ? step(state) : ask(state, world);
}

/** Wants to know the round trip. While probing or leaving an answer is on its way, or none will come. */
function remeasure(state: StateOf<'online.ready'>, world: World): Step {
  const next = pinged(state, world);
  return step(next, ping(next.nonce));
}

/** A person wants it now. */
function insist(state: Waiting | StateOf<'failed'>, world: World): Step {
  return attempt({ ...core(state), reauths: 0 }, world);
}

/** Attempts are counted for the whole life of a connection: their number tells the server which of its sockets is the newest. */
const hello = ({ token, attempt: socket }: StateOf<'opening'>, { connection }: World) => ({
  type: 'send',
  message: {
    type: 'hello', version: PROTOCOL_VERSION, minVersion: PROTOCOL_VERSION, agent: 'persistent-terminal', connection, socket, ...(token === undefined ? {} : { token }),
  },
}) as const;

function hangUp(state: State) {
  return isOnline(state) ? [close(CloseCode.normal, 'not needed any more')] : dropSocket(state, 'not needed any more');
}

function end(state: State, ...effects: Step['effects']): Step {
  return step({ ...INITIAL, attempt: state.attempt, phase: 'closed' }, ...effects);
}

function timedOut(state: Attempting, world: World): Step {
  const reason = sentence(state.phase === 'token' ? 'tokenLate' : 'serverLate');
  const first = state.failures === 0 ? [report('connect_timeout', [reason], sentence('triesAgain'))] : [];
  return attemptFailed(state, world, reason, 'normal', ...dropSocket(state, 'connect timeout'), ...first);
}

/** Reported once per row of failures, and left in `reason` all the while. */
function tokenFailed(state: StateOf<'token'>, { reason, cause }: EventOf<'token_failed'>, world: World): Step {
  const first = state.failures === 0 ? [report('token_failed', [reason], sentence('checkProvider'), cause)] : [];
  return attemptFailed(state, world, reason, 'normal', ...first);
}

function answer(state: OnlineState, nonce: number, world: World): Step {
  const pong = { type: 'send', message: { type: 'pong', nonce } } as const;
  if (!world.visible) return heard(state, world, pong);
  // Measures the round trip at the server's rhythm, without a timer of its own, and sees whether what we send arrives.
  const next = { ...pinged(state, world), heardAt: world.now, unansweredSince: state.unansweredSince ?? world.now };
  return heard(next, world, pong, ping(next.nonce), ...(state.phase === 'online.ready' ? [listen(next, world)] : []));
}

function received(state: OnlineState, message: EventOf<'message'>['message'], world: World): Step {
  return (isAnswer(message) ? answered : heard)(state, world, { type: 'deliver_message', message });
}

function measured(state: OnlineState, nonce: number, world: World): Step {
  return answered(nonce === state.nonce ? { ...state, roundTripMs: world.now - state.pingedAt } : state, world);
}

function probeTick(state: StateOf<Probing>, world: World): Step {
  const verdict = judgeProbe(state.tick, state.dueAt, world.now, state.tickMs);
  if (verdict === 'dead') return lost(state, world, sentence('serverSilent'), 'normal', close(CloseCode.normal, 'silent'));
  const next = { ...state, tick: state.tick + 1, dueAt: world.now + state.tickMs };
  if (verdict === 'wait') return step(next, start('probe', state.tickMs));
  const again = pinged(next, world);
  return step(again, start('probe', state.tickMs), ping(again.nonce));
}

function noNetwork(state: Waiting, world: World): Step {
  const ms = Math.max(state.retryAt - world.now, world.visible ? world.settings.maxMs : world.settings.hiddenMaxMs);
  return waitUntil('wait.offline', state, world, ms, [sentence('noNetwork')]);
}

function revive(state: StateOf<'failed'>, world: World): Step {
  if (state.leases === 0) return rest(state, INITIAL);
  return insist(state, world);
}

function otherProvider(state: StateOf<'failed'>, world: World): Step {
  if (state.leases === 0 || state.failures <= FREE_PROVIDER_CHANGES) return revive(state, world);
  const ms = world.settings.maxMs / 2 + (world.settings.maxMs / 2) * world.random();
  return waitUntil('wait.backoff', { ...core(state), reauths: 0 }, world, ms, state.reason);
}
