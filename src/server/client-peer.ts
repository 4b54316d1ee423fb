import { DisposableStore, MutableDisposable } from '../base/disposable.js';
import { CloseCode } from '../protocol/close-codes.js';
import { decodeClientMessage, encodeMessage } from '../protocol/codec.js';
import { TerminalError, isTerminalError, WIRE_ERRORS, type WireErrorCode } from '../protocol/errors.js';
import { FrameKind, decodeFrame, encodeFrame } from '../protocol/frames.js';
import { HELLO_TIMEOUT_MS, INPUT_BYTES, PROTOCOL_VERSION } from '../protocol/limits.js';
import type { ClientMessage, ClientMessages, ServerMessage } from '../protocol/messages.js';
import type { Access } from './access.js';
import type { ReleaseReason } from './attachment-contract.js';
import type { Attachment } from './attachment.js';
import { authenticate } from './authentication.js';
import { ChannelTable } from './channel-table.js';
import { fitCloseReason } from './close-reason.js';
import type { ServerEnvironment } from './environment.js';
import { ExpiryWatch } from './expiry-watch.js';
import { Heartbeat } from './heartbeat.js';
import { ErrorBudget, errorAnswer, messageError } from './message-errors.js';
import type { NewestSockets } from './newest-sockets.js';
import { OperationQueue } from './operation-queue.js';
import { carryInput, carryOut, type Address, type OperationContext, type OperationPeer } from './operations.js';
import type { Principal } from './options.js';
import { OutputScheduler } from './output-scheduler.js';
import type { ResolvedOptions } from './resolve-options.js';
import type { SessionStore } from './session-store.js';
import type { ServerSocket, SocketRequest } from './socket.js';

/** Answers a client may leave unread before its socket is closed, bytes. Output is bounded apart from this. */
const MAX_BACKLOG_BYTES = 4 * 1024 * 1024;
/** Unknown message types reported per socket. */
const MAX_REPORTED_TYPES = 32;

export interface PeerParts {
  readonly socketNumber: number;
  readonly environment: ServerEnvironment;
  readonly options: ResolvedOptions;
  readonly store: SessionStore;
  readonly access: Access;
  readonly newest: NewestSockets;
  readonly serverEpoch: string;
  readonly socket: ServerSocket;
  readonly request: SocketRequest;
  readonly onClosed: (peer: ClientPeer) => void;
}

/** One socket: greets, authenticates, hands messages to the operations and output to the scheduler. */
export class ClientPeer implements OperationPeer {
  readonly channels = new ChannelTable();
  readonly socketNumber: number;
  readonly #parts: PeerParts;
  readonly #socket: ServerSocket;
  readonly #scheduler: OutputScheduler;
  readonly #heartbeat: Heartbeat;
  readonly #queue = new OperationQueue();
  readonly #errors: ErrorBudget;
  readonly #context: OperationContext;
  readonly #resources = new DisposableStore();
  readonly #helloTimer = this.#resources.add(new MutableDisposable());
  readonly #expiry: ExpiryWatch;
  readonly #reportedTypes = new Set<string>();
  #phase: 'hello' | 'authenticating' | 'open' | 'closed' = 'hello';
  #principal: Principal | undefined;
  /** Its connection, and whose, if it named one. */
  #connection: string | undefined;
  /** Nothing that arrives counts, not even as a sign of life: a socket that nobody uses any more is closed for its silence. */
  #deaf = false;
  /** Until the page says otherwise. */
  #visible = true;

  constructor(parts: PeerParts) {
    const { environment: { clock }, options, socket, store, access } = parts;
    this.#parts = parts;
    this.socketNumber = parts.socketNumber;
    this.#socket = socket;
    this.#scheduler = this.#resources.add(new OutputScheduler(clock, socket, options.limits.socketBudgetBytes, (error) => this.#broke(error)));
    this.#heartbeat = this.#resources.add(new Heartbeat(clock, options.heartbeatMs, {
      ping: (nonce) => {
        socket.measure?.();
        this.send({ type: 'ping', nonce });
      },
      silent: () => this.close(CloseCode.idleTimeout, 'nothing received'),
    }));
    this.#expiry = this.#resources.add(new ExpiryWatch(clock, () => this.close(CloseCode.tokenExpired, 'token expired')));
    this.#errors = new ErrorBudget(clock);
    this.#context = { peer: this, store, access, options };
    this.#helloTimer.value = clock.after(HELLO_TIMEOUT_MS, () => {
      if (this.#phase === 'hello') this.close(CloseCode.helloTimeout, 'no hello');
      else this.close(CloseCode.overloaded, 'authentication takes too long');
    });
    socket.handlers = {
      onMessage: (message) => this.#received(message),
      onDrain: () => this.#scheduler.drained(),
      onClose: () => this.#end(options.dropGraceMs),
    };
  }

  get principal(): Principal {
    if (this.#principal === undefined) throw new TypeError('not authenticated yet');
    return this.#principal;
  }

  get rttMs(): number | undefined {
    return this.#socket.roundTripMs ?? this.#heartbeat.rttMs;
  }

  /** Whether it has been welcomed and not left. */
  get open(): boolean {
    return this.#phase === 'open';
  }

  send(message: ServerMessage): void {
    if (this.#phase === 'closed') return;
    try {
      this.#socket.send(encodeMessage(message));
    } catch (error) {
      return this.#broke(error);
    }
    // Answers are made as fast as questions come; a client that asks and never reads must not fill the memory.
    if (this.#socket.unsentBytes > this.#parts.options.limits.socketBudgetBytes + MAX_BACKLOG_BYTES) this.close(CloseCode.tryAgainLater, 'client does not read');
  }

  sendFrame(kind: FrameKind, channel: number, offset: number, parts: readonly Uint8Array[]): void {
    if (this.#phase === 'open') this.#socket.send(encodeFrame(kind, channel, offset, ...parts));
  }

  get visible(): boolean {
    return this.#visible;
  }

  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    for (const attachment of this.channels.attachments()) attachment.visibilityChanged();
  }

  fail(address: Address, code: WireErrorCode, text: string): void {
    this.answerError(address, new TerminalError(code, text));
  }

  answerError(address: Address, error: TerminalError): void {
    this.send(errorAnswer(address, error));
  }

  wake(attachment: Attachment): void {
    this.#scheduler.wake(attachment);
  }

  prefer(attachment: Attachment): void {
    this.#scheduler.prefer(attachment);
  }

  released(attachment: Attachment, reason: ReleaseReason): void {
    this.#scheduler.remove(attachment);
    const state = this.channels.get(attachment.channel);
    if (state.kind === 'attached' && state.attachment === attachment) this.channels.end(attachment.channel, reason);
  }

  enqueue(key: string, address: Address, operation: () => Promise<void>): void {
    const taken = this.#queue.run(key, async () => {
      try {
        if (this.#phase === 'open' && !this.#deaf) await operation();
      } catch (error) {
        this.#answerFailure(address, error);
      }
    });
    if (!taken) throw new TerminalError('rate_limited', 'Too many operations are waiting.', { action: 'Wait for answers.' });
  }

  ponged(nonce: number): void {
    this.#heartbeat.ponged(nonce);
  }

  violated(reason: string): void {
    this.close(CloseCode.protocolViolation, reason);
  }

  async authenticateAgain(request: number, token: string): Promise<void> {
    const outcome = await this.#authenticate(token);
    if (this.#phase !== 'open') return;
    switch (outcome.kind) {
      case 'refused':
        return this.close(outcome.code, outcome.reason);
      case 'unavailable':
        throw new TerminalError('internal', 'The token could not be checked.', { action: 'Try again.' });
      case 'accepted':
        // Sessions and permissions of this socket belong to the user who opened it.
        if (outcome.principal.id !== this.principal.id) return this.close(CloseCode.forbidden, 'token of another user');
        this.#principal = outcome.principal;
        this.#expiry.watch(outcome.principal);
        this.send({ type: 'authenticated', request, expiresAt: outcome.principal.expiresAt });
    }
  }

  turnDeaf(): void {
    this.#deaf = true;
  }

  /** Ends the socket and gives its attachments the usual grace, or another. */
  close(code: number, reason: string, graceMs: number = this.#parts.options.dropGraceMs): void {
    if (this.#phase === 'closed') return;
    this.#parts.environment.logger.info({ code, reason }, 'socket closed by the server');
    this.#end(graceMs);
    this.#socket.close(code, fitCloseReason(reason));
  }

  #received(message: string | Uint8Array): void {
    if (this.#phase === 'closed' || this.#deaf) return;
    this.#heartbeat.heard();
    if (typeof message === 'string') this.#receivedText(message);
    else this.#receivedFrame(message);
  }

  #receivedText(text: string): void {
    const decoded = decodeClientMessage(text);
    if (!decoded.ok) {
      const { error } = decoded;
      if (this.#phase !== 'open') return this.violated('message before hello');
      if (error.kind === 'unknown_type') return this.#reportType(error.type ?? '');
      this.answerError({ channel: error.channel, request: error.request }, messageError(error));
      if (!this.#errors.spend()) this.close(CloseCode.tooManyErrors, 'too many malformed messages');
      return;
    }
    const message = decoded.value;
    if (this.#phase === 'open') {
      const address = addressOf(message);
      this.#guard(address, () => carryOut(this.#context, message));
    } else if (this.#phase === 'hello' && message.type === 'hello') {
      void this.#greet(message);
    } else {
      this.violated('message before welcome');
    }
  }

  #receivedFrame(bytes: Uint8Array): void {
    if (this.#phase !== 'open') return this.violated('frame before welcome');
    const decoded = decodeFrame(bytes);
    if (!decoded.ok) return this.close(CloseCode.badFrame, decoded.error);
    const { kind, channel, offset, payload } = decoded.value;
    if (kind !== FrameKind.input) return this.close(CloseCode.badFrame, `frame kind ${kind} is not for servers`);
    this.#guard({ channel }, () => carryInput(this.#context, channel, offset, payload));
  }

  async #greet({ version, minVersion, token, agent, connection, socket }: ClientMessages['hello']): Promise<void> {
    if (minVersion > PROTOCOL_VERSION || version < PROTOCOL_VERSION) return this.close(CloseCode.versionUnsupported, `this server speaks version ${PROTOCOL_VERSION}`);
    this.#phase = 'authenticating';
    const outcome = await this.#authenticate(token);
    // The socket may have closed meanwhile.
    if (this.#phase !== 'authenticating') return;
    if (outcome.kind === 'refused') return this.close(outcome.code, outcome.reason);
    if (outcome.kind === 'unavailable') return this.close(CloseCode.overloaded, 'authentication is not available');
    const { principal } = outcome;
    this.#principal = principal;
    if (connection !== undefined && socket !== undefined) {
      this.#connection = `${connection}/${principal.id}`;
      if (!this.#parts.newest.claim(this.#connection, socket, this)) return this.close(CloseCode.superseded, 'a newer socket of this connection is in use');
    }
    this.#phase = 'open';
    this.#helloTimer.clear();
    this.#expiry.watch(principal);
    const { options: { heartbeatMs, limits: { frameBytes, windowBytes } }, serverEpoch, environment } = this.#parts;
    environment.logger.info({ principal: principal.id, agent }, 'client welcomed');
    this.send({
      type: 'welcome', version: PROTOCOL_VERSION, serverEpoch, heartbeatMs, limits: { frameBytes, windowBytes, inputBytes: INPUT_BYTES },
      principal: { id: principal.id, name: principal.name?.slice(0, 256) },
    });
    this.#heartbeat.start();
  }

  #authenticate(token: string | undefined) {
    const { options, environment: { logger, clock }, request } = this.#parts;
    return authenticate(options, logger, token, request, () => clock.wallNow());
  }

  #reportType(type: string): void {
    if (this.#reportedTypes.has(type) || this.#reportedTypes.size >= MAX_REPORTED_TYPES) return;
    this.#reportedTypes.add(type);
    this.#parts.environment.logger.warn({ type }, 'unknown message type ignored');
  }

  /** A fault in one message is answered there and touches nothing else. */
  #guard(address: Address, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#answerFailure(address, error);
    }
  }

  #answerFailure(address: Address, error: unknown): void {
    if (isTerminalError(error) && Object.hasOwn(WIRE_ERRORS, error.code)) return this.answerError(address, error);
    this.#parts.environment.logger.error({ ...address, error: String(error) }, 'operation failed');
    this.answerError(address, new TerminalError('internal', 'The server made a mistake.', { action: 'Try again.' }));
  }

  /** A socket that throws is of no use, but that is not the fault of the session whose output it should have taken. */
  #broke(error: unknown): void {
    this.#parts.environment.logger.error({ error: String(error) }, 'socket failed');
    this.close(CloseCode.internalError, 'socket failed');
  }

  #end(graceMs: number): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'closed';
    this.#resources.dispose();
    for (const attachment of this.channels.attachments()) attachment.drop(graceMs);
    this.channels.clear();
    if (this.#connection !== undefined) this.#parts.newest.closed(this.#connection, this);
    this.#parts.onClosed(this);
  }
}

function addressOf(message: ClientMessage): Address {
  return { channel: 'channel' in message ? message.channel : undefined, request: 'request' in message ? message.request : undefined };
}
