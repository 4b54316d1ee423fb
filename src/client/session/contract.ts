import type { TerminalError } from '../../protocol/errors.js';
import type { CloseReason, ViewerFacts } from '../../protocol/messages.js';
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

/** Output this page will never see as bytes: [from, to), after something of that shell was heard here. The screen was brought up to date by a snapshot. */
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

/** A screen as the server knows it is about to be given to the view (PROTOCOL.md section 4.5). */
export interface SnapshotStart {
  /** Size of the terminal it is for. */
  readonly cols: number;
  readonly rows: number;
  /** Whether the view shows another shell's output until now. */
  readonly anotherShell: boolean;
}

/** A block of scrollback, for an empty terminal of any width. */
export interface ScrollbackLines {
  readonly lines: number;
  /** Width at which the lines were made. */
  readonly cols: number;
  /** Whether its first line goes on from the last line of the block before it in time, which comes next. */
  readonly continued: boolean;
  readonly bytes: Uint8Array;
}

/**
 * Takes one snapshot in, called in this order: `screen` (several times), `ready`, `lines` (any number), `end`. Between and after the calls to `lines` the view's `write` brings output.
 * One that the server or a drop has broken off is followed by another beginning, or by nothing; calls to it after a later beginning do not happen.
 */
export interface SnapshotSink {
  /** Parses `bytes` and then calls `parsed`. The first ones reset the terminal. */
  screen(bytes: Uint8Array, parsed: () => void): void;
  /** The screen is complete: from now on the view shows the truth, may fit its size again, and `write` goes on with it. */
  ready(): void;
  /** Puts lines above everything there is, and then calls `parsed`. Newest block first. */
  lines(block: ScrollbackLines, parsed: () => void): void;
  end(): void;
}

/**
 * The live screen of a warm session. Made by the elements layer (the client knows no DOM and no xterm.js), held by the session,
 * ended by the registry's retention policy.
 */
export interface SessionView {
  /** Parses `bytes` and then calls `parsed`, which is what acknowledges them to the server. */
  write(bytes: Uint8Array, parsed: () => void): void;
  /** Another shell's output follows from its first byte: reset modes, and show a divider if there is something above it. */
  beginShell(): void;
  /** The screen is replaced. It keeps its size, and tells the session none, until the snapshot is `ready`. */
  beginSnapshot(start: SnapshotStart): SnapshotSink;
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
  /** What only the viewer knows and programs ask for: colours, and the size of a cell in CSS pixels. Replaces what was said before; the server answers with it while this page is the one in use. */
  describeViewer(facts: ViewerFacts): void;
  /**
   * Gives the session a screen, or takes it away. With one the server is asked for the true screen and its scrollback; without one (and without listeners) the session detaches from the server
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
