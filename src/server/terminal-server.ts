import type { Disposable } from '../base/disposable.js';
import { CloseCode } from '../protocol/close-codes.js';
import { MAX_TEXT_LENGTH } from '../protocol/limits.js';
import type { ServerMessage, SessionInfoMessage } from '../protocol/messages.js';
import { Access } from './access.js';
import { admission, CLOSING, type Refusal } from './admission.js';
import { ClientPeer } from './client-peer.js';
import type { ServerEnvironment } from './environment.js';
import { NewestSockets } from './newest-sockets.js';
import type { Principal, ServerOptions } from './options.js';
import { resolveOptions, type ResolvedOptions } from './resolve-options.js';
import { SessionStore } from './session-store.js';
import type { ServerSocket, ServerSocketHandlers, SocketRequest } from './socket.js';

/** What a trusted front says about a client whose socket it relays (PROTOCOL.md section 11). */
export interface RelayedClient {
  /** Whom the front has authenticated. */
  readonly principal: Principal;
  /** The front's answers; default: the owner only. */
  readonly authorize?: ServerOptions['authorize'];
  /** The front's profiles and limits. They hold for what this client does and for the sessions it starts. */
  readonly settings: Pick<ServerOptions, 'profiles' | 'limits' | 'scrollback' | 'retentionMs' | 'dropGraceMs' | 'heartbeatMs'>;
}

export interface HostedSessionInfo extends SessionInfoMessage {
  readonly ownerId: string;
  readonly pid: number;
}

export interface CloseOptions {
  /** Time sockets stay open after they have been told, milliseconds. Default 0. */
  readonly drainMs?: number;
  /** Told to the clients, and read by people as it is. Default empty: pages then say in their own language that the server closes. */
  readonly reason?: string;
}

/** Clients come back spread over this time, at least, and over this much per client, milliseconds. */
const MIN_RETURN_SPREAD_MS = 2_000;
const RETURN_SPREAD_PER_CLIENT_MS = 10;
/** Nobody comes back before the next server can be there, milliseconds. */
const EARLIEST_RETURN_MS = 500;

/** The front has judged it. */
const NO_REQUEST: SocketRequest = { url: '', headers: {}, remoteAddress: undefined };
const DEAF: ServerSocketHandlers = { onMessage() {}, onDrain() {}, onClose() {} };

/** What the client number `at` of `count` is told: all of them at once would be too much for the next server. */
export function farewell(reason: string, at: number, count: number): ServerMessage {
  const spread = Math.max(MIN_RETURN_SPREAD_MS, count * RETURN_SPREAD_PER_CLIENT_MS);
  return { type: 'server_closing', reason: reason.slice(0, MAX_TEXT_LENGTH), retryInMs: Math.round(EARLIEST_RETURN_MS + (spread * at) / count) };
}

/** The whole server but its transport: give it accepted sockets. It knows neither HTTP nor WebSocket nor Node. */
export class TerminalServer {
  readonly #environment: ServerEnvironment;
  readonly #options: ResolvedOptions;
  readonly #store: SessionStore;
  readonly #access: Access;
  readonly #peers = new Set<ClientPeer>();
  readonly #newest = new NewestSockets();
  #sockets = 0;
  /** Names this process to the clients. */
  readonly #serverEpoch: string;
  #closing: Promise<void> | undefined;
  /** Called when the last socket has gone during a close. */
  #onEmpty: (() => void) | undefined;

  /** @throws TerminalError `bad_option` naming the option */
  constructor(environment: ServerEnvironment, options: ServerOptions = {}) {
    this.#environment = environment;
    this.#options = resolveOptions(options);
    this.#store = new SessionStore(environment, this.#options);
    this.#access = new Access(this.#options.authorize);
    this.#serverEpoch = environment.randomId();
  }

  /** Open sockets. */
  get sockets(): number {
    return this.#peers.size;
  }

  /** Serves a socket. With a `refusal` it is only closed: nothing is read from it and nothing kept for it. */
  accept(socket: ServerSocket, request: SocketRequest, refusal: Refusal | undefined = this.#refusal(request)): void {
    if (refusal !== undefined) {
      socket.handlers = DEAF;
      socket.close(refusal.code, refusal.reason);
      return;
    }
    this.#serve(socket, request, this.#options, this.#access);
  }

  /**
   * Serves a client for whom a trusted front speaks: nobody is authenticated here, and the number of sockets is the front's affair.
   * @throws TerminalError `bad_option` naming the setting that is wrong
   */
  acceptRelayed(socket: ServerSocket, { principal, authorize, settings }: RelayedClient): void {
    const options = resolveOptions({ ...settings, ...(authorize !== undefined && { authorize }), authenticate: () => principal });
    if (this.#closing !== undefined) return this.accept(socket, NO_REQUEST, CLOSING);
    this.#serve(socket, NO_REQUEST, options, new Access(options.authorize));
  }

  #serve(socket: ServerSocket, request: SocketRequest, options: ResolvedOptions, access: Access): void {
    const peer = new ClientPeer({
      socketNumber: ++this.#sockets, environment: this.#environment, options, store: this.#store, access, newest: this.#newest, serverEpoch: this.#serverEpoch, socket, request,
      onClosed: (closed) => {
        this.#peers.delete(closed);
        if (this.#peers.size === 0) this.#onEmpty?.();
      },
    });
    this.#peers.add(peer);
  }

  /** Everybody's sessions, the ended ones that are still kept included. */
  sessions(): HostedSessionInfo[] {
    return this.#store.all().map((session) => ({ ...session.info(), ownerId: session.identity.ownerId, pid: session.pid }));
  }

  /**
   * Tells every client when to come back, closes all sockets (1012) after `drainMs` or when they have gone by themselves,
   * ends all shells (SIGHUP, then SIGKILL) and resolves when they are gone. Calling it again returns the same promise.
   */
  close(options: CloseOptions = {}): Promise<void> {
    this.#closing ??= this.#close(options);
    return this.#closing;
  }

  async #close({ drainMs = 0, reason = '' }: CloseOptions): Promise<void> {
    const peers = [...this.#peers].filter((peer) => peer.open);
    peers.forEach((peer, at) => peer.send(farewell(reason, at, peers.length)));
    if (drainMs > 0 && this.#peers.size > 0) await this.#emptied(drainMs);
    for (const peer of [...this.#peers]) peer.close(CloseCode.serviceRestart, reason, 0);
    await this.#store.shutdown();
  }

  #emptied(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer: Disposable = this.#environment.clock.after(withinMs, resolve);
      this.#onEmpty = () => {
        timer.dispose();
        resolve();
      };
    });
  }

  #refusal(request: SocketRequest): Refusal | undefined {
    return this.#closing === undefined ? admission(this.#options, request, this.#peers.size) : CLOSING;
  }
}
