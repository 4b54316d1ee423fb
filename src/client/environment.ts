import type { Clock } from '../base/clock.js';
import type { Disposable } from '../base/disposable.js';
import type { Logger } from '../base/logger.js';
import type { Result } from '../base/result.js';
import type { Sentence } from '../base/sentence.js';

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
  /** @param reason the server's own words, or what the environment knows better */
  onClose(code: number, reason: string | Sentence): void;
}

/** A switch that can be read and watched. */
export interface Signal {
  readonly value: boolean;
  subscribe(listener: (value: boolean) => void): Disposable;
}

/** What the page's policies say of one address. */
export interface PageInspection extends Disposable {
  /** Whether the page's Content Security Policy has refused a connection to it since. */
  readonly blockedByPolicy: boolean;
  /** What the user has said about servers on the local network; `unknown` where the browser does not tell. */
  localNetwork(answer: (permission: 'granted' | 'denied' | 'prompt' | 'unknown') => void): void;
}

/** What diagnostics take from the world besides. */
export interface Inspection {
  /** Whether anything answers HTTP at an address. Calls `answer` once, with true for any answer at all; disposing gives up. Never throws. */
  probeHttp(url: string, answer: (reached: boolean) => void): Disposable;
  /** Begins to watch for what the page's policies keep from `url`. */
  inspectPage(url: string): PageInspection;
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
  readonly resolveUrl: (url: string | undefined) => Result<string, Sentence>;
  /** What the system says of the network; never proof. */
  readonly online: Signal;
  readonly visible: Signal;
  /** Fires when an open socket should be distrusted: return from freeze, from the back/forward cache, from sleep. */
  readonly onWake: (listener: () => void) => Disposable;
  readonly logger: Logger;
  /** What only diagnostics need; loaded when it is asked for. Absent: those steps are skipped. */
  readonly inspection?: (() => Promise<Inspection>) | undefined;
}
