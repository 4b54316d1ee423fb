import type { Disposable } from '../../base/disposable.js';
import type { Logger } from '../../base/logger.js';
import type { TerminalError } from '../../protocol/errors.js';
import { FrameKind, type Frame } from '../../protocol/frames.js';
import { INPUT_BYTES } from '../../protocol/limits.js';
import type { AttachedMessage, ClientMessage, ServerMessage, ServerMessages } from '../../protocol/messages.js';
import type { Connection, ConnectionHandlers } from '../connection/contract.js';
import type { StatusDetail } from '../connection/status.js';
import type { Signal } from '../environment.js';
import type { Metrics } from '../telemetry/metrics.js';
import { VisibilityReport } from './visibility-report.js';
import { wireError } from './wire-error.js';

/** A wish that outlives sockets: carried out now if one is ready, and again on every later one until it leaves. */
export interface Intent {
  /** A socket is ready. */
  connected(): void;
  /** The socket is gone, with every channel and request on it. */
  disconnected(): void;
  connectionChanged(): void;
  connectionFailed(error: TerminalError): void;
}

/** One end of a channel: what a session hears from its server. */
export interface ChannelPeer extends Intent {
  /** Full id, once known. */
  readonly sessionId: string | undefined;
  attached(message: AttachedMessage): void;
  frame(frame: Frame): void;
  inputAcknowledged(offset: number): void;
  closed(message: ServerMessages['session_closed']): void;
  refused(error: TerminalError): void;
}

export type AnswerHandler = (answer: AttachedMessage | ServerMessages['session_closed'] | ServerMessages['session_list'] | ServerMessages['error']) => void;

/** Many sessions over one connection: channel numbers, routing, requests, and the order of what is wanted while there is no socket. */
export class Multiplexer implements ConnectionHandlers, Disposable {
  readonly connection: Connection;
  readonly #visibility: VisibilityReport;
  readonly #metrics: Metrics;
  readonly #logger: Logger;
  readonly #tellStatus: () => void;
  /** In the order in which they were asked for. */
  readonly #intents = new Set<Intent>();
  readonly #channels = new Map<number, ChannelPeer>();
  readonly #requests = new Map<number, AnswerHandler>();
  #lastChannel = 0;
  #lastRequest = 0;
  #inputWindow = INPUT_BYTES;

  constructor(connect: (handlers: ConnectionHandlers) => Connection, visible: Signal, metrics: Metrics, logger: Logger, tellStatus: () => void) {
    this.#metrics = metrics;
    this.#logger = logger;
    this.#tellStatus = tellStatus;
    this.connection = connect(this);
    this.#visibility = new VisibilityReport(visible, this.connection);
  }

  get ready(): boolean {
    return this.connection.ready;
  }

  get detail(): StatusDetail {
    return this.connection.detail;
  }

  /** Input that one attachment may have under way, bytes. */
  get inputWindow(): number {
    return this.#inputWindow;
  }

  /** Puts a wish at the end of the order and carries it out if a socket is ready. */
  enter(intent: Intent): void {
    this.#intents.delete(intent);
    this.#intents.add(intent);
    if (this.ready) intent.connected();
  }

  leave(intent: Intent): void {
    this.#intents.delete(intent);
  }

  openChannel(peer: ChannelPeer): number {
    const channel = ++this.#lastChannel;
    this.#channels.set(channel, peer);
    return channel;
  }

  /** What still arrives for it is dropped and counted. */
  closeChannel(channel: number): void {
    this.#channels.delete(channel);
  }

  /** A number for a request; `handler` is called at most once, and not at all if the socket drops before. */
  request(handler: AnswerHandler): number {
    const request = ++this.#lastRequest;
    this.#requests.set(request, handler);
    return request;
  }

  send(message: ClientMessage): boolean {
    return this.connection.send(message);
  }

  onReady(welcome: ServerMessages['welcome']): void {
    this.#inputWindow = welcome.limits.inputBytes;
    this.#forgetSocket();
    this.#lastChannel = 0;
    this.#visibility.connected();
    for (const intent of [...this.#intents]) {
      if (this.#intents.has(intent)) intent.connected();
    }
  }

  onDown(): void {
    this.#forgetSocket();
    for (const intent of [...this.#intents]) intent.disconnected();
  }

  onFrame(frame: Frame): void {
    const peer = frame.kind === FrameKind.input ? undefined : this.#channels.get(frame.channel);
    if (peer === undefined) this.#metrics.unroutedFrames += 1;
    else peer.frame(frame);
  }

  onMessage(message: ServerMessage): void {
    switch (message.type) {
      case 'session_created':
      case 'session_synced':
        // First whoever asked: the channel may have been given up meanwhile.
        this.#answer(message.request)?.(message);
        this.#route(message.channel)?.attached(message);
        return;
      case 'input_ack':
        this.#route(message.channel)?.inputAcknowledged(message.offset);
        return;
      case 'session_closed':
        this.#sessionClosed(message);
        return;
      case 'session_list':
        this.#answer(message.request)?.(message);
        return;
      case 'error':
        this.#refused(message);
        return;
      case 'welcome':
      case 'authenticated':
      case 'ping':
      case 'pong':
      case 'server_closing':
        // The connection's own business.
        return;
    }
  }

  onStatus(): void {
    for (const intent of [...this.#intents]) intent.connectionChanged();
    this.#tellStatus();
  }

  onError(error: TerminalError): void {
    this.#metrics.errors += 1;
    this.#logger.warn({ code: error.code, url: this.connection.url }, error.message);
    for (const intent of [...this.#intents]) intent.connectionFailed(error);
  }

  dispose(): void {
    this.#intents.clear();
    this.#forgetSocket();
    this.#visibility.dispose();
    this.connection.dispose();
  }

  #forgetSocket(): void {
    this.#channels.clear();
    this.#requests.clear();
  }

  #route(channel: number): ChannelPeer | undefined {
    const peer = this.#channels.get(channel);
    if (peer === undefined) this.#metrics.unroutedFrames += 1;
    return peer;
  }

  #answer(request: number | undefined): AnswerHandler | undefined {
    if (request === undefined) return undefined;
    const handler = this.#requests.get(request);
    this.#requests.delete(request);
    return handler;
  }

  #sessionClosed(message: ServerMessages['session_closed']): void {
    const handler = this.#answer(message.request);
    handler?.(message);
    if (message.channel !== undefined) this.#route(message.channel)?.closed(message);
    else if (handler === undefined) this.#bearer(message.sessionId)?.closed(message);
  }

  #refused(message: ServerMessages['error']): void {
    const handler = this.#answer(message.request);
    const peer = message.channel !== undefined ? this.#channels.get(message.channel) : handler === undefined ? this.#bearer(message.sessionId) : undefined;
    if (peer !== undefined) peer.refused(wireError(message));
    else if (handler !== undefined) handler(message);
    else this.#logger.warn({ code: message.code, url: this.connection.url }, `The server reports: ${message.message}`);
  }

  #bearer(sessionId: string | undefined): ChannelPeer | undefined {
    if (sessionId === undefined) return undefined;
    for (const peer of this.#channels.values()) if (peer.sessionId === sessionId) return peer;
    return undefined;
  }
}
