import { toDisposable, DisposableStore, type Disposable } from '../../base/disposable.js';
import { assertNever } from '../../base/result.js';
import { CloseCode } from '../../protocol/close-codes.js';
import { decodeServerMessage, encodeMessage, type DecodeError } from '../../protocol/codec.js';
import { TerminalError } from '../../protocol/errors.js';
import { decodeFrame, encodeFrame, FrameKind } from '../../protocol/frames.js';
import { SUBPROTOCOL } from '../../protocol/limits.js';
import type { ClientMessage, ServerMessage } from '../../protocol/messages.js';
import type { ClientEnvironment, ClientSocket } from '../environment.js';
import type { RoundTrips, TokenProvider } from '../registry/contract.js';
import type { Connection, ConnectionHandlers } from './contract.js';
import { transition } from './machine.js';
import { publicStatus } from './public-status.js';
import { withRoundTrip } from './round-trips.js';
import { sentence } from './sentences.js';
import { resolveSettings, type ConnectionOptions, type Settings } from './settings.js';
import { INITIAL, type ConnectionEvent, type Effect, type State, type TimerName } from './state.js';
import type { StatusDetail } from './status.js';
import { isOnline, TABLE } from './table.js';
import { TokenSource } from './token-source.js';

/** For tests: what came and was left aside. */
export interface ConnectionCounters {
  /** Events of old attempts. */
  readonly lateEvents: number;
  /** Events that mean nothing in the phase they came in. */
  readonly ignoredEvents: number;
}

export interface CountingConnection extends Connection {
  readonly counters: ConnectionCounters;
}

/**
 * @param url absolute `ws:` or `wss:` address, as `environment.resolveUrl` makes it
 * @throws TerminalError `bad_option`
 */
export function createConnection(
  url: string, environment: ClientEnvironment, options: ConnectionOptions, handlers: ConnectionHandlers,
): CountingConnection {
  return new MachineConnection(url, environment, resolveSettings(options), handlers);
}

/** Carries out what the machine decides, and tells it what happened. Has no opinion of its own. */
class MachineConnection implements CountingConnection {
  readonly url: string;
  readonly #environment: ClientEnvironment;
  readonly #settings: Settings;
  readonly #handlers: ConnectionHandlers;
  readonly #tokens: TokenSource;
  readonly #id: string;
  readonly #subscriptions = new DisposableStore();
  readonly #timers = new Map<TimerName, Disposable>();
  readonly #reportedTypes = new Set<string>();
  /** Who wants to know the round trip. */
  readonly #measuring: ((roundTripMs: number | undefined) => void)[] = [];
  readonly #counters = { lateEvents: 0, ignoredEvents: 0 };
  /** What happened while an event was being dealt with: every event is finished before the next begins. */
  #queue: ConnectionEvent[] | undefined;
  #state: State = INITIAL;
  #published: StatusDetail = publicStatus(INITIAL);
  #socket: ClientSocket | undefined;
  #sockets = 0;
  #welcomes = 0;
  #roundTrips: RoundTrips | undefined;
  #serverEpoch: string | undefined;
  #connectedAt: number | undefined;
  #bytesIn = 0;
  #bytesOut = 0;
  #unknownMessages = 0;

  constructor(url: string, environment: ClientEnvironment, settings: Settings, handlers: ConnectionHandlers) {
    this.url = url;
    this.#environment = environment;
    this.#settings = settings;
    this.#handlers = handlers;
    this.#id = environment.randomId();
    this.#tokens = new TokenSource(environment.clock);
    this.#subscriptions.add(environment.online.subscribe((online) => this.#dispatch({ type: online ? 'online' : 'offline' })));
    this.#subscriptions.add(environment.visible.subscribe((visible) => visible && this.#dispatch({ type: 'visible' })));
    this.#subscriptions.add(environment.onWake(() => this.#dispatch({ type: 'wake' })));
  }

  get ready(): boolean {
    return isOnline(this.#state);
  }

  get detail(): StatusDetail {
    return publicStatus(this.#state);
  }

  get state(): Connection['state'] {
    return {
      ...this.detail, url: this.url, sockets: this.#sockets, reconnects: Math.max(0, this.#welcomes - 1), roundTripMs: this.#state.roundTripMs, roundTrips: this.#roundTrips,
      serverEpoch: this.#serverEpoch, connectedAt: this.#connectedAt, bytesIn: this.#bytesIn, bytesOut: this.#bytesOut,
    };
  }

  get counters(): ConnectionCounters {
    return this.#counters;
  }

  get unknownMessages(): number {
    return this.#unknownMessages;
  }

  lease(): Disposable {
    if (this.#state.phase === 'closed') return toDisposable(() => {});
    this.#dispatch({ type: 'lease' });
    return toDisposable(() => this.#dispatch({ type: 'release' }));
  }

  send(message: ClientMessage): boolean {
    if (!this.ready) return false;
    this.#send(encodeMessage(message));
    return true;
  }

  sendInput(channel: number, offset: number, bytes: Uint8Array): boolean {
    if (!this.ready) return false;
    this.#send(encodeFrame(FrameKind.input, channel, offset, bytes));
    return true;
  }

  retry(): void {
    this.#dispatch({ type: 'retry' });
  }

  nudge(): void {
    this.#dispatch({ type: 'nudge' });
  }

  measure(done: (roundTripMs: number | undefined) => void): void {
    if (!this.ready) return done(undefined);
    this.#measuring.push(done);
    this.#dispatch({ type: 'measure' });
  }

  cut(): boolean {
    const { attempt, phase } = this.#state;
    if (TABLE[phase].socket_closed === undefined) return false;
    const socket = this.#socket;
    // The end as the page would see it. What the socket itself reports of it comes when nobody waits for it any more.
    this.#dispatch({ type: 'socket_closed', attempt, code: 1006, reason: '' });
    socket?.close(CloseCode.normal, 'cut');
    return true;
  }

  distrust(detail: string): void {
    if (this.ready) this.#dispatch({ type: 'malformed', attempt: this.#state.attempt, detail });
  }

  setTokenProvider(provider: TokenProvider | undefined): void {
    if (provider === this.#tokens.provider) return;
    this.#tokens.provider = provider;
    this.#dispatch({ type: 'provider_changed' });
  }

  dispose(): void {
    this.#dispatch({ type: 'dispose' });
    this.#tokens.cancel();
    this.#subscriptions.dispose();
  }

  // --- the machine --------------------------------------------------------------------------------------------------

  #dispatch(event: ConnectionEvent): void {
    if (this.#queue !== undefined) {
      this.#queue.push(event);
      return;
    }
    const queue: ConnectionEvent[] = (this.#queue = [event]);
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) this.#take(next);
    } finally {
      this.#queue = undefined;
    }
  }

  #take(event: ConnectionEvent): void {
    const { clock, random, online, visible } = this.#environment;
    const world = {
      now: clock.now(), random, online: online.value, visible: visible.value,
      hasProvider: this.#tokens.provider !== undefined, connection: this.#id, settings: this.#settings,
    };
    const { state, effects, outcome } = transition(this.#state, event, world);
    if (outcome === 'late') this.#counters.lateEvents++;
    if (outcome === 'ignored') this.#counters.ignoredEvents++;
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    if (event.type === 'pong' && outcome === 'taken' && isOnline(state) && event.nonce === state.nonce) this.#measured(state.roundTripMs);
    else if (!isOnline(state)) this.#measured(undefined);
  }

  #measured(roundTripMs: number | undefined): void {
    if (roundTripMs !== undefined) this.#roundTrips = withRoundTrip(this.#roundTrips, roundTripMs);
    for (const done of this.#measuring.splice(0)) this.#tell(() => done(roundTripMs));
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'fetch_token': return this.#fetchToken(effect.attempt);
      case 'open': return this.#open(effect.attempt);
      case 'close': return this.#close(effect.code, effect.reason);
      case 'send': return this.#send(encodeMessage(effect.message));
      case 'start': return this.#start(effect.timer, effect.ms);
      case 'cancel': return this.#cancel(effect.timer);
      case 'ready':
        this.#welcomes++;
        this.#serverEpoch = effect.welcome.serverEpoch;
        this.#connectedAt = this.#environment.clock.now();
        return this.#tell(() => this.#handlers.onReady(effect.welcome));
      case 'down': return this.#tell(() => this.#handlers.onDown());
      case 'publish': return this.#publish();
      case 'deliver_message': return this.#tell(() => this.#handlers.onMessage(effect.message));
      case 'deliver_frame': return this.#tell(() => this.#handlers.onFrame(effect.frame));
      case 'report': {
        const { code, message, action, cause } = effect;
        return this.#tell(() => this.#handlers.onError(new TerminalError(code, message, { action, cause })));
      }
      default: return assertNever(effect);
    }
  }

  #publish(): void {
    const previous = this.#published;
    const detail = (this.#published = publicStatus(this.#state));
    this.#tell(() => this.#handlers.onStatus(detail, previous));
  }

  /** The owner's mistakes must not stop the machine half way through its effects. */
  #tell(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#environment.logger.error({ error }, 'A connection handler threw an error.');
    }
  }

  #start(name: TimerName, ms: number): void {
    this.#cancel(name);
    this.#timers.set(name, this.#environment.clock.after(ms, () => {
      this.#timers.delete(name);
      this.#dispatch({ type: `timer:${name}` });
    }));
  }

  #cancel(name: TimerName): void {
    this.#timers.get(name)?.dispose();
    this.#timers.delete(name);
  }

  #fetchToken(attempt: number): void {
    this.#tokens.fetch((result) => {
      this.#dispatch(result.ok ? { type: 'token', attempt, token: result.value } : { type: 'token_failed', attempt, ...result.error });
    });
  }

  // --- the socket ---------------------------------------------------------------------------------------------------

  #open(attempt: number): void {
    this.#sockets++;
    try {
      this.#socket = this.#environment.openSocket(this.url, [SUBPROTOCOL], {
        onOpen: () => this.#dispatch({ type: 'socket_open', attempt }),
        onMessage: (message) => this.#receive(attempt, message),
        onClose: (code, reason) => this.#dispatch({ type: 'socket_closed', attempt, code, reason }),
      });
    } catch (error) {
      this.#environment.logger.error({ error }, 'The socket could not be made.');
      this.#dispatch({ type: 'socket_closed', attempt, code: 1006, reason: sentence('refusedByBrowser') });
    }
  }

  #close(code: number, reason: string): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close(code, reason);
  }

  #send(message: string | Uint8Array): void {
    this.#bytesOut += message.length;
    this.#socket?.send(message);
  }

  #receive(attempt: number, data: string | Uint8Array): void {
    if (attempt === this.#state.attempt) this.#bytesIn += data.length;
    if (typeof data !== 'string') {
      const frame = decodeFrame(data);
      return this.#dispatch(frame.ok ? { type: 'frame', attempt, frame: frame.value } : { type: 'malformed', attempt, detail: frame.error });
    }
    const message = decodeServerMessage(data);
    this.#dispatch(message.ok ? messageEvent(attempt, message.value) : this.#notUnderstood(attempt, message.error));
  }

  #notUnderstood(attempt: number, { kind, type, detail }: DecodeError): ConnectionEvent {
    if (kind !== 'unknown_type') return { type: 'malformed', attempt, detail };
    this.#unknownMessages++;
    const name = type ?? '';
    if (!this.#reportedTypes.has(name) && this.#reportedTypes.size < MAX_REPORTED_TYPES) {
      this.#reportedTypes.add(name);
      this.#environment.logger.warn({ type: name }, 'Ignored a message of a type this version does not know.');
    }
    return { type: 'unknown', attempt };
  }
}

/** A server that invents types without end fills neither the log nor the memory. */
const MAX_REPORTED_TYPES = 64;

function messageEvent(attempt: number, message: ServerMessage): ConnectionEvent {
  switch (message.type) {
    case 'welcome': return { type: 'welcome', attempt, welcome: message };
    case 'ping': return { type: 'ping', attempt, nonce: message.nonce };
    case 'pong': return { type: 'pong', attempt, nonce: message.nonce };
    case 'server_closing': return { type: 'server_closing', attempt, reason: message.reason, retryInMs: message.retryInMs };
    default: return { type: 'message', attempt, message };
  }
}
