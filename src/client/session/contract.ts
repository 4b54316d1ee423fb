import type { TerminalError } from '../../protocol/errors.js';
import type { CloseReason } from '../../protocol/messages.js';
import type { Status, StatusDetail } from '../connection/status.js';

/** How to name a session. Same key, same session: from any element, after a reload, in a second tab. */
export interface SessionRef {
  /** Server; resolved against the page. Default `configure({ url })`, else `/terminal` on the page's own host. */
  readonly url?: string | undefined;
  /** 1–128 of `A–Z a–z 0–9 . _ : -`. Default `default`. */
  readonly sessionId?: string | undefined;
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
  /** The kind of shell, by the server's name for it; only used when the session is created. Default `default`. */
  readonly profile?: string | undefined;
  /** What people call it; only used when the session is created. */
  readonly label?: string | undefined;
}

export interface SessionCreatedEvent {
  /** The full id, `session_<milliseconds>_<random>`. */
  readonly sessionId: string;
  readonly epoch: string;
  /** Whether a shell was started just now, as opposed to found. */
  readonly created: boolean;
}

export interface SessionClosedEvent {
  /** null when a signal ended the shell or it never started. */
  readonly exitCode: number | null;
  readonly signal: number | null;
  readonly reason: CloseReason;
}

/** Output this page will never see: [from, to). The screen was brought up to date another way. */
export interface GapEvent {
  readonly from: number;
  readonly to: number;
}

/** Every member is optional. A listener that throws is reported and starves nobody. */
export interface SessionListener {
  /** `bytes` is a view that must not be written to. `offset` is the absolute offset of its first byte. */
  onOutput?(bytes: Uint8Array, offset: number): void;
  onGap?(gap: GapEvent): void;
  onError?(error: TerminalError): void;
  onSessionCreated?(event: SessionCreatedEvent): void;
  onSessionClosed?(event: SessionClosedEvent): void;
  onStatus?(status: Status, previous: Status, detail: StatusDetail): void;
}

/** What a view has to do with its screen before the output that follows (PROTOCOL.md section 4.2). */
export interface ReplayStart {
  /** `replay`: clear and reset, history follows. `new`: another shell process; reset modes, and show a divider if `hadContent`. */
  readonly kind: 'replay' | 'new';
  /** Output before this offset is history: programs' queries in it were answered long ago. */
  readonly historyEnd: number;
  readonly gap: GapEvent | undefined;
}

/**
 * The live screen of a warm session. Made by the elements layer (the client knows no DOM and no xterm.js), held by the session,
 * ended by the registry's retention policy.
 */
export interface SessionView {
  /** Parses `bytes` and then calls `parsed`, which is what acknowledges them to the server. */
  write(bytes: Uint8Array, parsed: () => void): void;
  beginReplay(start: ReplayStart): void;
  /** Whether an element shows it now. A shown view is never evicted. */
  readonly shown: boolean;
  /** Frees the screen. Called once. */
  dispose(): void;
}

/** A consistent reading of one session, for chips, lists and the inspector. */
export interface SessionState extends StatusDetail {
  readonly key: string;
  readonly url: string;
  readonly ref: SessionRef;
  /** Full id; undefined before the server has told it. */
  readonly sessionId: string | undefined;
  readonly epoch: string | undefined;
  readonly label: string | undefined;
  readonly profile: string | undefined;
  readonly active: boolean;
  readonly warm: boolean;
  readonly shown: boolean;
  readonly keepWarm: boolean;
  /** Set once the shell has ended. */
  readonly exit: SessionClosedEvent | undefined;
  readonly lastError: TerminalError | undefined;
  /** Output received, end offset; and parsed. */
  readonly offset: number;
  readonly parsedOffset: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Input not yet acknowledged by the server, bytes. */
  readonly pendingInput: number;
  readonly cols: number;
  readonly rows: number;
}

/** The page's handle on one shell: lives as long as the page wants it, across elements and sockets. */
export interface TerminalSession {
  /** `url` and key; unique on the page. */
  readonly id: string;
  readonly key: string;
  readonly url: string;
  readonly ref: SessionRef;
  readonly status: Status;
  readonly state: SessionState;
  /** Whether the retention policy must leave it warm. */
  keepWarm: boolean;
  readonly view: SessionView | undefined;
  /** Returns the way out. Subscribing connects. */
  subscribe(listener: SessionListener): () => void;
  /**
   * Types into the shell. Kept (up to 64 KiB) while not connected and delivered once, in order, to the same shell, or reported by `onError` (`input_discarded`).
   * @throws TerminalError `input_overflow` when more would be pending than is kept (nothing of `data` is taken), `session_closed` after the shell's end
   */
  send(data: string | Uint8Array): void;
  /** Tells the shell its size; clamped to 2–1000 × 1–1000, the last one wins. @throws TerminalError `bad_option` for what is not a number */
  resize(cols: number, rows: number): void;
  /**
   * Gives the session a screen, or takes it away. With one the server is asked for the history it holds; without one (and without listeners) the session detaches from the server
   * and only the shell runs on.
   */
  setView(view: SessionView | undefined): void;
  /** Lets a view say that it was shown or parked just now. */
  touch(): void;
  /** After the shell's end or a failure: starts a new shell under the same key. Otherwise does nothing. */
  restart(): void;
  /** Tries to connect at once, whatever the backoff or breaker says. */
  retry(): void;
  /** Ends the shell for everybody and forgets the session. */
  close(): void;
}
