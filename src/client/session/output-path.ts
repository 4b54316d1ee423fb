import { FrameKind, type Frame } from '../../protocol/frames.js';
import type { AttachedMessage, ResumeKind, TerminalFeatures } from '../../protocol/messages.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { Acknowledge, AckPacer } from './ack-pacer.js';
import type { GapEvent, SessionState, SessionView, SnapshotSink } from './contract.js';
import type { SessionListeners } from './listeners.js';
import { GAP, OutputCursor } from './output-cursor.js';
import { SnapshotReader } from './snapshot-reader.js';

/** From where a server can go on without touching the screen. */
export interface ResumePoint {
  readonly epoch: string;
  readonly offset: number;
}

export interface OutputPathOwner {
  viewFailed(cause: unknown): void;
  /** The server does not keep to the protocol: what it sends on this socket can't be trusted any more. */
  malformed(detail: string): void;
  /** Output is there that this page has not had before, as opposed to what a new screen is given again. */
  news(): void;
}

/**
 * The way of a session's output to its screen and its listeners. The screen may be given anew, as a snapshot; listeners never hear a byte
 * twice. Acknowledges what the screen has parsed, or what was delivered when there is no screen.
 */
export class OutputPath {
  readonly #listeners: SessionListeners;
  readonly #metrics: Metrics;
  readonly #pacer: AckPacer;
  readonly #owner: OutputPathOwner;
  #epoch: string | undefined;
  #view: SessionView | undefined;
  /** The screen whose content `#cursor` describes; another one than `#view` until a snapshot is over. */
  #fed: SessionView | undefined;
  /** The shell whose output `#view` shows; undefined for a screen that has shown nothing of this session. */
  #shown: string | undefined;
  /** The kind of terminal that the shell of `#epoch` prints to. */
  #terminal: TerminalFeatures | undefined;
  #cursor = new OutputCursor(0);
  /** The snapshot that this attachment began with, also once it is over: what is sent twice is left out, not at fault. */
  #snapshot: SnapshotReader | undefined;
  #parsed: () => void = () => {};
  /** Listeners have heard, or been told of a gap in, everything before it since their first byte of this shell. */
  #heard: number | undefined;
  /** Where what is new to this page begins: output below was printed before the page knew the shell, or has been here. */
  #newsFrom = 0;
  #bytesIn = 0;
  #resume: ResumeKind | undefined;

  constructor(listeners: SessionListeners, metrics: Metrics, pacer: AckPacer, owner: OutputPathOwner) {
    this.#listeners = listeners;
    this.#metrics = metrics;
    this.#pacer = pacer;
    this.#owner = owner;
  }

  get epoch(): string | undefined {
    return this.#epoch;
  }

  get view(): SessionView | undefined {
    return this.#view;
  }

  /** Whether what is parsed next is nothing new. */
  get restoring(): boolean {
    return this.#cursor.parsed < this.#newsFrom;
  }

  get reading(): Pick<SessionState, 'epoch' | 'offset' | 'parsedOffset' | 'bytesIn' | 'flow' | 'resume' | 'terminal'> {
    const { received, parsed } = this.#cursor;
    const { unicode = '11', images = false } = this.#terminal ?? {};
    return {
      epoch: this.#epoch, offset: received, parsedOffset: parsed, bytesIn: this.#bytesIn, flow: this.#pacer.flow(received, this.#snapshot?.received ?? 0), resume: this.#resume,
      terminal: this.#epoch === undefined ? undefined : { unicode, images },
    };
  }

  /** undefined: the screen does not show this shell, or not all of it; it has to be given anew. */
  get resumePoint(): ResumePoint | undefined {
    if (this.#epoch === undefined || this.#fed !== this.#view) return undefined;
    return { epoch: this.#epoch, offset: this.#view === undefined ? (this.#heard ?? this.#cursor.received) : this.#cursor.received };
  }

  setView(view: SessionView | undefined): void {
    if (view === this.#view) return;
    this.#view = view;
    this.#shown = undefined;
    if (view !== undefined) return;
    // What the screen that left has not parsed counts as delivered, or it would be owed to the server for ever.
    this.#begin(this.#cursor.received);
    this.#pacer.parsed(this.#cursor.received);
    this.#snapshot?.release();
  }

  /** A screen given to a shell that has not printed anything yet needs no snapshot. Returns whether that was the case. */
  adoptEmpty(): boolean {
    if (this.#epoch === undefined || this.#snapshot !== undefined || this.#cursor.received !== 0) return false;
    this.#begin(0);
    this.#beginShell(this.#epoch);
    return true;
  }

  /** The screen does not fit the stream any more: the next attachment brings it anew. */
  distrustScreen(): void {
    this.#fed = undefined;
  }

  /** Whether the answer fits what was asked for: bytes of long ago must not reach a screen that shows the present. */
  fits({ resume, epoch }: AttachedMessage): boolean {
    return this.#view === undefined || resume === 'snapshot' || resume === 'new' || (resume === 'exact' && this.resumePoint?.epoch === epoch);
  }

  /**
   * An attachment was answered with something that `fits`; the screen is made ready.
   * @returns what listeners will never hear, for `reportGap`
   */
  attached(message: AttachedMessage, acknowledge: Acknowledge): GapEvent | undefined {
    const { resume, epoch, offset, end, windowBytes } = message;
    this.#pacer.start(offset, windowBytes, acknowledge);
    this.#resume = resume;
    if (resume === 'exact' && this.resumePoint?.epoch === epoch) {
      if (this.#view === undefined) this.#begin(offset);
      return undefined;
    }
    const heard = epoch === this.#epoch ? this.#heard : undefined;
    const gap = heard !== undefined && heard < offset ? this.#gap(heard, offset) : undefined;
    // A shell that is behind what was heard has lost its memory: what it prints from its end on is news.
    this.#heard = heard === undefined ? undefined : Math.max(offset, Math.min(heard, end));
    this.#newsFrom = this.#newsBegin(epoch, end);
    this.#epoch = epoch;
    this.#terminal = message.terminal;
    this.#begin(offset);
    if (resume === 'snapshot') this.#beginSnapshot(message);
    else this.#beginShell(epoch);
    return gap;
  }

  widen(windowBytes: number): void {
    this.#pacer.widen(windowBytes);
  }

  /** Nobody wants the session any more: whoever comes next begins to listen anew, and has missed nothing. */
  forgetHeard(): void {
    this.#heard = undefined;
  }

  /** The attachment is over; what it brought stays, but for a snapshot that was not over. */
  detached(): void {
    this.#pacer.stop();
    const snapshot = this.#snapshot;
    this.#snapshot = undefined;
    // It may be in the middle of being read, by a call that led here.
    snapshot?.stop();
  }

  /** The shell has ended at `end`: what was not heard by now never will be. */
  closedAt(epoch: string | undefined, end: number): void {
    const from = this.#heard ?? this.#cursor.received;
    if (epoch !== this.#epoch || end <= from) return;
    this.#heard = end;
    this.reportGap(this.#gap(from, end));
  }

  /** Returns false when the bytes begin after what is held: a gap, of which nothing is taken. */
  receive({ kind, payload, offset }: Frame): boolean {
    const taken = kind === FrameKind.snapshot ? this.#receiveSnapshot(payload, offset) : this.#receiveOutput(payload, offset);
    if (taken === GAP) return false;
    this.#metrics.duplicateBytes += payload.length - taken;
    return true;
  }

  /** Returns how many bytes were new, or `GAP`. */
  #receiveSnapshot(payload: Uint8Array, position: number): number {
    const snapshot = this.#snapshot;
    if (snapshot === undefined) {
      this.#owner.malformed('a snapshot that was not announced');
      return payload.length;
    }
    const before = snapshot.received;
    if (position > before) return GAP;
    const fresh = Math.max(0, position + payload.length - before);
    this.#count(fresh);
    snapshot.take(payload, position);
    return fresh;
  }

  #receiveOutput(payload: Uint8Array, offset: number): number {
    if (this.#snapshot?.complete === false) {
      this.#owner.malformed('output before the screen was complete');
      return payload.length;
    }
    const cursor = this.#cursor;
    const skip = cursor.place(offset, payload.length);
    if (skip === GAP) return GAP;
    if (skip === payload.length) return 0;
    const bytes = skip === 0 ? payload : payload.subarray(skip);
    const from = offset + skip;
    const end = from + bytes.length;
    this.#count(bytes.length);
    const view = this.#view;
    if (view === undefined) cursor.delivered(end);
    else this.#show(view, cursor, bytes, end);
    const known = (this.#heard ?? 0) - from;
    if (known < bytes.length) {
      this.#heard = end;
      this.#listeners.output(known <= 0 ? bytes : bytes.subarray(known), known <= 0 ? from : from + known);
    }
    // After the listeners: they are the parsers when there is no screen. The cursor tells whether they changed the stream meanwhile.
    if (view === undefined && cursor === this.#cursor) this.#pacer.parsed(end);
    if (end > this.#newsFrom) this.#owner.news();
    return bytes.length;
  }

  /** Before the new attachment is taken over. */
  #newsBegin(epoch: string, end: number): number {
    if (this.#epoch === undefined) return end;
    return epoch === this.#epoch ? Math.max(this.#newsFrom, this.#cursor.received) : 0;
  }

  #count(bytes: number): void {
    this.#bytesIn += bytes;
    this.#metrics.bytesIn += bytes;
  }

  #show(view: SessionView, cursor: OutputCursor, bytes: Uint8Array, end: number): void {
    cursor.parsing(end);
    try {
      view.write(bytes, this.#parsed);
    } catch (cause) {
      // A screen that fails must not hold the shell: its bytes count as parsed.
      this.#parsed();
      this.#owner.viewFailed(cause);
    }
  }

  #begin(offset: number): void {
    const cursor = new OutputCursor(offset);
    this.#cursor = cursor;
    this.#fed = this.#view;
    // One function for all writes of a stream; callbacks of an earlier stream find another cursor and change nothing.
    this.#parsed = () => {
      const end = cursor.parsedNext();
      if (cursor === this.#cursor) this.#pacer.parsed(end);
    };
  }

  #beginShell(epoch: string): void {
    this.#shown = epoch;
    this.#prepare((view) => view.beginShell({ terminal: this.#terminal }));
  }

  #beginSnapshot({ epoch, offset, cols, rows, terminal }: AttachedMessage): void {
    const anotherShell = this.#shown !== undefined && this.#shown !== epoch;
    // Until its end a drop makes it void.
    this.#fed = undefined;
    this.#snapshot = new SnapshotReader(this.#prepare((view) => view.beginSnapshot({ cols, rows, terminal, anotherShell })), {
      ready: () => {
        this.#shown = epoch;
        if (offset > this.#newsFrom) this.#owner.news();
      },
      // No other screen than the one that was given it, or none: another would have begun another attachment.
      ended: () => {
        this.#fed = this.#view;
      },
      parsed: (position) => this.#pacer.parsedSnapshot(position),
      malformed: (detail) => this.#owner.malformed(detail),
      sinkFailed: (cause) => this.#owner.viewFailed(cause),
    });
  }

  /** What the screen makes of it; undefined without a screen, and for one that throws. */
  #prepare<T extends SnapshotSink | void>(call: (view: SessionView) => T): T | undefined {
    if (this.#view === undefined) return undefined;
    try {
      return call(this.#view);
    } catch (cause) {
      this.#owner.viewFailed(cause);
      return undefined;
    }
  }

  #gap(from: number, to: number): GapEvent {
    return { from, to, news: Math.max(0, to - Math.max(from, this.#newsFrom)) };
  }

  reportGap(gap: GapEvent): void {
    if (gap.news > 0) this.#metrics.gaps += 1;
    this.#metrics.gapBytes += gap.news;
    this.#listeners.gap(gap);
  }
}
