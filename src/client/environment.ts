import type { Clock } from '../base/clock.js';
import type { Disposable } from '../base/disposable.js';
import type { Logger } from '../base/logger.js';
import type { Result } from '../base/result.js';

/** One WebSocket as the client needs it; the browser's and the test doubles fit. */
export interface ClientSocket {
  /** Text or binary message. Does nothing once the socket is closing. */
  send(message: string | Uint8Array): void;
  close(code: number, reason: string): void;
}

export interface ClientSocketHandlers {
  onOpen(): void;
  /** A `string` for a text message, bytes for a binary one. */
  onMessage(message: string | Uint8Array): void;
  /** Exactly once, also for a socket that never opened (1006). */
  onClose(code: number, reason: string): void;
}

/** A switch that can be read and watched. */
export interface Signal {
  readonly value: boolean;
  subscribe(listener: (value: boolean) => void): Disposable;
}

/** Everything the client takes from the world; the browser's is in browser/environment.ts. */
export interface ClientEnvironment {
  readonly clock: Clock;
  /** Uniform in [0, 1); for jitter only. */
  readonly random: () => number;
  /** At least 128 random bits from a cryptographic source, as letters and digits. */
  readonly randomId: () => string;
  /** Never throws for network reasons: those arrive as `onClose`. */
  readonly openSocket: (url: string, protocols: readonly string[], handlers: ClientSocketHandlers) => ClientSocket;
  readonly encodeText: (text: string) => Uint8Array;
  /** Turns what a page wrote into an absolute `ws:` or `wss:` address; undefined stands for `/terminal` on the page's own host. The error is a sentence naming what is wrong and what would be right. */
  readonly resolveUrl: (url: string | undefined) => Result<string, string>;
  /** What the system says of the network; never proof. */
  readonly online: Signal;
  readonly visible: Signal;
  /** Fires when an open socket should be distrusted: return from freeze, from the back/forward cache, from sleep. */
  readonly onWake: (listener: () => void) => Disposable;
  readonly logger: Logger;
}
