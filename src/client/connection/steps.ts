import { backoffDelay } from '../../base/backoff.js';
import type { Sentence } from '../../base/sentence.js';
import { TerminalError, type TerminalErrorCode } from '../../protocol/errors.js';
import { CloseCode, closeReason } from '../../protocol/close-codes.js';
import { PROTOCOL_VERSION } from '../../protocol/limits.js';
import { afterFailure, override, probe as probeBreaker } from './circuit-breaker.js';
import { answerLeft, probeTickMs, silenceLeft } from './heartbeat.js';
import type { Core, Effect, EventOf, Online, State, StateOf, Step, TimerName, World } from './state.js';
import { sentence } from './sentences.js';
import { LINGER_MS, SETTLED_MS } from './settings.js';

/* The moves the table's rows are made of. */

export type Attempting = StateOf<'token' | 'opening' | 'handshake'>;
export type OnlineState = StateOf<'online.ready' | Probing | 'online.leaving'>;
export type Probing = 'online.probing' | 'online.unheard';
export type Waiting = StateOf<'wait.backoff' | 'wait.breaker' | 'wait.server' | 'wait.offline'>;

export const step = (state: State, ...effects: readonly Effect[]): Step => ({ state, effects });
export const start = (timer: TimerName, ms: number): Effect => ({ type: 'start', timer, ms });
export const cancel = (timer: TimerName): Effect => ({ type: 'cancel', timer });
export const close = (code: number, reason: string): Effect => ({ type: 'close', code, reason });
export const report = (code: TerminalErrorCode, message: readonly Sentence[], action: Sentence, cause?: unknown): Effect =>
  ({ type: 'report', code, message, action, cause });

/** Ladder step from which every delay has the highest ceiling. */
const TOP_OF_LADDER = 16;
/** Distance between attempts that something prods a connection into during the server's cool-down, milliseconds. */
const PROD_SERVER_MS = 5_000;

/** The state without what belongs to its phase alone. */
export function core(state: Core): Core {
  const { attempt, startedAt, failures, ladder, reauths, breaker, leases, welcomes, reason, roundTripMs } = state;
  return { attempt, startedAt, failures, ladder, reauths, breaker, leases, welcomes, reason, roundTripMs };
}

// --- attempts -------------------------------------------------------------------------------------------------------

/** A new attempt that somebody or something asks for: an open breaker is overridden. */
export function attempt(state: Core, world: World, ...before: readonly Effect[]): Step {
  const breaker = override(state.breaker, world.settings.breakerFailures);
  return begin({ ...core(state), breaker }, world, before);
}

/** The attempt that was planned; with an open breaker, its probe. */
export function plannedAttempt(state: Waiting, world: World): Step {
  return begin({ ...core(state), breaker: probeBreaker(state.breaker) }, world, []);
}

function begin(state: Core, world: World, before: readonly Effect[]): Step {
  const next = { ...state, attempt: state.attempt + 1, startedAt: world.now };
  const deadline = start('deadline', world.settings.connectTimeoutMs);
  if (world.hasProvider) return step({ ...next, phase: 'token' }, ...before, deadline, { type: 'fetch_token', attempt: next.attempt });
  return step({ ...next, phase: 'opening', token: undefined }, ...before, deadline, { type: 'open', attempt: next.attempt });
}

/** The running attempt is given up for a new one, unless it has only just begun: wake, online and visible come together. */
export function restartAttempt(state: Attempting, world: World): Step {
  if (world.now - state.startedAt < world.settings.minMs) return step(state);
  return attempt(state, world, ...dropSocket(state, 'attempt given up'));
}

/** Something suggests that now is better than later. Attempts keep their distance: a held key must not become thirty connections a second. */
export function prod(state: Waiting, world: World): Step {
  const distance = state.phase === 'wait.server' ? Math.max(PROD_SERVER_MS, world.settings.minMs) : world.settings.minMs;
  const earliest = state.startedAt + distance;
  if (world.now >= earliest) return attempt(state, world);
  if (earliest >= state.retryAt) return step(state);
  return step({ ...state, retryAt: earliest }, start('retry', earliest - world.now));
}

export function dropSocket(state: State, reason: string): readonly Effect[] {
  return state.phase === 'opening' || state.phase === 'handshake' ? [close(CloseCode.normal, reason)] : [];
}

// --- waiting --------------------------------------------------------------------------------------------------------

/** `slow`: after faults that haste would only repeat. */
export type Pace = 'normal' | 'slow';

/** An attempt has ended without `welcome`. */
export function attemptFailed(state: Attempting, world: World, reason: Sentence, pace: Pace, ...effects: readonly Effect[]): Step {
  const { settings, visible, online } = world;
  const failures = state.failures + 1;
  const breaker = afterFailure(state.breaker, visible && online, settings.breakerFailures);
  const next = { ...core(state), failures, breaker };
  if (failures >= settings.maxAttempts) {
    return stop(next, [reason, sentence('gaveUp', failures)], 'connection_failed', sentence('checkServer'), ...effects);
  }
  if (breaker.kind === 'open' && online) {
    const pause = [reason, sentence('tryingEvery', Math.round(settings.breakerMs / 1000))];
    const opened = state.breaker.kind === 'closed' && state.failures < settings.breakerFailures;
    return waitUntil('wait.breaker', next, world, settings.breakerMs, pause, ...effects,
      ...(opened ? [report('connection_failed', [reason], sentence('checkRuns'))] : []));
  }
  return waitForNext(next, world, next.ladder, reason, pace, ...effects);
}

/**
 * A connection that was up is gone. After one that had settled the first attempt comes soon, whatever went wrong before it: somebody was
 * working in it. The ladder stays where it was for the attempts after that.
 */
export function lost(state: OnlineState, world: World, reason: Sentence, pace: Pace, ...effects: readonly Effect[]): Step {
  const settled = world.now - state.since >= SETTLED_MS;
  return waitForNext(core(state), world, settled ? 0 : state.ladder, reason, pace, ...effects);
}

/** Backoff, or waiting for the network. @param rung step of the ladder that this wait is made by */
function waitForNext(state: Core, world: World, rung: number, reason: Sentence, pace: Pace, ...effects: readonly Effect[]): Step {
  const { settings, visible, online, random } = world;
  const maxMs = visible ? settings.maxMs : settings.hiddenMaxMs;
  // Half of the longest delay at least. Also while offline: the system may be wrong, and a server on this very machine needs no network.
  const slowly = maxMs / 2 + (maxMs / 2) * random();
  if (!online) return waitUntil('wait.offline', state, world, slowly, [sentence('noNetwork')], ...effects);
  if (pace === 'slow') return waitUntil('wait.backoff', { ...state, ladder: TOP_OF_LADDER }, world, slowly, [reason], ...effects);
  const delay = backoffDelay(rung, random(), { minMs: settings.minMs, maxMs });
  return waitUntil('wait.backoff', { ...state, ladder: Math.min(TOP_OF_LADDER, Math.max(state.ladder, rung + 1)) }, world, delay, [reason], ...effects);
}

export function waitUntil(phase: Waiting['phase'], state: Core, world: World, ms: number, reason: readonly Sentence[], ...effects: readonly Effect[]): Step {
  return step({ ...core(state), phase, reason, retryAt: world.now + ms }, ...effects, start('retry', ms));
}

/** A person must act. */
export function stop(state: Core, reason: readonly Sentence[], code: TerminalErrorCode, action: Sentence, ...effects: readonly Effect[]): Step {
  return step({ ...core(state), phase: 'failed', reason, fault: new TerminalError(code, reason, { action }) }, ...effects, report(code, reason, action));
}

// --- online ---------------------------------------------------------------------------------------------------------

export function welcomed(state: StateOf<'handshake'>, event: EventOf<'welcome'>, world: World): Step {
  if (event.welcome.version !== PROTOCOL_VERSION) {
    return stop(
      { ...core(state), failures: state.failures + 1 }, [closeReason(CloseCode.versionUnsupported) as Sentence], 'connection_refused', sentence('reloadOrMatch'), close(CloseCode.versionUnsupported, 'version'),
    );
  }
  const next: State = {
    ...core(state), phase: 'online.ready', failures: 0, breaker: { kind: 'closed', failures: 0 }, welcomes: state.welcomes + 1, reason: [],
    since: world.now, heardAt: world.now, nonce: 1, pingedAt: world.now, unansweredSince: undefined,
  };
  return step(next, { type: 'ready', welcome: event.welcome }, start('stable', world.settings.stableMs), listen(next, world), ping(1));
}

export const ping = (nonce: number): Effect => ({ type: 'send', message: { type: 'ping', nonce } });

/** The state with one more ping of ours under way. */
export function pinged<S extends Online>(state: S, world: World): S {
  return { ...state, nonce: state.nonce + 1, pingedAt: world.now };
}

/** Looks again when the silence, or the lack of an answer, would have become too long. */
export function listen(state: Online, world: World): Effect {
  return start('silence', Math.min(silenceLeft(state.heardAt, world.now, world.settings), doubtLeft(state, world)));
}

/** Milliseconds until it must be asked whether what we send arrives. Of a hidden page nobody asks: it is asked when it is seen again. */
export function doubtLeft({ unansweredSince }: Online, { now, visible, settings }: World): number {
  return visible ? answerLeft(unansweredSince, now, settings) : Infinity;
}

/** Something came in: the socket lives. */
export function heard(state: OnlineState, world: World, ...effects: readonly Effect[]): Step {
  const fresh = { ...state, heardAt: world.now };
  return fresh.phase === 'online.probing' ? trusted(fresh, world, effects) : step(fresh, ...effects);
}

/** An answer came in: what we send arrives, too. */
export function answered(state: OnlineState, world: World, ...effects: readonly Effect[]): Step {
  const fresh = { ...state, heardAt: world.now, unansweredSince: undefined };
  return fresh.phase === 'online.probing' || fresh.phase === 'online.unheard' ? trusted(fresh, world, effects) : step(fresh, ...effects);
}

function trusted(state: Online, world: World, effects: readonly Effect[]): Step {
  const ready: State = { ...online(state), phase: 'online.ready' };
  return step(ready, listen(ready, world), ...effects);
}

/** Asks the socket for a sign of life, to be given within the probe time. */
export function ask(state: OnlineState, world: World, phase: Probing = 'online.probing'): Step {
  const tickMs = probeTickMs(world.settings, state.roundTripMs);
  const nonce = state.nonce + 1;
  const next: State = { ...online(state), phase, nonce, pingedAt: world.now, tick: 1, dueAt: world.now + tickMs, tickMs };
  return step(next, ping(nonce), start('probe', tickMs));
}

export function online(state: Online): Online {
  const { since, heardAt, nonce, pingedAt, unansweredSince } = state;
  return { ...core(state), since, heardAt, nonce, pingedAt, unansweredSince };
}

// --- leases ---------------------------------------------------------------------------------------------------------

export function released(state: State): Step {
  const next = { ...state, leases: state.leases - 1 };
  return step(next, ...(next.leases === 0 ? [start('linger', LINGER_MS)] : []));
}

export function leased(state: State): Step {
  return step({ ...state, leases: state.leases + 1 }, ...(state.leases === 0 ? [cancel('linger')] : []));
}

/** Nobody has wanted it for the linger: everything is forgotten but the numbering. */
export function rest(state: Core, initial: State, ...effects: readonly Effect[]): Step {
  return step({ ...initial, attempt: state.attempt, leases: state.leases }, ...effects);
}
