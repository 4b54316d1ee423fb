import type { TerminalError } from '../../protocol/errors.js';
import type { CloseReason, ResumeKind, TerminalFeatures, ViewerFacts } from '../../protocol/messages.js';
import type { Status, StatusDetail } from '../connection/status.js';
import type { Cancellation } from '../health/contract.js';

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
  /** Whether this page has started the shell just now, as opposed to found it. Told once for each shell that is not known here yet. */
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
  /** Bytes of it that were printed since this page knows the shell, and could have been seen here; the others are history, of which the screen has what its scrollback holds. */
  readonly news: number;
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
  /** Something in `state.input` has changed, or `state.readOnly`. */
  onInputState?(input: InputState): void;
}

/** Output of a shell is about to be given to the view. */
export interface ShellStart {
  /** The kind of terminal that the output is for. What is absent is the default. */
  readonly terminal?: TerminalFeatures | undefined;
}

/** A screen as the server knows it is about to be given to the view (PROTOCOL.md section 4.5). */
export interface SnapshotStart extends ShellStart {
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
  beginShell(start: ShellStart): void;
  /** The screen is replaced. It keeps its size, and tells the session none, until the snapshot is `ready`. */
  beginSnapshot(start: SnapshotStart): SnapshotSink;
  /** Whether an element shows it now. A shown view is never evicted. */
  readonly shown: boolean;
  /** Frees the screen. Called once. */
  dispose(): void;
}

/** What has not gone to the shell although the line is there: somebody has to say whether it is still wanted (`sendHeld`, `discardHeld`). */
export interface HeldInput {
  /** `old`: typed more than 30 s before the line came back · `interrupted`: a transmission that stood still for so long, or was begun so long before, with what waits beside it */
  readonly reason: 'old' | 'interrupted';
  readonly bytes: number;
}

/** How far a transmission is. */
export interface TransferState {
  /** `paused`: not connected, or held. It goes on by itself, at the very byte. */
  readonly state: 'running' | 'paused';
  /** Bytes that were written to the shell's terminal; of `total`. */
  readonly delivered: number;
  readonly total: number;
}

/** What waits to be typed into the shell. Every change is told by `onInputState` and as `session-changed`. */
export interface InputState {
  /** Characters that were typed and wait: held, or not connected, or nothing was acknowledged for 1 s. 0 as long as typing works as it should; those of a transmission do not count. */
  readonly waiting: number;
  /** When the oldest of what is unacknowledged was typed (`Clock.now`). */
  readonly since: number | undefined;
  readonly held: HeldInput | undefined;
  readonly transfer: TransferState | undefined;
}

export interface TransmitOptions {
  /** Puts the bytes into the bracket of a bracketed paste (ESC [200~ … ESC [201~), which is closed whatever happens as long as the shell is there. Default false. */
  readonly bracketed?: boolean | undefined;
  /** An `AbortSignal`; as `cancelTransmit`. */
  readonly signal?: Cancellation | undefined;
  /** Told when it goes on by a percent, pauses or resumes. One that throws is reported and stops nothing. */
  readonly onProgress?: ((progress: TransferState) => void) | undefined;
}

export interface TransmitResult {
  /** `cancelled`: by somebody, on purpose · `discarded`: its shell is gone, somebody else typed while its page was away in the middle of its bracket, or `discardHeld` was called */
  readonly outcome: 'delivered' | 'cancelled' | 'discarded';
  /** Bytes that reached the shell, or are on their way and cannot be taken back; of `total`. */
  readonly delivered: number;
  readonly total: number;
}

/** How far the program that runs says it is (OSC 9;4). */
export interface SessionProgress {
  /** `indeterminate`: something goes on, nobody knows how long; `value` is the last known one · `error`, `paused`: it stands still at `value` */
  readonly state: 'normal' | 'error' | 'paused' | 'indeterminate';
  /** Percent, a whole number from 0 to 100. */
  readonly value: number;
}

/** What went on in a session. Seen means: shown by an element, in a page that is visible. Every change is told as `session-changed`; a mark is told once, however much arrives while it stands. */
export interface SessionActivity {
  /** Output arrived since the session was last seen. What was printed before this page knew the shell, or has been here before, does not count. */
  readonly unread: boolean;
  /** A program rang since the session was last seen; known of sessions that have a screen. */
  readonly bell: boolean;
  /** undefined: none, or not known. Over with its shell. */
  readonly progress: SessionProgress | undefined;
  /** What programs call the terminal; empty when they have not said. */
  readonly title: string;
}

/** How output flows to this page just now. The server may send `windowBytes - unacknowledged` more before it has to wait. */
export interface FlowState {
  /** What may be under way, output and snapshot together, bytes. Begins at 256 KiB and grows up to 4 MiB where the line is the limit. */
  readonly windowBytes: number;
  /** Received and not acknowledged yet, bytes: `buffered`, and what was parsed since the last acknowledgement (at most an eighth of the window, or 250 ms). */
  readonly unacknowledged: number;
  /** Received and waiting to be parsed, bytes. */
  readonly buffered: number;
}

/** What kind of terminal a shell prints to: decided by its profile on the server, and the same for every page that shows it. */
export interface SessionTerminal {
  /** How many cells characters take. `11`: each by itself, as in Unicode 11 · `graphemes`: what is seen as one character is one */
  readonly unicode: NonNullable<TerminalFeatures['unicode']>;
  /** Whether sixel and iTerm's inline files are images, or passed over. */
  readonly images: boolean;
}

/** A consistent reading of one session, for chips, lists and the inspector. */
export interface SessionState extends StatusDetail {
  /** When `status` became what it is (`Clock.now`); attempts and reasons may have changed since. */
  readonly statusSince: number;
  readonly key: string;
  readonly url: string;
  readonly ref: SessionRef;
  /** Full id; undefined before the server has told it. */
  readonly sessionId: string | undefined;
  readonly epoch: string | undefined;
  readonly label: string | undefined;
  readonly profile: string | undefined;
  /** Undefined before the server has answered an attach. Where it does not say, the default. */
  readonly terminal: SessionTerminal | undefined;
  readonly active: boolean;
  readonly warm: boolean;
  readonly shown: boolean;
  readonly keepWarm: boolean;
  /** When the screen is freed because nobody has looked at it (`Clock.now`), unless others that are parked push it out before. Undefined without a screen, while it is shown, kept warm, and where there is no limit. */
  readonly evictsAt: number | undefined;
  /** How long it took to bring its screen back into an element the last time, milliseconds. */
  readonly lastSwitchMs: number | undefined;
  /** Set once the shell has ended. */
  readonly exit: SessionClosedEvent | undefined;
  readonly lastError: TerminalError | undefined;
  /** Errors told so far. */
  readonly errors: number;
  /** Times the line was lost while it was attached. */
  readonly drops: number;
  /** How the last attachment began (PROTOCOL.md section 5): `exact` with the missing bytes, `snapshot` with the true screen, `replay` with what was left, `new` at the first byte. */
  readonly resume: ResumeKind | undefined;
  /** Output received, end offset; and parsed. */
  readonly offset: number;
  readonly parsedOffset: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Undefined while not attached. */
  readonly flow: FlowState | undefined;
  /** Input not yet acknowledged by the server, bytes. */
  readonly pendingInput: number;
  readonly input: InputState;
  /** Whether the server lets this page look only, as far as it has said: it answers input with an error (`read_only`). */
  readonly readOnly: boolean;
  readonly activity: SessionActivity;
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
   * What is older than 30 s when the line comes back is held (`state.input.held`) until `sendHeld` or `discardHeld`; what is typed meanwhile waits behind it, and behind a transmission too (again up to 64 KiB).
   * Ctrl-C (the byte 3 alone) does to what waits what a terminal driver does: held input is discarded, a transmission cancelled, and it is typed itself next. While merely not connected it waits in its place like any key.
   * @throws TerminalError `input_overflow` when more would be pending than is kept (nothing of `data` is taken), `session_closed` after the shell's end
   */
  send(data: string | Uint8Array): void;
  /**
   * Types something long, in its place among what is typed, as fast as the shell takes it: 64 KiB at most are under way. Goes on at the very byte after a drop.
   * Resolves when it was written to the shell's terminal, or will not be; a rest that is lost with its shell, or because somebody else has typed while the line was down in the middle of its bracket, is reported by `onError` (`input_discarded`) too.
   * @param data must not be changed until then
   * Rejects with TerminalError `input_overflow` while another one is under way, `session_closed` after the shell's end
   */
  transmit(data: string | Uint8Array, options?: TransmitOptions): Promise<TransmitResult>;
  /** Ends the transmission under way as soon as can be: what was sent stays sent, whole characters are sent to their end, a bracket is closed. What was typed behind it is discarded and reported. */
  cancelTransmit(): void;
  /** Types what is held after all. Does nothing while nothing is. */
  sendHeld(): void;
  /** Discards what waits: what is held, what was typed behind it, and the rest of a transmission. Returns the number of bytes. */
  discardHeld(): number;
  /** The first `max` bytes of what is held, to be shown to whoever has to decide, and nobody else. */
  peekHeld(max: number): Uint8Array;
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
  /** Lets a view say that the output it parses just now rings; as often as it likes. */
  noteBell(): void;
  /** Lets a view say what progress the output tells, at most about ten times a second; undefined ends it. `value` is rounded and clamped. */
  noteProgress(progress: SessionProgress | undefined): void;
  /** Lets a view say what title the output gives, at most once per frame, clean and of bounded length. */
  noteTitle(title: string): void;
  /** After the shell's end or a failure: starts a new shell under the same key. Otherwise does nothing. */
  restart(): void;
  /** Tries to connect at once, whatever the backoff or breaker says. */
  retry(): void;
  /** Ends the shell for everybody and forgets the session. */
  close(): void;
}
