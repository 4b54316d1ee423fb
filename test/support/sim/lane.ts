import { MutableDisposable } from '../../../src/base/disposable.js';
import type { ManualClock } from '../manual-clock.js';

export type WireMessage = string | Uint8Array;

/** What one direction carries: a message, or the end of the stream. */
export type Parcel =
  | { readonly kind: 'message'; readonly message: WireMessage; readonly size: number }
  | { readonly kind: 'close'; readonly code: number; readonly reason: string; readonly size: number };

export interface LaneOptions {
  readonly latencyMs: () => number;
  readonly bytesPerMs: number;
  /** Bytes that leave the sender although the receiver has not read them: socket buffers and the wire itself. */
  readonly capacityBytes: number;
  readonly onParcel: (parcel: Parcel) => void;
  readonly onDrain: () => void;
}

/** WebSocket header and mask. */
const MESSAGE_OVERHEAD = 6;

/** One direction of one TCP connection: bytes stay in order, take time, and can be late or lost but never repeated. */
export class Lane {
  readonly #clock: ManualClock;
  readonly #options: LaneOptions;
  readonly #waiting: Parcel[] = [];
  readonly #underWay: { readonly parcel: Parcel; readonly at: number }[] = [];
  readonly #sending = new MutableDisposable();
  readonly #arriving = new MutableDisposable();
  #waitingBytes = 0;
  #underWayBytes = 0;
  #notBefore = 0;
  #readerHeld = false;
  #whole = true;

  constructor(clock: ManualClock, options: LaneOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Bytes the sender's system has not taken yet. */
  get unsentBytes(): number {
    return this.#waitingBytes;
  }

  /** Whether nothing sent now can arrive. */
  get dead(): boolean {
    return !this.#whole;
  }

  sendMessage(message: WireMessage): void {
    this.#push({ kind: 'message', message, size: message.length + MESSAGE_OVERHEAD });
  }

  sendClose(code: number, reason: string): void {
    this.#push({ kind: 'close', code, reason, size: 2 + reason.length + MESSAGE_OVERHEAD });
  }

  /** Nothing arrives for `ms`; then everything does, in order. A burst of lost packets. */
  stall(ms: number): void {
    this.#notBefore = Math.max(this.#notBefore, this.#clock.now() + ms);
    this.#schedule();
  }

  /** Whether the receiving process reads. */
  holdReader(held: boolean): void {
    this.#readerHeld = held;
    this.#schedule();
  }

  /**
   * The line breaks. Of what is under way, the first `survivors` messages still arrive, the next one was cut in its middle and with
   * all later ones is lost. The sender's system goes on taking bytes until its buffer is full.
   */
  cut(survivors: number): void {
    if (!this.#whole) return;
    this.#whole = false;
    // Lost bytes were never acknowledged: they keep their room in the sender's buffer, which fills up.
    this.#underWay.splice(survivors);
    this.#schedule();
  }

  /** Messages sent and not arrived. */
  get underWay(): number {
    return this.#underWay.length;
  }

  /** Both ends are done with it. */
  end(): void {
    this.#whole = false;
    this.#waiting.length = this.#underWay.length = 0;
    this.#waitingBytes = 0;
    this.#sending.dispose();
    this.#arriving.dispose();
  }

  #push(parcel: Parcel): void {
    this.#waiting.push(parcel);
    this.#waitingBytes += parcel.size;
    this.#pump();
  }

  #pump(): void {
    const head = this.#waiting[0];
    if (head === undefined || this.#sending.value !== undefined) return;
    if (this.#underWayBytes > 0 && this.#underWayBytes + head.size > this.#options.capacityBytes) return;
    this.#sending.value = this.#clock.after(head.size / this.#options.bytesPerMs, () => {
      this.#sending.clear();
      this.#waiting.shift();
      this.#waitingBytes -= head.size;
      this.#underWayBytes += head.size;
      if (this.#whole) this.#depart(head);
      this.#pump();
      if (this.#waitingBytes === 0) this.#options.onDrain();
    });
  }

  #depart(parcel: Parcel): void {
    const last = this.#underWay.at(-1)?.at ?? 0;
    this.#underWay.push({ parcel, at: Math.max(last, this.#clock.now() + this.#options.latencyMs()) });
    if (this.#underWay.length === 1) this.#schedule();
  }

  #schedule(): void {
    this.#arriving.clear();
    const head = this.#underWay[0];
    if (head === undefined || this.#readerHeld) return;
    const at = Math.max(head.at, this.#notBefore);
    this.#arriving.value = this.#clock.after(at - this.#clock.now(), () => this.#arrive());
  }

  #arrive(): void {
    this.#arriving.clear();
    while (this.#underWay.length > 0 && !this.#readerHeld) {
      const head = this.#underWay[0];
      if (head === undefined || Math.max(head.at, this.#notBefore) > this.#clock.now()) break;
      this.#underWay.shift();
      this.#underWayBytes -= head.parcel.size;
      this.#options.onParcel(head.parcel);
    }
    this.#schedule();
    this.#pump();
  }
}
