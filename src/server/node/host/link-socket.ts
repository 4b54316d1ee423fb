import type { Socket } from 'node:net';
import { workClock } from '../system-clock.js';
import { LinkKind, linkHeader, LinkReader } from './link-framing.js';

/** A peer that does not hang up after we did is cut off after this time, milliseconds. */
const END_TIMEOUT_MS = 2_000;

export interface LinkHandlers {
  onMessage(kind: LinkKind, payload: Buffer): void;
  /** Wraps the delivery of everything that came with one read. */
  onRead?(deliver: () => void): void;
  /** `send` has said false and there is room again. */
  onDrain?(): void;
  /** What came is no link, or handling it went wrong: the line is cut, and `onClosed` follows. */
  onFault?(error: unknown): void;
  /** Once; nothing comes after it. */
  onClosed(): void;
}

const DEAF: LinkHandlers = { onMessage() {}, onClosed() {} };

/** One end of the line between front and host. */
export class LinkSocket {
  handlers: LinkHandlers = DEAF;
  readonly #socket: Socket;
  #state: 'open' | 'ending' | 'closed' = 'open';

  constructor(socket: Socket) {
    this.#socket = socket;
    const reader = new LinkReader((kind, payload) => {
      if (this.#state === 'open') this.handlers.onMessage(kind, payload);
    });
    const read = (chunk: Buffer): void => {
      try {
        reader.push(chunk);
      } catch (error) {
        this.handlers.onFault?.(error);
        this.destroy();
      }
    };
    socket.on('data', (chunk: Buffer) => {
      if (this.handlers.onRead === undefined) read(chunk);
      else this.handlers.onRead(() => read(chunk));
    });
    socket.on('drain', () => this.handlers.onDrain?.());
    // 'close' follows.
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.#state === 'closed') return;
      this.#state = 'closed';
      this.handlers.onClosed();
    });
  }

  get open(): boolean {
    return this.#state === 'open';
  }

  /** @returns false when the other end reads more slowly than this one writes; `onDrain` follows */
  send(kind: LinkKind, payload: Uint8Array): boolean {
    if (this.#state !== 'open') return true;
    this.#socket.cork();
    this.#socket.write(linkHeader(kind, payload.length));
    const room = this.#socket.write(payload);
    this.#socket.uncork();
    return room;
  }

  sendJson(message: object): void {
    this.send(LinkKind.control, Buffer.from(JSON.stringify(message)));
  }

  /** Everything sent inside leaves in as few system calls as possible. */
  batch(writes: () => void): void {
    this.#socket.cork();
    try {
      writes();
    } finally {
      this.#socket.uncork();
    }
  }

  /** Hangs up after what was sent. */
  end(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ending';
    const timer = workClock.after(END_TIMEOUT_MS, () => this.#socket.destroy());
    this.#socket.once('close', () => timer.dispose());
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
