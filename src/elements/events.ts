import type { Status } from '../client/connection/status.js';
import type { ErrorCategory, TerminalErrorCode } from '../protocol/errors.js';

export interface TerminalReadyDetail {
  readonly cols: number;
  readonly rows: number;
  /** Whether there was something to bring back: a warm screen, or history from the server. */
  readonly restored: boolean;
}

export interface TerminalStatusDetail {
  readonly status: Status;
  readonly previous: Status;
  /** One sentence; empty when there is nothing to explain. */
  readonly reason: string;
  readonly attempt: number;
  /** Milliseconds until the next attempt; undefined when none is planned. */
  readonly retryInMs: number | undefined;
}

export interface TerminalSessionCreatedDetail {
  readonly sessionId: string;
  /** Whether a shell was started just now, as opposed to found. */
  readonly created: boolean;
}

export interface TerminalExitDetail {
  /** null when a signal ended the shell or it never started. */
  readonly exitCode: number | null;
  readonly signal: number | null;
}

export interface TerminalErrorDetail {
  readonly code: TerminalErrorCode;
  readonly category: ErrorCategory;
  readonly message: string;
  /** What the reader can do about it; may be empty. */
  readonly action: string;
}

export interface TerminalTitleDetail {
  /** At most 256 characters, without control characters. */
  readonly title: string;
}

export interface TerminalResizeDetail {
  readonly cols: number;
  readonly rows: number;
}

export interface TerminalZoomDetail {
  /** Pixels. */
  readonly fontSize: number;
}

/** Cancelable: `preventDefault()` keeps the text out of the shell. */
export interface TerminalPasteDetail {
  /** What will be typed: control characters are already gone. */
  readonly text: string;
  readonly lines: number;
}

/** Cancelable: `preventDefault()` keeps the browser from opening the address. */
export interface TerminalLinkDetail {
  readonly uri: string;
}

/** Every event of `<persistent-terminal>`; all bubble and are composed. */
export interface PersistentTerminalEventMap {
  'terminal-ready': CustomEvent<TerminalReadyDetail>;
  'terminal-status': CustomEvent<TerminalStatusDetail>;
  'terminal-session-created': CustomEvent<TerminalSessionCreatedDetail>;
  'terminal-exit': CustomEvent<TerminalExitDetail>;
  'terminal-error': CustomEvent<TerminalErrorDetail>;
  'terminal-title': CustomEvent<TerminalTitleDetail>;
  'terminal-bell': CustomEvent<undefined>;
  'terminal-resize': CustomEvent<TerminalResizeDetail>;
  'terminal-zoom': CustomEvent<TerminalZoomDetail>;
  'terminal-paste': CustomEvent<TerminalPasteDetail>;
  'terminal-link': CustomEvent<TerminalLinkDetail>;
}

declare global {
  interface HTMLElementEventMap extends PersistentTerminalEventMap {}
}

type DetailOf<K extends keyof PersistentTerminalEventMap> = PersistentTerminalEventMap[K]['detail'];

const CANCELABLE: ReadonlySet<string> = new Set<keyof PersistentTerminalEventMap>(['terminal-paste', 'terminal-link']);

/** Returns false when a listener called `preventDefault()`. */
export function fire<K extends keyof PersistentTerminalEventMap>(target: EventTarget, type: K, detail: DetailOf<K>): boolean {
  return target.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable: CANCELABLE.has(type) }));
}
