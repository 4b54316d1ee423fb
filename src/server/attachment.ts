import type { Clock } from '../base/clock.js';
import { MutableDisposable } from '../base/disposable.js';
import { LAGGING_MS } from '../protocol/limits.js';
import type { AttachedSession, ReleaseReason, Viewer } from './attachment-contract.js';
import type { CreditWindow } from './flow-control.js';
import type { InputEntry } from './input-ledger.js';
import { Outgoing } from './outgoing.js';
import type { OutputSource } from './output-scheduler.js';
import type { SnapshotSender } from './snapshot-sender.js';

/**
 * `opening`: the viewer has not been told where its output begins; counts, and receives nothing yet. `live`: receives output and counts for back-pressure. `lagging`: receives output, no longer counts.
 * `hidden`: the same, because nobody sees it. `dropped`: its socket is gone, its place is kept and counts. `ended`: nothing any more.
 */
export type AttachmentState = 'opening' | 'live' | 'lagging' | 'hidden' | 'dropped' | 'ended';

export interface AttachmentParts {
  readonly clock: Clock;
  readonly session: AttachedSession;
  readonly viewer: Viewer;
  /** Client instance and principal: who takes over from whom. */
  readonly clientKey: string;
  readonly channel: number;
  readonly access: 'full' | 'read_only';
  readonly credit: CreditWindow;
  readonly snapshot: SnapshotSender | undefined;
  readonly input: InputEntry;
}

/**
 * One viewer's subscription to one shell. It keeps a place in the session's ring and reads from there when its socket has room:
 * there is no queue of its own, so viewers cost no memory but the window the ring must keep for them, and a snapshot until that has been sent.
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
  readonly #outgoing: Outgoing;
  /** Watches for acknowledgements while attached, ends the grace while dropped. */
  readonly #timer = new MutableDisposable();
  #state: AttachmentState = 'opening';
  /** When it last acknowledged something or something began to wait. */
  #progressAt: number;

  constructor(parts: AttachmentParts) {
    const { clock, viewer, session, channel, credit, snapshot } = parts;
    this.#clock = clock;
    this.#viewer = viewer;
    this.session = session;
    this.clientKey = parts.clientKey;
    this.channel = channel;
    this.access = parts.access;
    this.credit = credit;
    this.input = parts.input;
    this.input.holders++;
    this.#progressAt = clock.now();
    this.#outgoing = new Outgoing({
      ring: session.ring, credit, snapshot, rttMs: () => viewer.rttMs, sendFrame: (kind, offset, bytes) => viewer.sendFrame(kind, channel, offset, bytes),
    });
  }

  get state(): AttachmentState {
    return this.#state;
  }

  /** Whether the shell waits for it and the ring keeps what it has not acknowledged. */
  get counted(): boolean {
    return this.#state === 'opening' || this.#state === 'live' || this.#state === 'dropped';
  }

  /** Whether its socket is there. */
  get attached(): boolean {
    return this.#state === 'opening' || this.#receives;
  }

  get backlog(): number {
    return this.#receives ? this.#outgoing.backlog : 0;
  }

  get sendable(): number {
    return this.#receives ? this.#outgoing.sendable : 0;
  }

  get sendableBesideTyping(): number {
    return this.#receives ? this.#outgoing.sendableBesideTyping : 0;
  }

  /** Called once the viewer has been told where the output begins: a shell that was waiting may print at any moment before that. */
  begin(): void {
    if (this.#state !== 'opening') return;
    this.#state = this.#viewer.visible ? 'live' : 'hidden';
    if (this.#state === 'hidden') this.session.reflow();
    this.ringDropped();
    this.#watch();
    this.#viewer.wake(this);
    this.finish();
  }

  /** What nobody sees holds nobody up; what is seen again counts again, if it has kept its place. */
  visibilityChanged(): void {
    if (!this.#receives || this.#viewer.visible !== (this.#state === 'hidden')) return;
    this.#state = this.#viewer.visible ? 'live' : 'hidden';
    this.#timer.clear();
    this.#progressAt = this.#clock.now();
    this.#watch();
    this.session.reflow();
  }

  /** The ring no longer has what it had: whoever still needs that is told to start over. */
  ringDropped(): void {
    if (!this.#receives || !this.#outgoing.outrun) return;
    this.#viewer.fail(this.#address, 'lagging', 'The viewer was too slow: output it has not seen is gone.');
    this.release('lagging');
  }

  /** @param before end of the shell's output until just now */
  outputArrived(before: number): void {
    if (!this.#receives) return;
    if (this.credit.acked >= before && !this.#outgoing.snapshotUnparsed) this.#progressAt = this.#clock.now();
    this.#watch();
    this.#viewer.wake(this);
  }

  sendSlice(maxBytes: number): number {
    if (!this.#receives) return 0;
    const count = this.#outgoing.sendSlice(maxBytes);
    if (count > 0) this.finish();
    return count;
  }

  /** @param snapshot position in the snapshot; 0 for a viewer that has none */
  acknowledge(offset: number, snapshot: number): void {
    if (!this.attached) return;
    const result = this.credit.ack(offset, snapshot, this.#clock.now(), this.#viewer.rttMs);
    if (result === 'bad') {
      const { sent, acked, snapshotSent, snapshotAcked } = this.credit;
      const why = `Offset ${offset} and position ${snapshot} are outside of what may be acknowledged, ${acked}…${sent} and ${snapshotAcked}…${snapshotSent}.`;
      return this.#viewer.fail(this.#address, 'bad_ack', why);
    }
    if (result === 'repeat') return;
    this.#progressAt = this.#clock.now();
    if (this.#state === 'lagging') {
      this.#state = 'live';
      // It may fall silent again at once, and a shell that waits for it prints nothing that would remind us to look.
      this.#watch();
    }
    this.session.reflow();
    this.#viewer.wake(this);
  }

  inputWritten(end: number): void {
    if (this.attached) this.#viewer.send({ type: 'input_ack', channel: this.channel, offset: end });
  }

  /** Tells the viewer of the shell's end, once everything before it has been sent. */
  finish(): void {
    const { end, ring, sessionId, epoch } = this.session;
    if (end === undefined || !this.#receives || !this.#outgoing.finished) return;
    this.#viewer.send({ type: 'session_closed', channel: this.channel, sessionId, epoch, ...end, offset: ring.end });
    this.release('shell_ended');
  }

  /** The socket is gone; the place is kept for `graceMs`. */
  drop(graceMs: number): void {
    if (!this.attached) return;
    this.#outgoing.abandonSnapshot();
    if (!this.counted || graceMs === 0) return this.release('dropped');
    this.#state = 'dropped';
    this.#timer.value = this.#clock.after(graceMs, () => this.release('dropped'));
    this.session.viewersChanged();
  }

  release(reason: ReleaseReason): void {
    if (this.#state === 'ended') return;
    const attached = this.attached;
    this.#state = 'ended';
    this.#timer.dispose();
    this.#outgoing.abandonSnapshot();
    this.input.holders--;
    if (attached && reason !== 'dropped') this.#viewer.released(this, reason);
    this.session.released(this);
  }

  get #receives(): boolean {
    return this.#state === 'live' || this.#state === 'lagging' || this.#state === 'hidden';
  }

  get #address(): { channel: number; sessionId: string } {
    return { channel: this.channel, sessionId: this.session.sessionId };
  }

  /** One timer that looks again when it fires, instead of one per acknowledgement. */
  #watch(): void {
    if (this.#timer.value !== undefined || this.#state !== 'live' || !this.#outgoing.unparsed) return;
    this.#timer.value = this.#clock.after(this.#progressAt + LAGGING_MS - this.#clock.now(), () => {
      this.#timer.clear();
      if (this.#clock.now() - this.#progressAt < LAGGING_MS || !this.#outgoing.unparsed) return this.#watch();
      this.#state = 'lagging';
      this.session.reflow();
    });
  }
}
