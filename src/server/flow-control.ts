import { ACKS_PER_WINDOW } from '../protocol/limits.js';

/** Output the operating system may still hand over after a pause, bytes; on top of the window in the hard bound of a ring. */
const PAUSE_SLACK_BYTES = 256 * 1024;

/** Shortest time over which a viewer's rate is measured: acknowledgements come in bunches. */
const RATE_MS = 10;

/** Somebody who takes in output, and for whom the shell waits when more than `size` bytes are before `acked`. */
export interface FlowShare {
  /** Everything before this offset has been parsed. */
  readonly acked: number;
  readonly size: number;
}

/**
 * The credit of one attachment: what was sent, what was parsed, and how far apart the two may be. Output and snapshot are counted apart, by
 * absolute output offsets and by positions in the snapshot, and share the window (PROTOCOL.md section 7).
 */
export class CreditWindow implements FlowShare {
  #sent: number;
  #acked: number;
  #snapshotSent = 0;
  #snapshotAcked = 0;
  #size: number;
  readonly #maxSize: number;
  /** Two steps of acknowledgement: less would make every round trip a pause. */
  readonly #least: number;
  /** What the viewer takes, bytes per millisecond, and where its present measurement began. */
  #rate = 0;
  #rateSince = -Infinity;
  #rateBytes = 0;
  /** Where a measurement of the viewer's rate began: at the moment the credit was used up. */
  #sample: { readonly at: number; readonly acked: number } | undefined;

  constructor(start: number, size: number, maxSize: number) {
    this.#sent = this.#acked = start;
    this.#size = size;
    this.#maxSize = maxSize;
    this.#least = Math.ceil((2 * size) / ACKS_PER_WINDOW);
  }

  get sent(): number {
    return this.#sent;
  }

  get acked(): number {
    return this.#acked;
  }

  get snapshotSent(): number {
    return this.#snapshotSent;
  }

  get snapshotAcked(): number {
    return this.#snapshotAcked;
  }

  get size(): number {
    return this.#size;
  }

  /** Bytes sent and not acknowledged. */
  get underWay(): number {
    return this.#sent - this.#acked + this.#snapshotSent - this.#snapshotAcked;
  }

  /** Bytes that may go out now. */
  get room(): number {
    return Math.max(0, this.#size - this.underWay);
  }

  /**
   * What may go out while somebody types into another channel of the same socket, and at any time of old lines. Everything under way beyond what keeps
   * the line busy (twice bandwidth × round trip) is a queue in front of the echo, and gains nothing.
   */
  roomBesideTyping(rttMs: number | undefined): number {
    const busy = rttMs === undefined ? 0 : 2 * this.#rate * rttMs;
    return Math.max(0, Math.floor(Math.max(this.#least, busy)) - this.underWay);
  }

  took(bytes: number): void {
    this.#sent += bytes;
  }

  tookSnapshot(bytes: number): void {
    this.#snapshotSent += bytes;
  }

  /** Begins to measure the rate when the credit is what holds the shell back. */
  noteEnd(end: number, now: number): void {
    if (this.#sample === undefined && end - this.#acked >= this.#size) this.#sample = { at: now, acked: this.#acked };
  }

  /**
   * @param rttMs round trip of the socket, when it is known
   * @param snapshot position in the snapshot
   * @returns `bad` for bytes that were never sent or a step backwards; nothing has changed then
   */
  ack(offset: number, snapshot: number, now: number, rttMs: number | undefined): 'progress' | 'repeat' | 'bad' {
    if (offset > this.#sent || offset < this.#acked || snapshot > this.#snapshotSent || snapshot < this.#snapshotAcked) return 'bad';
    const bytes = offset - this.#acked + snapshot - this.#snapshotAcked;
    if (bytes === 0) return 'repeat';
    this.#measure(bytes, now);
    this.#acked = offset;
    this.#snapshotAcked = snapshot;
    this.#grow(now, rttMs);
    return 'progress';
  }

  #measure(bytes: number, now: number): void {
    this.#rateBytes += bytes;
    const elapsed = now - this.#rateSince;
    if (elapsed < RATE_MS) return;
    // A long pause says that there was nothing to send, not that the viewer is slow; counting it errs on the side of a short queue.
    this.#rate = (this.#rate + this.#rateBytes / elapsed) / 2;
    this.#rateSince = now;
    this.#rateBytes = 0;
  }

  /**
   * Doubles the window when a viewer that keeps up is held back by the line: what it parsed per round trip is about the window.
   * A viewer that is slow at parsing takes far less than that, and a larger window would only make it later.
   */
  #grow(now: number, rttMs: number | undefined): void {
    const sample = this.#sample;
    if (sample === undefined || rttMs === undefined || rttMs <= 0) return;
    const elapsed = now - sample.at;
    if (elapsed < rttMs) return;
    this.#sample = undefined;
    const perRoundTrip = ((this.#acked - sample.acked) / elapsed) * rttMs;
    if (perRoundTrip * 2 >= this.#size) this.#size = Math.min(this.#size * 2, this.#maxSize);
  }
}

export interface FlowDecision {
  /** `keep` lies between the marks: what flows goes on flowing, what is paused stays paused. */
  readonly shell: 'pause' | 'keep' | 'resume';
  /** Bytes from here on must not be dropped. */
  readonly keepFrom: number;
  /** Most that the ring may hold, whatever `keepFrom` says. */
  readonly ceiling: number;
}

/**
 * Whether the shell may print, decided by the slowest of its viewers and its screen: paused at the edge of that one's window, resumed at half.
 * Nobody → never paused.
 */
export function decideFlow(end: number, ringBytes: number, shares: Iterable<FlowShare>): FlowDecision {
  let shell: FlowDecision['shell'] = 'resume';
  let keepFrom = end;
  let widest = 0;
  for (const { acked, size } of shares) {
    const waiting = end - acked;
    if (waiting >= size) shell = 'pause';
    else if (waiting > size / 2 && shell === 'resume') shell = 'keep';
    keepFrom = Math.min(keepFrom, acked);
    widest = Math.max(widest, size);
  }
  return { shell, keepFrom, ceiling: Math.max(ringBytes, widest) + PAUSE_SLACK_BYTES };
}
