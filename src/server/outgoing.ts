import type { ByteLog } from '../base/byte-log.js';
import { FrameKind } from '../protocol/frames.js';
import type { CreditWindow } from './flow-control.js';
import type { SnapshotSender } from './snapshot-sender.js';

export interface OutgoingParts {
  readonly ring: ByteLog;
  readonly credit: CreditWindow;
  /** Before and beside the output; undefined for a viewer that gets bytes only. */
  readonly snapshot: SnapshotSender | undefined;
  readonly sendFrame: (kind: FrameKind, offset: number, parts: readonly Uint8Array[]) => void;
  /** Round trip of the socket, milliseconds; undefined until measured. */
  readonly rttMs: () => number | undefined;
}

/**
 * What one viewer is still to be sent, all of it within one credit: the snapshot's screen alone, then output and old lines slice by slice in turn. Output is read
 * from the session's ring when the socket has room, so there is no queue.
 */
export class Outgoing {
  readonly #ring: ByteLog;
  readonly #credit: CreditWindow;
  readonly #sendFrame: OutgoingParts['sendFrame'];
  readonly #rttMs: () => number | undefined;
  /** Undefined once all of it has been sent. */
  #snapshot: SnapshotSender | undefined;
  /** Whose slice is next, when both have one. */
  #turn: 'output' | 'snapshot' = 'output';

  constructor({ ring, credit, snapshot, sendFrame, rttMs }: OutgoingParts) {
    this.#ring = ring;
    this.#credit = credit;
    this.#snapshot = snapshot;
    this.#sendFrame = sendFrame;
    this.#rttMs = rttMs;
  }

  /** Whether output that has not been sent is gone. */
  get outrun(): boolean {
    return this.#credit.sent < this.#ring.start;
  }

  get finished(): boolean {
    return this.#snapshot === undefined && this.#credit.sent >= this.#ring.end;
  }

  /** Bytes that wait to be sent, old lines that are still packed not counted; never 0 before `finished`. */
  get backlog(): number {
    return this.outrun ? 0 : this.#ring.end - this.#credit.sent + (this.#snapshot?.available ?? 0);
  }

  get sendable(): number {
    return this.outrun ? 0 : Math.min(this.#credit.room, this.#output + this.#snapshotBytes);
  }

  get sendableBesideTyping(): number {
    return Math.min(this.sendable, this.#credit.roomBesideTyping(this.#rttMs()));
  }

  /** Anything that the viewer has not acknowledged, or has not been sent. */
  get unparsed(): boolean {
    return this.#credit.acked < this.#ring.end || this.snapshotUnparsed;
  }

  get snapshotUnparsed(): boolean {
    return this.#snapshot !== undefined || this.#credit.snapshotAcked < this.#credit.snapshotSent;
  }

  /** Sends one frame of up to `maxBytes` and returns how many; 0 only if nothing is sendable. */
  sendSlice(maxBytes: number): number {
    if (this.outrun) return 0;
    const room = Math.min(maxBytes, this.#credit.room);
    const output = Math.min(room, this.#output);
    const snapshot = Math.min(room, this.#snapshotBytes);
    if (output > 0 && (snapshot === 0 || this.#turn === 'output')) {
      this.#turn = 'snapshot';
      const offset = this.#credit.sent;
      this.#credit.took(output);
      this.#sendFrame(FrameKind.output, offset, this.#ring.readAll(offset, output));
      return output;
    }
    if (snapshot === 0 || this.#snapshot === undefined) return 0;
    this.#turn = 'output';
    const { position } = this.#snapshot;
    const parts = this.#snapshot.take(snapshot);
    if (this.#snapshot.phase === 'ended') this.#snapshot = undefined;
    this.#credit.tookSnapshot(snapshot);
    this.#sendFrame(FrameKind.snapshot, position, parts);
    return snapshot;
  }

  /** A snapshot that was broken off is void: whoever comes back asks for another. */
  abandonSnapshot(): void {
    this.#snapshot = undefined;
  }

  /** Bytes of output that may go before or beside what there is of a snapshot. */
  get #output(): number {
    return this.#snapshot?.phase === 'screen' ? 0 : this.#ring.end - this.#credit.sent;
  }

  /** The screen may take the whole credit. Old lines only keep the line busy: what is on the screen must not wait behind them. */
  get #snapshotBytes(): number {
    if (this.#snapshot === undefined) return 0;
    const { phase, available } = this.#snapshot;
    return phase === 'screen' ? available : Math.min(available, this.#credit.roomBesideTyping(this.#rttMs()));
  }
}
