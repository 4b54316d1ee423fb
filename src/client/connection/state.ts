import type { Sentence } from '../../base/sentence.js';
import type { Frame } from '../../protocol/frames.js';
import type { TerminalError, TerminalErrorCode } from '../../protocol/errors.js';
import type { ClientMessage, ServerMessage, ServerMessages } from '../../protocol/messages.js';
import { CLOSED_BREAKER, type Breaker } from './circuit-breaker.js';
import type { Settings } from './settings.js';

/* The words of the connection machine: what it knows, what happens to it, what it wants done. */

/** What is true in every phase. */
export interface Core {
  /** Number of the latest attempt; stamps everything its token call and its socket report, so that late reports are recognised. */
  readonly attempt: number;
  /** Clock time at which it began. */
  readonly startedAt: number;
  /** Attempts in a row that ended without `welcome`. */
  readonly failures: number;
  /** Step of the backoff; goes on across connections until one was stable. */
  readonly ladder: number;
  /** Times in a row the server asked for another token. */
  readonly reauths: number;
  readonly breaker: Breaker;
  readonly leases: number;
  /** `welcome`s since the connection was last idle. */
  readonly welcomes: number;
  /** Why there is no connection; empty while there is one. */
  readonly reason: readonly Sentence[];
  readonly roundTripMs: number | undefined;
}

export interface Online extends Core {
  /** Clock time of `welcome`. */
  readonly since: number;
  /** Clock time at which something last came in. */
  readonly heardAt: number;
  /** The latest ping of ours; 0 before the first. */
  readonly nonce: number;
  readonly pingedAt: number;
  /** When we first answered a ping of the server's with one of ours since the latest sign that what we send arrives; undefined when we have not. */
  readonly unansweredSince: number | undefined;
}

/** What a phase knows besides. */
interface PhaseData {
  readonly idle: Core;
  /** Wanted; the attempt begins in the next task. */
  readonly scheduled: Core;
  readonly token: Core;
  readonly opening: Core & { readonly token: string | undefined };
  readonly handshake: Core;
  readonly 'online.ready': Online;
  /** A ping is out, and something must come in. */
  readonly 'online.probing': Online & Probe;
  /** The same, and only an answer counts: other messages say nothing of whether ours arrive. */
  readonly 'online.unheard': Online & Probe;
  /** The server has announced that it is going to close. */
  readonly 'online.leaving': Online & { readonly returnMs: number };
  readonly 'wait.backoff': Waiting;
  /** Our circuit breaker is open. */
  readonly 'wait.breaker': Waiting;
  /** The server's circuit breaker is open. */
  readonly 'wait.server': Waiting;
  readonly 'wait.offline': Waiting;
  /** A person must act. */
  readonly failed: Core & { readonly fault: TerminalError };
  readonly closed: Core;
}

interface Probe {
  readonly tick: number;
  readonly dueAt: number;
  readonly tickMs: number;
}

interface Waiting extends Core {
  readonly retryAt: number;
}

export type Phase = keyof PhaseData;
export type StateOf<P extends Phase> = { [K in P]: PhaseData[K] & { readonly phase: K } }[P];
export type State = StateOf<Phase>;

export type TimerName = 'connect' | 'deadline' | 'stable' | 'silence' | 'probe' | 'leave' | 'retry' | 'linger';

type Plain = 'lease' | 'release' | 'retry' | 'nudge' | 'measure' | 'provider_changed' | 'dispose' | 'online' | 'offline' | 'visible' | 'wake' | `timer:${TimerName}`;

/** What a token call or a socket reports: it carries the number of its attempt. */
interface Reported {
  readonly token: { readonly token: string | undefined };
  readonly token_failed: { readonly reason: Sentence; readonly cause?: unknown };
  readonly socket_open: unknown;
  /** `reason`: the server's own words, or ours. */
  readonly socket_closed: { readonly code: number; readonly reason: string | Sentence };
  readonly welcome: { readonly welcome: ServerMessages['welcome'] };
  readonly ping: { readonly nonce: number };
  readonly pong: { readonly nonce: number };
  readonly server_closing: { readonly reason: string; readonly retryInMs: number };
  readonly message: { readonly message: ServerMessage };
  readonly frame: { readonly frame: Frame };
  /** A message of a type this version does not know. */
  readonly unknown: unknown;
  readonly malformed: { readonly detail: string };
}

export type EventType = Plain | keyof Reported;
export type EventOf<E extends EventType> = {
  [K in E]: K extends keyof Reported ? Reported[K] & { readonly type: K; readonly attempt: number } : { readonly type: K };
}[E];
export type ConnectionEvent = EventOf<EventType>;

export type Effect =
  | { readonly type: 'fetch_token' | 'open'; readonly attempt: number }
  | { readonly type: 'close'; readonly code: number; readonly reason: string }
  | { readonly type: 'send'; readonly message: ClientMessage }
  | { readonly type: 'start'; readonly timer: TimerName; readonly ms: number }
  | { readonly type: 'cancel'; readonly timer: TimerName }
  | { readonly type: 'ready'; readonly welcome: ServerMessages['welcome'] }
  | { readonly type: 'down' | 'publish' }
  | { readonly type: 'deliver_message'; readonly message: ServerMessage }
  | { readonly type: 'deliver_frame'; readonly frame: Frame }
  | {
      readonly type: 'report';
      readonly code: TerminalErrorCode;
      readonly message: readonly Sentence[];
      readonly action: Sentence;
      readonly cause?: unknown;
    };

/** The world at the moment of an event. */
export interface World {
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly online: boolean;
  readonly visible: boolean;
  readonly hasProvider: boolean;
  /** Name of the connection, for the server. */
  readonly connection: string;
  readonly settings: Settings;
}

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** `late`: of an old attempt. `ignored`: no row in the table. Neither changes anything; both are counted. */
export type Transition = Step & { readonly outcome: 'taken' | 'late' | 'ignored' };

export const INITIAL: State = {
  phase: 'idle', attempt: 0, startedAt: -Infinity, failures: 0, ladder: 0, reauths: 0, breaker: CLOSED_BREAKER, leases: 0, welcomes: 0, reason: [],
  roundTripMs: undefined,
};
