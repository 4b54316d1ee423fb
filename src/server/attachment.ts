import type { ByteLog } from '../base/byte-log.js';
import type { Clock } from '../base/clock.js';
import { MutableDisposable } from '../base/disposable.js';
import type { WireErrorCode } from '../protocol/errors.js';
import { LAGGING_MS } from '../protocol/limits.js';
import type { CloseReason, ServerMessage } from '../protocol/messages.js';
import type { CreditWindow } from './flow-control.js';
import type { InputEntry, InputVerdict } from './input-ledger.js';
import type { OutputSource } from './output-scheduler.js';

/**
 * `opening`: the viewer has not been told where its output begins; counts, and receives nothing yet. `live`: receives output and counts for back-pressure. `lagging`: receives output, no longer counts.
 * `dropped`: its socket is gone, its place is kept and counts. `ended`: nothing any more.
 */
export type AttachmentState = 'opening' | 'live' | 'lagging' | 'dropped' | 'ended';

/** Why an attachment ended. */
export type ReleaseReason = 'detached' | 'superseded' | 'shell_ended' | 'lagging' | 'dropped';

export interface SessionEnd {
  readonly exitCode: number | null;
  readonly signal: number | null;
  readonly reason: CloseReason;
}

/** The socket's side of an attachment. */
export interface Viewer {
  /** Round trip of the socket, milliseconds; undefined until measured. */
  readonly rttMs: number | undefined;
  send(message: ServerMessage): void;
  sendOutput(channel: number, offset: number, parts: readonly Uint8Array[]): void;
  fail(address: { readonly channel: number; readonly sessionId: string }, code: WireErrorCode, text: string): void;
  /** The attachment may have something to send. */
  wake(attachment: Attachment): void;
  /** The attachment has ended; not called when the socket itself is what ended. */
  released(attachment: Attachment, reason: ReleaseReason): void;
}

/** The shell's side of an attachment. */
export interface AttachedSession {
  readonly sessionId: string;
  readonly epoch: string;
  readonly ring: ByteLog;
  /** Set once the shell has ended. */
  readonly end: SessionEnd | undefined;
  /** Credit or standing of an attachment has changed: the shell may have to wait or may go on. */
  reflow(): void;
  /** A socket has gone. */
  viewersChanged(): void;
  released(attachment: Attachment): void;
  resize(cols: number, rows: number): void;
  input(attachment: Attachment, offset: number, bytes: Uint8Array): InputVerdict;
}

export interface AttachmentParts {
  readonly clock: Clock;
  readonly session: AttachedSession;
  readonly viewer: Viewer;
  /** Client instance and principal: who takes over from whom. */
  readonly clientKey: string;
  readonly channel: number;
  readonly access: 'full' | 'read_only';
  readonly credit: CreditWindow;
  readonly input: InputEntry;
}

/**
 * One viewer's subscription to one shell. It keeps a place in the session's ring and reads from there when its socket has room:
 * there is no queue of its own, so viewers cost no memory but the window the ring must keep for them.
 */
export class Attachment implements OutputSource {
  readonly session: AttachedSession;
  readonly clientKey: string;
  readonly channel: number;
  readonly access: 'full' | 'read_only';
  readonly credit: CreditWindow;
  readonly input: InputEntry;
  readonly #clock: Clock;
  readonly #viewer: Viewer;
  /** Watches for acknowledgements while attached, ends the grace while dropped. */
  readonly #timer = new MutableDisposable();
  #state: AttachmentState = 'opening';
  /** When it last acknowledged something or output began to wait. */
  #progressAt: number;

  constructor(parts: AttachmentParts) {
    this.#clock = parts.clock;
    this.#viewer = parts.viewer;
    this.session = parts.session;
    this.clientKey = parts.clientKey;
    this.channel = parts.channel;
    this.access = parts.access;
    this.credit = parts.credit;
    this.input = parts.input;
    this.input.holders++;
    this.#progressAt = this.#clock.now();
  }

  get state(): AttachmentState {
    return this.#state;
  }

  /** Whether the shell waits for it and the ring keeps what it has not acknowledged. */
  get counted(): boolean {
    return this.#state === 'opening' || this.#state === 'live' || this.#state === 'dropped';
  }

  /** Whether somebody is looking. */
  get attached(): boolean {
    return this.#state === 'opening' || this.#state === 'live' || this.#state === 'lagging';
  }

  get backlog(): number {
    return this.#state !== 'opening' && this.attached && this.credit.sent >= this.session.ring.start ? this.session.ring.end - this.credit.sent : 0;
  }

  get sendable(): number {
    return Math.min(this.backlog, this.credit.sendable(this.session.ring.end));
  }

  get sendableBesideTyping(): number {
    return Math.min(this.sendable, this.credit.roomBesideTyping(this.#viewer.rttMs));
  }

  /** Called once the viewer has been told where the output begins: a shell that was waiting may print at any moment before that. */
  begin(): void {
    if (this.#state !== 'opening') return;
    this.#state = 'live';
    this.ringDropped();
    this.#watch();
    this.#viewer.wake(this);
    this.finish();
  }

  /** The ring no longer has what it had: whoever still needs that is told to start over. */
  ringDropped(): void {
    if (this.#state === 'opening' || !this.attached || this.credit.sent >= this.session.ring.start) return;
    this.#viewer.fail(this.#address, 'lagging', 'The viewer was too slow: output it has not seen is gone.');
    this.release('lagging');
  }

  /** @param before end of the shell's output until just now */
  outputArrived(before: number): void {
    if (!this.attached || this.#state === 'opening') return;
    if (this.credit.acked >= before) this.#progressAt = this.#clock.now();
    this.#watch();
    this.#viewer.wake(this);
  }

  sendSlice(maxBytes: number): number {
    const count = Math.min(maxBytes, this.sendable);
    if (count === 0) return 0;
    const offset = this.credit.sent;
    this.credit.took(count);
    this.#viewer.sendOutput(this.channel, offset, this.session.ring.readAll(offset, count));
    this.finish();
    return count;
  }

  acknowledge(offset: number): void {
    if (!this.attached) return;
    const result = this.credit.ack(offset, this.#clock.now(), this.#viewer.rttMs);
    if (result === 'bad') {
      const { sent, acked } = this.credit;
      return this.#viewer.fail(this.#address, 'bad_ack', `Offset ${offset} is outside of what may be acknowledged, ${acked}…${sent}.`);
    }
    if (result === 'repeat') return;
    this.#progressAt = this.#clock.now();
    if (this.#state === 'lagging') this.#state = 'live';
    this.session.reflow();
    this.#viewer.wake(this);
  }

  inputWritten(end: number): void {
    if (this.attached) this.#viewer.send({ type: 'input_ack', channel: this.channel, offset: end });
  }

  /** Tells the viewer of the shell's end, once everything before it has been sent. */
  finish(): void {
    const { end, ring, sessionId, epoch } = this.session;
    if (end === undefined || this.#state === 'opening' || !this.attached || this.credit.sent < ring.end) return;
    this.#viewer.send({ type: 'session_closed', channel: this.channel, sessionId, epoch, ...end, offset: ring.end });
    this.release('shell_ended');
  }

  /** The socket is gone; the place is kept for `graceMs`. */
  drop(graceMs: number): void {
    if (!this.attached) return;
    if (this.#state === 'lagging' || graceMs === 0) return this.release('dropped');
    this.#state = 'dropped';
    this.#timer.value = this.#clock.after(graceMs, () => this.release('dropped'));
    this.session.viewersChanged();
  }

  release(reason: ReleaseReason): void {
    if (this.#state === 'ended') return;
    const attached = this.attached;
    this.#state = 'ended';
    this.#timer.dispose();
    this.input.holders--;
    if (attached && reason !== 'dropped') this.#viewer.released(this, reason);
    this.session.released(this);
  }

  get #address(): { channel: number; sessionId: string } {
    return { channel: this.channel, sessionId: this.session.sessionId };
  }

  /** One timer that looks again when it fires, instead of one per acknowledgement. */
  #watch(): void {
    if (this.#timer.value !== undefined || this.#state !== 'live' || this.credit.acked >= this.session.ring.end) return;
    this.#timer.value = this.#clock.after(this.#progressAt + LAGGING_MS - this.#clock.now(), () => {
      this.#timer.clear();
      if (this.#clock.now() - this.#progressAt < LAGGING_MS || this.credit.acked >= this.session.ring.end) return this.#watch();
      this.#state = 'lagging';
      this.session.reflow();
    });
  }
}
