import type { Disposable } from '../../base/disposable.js';
import { CloseCode } from '../../protocol/close-codes.js';
import { decodeServerMessage, encodeMessage } from '../../protocol/codec.js';
import { PROTOCOL_VERSION, SUBPROTOCOL } from '../../protocol/limits.js';
import type { ClientMessage, ServerMessage } from '../../protocol/messages.js';
import type { ClientEnvironment, ClientSocket } from '../environment.js';

export type ProbeEvent =
  | { readonly type: 'open' }
  | { readonly type: 'closed'; readonly code: number }
  | { readonly type: 'message'; readonly message: ServerMessage };

/** A socket for diagnostics: beside the connection, attaches to nothing. Events that nobody waits for are kept until somebody does. */
export class ProbeSocket implements Disposable {
  /** Where the socket stands; `undefined` after its end. */
  #socket: ClientSocket | undefined;
  #listener: ((event: ProbeEvent) => void) | undefined;
  #kept: ProbeEvent[] = [];

  constructor(environment: ClientEnvironment, url: string) {
    try {
      this.#socket = environment.openSocket(url, [SUBPROTOCOL], {
        onOpen: () => this.#happened({ type: 'open' }),
        onMessage: (data) => this.#received(data),
        onClose: (code) => {
          this.#socket = undefined;
          this.#happened({ type: 'closed', code });
        },
      });
    } catch {
      this.#happened({ type: 'closed', code: 1006 });
    }
  }

  /** One listener at a time; it hears first what was kept. Returns the way out. */
  listen(listener: (event: ProbeEvent) => void): Disposable {
    this.#listener = listener;
    while (this.#listener === listener) {
      const event = this.#kept.shift();
      if (event === undefined) break;
      listener(event);
    }
    return {
      dispose: () => {
        if (this.#listener === listener) this.#listener = undefined;
      },
    };
  }

  hello(token: string | undefined): void {
    this.send({ type: 'hello', version: PROTOCOL_VERSION, minVersion: PROTOCOL_VERSION, agent: 'persistent-terminal', ...(token === undefined ? {} : { token }) });
  }

  send(message: ClientMessage): void {
    this.#socket?.send(encodeMessage(message));
  }

  close(): void {
    this.#socket?.close(CloseCode.normal, 'diagnosis done');
  }

  dispose(): void {
    this.#listener = undefined;
    this.#kept = [];
    this.close();
    this.#socket = undefined;
  }

  #received(data: string | Uint8Array): void {
    // Nothing is attached, so there is no output; what else cannot be read says nothing about the way here.
    const message = typeof data === 'string' ? decodeServerMessage(data) : undefined;
    if (message?.ok !== true) return;
    if (message.value.type === 'ping') this.send({ type: 'pong', nonce: message.value.nonce });
    else this.#happened({ type: 'message', message: message.value });
  }

  #happened(event: ProbeEvent): void {
    if (this.#listener !== undefined) this.#listener(event);
    else if (this.#kept.length < MAX_KEPT) this.#kept.push(event);
  }
}

/** More than a server says by itself between two steps. */
const MAX_KEPT = 16;
