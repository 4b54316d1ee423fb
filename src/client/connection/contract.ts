import type { Disposable } from '../../base/disposable.js';
import type { TerminalError } from '../../protocol/errors.js';
import type { Frame } from '../../protocol/frames.js';
import type { ClientMessage, ServerMessage, ServerMessages } from '../../protocol/messages.js';
import type { ClientEnvironment } from '../environment.js';
import type { ConnectionState, TokenProvider } from '../registry/contract.js';
import type { ConnectionOptions } from './settings.js';
import type { StatusDetail } from './status.js';

/** What a connection tells the multiplexer above it. Called in the order in which things happened on the current socket; nothing of an old socket ever arrives. */
export interface ConnectionHandlers {
  /** A socket is up and has been welcomed: everything that was attached must be synced again. */
  onReady(welcome: ServerMessages['welcome']): void;
  /** The socket is gone; `send` does nothing until the next `onReady`. */
  onDown(): void;
  onMessage(message: ServerMessage): void;
  onFrame(frame: Frame): void;
  onStatus(detail: StatusDetail, previous: StatusDetail): void;
  /** Faults of the connection as a whole (token, refusal, breaker). */
  onError(error: TerminalError): void;
}

/** Makes the connection to one server; the tests' makes a fake. */
export type Connect = (url: string, environment: ClientEnvironment, options: ConnectionOptions, handlers: ConnectionHandlers) => Connection;

/** One server and identity, across many sockets. Implements PROTOCOL.md sections 2, 3, 8 and 9; knows nothing of sessions. */
export interface Connection extends Disposable {
  readonly url: string;
  readonly ready: boolean;
  readonly detail: StatusDetail;
  /** The rest is filled in by the owner. */
  readonly state: Omit<ConnectionState, 'sessions' | 'healthy' | 'statusSince'>;
  /** Messages of types this version does not know. */
  readonly unknownMessages: number;
  /** While anybody holds a lease the connection wants to be connected; leases taken in one task make one attempt. Ten seconds after the last one has ended it closes its socket and is `idle`. */
  lease(): Disposable;
  /** False (and nothing sent) when not ready. */
  send(message: ClientMessage): boolean;
  sendInput(channel: number, offset: number, bytes: Uint8Array): boolean;
  /** An attempt at once, whatever backoff or breaker say; leaves `failed`. */
  retry(): void;
  /** A key or click: proves nothing, but asks a silent socket for a sign of life and makes a waiting connection try at once. */
  nudge(): void;
  /** Asks for a round trip, which replaces nothing by itself. `done` is called once: with milliseconds, or with undefined when there is no socket or it goes before it has answered. */
  measure(done: (roundTripMs: number | undefined) => void): void;
  /** Drops the socket as a network would, during an attempt too. Returns whether there was one. */
  cut(): boolean;
  /** What came makes no sense to those above: closes the socket with 4000 and comes back slowly, as after a frame that can't be read. */
  distrust(detail: string): void;
  setTokenProvider(provider: TokenProvider | undefined): void;
}
