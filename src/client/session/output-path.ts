import type { AttachedMessage } from '../../protocol/messages.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { AckPacer } from './ack-pacer.js';
import type { GapEvent, SessionView } from './contract.js';
import type { SessionListeners } from './listeners.js';
import { GAP, OutputCursor } from './output-cursor.js';

/** From where a server can go on without touching the screen. */
export interface ResumePoint {
  readonly epoch: string;
  readonly offset: number;
}

/**
 * The way of a session's output to its screen and its listeners. The screen may be replayed from an earlier offset; listeners
 * never hear a byte twice. Acknowledges what the screen has parsed, or what was delivered when there is no screen.
 */
export class OutputPath {
  readonly #listeners: SessionListeners;
  readonly #metrics: Metrics;
  readonly #pacer: AckPacer;
  readonly #viewFailed: (cause: unknown) => void;
  #epoch: string | undefined;
  #view: SessionView | undefined;
  /** The screen whose content `#cursor` describes; another one than `#view` until a replay has begun. */
  #fed: SessionView | undefined;
  #cursor = new OutputCursor(0);
  #parsed: () => void = () => {};
  /** Listeners have heard, or been told of a gap in, everything before it. */
  #heard = 0;
  bytesIn = 0;

  constructor(listeners: SessionListeners, metrics: Metrics, pacer: AckPacer, viewFailed: (cause: unknown) => void) {
    this.#listeners = listeners;
    this.#metrics = metrics;
    this.#pacer = pacer;
    this.#viewFailed = viewFailed;
  }

  get epoch(): string | undefined {
    return this.#epoch;
  }

  get view(): SessionView | undefined {
    return this.#view;
  }

  get received(): number {
    return this.#cursor.received;
  }

  get parsedOffset(): number {
    return this.#cursor.parsed;
  }

  /** undefined: the screen has nothing of this shell on it, history has to be replayed. */
  get resumePoint(): ResumePoint | undefined {
    if (this.#epoch === undefined || this.#fed !== this.#view) return undefined;
    return { epoch: this.#epoch, offset: this.#view === undefined ? this.#heard : this.#cursor.received };
  }

  setView(view: SessionView | undefined): void {
    if (view === this.#view) return;
    this.#view = view;
    if (view !== undefined) return;
    // What the screen that left has not parsed counts as delivered, or it would be owed to the server for ever.
    this.#begin(this.#cursor.received);
    this.#pacer.parsed(this.#cursor.received);
  }

  /** A screen given to a shell that has not printed anything yet needs no replay. Returns whether that was the case. */
  adoptEmpty(): boolean {
    if (this.#epoch === undefined || this.#cursor.received !== 0) return false;
    this.#begin(0);
    this.#startReplay({ kind: 'new', historyEnd: 0, gap: undefined });
    return true;
  }

  /** The screen does not fit the stream any more: the next attachment replays it. */
  distrustScreen(): void {
    this.#fed = undefined;
  }

  /**
   * An attachment was answered; the screen is made ready.
   * @param acknowledge sends an `ack` for it
   * @returns what listeners will never hear, for `reportGap`
   */
  attached(message: AttachedMessage, acknowledge: (offset: number) => void): GapEvent | undefined {
    const { resume, epoch, offset, end, windowBytes, created } = message;
    const sameShell = epoch === this.#epoch;
    if (resume === 'exact' && sameShell && this.#fed === this.#view) {
      if (this.#view === undefined) this.#begin(offset);
      this.#pacer.start(offset, windowBytes, acknowledge);
      return undefined;
    }
    const gap = sameShell ? (this.#heard < offset ? { from: this.#heard, to: offset } : undefined) : message.gap;
    // A shell that is behind what was heard has lost its memory: what it prints from its end on is news.
    this.#heard = sameShell ? Math.max(offset, Math.min(this.#heard, end)) : offset;
    this.#epoch = epoch;
    this.#begin(offset);
    this.#pacer.start(offset, windowBytes, acknowledge);
    // What a shell started just now has printed already is no history: nobody has answered the queries in it yet.
    this.#startReplay({ kind: resume === 'new' ? 'new' : 'replay', historyEnd: created ? offset : end, gap: message.gap });
    return gap !== undefined && gap.to > gap.from ? gap : undefined;
  }

  widen(windowBytes: number): void {
    this.#pacer.widen(windowBytes);
  }

  /** The attachment is over; what it brought stays. */
  detached(): void {
    this.#pacer.stop();
  }

  /** The shell has ended at `end`: what was not heard by now never will be. */
  closedAt(epoch: string | undefined, end: number): void {
    if (epoch !== this.#epoch || end <= this.#heard) return;
    const gap = { from: this.#heard, to: end };
    this.#heard = end;
    this.reportGap(gap);
  }

  /** Returns false when `bytes` begin after what is held: a gap, of which nothing is taken. */
  receive(payload: Uint8Array, offset: number): boolean {
    const cursor = this.#cursor;
    const skip = cursor.place(offset, payload.length);
    if (skip === GAP) return false;
    this.#metrics.duplicateBytes += skip;
    if (skip === payload.length) return true;
    const bytes = skip === 0 ? payload : payload.subarray(skip);
    const from = offset + skip;
    const end = from + bytes.length;
    this.bytesIn += bytes.length;
    this.#metrics.bytesIn += bytes.length;
    const view = this.#view;
    if (view === undefined) cursor.delivered(end);
    else this.#show(view, cursor, bytes, end);
    const known = this.#heard - from;
    if (known < bytes.length) {
      this.#heard = end;
      this.#listeners.output(known <= 0 ? bytes : bytes.subarray(known), known <= 0 ? from : from + known);
    }
    // After the listeners: they are the parsers when there is no screen. The cursor tells whether they changed the stream meanwhile.
    if (view === undefined && cursor === this.#cursor) this.#pacer.parsed(end);
    return true;
  }

  #show(view: SessionView, cursor: OutputCursor, bytes: Uint8Array, end: number): void {
    cursor.parsing(end);
    try {
      view.write(bytes, this.#parsed);
    } catch (cause) {
      // A screen that fails must not hold the shell: its bytes count as parsed.
      this.#parsed();
      this.#viewFailed(cause);
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

  #startReplay(start: Parameters<SessionView['beginReplay']>[0]): void {
    try {
      this.#view?.beginReplay(start);
    } catch (cause) {
      this.#viewFailed(cause);
    }
  }

  reportGap(gap: GapEvent): void {
    this.#metrics.gaps += 1;
    this.#metrics.gapBytes += gap.to - gap.from;
    this.#listeners.gap(gap);
  }
}
