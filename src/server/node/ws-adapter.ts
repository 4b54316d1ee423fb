import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type ServerOptions as WebSocketServerOptions, type WebSocket } from 'ws';
import type { Clock } from '../../base/clock.js';
import { SUBPROTOCOL } from '../../protocol/limits.js';
import type { ServerSocket, ServerSocketHandlers } from '../socket.js';
import { backgroundClock } from './system-clock.js';

/** A peer that does not answer the closing handshake is cut off after this time, milliseconds. */
const CLOSE_TIMEOUT_MS = 2_000;
const MAX_FRAGMENTS = 64;
/** RFC 6455: a control frame holds 125 bytes, 2 of them the code. */
const MAX_REASON_BYTES = 123;

/** Turns upgrade requests into sockets for the core. */
export class WebSocketUpgrader {
  readonly #server: WebSocketServer;
  readonly #clock: Clock;

  /** @param frameBytes largest message; a longer one is answered with 1009 */
  constructor(frameBytes: number, clock: Clock = backgroundClock) {
    this.#clock = clock;
    const options: ServerLimits = {
      noServer: true,
      clientTracking: true,
      maxPayload: frameBytes,
      maxFragments: MAX_FRAGMENTS,
      perMessageDeflate: false,
      closeTimeout: CLOSE_TIMEOUT_MS,
      // The default echoes the first one offered, which may be a token.
      handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    };
    this.#server = new WebSocketServer(options);
  }

  /** Calls `accept` at once, or answers in HTTP what is no WebSocket handshake. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer, accept: (socket: PausableSocket) => void): void {
    this.#server.handleUpgrade(request, stream, head, (socket) => accept(new WsServerSocket(socket, stream, this.#clock)));
  }

  /** Resolves when every line is closed; what is closing now takes 2 s at most. */
  async emptied(): Promise<void> {
    await Promise.all([...this.#server.clients].map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))));
  }
}

/** Not in the typings of ws 8.18. */
interface ServerLimits extends WebSocketServerOptions {
  readonly maxFragments: number;
  readonly closeTimeout: number;
}

/** Measurements among which the shortest counts. */
const ROUND_TRIPS = 8;

/** A socket whose peer can be made to wait. */
export interface PausableSocket extends ServerSocket {
  /** Reads nothing more until `resume`: what comes waits in the system's buffers, and then at the peer. */
  pause(): void;
  resume(): void;
}

const noHandlers: ServerSocketHandlers = { onMessage() {}, onDrain() {}, onClose() {} };

class WsServerSocket implements PausableSocket {
  handlers: ServerSocketHandlers = noHandlers;
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #clock: Clock;
  /** `open` until one side begins to close; from then on nothing is sent or passed on. */
  #state: 'open' | 'waiting_for_drain' | 'closing' | 'closed' = 'open';
  readonly #roundTrips: number[] = [];

  constructor(socket: WebSocket, stream: Duplex, clock: Clock) {
    this.#clock = clock;
    this.#socket = socket;
    this.#stream = stream;
    socket.binaryType = 'nodebuffer';
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (!this.#isOpen || !Buffer.isBuffer(data)) return;
      this.handlers.onMessage(isBinary ? data : data.toString());
    });
    socket.on('close', (code: number, reason: Buffer) => {
      if (this.#state === 'closed') return;
      this.#state = 'closed';
      this.handlers.onClose(code, reason.toString());
    });
    // Browsers answer pings below the page, whatever its thread is doing.
    socket.on('pong', (sentAt: Buffer) => {
      const roundTrip = sentAt.length === 8 ? clock.now() - sentAt.readDoubleBE() : NaN;
      // The peer writes the content of a pong.
      if (!(roundTrip >= 0)) return;
      this.#roundTrips.push(roundTrip);
      if (this.#roundTrips.length > ROUND_TRIPS) this.#roundTrips.shift();
    });
    // ws closes with the code that RFC 6455 names (1002, 1007, 1009) and reports the fault here; 'close' follows.
    socket.on('error', () => {
      if (this.#isOpen) this.#state = 'closing';
    });
  }

  get unsentBytes(): number {
    return this.#socket.bufferedAmount;
  }

  get roundTripMs(): number | undefined {
    return this.#roundTrips.length === 0 ? undefined : Math.min(...this.#roundTrips);
  }

  measure(): void {
    if (!this.#isOpen || this.#socket.readyState !== this.#socket.OPEN) return;
    const sentAt = Buffer.alloc(8);
    sentAt.writeDoubleBE(this.#clock.now());
    this.#socket.ping(sentAt);
  }

  send(message: string | Uint8Array): void {
    if (!this.#isOpen || this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(message, { binary: typeof message !== 'string' }, this.#sent);
    if (this.#socket.bufferedAmount > 0) this.#state = 'waiting_for_drain';
  }

  batch(writes: () => void): void {
    this.#stream.cork();
    try {
      writes();
    } finally {
      this.#stream.uncork();
    }
  }

  pause(): void {
    if (this.#isOpen) this.#socket.pause();
  }

  resume(): void {
    if (this.#isOpen) this.#socket.resume();
  }

  close(code: number, reason: string): void {
    if (!this.#isOpen) return;
    // The peer's answer to the closing handshake must be read.
    this.#socket.resume();
    this.#state = 'closing';
    this.#socket.close(code, shortened(reason));
  }

  get #isOpen(): boolean {
    return this.#state === 'open' || this.#state === 'waiting_for_drain';
  }

  readonly #sent = (): void => {
    if (this.#state !== 'waiting_for_drain' || this.#socket.bufferedAmount > 0) return;
    this.#state = 'open';
    this.handlers.onDrain();
  };
}

/** At most 123 bytes, cut between characters. */
function shortened(reason: string): string {
  const bytes = Buffer.from(reason);
  if (bytes.length <= MAX_REASON_BYTES) return reason;
  let end = MAX_REASON_BYTES;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
