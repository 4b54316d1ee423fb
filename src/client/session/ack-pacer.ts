import type { Clock } from '../../base/clock.js';
import { MutableDisposable } from '../../base/disposable.js';
import { ACK_DELAY_MS, ACKS_PER_WINDOW } from '../../protocol/limits.js';
import type { FlowState } from './contract.js';

/** Sends an `ack`. @param snapshot position in the snapshot, 0 when there is none */
export type Acknowledge = (offset: number, snapshot: number) => void;

/** Decides when what was parsed is acknowledged: every eighth of the window, output and snapshot together, and what is left within `ACK_DELAY_MS`. */
export class AckPacer {
  readonly #clock: Clock;
  readonly #timer = new MutableDisposable();
  #send: Acknowledge | undefined;
  /** Bytes parsed since the last acknowledgement. */
  #owed = 0;
  #offset = 0;
  #snapshot = 0;
  #window = 0;
  #step = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An attachment has begun at `offset`: what lies before it counts as acknowledged. */
  start(offset: number, windowBytes: number, send: Acknowledge): void {
    this.stop();
    this.#send = send;
    this.#offset = offset;
    this.#snapshot = this.#owed = 0;
    this.widen(windowBytes);
  }

  /** @param received end of the output, and of the snapshot, that has come. Undefined between attachments. */
  flow(received: number, snapshotReceived: number): FlowState | undefined {
    if (this.#send === undefined) return undefined;
    const buffered = received - this.#offset + snapshotReceived - this.#snapshot;
    return { windowBytes: this.#window, unacknowledged: buffered + this.#owed, buffered };
  }

  widen(windowBytes: number): void {
    this.#window = windowBytes;
    this.#step = Math.max(1, Math.floor(windowBytes / ACKS_PER_WINDOW));
  }

  /** Everything before `offset` has been parsed. Does nothing between attachments. */
  parsed(offset: number): void {
    if (this.#send === undefined || offset <= this.#offset) return;
    const bytes = offset - this.#offset;
    this.#offset = offset;
    this.#owe(bytes);
  }

  /** The same for the position in the snapshot. */
  parsedSnapshot(position: number): void {
    if (this.#send === undefined || position <= this.#snapshot) return;
    const bytes = position - this.#snapshot;
    this.#snapshot = position;
    this.#owe(bytes);
  }

  stop(): void {
    this.#send = undefined;
    this.#timer.clear();
  }

  readonly #expired = (): void => {
    this.#timer.clear();
    this.#flush();
  };

  #owe(bytes: number): void {
    this.#owed += bytes;
    if (this.#owed >= this.#step) this.#flush();
    // A timer that finds nothing to do is cheaper than one stopped and started for every frame.
    else if (this.#timer.value === undefined) this.#timer.value = this.#clock.after(ACK_DELAY_MS, this.#expired);
  }

  #flush(): void {
    if (this.#owed === 0) return;
    this.#owed = 0;
    this.#send?.(this.#offset, this.#snapshot);
  }
}
