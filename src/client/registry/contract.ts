import type { Logger } from '../../base/logger.js';
import type { SessionInfoMessage } from '../../protocol/messages.js';
import type { StatusDetail, Status } from '../connection/status.js';
import type { DiagnosticsReport, HealthCallOptions, HealthOptions, RecoverOptions, RecoveryReport } from '../health/contract.js';
import type { SessionRef, SessionState, SessionView, TerminalSession } from '../session/contract.js';

export type TokenProvider = () => string | undefined | Promise<string | undefined>;

export interface ReconnectOptions {
  /** First backoff ceiling, milliseconds. Default 1,000. */
  readonly minMs?: number;
  /** Last backoff ceiling, milliseconds. Default 30,000; 300,000 while the page is hidden. */
  readonly maxMs?: number;
  /** Time connected after which attempts count from one again, milliseconds. Default 30,000. */
  readonly stableMs?: number;
  /** Failures in a row, made while visible and online, that open the circuit breaker. Default 5. */
  readonly breakerFailures?: number;
  /** Time the breaker stays open before one probe, milliseconds. Default 30,000. */
  readonly breakerMs?: number;
  /** Attempts in a row after which the connection fails for good. Default: never. */
  readonly maxAttempts?: number;
  /** One attempt, from opening the socket to `welcome`, milliseconds. Default 10,000. */
  readonly connectTimeoutMs?: number;
}

export interface HeartbeatOptions {
  /** Silence after which the socket is replaced, milliseconds. A ping of ours without an answer is doubted after 8/25 of it. Default 25,000. */
  readonly silenceMs?: number;
  /** Time allowed to a probe after wake, visible or online, milliseconds. Default 2,000. */
  readonly probeMs?: number;
}

export interface RegistryOptions {
  /** Default server for refs without one. Default `/terminal` on the page's own host. */
  readonly url?: string;
  /** Fetches the credential before every attempt. Default: none is sent. */
  readonly tokenProvider?: TokenProvider;
  /** Parked (not shown) sessions that keep their screen. The least recently used one beyond that detaches. Default 8. */
  readonly maxWarm?: number;
  /** Time not shown after which a session detaches, milliseconds; 0 turns it off. Default 1,800,000 (30 min). */
  readonly idleTtlMs?: number;
  /** Sessions this page may have open. Default 256. */
  readonly maxSessions?: number;
  readonly reconnect?: ReconnectOptions;
  readonly heartbeat?: HeartbeatOptions;
  /** How connections that are wanted are checked. */
  readonly health?: HealthOptions;
  /** Default: the console, warnings and errors only. */
  readonly logger?: Logger;
}

/** Round trips to one server, milliseconds. Measured by every ping: at the rhythm of the server's (15 s), and whenever somebody asks. */
export interface RoundTrips {
  /** The last ones, newest last; at most 100. */
  readonly samplesMs: readonly number[];
  /** Half of them took no longer. */
  readonly p50Ms: number;
  /** 95 of 100 took no longer. */
  readonly p95Ms: number;
}

export interface ConnectionState extends StatusDetail {
  readonly url: string;
  /** When `status` became what it is (`Clock.now`); attempts and reasons may have changed since. */
  readonly statusSince: number;
  readonly sessions: number;
  /** Sockets opened so far. */
  readonly sockets: number;
  /** Times it was connected again after the first time. */
  readonly reconnects: number;
  /** Last measured round trip, milliseconds. */
  readonly roundTripMs: number | undefined;
  /** Undefined before the first was measured. */
  readonly roundTrips: RoundTrips | undefined;
  /** What the health checks say; undefined before the first answer, while nothing is wanted, and when they are turned off. */
  readonly healthy: boolean | undefined;
  readonly serverEpoch: string | undefined;
  /** Clock time of the last `welcome`. */
  readonly connectedAt: number | undefined;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

export type RegistryEvent =
  | { readonly type: 'session-opened' | 'session-changed' | 'session-closed'; readonly session: TerminalSession }
  | { readonly type: 'connection-changed'; readonly connection: ConnectionState }
  /** The connection to `url` has failed several checks in a row, or has passed one again. Nothing is said while it stays as it was; it counts as healthy at first. */
  | { readonly type: 'health-changed'; readonly url: string; readonly healthy: boolean; readonly roundTripMs?: number | undefined }
  | { readonly type: 'active-changed'; readonly session: TerminalSession | undefined };

/** Plain numbers, counted since the page loaded. */
export interface RegistryMetrics {
  readonly connections: number;
  readonly sessions: number;
  readonly warm: number;
  readonly socketsOpened: number;
  readonly reconnects: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Times that output which could have been seen here came as a screen, not as bytes; and how much (`GapEvent.news`). History of a shell that was found running is none. */
  readonly gaps: number;
  readonly gapBytes: number;
  readonly duplicateBytes: number;
  readonly errors: number;
  readonly evictions: number;
  readonly unknownMessages: number;
  readonly unroutedFrames: number;
  /** Milliseconds from re-insertion to painted, newest last, at most 100. */
  readonly switchTimesMs: readonly number[];
}

/** A session, its ref, its id (`session.id`), or a bare session id. */
export type SessionTarget = TerminalSession | SessionRef | string;

/**
 * The one registry of a page (generation 1 of the contract). Across two copies of the package only what is written here is spoken: plain data,
 * functions and `Uint8Array`; never `instanceof`.
 */
export interface Registry {
  /** Package version of the copy that made it. */
  readonly version: string;
  /** Merges; what is absent stays. Applies to connections opened later, except `maxWarm`, `idleTtlMs` and `tokenProvider`, which apply at once. @throws TerminalError `bad_option` naming the key */
  configure(options: RegistryOptions): void;
  /** Get or create. Connects lazily: with the first subscription, view, `send` or `warm`. @throws TerminalError `bad_session_id`, `bad_url`, `too_many_sessions` */
  open(ref?: SessionRef): TerminalSession;
  get(target: SessionTarget): TerminalSession | undefined;
  /** Makes it the active session (green chip); undefined for none. Opens it when it is a ref. */
  activate(target: SessionTarget | undefined): TerminalSession | undefined;
  readonly active: TerminalSession | undefined;
  /** Ends the shell, also when this page has not opened the session. */
  close(target: SessionTarget): void;
  /** Ends every session this page knows in a project, or in one environment of it, and returns their number. */
  closeScope(scope: { project: string; environment?: string }): number;
  readonly sessions: readonly TerminalSession[];
  readonly connections: readonly ConnectionState[];
  /** `idle` for a session that is not open. */
  status(target: SessionTarget): Status;
  state(target: SessionTarget): SessionState | undefined;
  /** What the server has, of this user. Connects if needed. Rejects with a TerminalError. */
  list(url?: string): Promise<readonly SessionInfoMessage[]>;
  /**
   * Finds out what keeps this page from its server, step by step, on a socket of its own: nothing that runs is disturbed. Always gives a report, also for a bad address or when it is cancelled.
   * @param target default: the active session, else the default server. A ref with a `url` alone names a server.
   * Rejects only when this part of the package cannot be loaded (`load_failed`)
   */
  diagnose(target?: SessionTarget, options?: HealthCallOptions): Promise<DiagnosticsReport>;
  /** Connects again at once and waits until everything that is wanted of that server is synced; at most 15 s. @param target as in `diagnose` */
  recover(target?: SessionTarget, options?: RecoverOptions): Promise<RecoveryReport>;
  /**
   * Measures the round trip now: milliseconds, or undefined when there is no connection or it goes before it has answered (25 s on a dead line). Connects nothing, and replaces no socket by itself.
   * @param target as in `diagnose`
   */
  probe(target?: SessionTarget): Promise<number | undefined>;
  /**
   * Drops the socket as a network would (1006), for tests and for debugging: the connection comes back by itself and every session goes on at the very byte. Also breaks off an attempt.
   * Returns whether there was a socket. @param target as in `diagnose`
   */
  cut(target?: SessionTarget): boolean;
  /** Frees the screen of a parked session, also one that is kept warm: showing it again brings back what the server holds. Returns whether there was one to free; a screen that is shown stays. */
  evict(target: SessionTarget): boolean;
  /** Returns the way out. Events that happen in one task are each delivered, after the state has changed. */
  subscribe(listener: (event: RegistryEvent) => void): () => void;
  metrics(): RegistryMetrics;
  /** For views: notes how long bringing a session back took. Tells no event. */
  recordSwitch(milliseconds: number, session?: TerminalSession): void;
  /** Opens a session and makes its screen before anything shows it. */
  warm(ref: SessionRef): TerminalSession;
  /** How screens are made; set by the elements layer, the first one stays. */
  viewFactory: ((session: TerminalSession) => SessionView) | undefined;
  /** Lets an element give the token provider of one server. */
  setTokenProvider(url: string | undefined, provider: TokenProvider): void;
  /** A new full id, `session_<milliseconds>_<random>`. */
  createSessionId(): string;
  /** Closes all sockets and forgets all sessions; the shells run on. For tests and for pages that unload a micro-frontend. */
  dispose(): void;
}
