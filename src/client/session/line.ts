import type { Disposable } from '../../base/disposable.js';
import type { Logger } from '../../base/logger.js';
import type { TerminalError } from '../../protocol/errors.js';
import type { AttachedMessage, ServerMessages, SessionInfoMessage, ViewerFacts } from '../../protocol/messages.js';
import type { CanonicalName } from '../../protocol/session-key.js';
import type { Connection } from '../connection/contract.js';
import type { ConnectionOptions } from '../connection/settings.js';
import type { StatusDetail } from '../connection/status.js';
import type { ClientEnvironment } from '../environment.js';
import type { HealthReading } from '../health/health-monitor.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { SessionClosedEvent, SessionProgress, SessionState, SessionView } from './contract.js';
import type { SessionListeners } from './listeners.js';
import type { TerminalSize } from './size.js';
import type { TransferRequest } from './transfer.js';
import type { WakingTime } from './waking-time.js';

/*
 * The border between what a page loads at once and the engine: everything that is only needed once a session talks to its server.
 * Types only, so that neither side pulls in the other.
 */

/** What `session.state` says of a session's dealings with its server. */
export type LineReading = StatusDetail
  & Pick<SessionState, 'sessionId' | 'epoch' | 'exit' | 'offset' | 'parsedOffset' | 'bytesIn' | 'pendingInput' | 'input' | 'readOnly' | 'activity' | 'cols' | 'rows' | 'flow' | 'drops' | 'resume' | 'terminal'>;

/** What a session is told of its activity by those who see it. */
export interface ActivityLog {
  rang(): void;
  progressed(progress: SessionProgress | undefined): void;
  titled(title: string): void;
  /** Somebody may be looking now. */
  look(): void;
}

/** One session's way to its server: `EarlyLine` until it is first wanted and the engine is there, `Attachment` from then on. */
export interface SessionLine {
  readonly detail: StatusDetail;
  readonly reading: LineReading;
  /** undefined: nothing was ever heard of the session. */
  readonly activity: ActivityLog | undefined;
  /** Whether `restart` has something to do: the shell has ended or is being ended, or the session has failed. */
  readonly restartable: boolean;
  /** Attaches or detaches, as the session is wanted or not. */
  settle(): void;
  /** The owner has another screen, or none. */
  viewChanged(): void;
  /** @param at when it was typed (`WakingTime.now`) @throws TerminalError `input_overflow`, `session_closed` */
  type(bytes: Uint8Array, at: number): void;
  /** @throws TerminalError `input_overflow`, `session_closed` */
  transmit(request: TransferRequest): void;
  cancelTransmit(): void;
  sendHeld(): void;
  /** Returns the bytes that will not be typed. */
  discardHeld(): number;
  /** The first `max` bytes of what is held. */
  peekHeld(max: number): Uint8Array;
  resize(size: TerminalSize): void;
  describeViewer(facts: ViewerFacts): void;
  /** A new shell after the end of the last, or another attempt after a failure. */
  restart(): void;
  retry(): void;
  /** Ends the shell. @throws TerminalError `too_many_sessions` when too many closes wait for a connection */
  close(): void;
  /** The page lets go without a word to the server. */
  abandon(): void;
}

/** What a session hears of its line. */
export interface LineOwner {
  readonly view: SessionView | undefined;
  /** Whether a screen or a listener wants output. */
  readonly wanted: boolean;
  phaseChanged(): void;
  /** Something in `reading.input` has changed, or `reading.readOnly`. */
  inputChanged(): void;
  /** Something in `reading.activity` has changed. */
  activityChanged(): void;
  attached(message: AttachedMessage, anotherShell: boolean): void;
  /** Once for each shell. */
  exited(exit: SessionClosedEvent): void;
  failed(error: TerminalError): void;
  /** A fault of the connection below, counted and logged there. */
  connectionFailed(error: TerminalError): void;
}

export interface LineSettings {
  readonly name: CanonicalName;
  readonly profile: string | undefined;
  readonly label: string | undefined;
  readonly listeners: SessionListeners;
  readonly owner: LineOwner;
  /** In which the age of input is reckoned. */
  readonly time: WakingTime;
}

export type CloseResult = ServerMessages['session_closed'] | TerminalError;

/** One server, once the engine is there. */
export interface EngineLink extends Disposable {
  /** As `ConnectionState.healthy`. */
  readonly healthy: boolean | undefined;
  readonly connection: Pick<Connection, 'detail' | 'state' | 'unknownMessages' | 'retry' | 'measure' | 'cut' | 'setTokenProvider'>;
  attach(settings: LineSettings): SessionLine;
  /** Ends the shell of a name, whether or not this page has it open. @throws TerminalError `too_many_sessions` */
  close(name: CanonicalName, done: (result: CloseResult) => void): void;
  list(): Promise<readonly SessionInfoMessage[]>;
}

export interface EngineLinkSettings {
  readonly environment: ClientEnvironment;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly options: ConnectionOptions;
  readonly onStatus: () => void;
  readonly onHealth: (reading: HealthReading) => void;
}

export interface Engine {
  /** @param url absolute */
  link(url: string, settings: EngineLinkSettings): EngineLink;
}

/** The engine, or how to load it. Pages load it; tests, whose time is their own, have it at hand. */
export type EngineSource = Engine | (() => Promise<Engine>);
