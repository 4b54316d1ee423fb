import { verbatim, type Sentence } from '../../base/sentence.js';
import { CloseCode, closeAction, closeReason } from '../../protocol/close-codes.js';
import type { TerminalErrorCode } from '../../protocol/errors.js';
import type { Core, EventOf, StateOf, Step, World } from './state.js';
import { sentence } from './sentences.js';
import { LEAVE_MS, MAX_RETURN_MS, SERVER_COOL_DOWN_MS } from './settings.js';
import { attempt, attemptFailed, core, lost, online, report, start, step, stop, waitUntil, type Attempting, type OnlineState } from './steps.js';

/* What a closed socket leads to: PROTOCOL.md section 9, by the band of its code. */

type Closed = EventOf<'socket_closed'>;

/** Attempts with a fresh token in a row before a person is asked. */
const MAX_REAUTHS = 2;
/** The server's breaker lets its clients back in over a fifth of its cool-down, so that they do not come all at once. */
const COOL_DOWN_SPREAD = 0.2;

export function attemptClosed(state: Attempting, event: Closed, world: World): Step {
  const failed = { ...core(state), failures: state.failures + 1 };
  const reason = reasonOf(event, state.phase === 'handshake' ? sentence('closedInHandshake') : unreachable(world));
  switch (closeAction(event.code)) {
    case 'stop': return refused(failed, event, reason);
    case 'breaker': return coolDown(failed, world, reason);
    case 'reauth': return signInAgain(failed, world, event.code, reason);
    case 'retry_slow': return attemptFailed(state, world, reason, 'slow');
    case 'retry': return attemptFailed(state, world, reason, 'normal');
  }
}

export function onlineClosed(state: OnlineState, event: Closed, world: World): Step {
  const reason = reasonOf(event, sentence('lost'));
  switch (closeAction(event.code)) {
    case 'stop': return refused(core(state), event, reason);
    case 'breaker': return coolDown(core(state), world, reason);
    case 'reauth': return signInAgain(core(state), world, event.code, reason);
    case 'retry_slow': return lost(state, world, reason, 'slow');
    case 'retry': return state.phase === 'online.leaving' ? comeBack(state, world) : lost(state, world, reason, 'normal');
  }
}

/** The server has said that it is going to close and when to come back: what it still sends is read until it does. */
export function announced(state: OnlineState, event: EventOf<'server_closing'>, world: World): Step {
  const next = { ...state, heardAt: world.now };
  const reason = event.reason === '' ? sentence('aboutToClose') : verbatim(event.reason);
  const returnMs = Math.min(event.retryInMs, MAX_RETURN_MS);
  return step({ ...online(next), reason: [reason], phase: 'online.leaving', returnMs }, start('leave', LEAVE_MS));
}

/** Not before the server asked for, and spread over as much time again: everybody was told the same. */
export function comeBack(state: StateOf<'online.leaving'>, world: World, ...effects: Step['effects']): Step {
  const ms = state.returnMs + Math.max(state.returnMs, world.settings.minMs) * world.random();
  const phase = world.online ? 'wait.backoff' : 'wait.offline';
  return waitUntil(phase, core(state), world, ms, state.reason, ...effects);
}

function refused(state: Core, event: Closed, reason: Sentence): Step {
  const [code, action] = STOPS.get(event.code) ?? OTHER_STOP;
  return stop(state, [reason], code, sentence(action));
}

type Remedy = readonly [TerminalErrorCode, 'retryOrAsk' | 'reloadOrMatch' | 'allowOrigin' | 'allowHost' | 'askForAccess'];

const OTHER_STOP: Remedy = ['connection_refused', 'retryOrAsk'];
const STOPS = new Map<number, Remedy>([
  [CloseCode.versionUnsupported, ['connection_refused', 'reloadOrMatch']],
  [CloseCode.originRefused, ['connection_refused', 'allowOrigin']],
  [CloseCode.hostRefused, ['connection_refused', 'allowHost']],
  [CloseCode.forbidden, ['forbidden', 'askForAccess']],
]);

function coolDown(state: Core, world: World, reason: Sentence): Step {
  if (state.failures >= world.settings.maxAttempts) return stop(state, [reason], 'connection_failed', sentence('checkServer'));
  const ms = SERVER_COOL_DOWN_MS * (1 + COOL_DOWN_SPREAD * world.random());
  return waitUntil('wait.server', state, world, ms, [reason], report('server_breaker', [reason], sentence('nothingToDo')));
}

function signInAgain(state: Core, world: World, code: number, reason: Sentence): Step {
  if (!world.hasProvider) return stop(state, [reason], 'auth_failed', sentence('giveProvider'));
  if (state.reauths >= MAX_REAUTHS || state.failures >= world.settings.maxAttempts) {
    return stop(state, [reason], 'auth_failed', sentence(code === CloseCode.authRequired ? 'signIn' : 'signInAgain'));
  }
  return attempt({ ...state, reauths: state.reauths + 1, reason: [reason] }, world);
}

/** The code's own words, else the server's, else ours. */
function reasonOf({ code, reason }: Closed, otherwise: Sentence): Sentence {
  const own = closeReason(code) ?? (typeof reason !== 'string' ? reason : reason === '' ? undefined : verbatim(reason));
  if (own !== undefined) return own;
  return closeAction(code) === 'retry' && code < 3000 ? otherwise : sentence('closedWithCode', code);
}

/** A refused upgrade, a sign-in page, a proxy and a dead server all look the same from a page: a bare 1006. */
function unreachable({ online }: World): Sentence {
  return sentence(online ? 'unreachable' : 'noNetwork');
}
