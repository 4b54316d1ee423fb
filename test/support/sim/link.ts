import type { ClientSocket, ClientSocketHandlers } from '../../../src/client/environment.js';
import type { ServerSocket } from '../../../src/server/socket.js';
import type { ManualClock } from '../manual-clock.js';
import type { SeededRandom } from '../seeded-random.js';
import { Lane, type Parcel, type WireMessage } from './lane.js';

/** How a path behaves while nothing is wrong with it. */
export interface PathQuality {
  readonly latencyMs: number;
  readonly jitterMs: number;
  readonly bytesPerMs: number;
}

/** Looks at, and may change, what passes. Returning undefined swallows the message. */
export interface LinkTap {
  /** The server has read a message. */
  toServer?(message: WireMessage, link: Link): readonly WireMessage[];
  /** The server is about to send a message. */
  fromServer?(message: WireMessage, link: Link): readonly WireMessage[];
  /** The client is about to send a message. */
  fromClient?(message: WireMessage, link: Link): readonly WireMessage[];
  /** The client has read a message. */
  toClient?(message: WireMessage, link: Link): readonly WireMessage[];
}

export interface Cut {
  /** When each side learns of it, milliseconds; undefined: never, until it finds out by itself (half-open). */
  readonly clientLearnsMs: number | undefined;
  readonly serverLearnsMs: number | undefined;
  /** Messages under way that still arrive, before the one that was cut in its middle. */
  readonly upSurvivors: number;
  readonly downSurvivors: number;
}

/** `opening` no answer yet · `open` · `closing` that side has begun or seen the closing handshake · `closed` its handlers have been told. */
type EndState = 'opening' | 'open' | 'closing' | 'closed';

/** How long a browser waits for the other side's close frame. */
const CLIENT_CLOSE_WAIT_MS = 3_000;
/** How long the server's adapter does. */
const SERVER_CLOSE_WAIT_MS = 2_000;
const LANE_BYTES = 64 * 1024;

/** One WebSocket between a page and the server: two lanes and two ends that learn of things at different times. */
export class Link {
  readonly number: number;
  readonly clientSocket: ClientSocket;
  readonly serverSocket: ServerSocket;
  readonly #clock: ManualClock;
  readonly #tap: LinkTap;
  readonly #up: Lane;
  readonly #down: Lane;
  readonly #handlers: ClientSocketHandlers;
  #client: EndState = 'opening';
  #server: EndState = 'opening';
  /** What a held page will hear of once it runs again. */
  #deferred: (() => void)[] | undefined;
  /** When the path broke, world time. */
  #cutAt: number | undefined;
  #heardAt = 0;
  #serverClosedAt: number | undefined;
  #mutedAt: number | undefined;
  #mutedUp = false;

  constructor(number: number, clock: ManualClock, random: SeededRandom, quality: PathQuality, tap: LinkTap, handlers: ClientSocketHandlers) {
    this.number = number;
    this.#clock = clock;
    this.#tap = tap;
    this.#handlers = handlers;
    const lane = { latencyMs: () => quality.latencyMs + random.next() * quality.jitterMs, bytesPerMs: quality.bytesPerMs, capacityBytes: LANE_BYTES };
    this.#up = new Lane(clock, { ...lane, onParcel: (parcel) => this.#atServer(parcel), onDrain: () => {} });
    this.#down = new Lane(clock, { ...lane, onParcel: (parcel) => this.#atClient(parcel), onDrain: () => this.#drained() });
    this.clientSocket = { send: (message) => this.#clientSend(message), close: (code, reason) => this.#clientClose(code, reason) };
    this.serverSocket = this.#makeServerSocket();
  }

  get clientState(): EndState {
    return this.#client;
  }

  /** When the server heard of the end, world time. */
  get serverClosedAt(): number | undefined {
    return this.#serverClosedAt;
  }

  get serverState(): EndState {
    return this.#server;
  }

  /** When the page last heard anything on it, world time. */
  get heardAt(): number {
    return this.#heardAt;
  }

  get cutAt(): number | undefined {
    return this.#cutAt;
  }

  /** When a direction of it was muted, world time. */
  get mutedAt(): number | undefined {
    return this.#mutedAt;
  }

  /** Whether nothing it is given reaches the server. */
  get mutedUp(): boolean {
    return this.#mutedUp;
  }

  get unsentBytes(): number {
    return this.#down.unsentBytes;
  }

  /** The upgrade has reached the server. */
  accepted(): void {
    this.#server = 'open';
  }

  /** The answer to the upgrade has reached the page. */
  opened(): void {
    if (this.#deferred !== undefined) return void this.#deferred.push(() => this.opened());
    if (this.#client !== 'opening') return;
    this.#client = 'open';
    this.#handlers.onOpen();
  }

  stall(ms: number): void {
    this.#up.stall(ms);
    this.#down.stall(ms);
  }

  stallUp(ms: number): void {
    this.#up.stall(ms);
  }

  /** The page's process stands still: it hears of nothing and its system's buffers fill up. */
  holdClient(held: boolean): void {
    this.#down.holdReader(held);
    if (held) {
      this.#deferred ??= [];
      return;
    }
    const deferred = this.#deferred ?? [];
    this.#deferred = undefined;
    // After what had arrived before.
    for (const each of deferred) this.#clock.after(0.01, each);
  }

  cut({ clientLearnsMs, serverLearnsMs, upSurvivors, downSurvivors }: Cut): void {
    this.#cutAt ??= this.#clock.now();
    this.#up.cut(upSurvivors);
    this.#down.cut(downSurvivors);
    if (clientLearnsMs !== undefined) this.#clock.after(clientLearnsMs, () => this.#clientEnds(1006, ''));
    if (serverLearnsMs !== undefined) this.#clock.after(serverLearnsMs, () => this.#serverEnds(1006, ''));
  }

  /** One direction carries nothing any more, and nobody is told. */
  mute(direction: 'up' | 'down'): void {
    this.#mutedAt ??= this.#clock.now();
    if (direction === 'up') this.#mutedUp = true;
    (direction === 'up' ? this.#up : this.#down).cut(0);
  }

  /** The client hears of the end at once, what it has sent arrives late, and only then does the server hear of the end. */
  leaveBehind(lateMs: number): void {
    if (this.#cutAt !== undefined) return;
    this.#cutAt = this.#clock.now();
    this.#up.stall(lateMs);
    this.#up.sendClose(1006, '');
    this.#down.cut(0);
    this.#clientEnds(1006, '');
  }

  /** The server's process is gone: nothing runs there any more. */
  serverDied(clientLearnsMs: number | undefined): void {
    this.#cutAt ??= this.#clock.now();
    this.#server = 'closed';
    this.#up.cut(0);
    this.#down.cut(this.#down.underWay);
    if (clientLearnsMs !== undefined) this.#clock.after(clientLearnsMs, () => this.#clientEnds(1006, ''));
  }

  /** The page's process is gone; its system closes the connection. */
  clientDied(): void {
    if (this.#client === 'closed') return;
    this.#client = 'closed';
    this.#down.cut(0);
    if (this.#server === 'opening') return;
    this.#up.sendClose(1001, '');
  }

  #clientSend(message: WireMessage): void {
    if (this.#client !== 'open') return;
    for (const each of this.#tap.fromClient?.(message, this) ?? [message]) this.#up.sendMessage(each);
  }

  #clientClose(code: number, reason: string): void {
    if (this.#client === 'closing' || this.#client === 'closed') return;
    const opened = this.#client === 'open';
    this.#client = 'closing';
    // An attempt given up before it was answered is a TCP connection that ends without a close frame.
    if (opened) this.#up.sendClose(code, reason);
    else this.#up.sendClose(1006, '');
    this.#clock.after(opened ? CLIENT_CLOSE_WAIT_MS : 0, () => this.#clientEnds(1006, ''));
  }

  #clientEnds(code: number, reason: string): void {
    if (this.#deferred !== undefined) return void this.#deferred.push(() => this.#clientEnds(code, reason));
    if (this.#client === 'closed') return;
    this.#client = 'closed';
    this.#endLanes();
    this.#handlers.onClose(code, reason);
  }

  #serverEnds(code: number, reason: string): void {
    if (this.#server === 'closed' || this.#server === 'opening') return;
    this.#server = 'closed';
    this.#serverClosedAt = this.#clock.now();
    this.#endLanes();
    this.serverSocket.handlers.onClose(code, reason);
  }

  #endLanes(): void {
    if (this.#client !== 'closed' || this.#server !== 'closed') return;
    this.#up.end();
    this.#down.end();
  }

  #atServer(parcel: Parcel): void {
    if (this.#server !== 'open' && this.#server !== 'closing') return;
    if (parcel.kind === 'close') {
      if (this.#server === 'open' && parcel.code !== 1006) this.#down.sendClose(parcel.code, parcel.reason);
      return this.#serverEnds(parcel.code, parcel.reason);
    }
    for (const each of this.#tap.toServer?.(parcel.message, this) ?? [parcel.message]) this.serverSocket.handlers.onMessage(each);
  }

  #atClient(parcel: Parcel): void {
    if (parcel.kind === 'close') {
      if (this.#client === 'open') this.#up.sendClose(parcel.code, parcel.reason);
      return this.#clientEnds(parcel.code, parcel.reason);
    }
    // A browser drops what arrives after `close()`.
    if (this.#client !== 'open') return;
    this.#heardAt = this.#clock.now();
    for (const each of this.#tap.toClient?.(parcel.message, this) ?? [parcel.message]) this.#handlers.onMessage(each);
  }

  #drained(): void {
    if (this.#server === 'open' || this.#server === 'closing') this.serverSocket.handlers.onDrain();
  }

  #makeServerSocket(): ServerSocket {
    const lane = this.#down;
    return {
      send: (message) => {
        if (this.#server !== 'open') return;
        for (const each of this.#tap.fromServer?.(message, this) ?? [message]) lane.sendMessage(each);
      },
      batch: (writes) => writes(),
      get unsentBytes() {
        return lane.unsentBytes;
      },
      close: (code, reason) => {
        if (this.#server !== 'open') return;
        this.#server = 'closing';
        lane.sendClose(code, reason);
        this.#clock.after(SERVER_CLOSE_WAIT_MS, () => this.#serverEnds(1006, ''));
      },
      handlers: { onMessage: () => {}, onDrain: () => {}, onClose: () => {} },
    };
  }
}
