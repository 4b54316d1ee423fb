import type { ClientSocket, ClientSocketHandlers } from '../../src/client/environment.js';
import { decodeClientMessage, encodeMessage } from '../../src/protocol/codec.js';
import type { ClientMessage, ServerMessage } from '../../src/protocol/messages.js';

/**
 * A `ClientSocket` without a network: nothing is delivered unless the test says so. What the client does is in `sent` and
 * `closed`; what the server and the network do are methods. Like a real one it is dumb after its end: one `onClose`, nothing after it.
 */
export class ClientSocketDouble implements ClientSocket {
  readonly sent: (string | Uint8Array)[] = [];
  /** What the client asked for when it closed the socket. */
  closed: { readonly code: number; readonly reason: string } | undefined;
  readonly #handlers: ClientSocketHandlers;
  #phase: 'connecting' | 'open' | 'silent' | 'ended' = 'connecting';

  constructor(
    readonly url: string,
    readonly protocols: readonly string[],
    handlers: ClientSocketHandlers,
  ) {
    this.#handlers = handlers;
  }

  /** Whether this socket still costs a server something: neither side has closed it. */
  get live(): boolean {
    return this.#phase !== 'ended' && this.closed === undefined;
  }

  send(message: string | Uint8Array): void {
    if (this.#phase === 'connecting') throw new Error('sent before the socket was open');
    if (this.live) this.sent.push(message);
  }

  close(code: number, reason: string): void {
    if (code !== 1000 && !(code >= 3000 && code <= 4999)) throw new Error(`a page may not close with ${code}`);
    if (new TextEncoder().encode(reason).length > 123) throw new Error('reason too long');
    this.closed ??= { code, reason };
  }

  /** Control messages the client has sent, decoded. */
  get messages(): ClientMessage[] {
    return this.sent.flatMap((message) => {
      if (typeof message !== 'string') return [];
      const decoded = decodeClientMessage(message);
      if (!decoded.ok) throw new Error(`the client sent what a server refuses: ${decoded.error.detail}`);
      return [decoded.value];
    });
  }

  /** The network: the socket is open. */
  open(): void {
    if (this.#phase !== 'connecting') return;
    this.#phase = 'open';
    this.#handlers.onOpen();
  }

  /** The server: a control message, or raw text or bytes. Arrives also at a client that has begun to close, as on a real wire. */
  message(message: ServerMessage | string | Uint8Array): void {
    if (this.#phase !== 'open') return;
    this.#handlers.onMessage(typeof message === 'string' || message instanceof Uint8Array ? message : encodeMessage(message));
  }

  /** The server or the network: the socket is closed. Also completes a close the client asked for. */
  end(code = 1006, reason = ''): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    this.#handlers.onClose(code, reason);
  }

  /** The network: nothing arrives any more, in either direction, and nobody is told. */
  goSilent(): void {
    if (this.#phase !== 'ended') this.#phase = 'silent';
  }
}

/** Makes the doubles; `open` fits `ClientEnvironment.openSocket`. */
export class ClientSocketFactory {
  readonly all: ClientSocketDouble[] = [];

  readonly open = (url: string, protocols: readonly string[], handlers: ClientSocketHandlers): ClientSocketDouble => {
    const socket = new ClientSocketDouble(url, protocols, handlers);
    this.all.push(socket);
    return socket;
  };

  /** The newest. */
  get last(): ClientSocketDouble {
    const socket = this.all.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  }

  get live(): readonly ClientSocketDouble[] {
    return this.all.filter((socket) => socket.live);
  }
}
