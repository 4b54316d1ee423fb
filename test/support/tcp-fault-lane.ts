import type { Socket } from 'node:net';
import { WebSocketFrameScanner } from './websocket-frame-scanner.js';

/** What a lane does to the bytes that pass. Everything may change while connections live. */
export interface LaneFaults {
  /** Added to every byte, milliseconds. */
  latencyMs: number;
  /** Up to this much more, milliseconds; order is kept. */
  jitterMs: number;
  /** Bytes per second; 0 is no limit. */
  bytesPerSecond: number;
  /** Largest piece written at once, bytes; 0 is no limit. */
  sliceBytes: number;
  /** Pieces are held back until this many bytes have come together, or `coalesceMs` have passed; 0 is off. */
  coalesceBytes: number;
  coalesceMs: number;
}

export const noFaults = (): LaneFaults => ({ latencyMs: 0, jitterMs: 0, bytesPerSecond: 0, sliceBytes: 0, coalesceBytes: 0, coalesceMs: 50 });

/** `flowing` · `swallowing` bytes and the end of the stream vanish: half-open · `ended`. */
type LaneState = 'flowing' | 'swallowing' | 'ended';

type Item = { readonly bytes: Buffer } | { readonly end: true };

/** Bytes held before the source is asked to wait. */
const HIGH_MARK = 1024 * 1024;

/** One direction of a proxied connection. */
export class TcpFaultLane {
  /** Bytes that have come out at the far end. */
  passed = 0;
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #faults: LaneFaults;
  readonly #random: () => number;
  readonly #cut: () => void;
  readonly #scanner = new WebSocketFrameScanner();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #queue: { readonly item: Item; readonly at: number }[] = [];
  #state: LaneState = 'flowing';
  #queued = 0;
  #lastAt = 0;
  #lineFreeAt = 0;
  #gathered: Buffer[] = [];
  #gathering: NodeJS.Timeout | undefined;
  #pumping = false;
  #cutAfter: number | undefined;
  #truncating = false;

  /** @param cut ends the whole connection with a reset */
  constructor(from: Socket, to: Socket, faults: LaneFaults, random: () => number, cut: () => void) {
    this.#from = from;
    this.#to = to;
    this.#faults = faults;
    this.#random = random;
    this.#cut = cut;
    from.on('data', (chunk: Buffer) => this.#take(chunk));
    from.on('end', () => this.#takeEnd());
    to.on('drain', () => this.#pump());
  }

  get swallowing(): boolean {
    return this.#state === 'swallowing';
  }

  swallow(): void {
    if (this.#state === 'flowing') this.#state = 'swallowing';
  }

  /** The connection is reset when exactly `bytes` more have passed. */
  cutAfter(bytes: number): void {
    this.#cutAfter = this.passed + bytes;
    if (bytes === 0) this.#cut();
  }

  /** The connection is reset in the middle of the next WebSocket frame with a payload of two bytes or more. */
  truncateNextFrame(): void {
    this.#truncating = true;
  }

  end(): void {
    this.#state = 'ended';
    for (const timer of this.#timers) clearTimeout(timer);
    clearTimeout(this.#gathering);
    this.#queue.length = 0;
  }

  #take(chunk: Buffer): void {
    const middle = this.#scanner.scan(chunk);
    if (this.#state !== 'flowing') return;
    const { coalesceBytes, coalesceMs } = this.#faults;
    if (this.#truncating && middle !== undefined) {
      this.#truncating = false;
      const before = this.#gathered.reduce((sum, bytes) => sum + bytes.length, this.#queued);
      this.#cutAfter = Math.min(this.#cutAfter ?? Infinity, this.passed + before + middle);
    }
    if (coalesceBytes === 0 && this.#gathered.length === 0) return this.#enqueue({ bytes: chunk });
    this.#gathered.push(chunk);
    if (this.#gathered.reduce((sum, bytes) => sum + bytes.length, 0) >= coalesceBytes) this.#flushGathered();
    else this.#gathering ??= setTimeout(() => this.#flushGathered(), coalesceMs);
  }

  #takeEnd(): void {
    if (this.#state !== 'flowing') return;
    this.#flushGathered();
    this.#enqueue({ end: true });
  }

  #flushGathered(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#gathered.length > 0) this.#enqueue({ bytes: Buffer.concat(this.#gathered.splice(0)) });
  }

  #enqueue(item: Item): void {
    const size = 'bytes' in item ? item.bytes.length : 0;
    const { latencyMs, jitterMs } = this.#faults;
    this.#lastAt = Math.max(this.#lastAt, performance.now() + latencyMs + this.#random() * jitterMs);
    this.#queue.push({ item, at: this.#lastAt });
    this.#queued += size;
    if (this.#queued > HIGH_MARK) this.#from.pause();
    this.#pump();
  }

  #pump(): void {
    if (this.#pumping) return;
    const head = this.#queue[0];
    if (head === undefined || this.#state === 'ended' || (this.#to.writableNeedDrain && !this.#to.connecting)) return;
    const wait = Math.max(head.at, this.#lineFreeAt) - performance.now();
    this.#pumping = true;
    if (wait > 0) return this.#after(wait);
    // Pieces of a slice leave in turns of the event loop of their own, so that the system does not join them.
    this.#after(this.#send(head.item) ? 0 : 1);
  }

  #after(ms: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#pumping = false;
      this.#pump();
    }, ms);
    this.#timers.add(timer);
  }

  /** Returns whether the whole item has been sent. */
  #send(item: Item): boolean {
    if ('end' in item) {
      this.#queue.shift();
      if (this.#state === 'flowing') this.#to.end();
      return true;
    }
    const { sliceBytes, bytesPerSecond } = this.#faults;
    const room = Math.min(item.bytes.length, sliceBytes || Infinity, (this.#cutAfter ?? Infinity) - this.passed);
    const piece = item.bytes.subarray(0, room);
    const rest = item.bytes.subarray(room);
    const head = this.#queue.shift();
    if (rest.length > 0 && head !== undefined) this.#queue.unshift({ item: { bytes: rest }, at: head.at });
    this.#queued -= piece.length;
    if (this.#queued <= HIGH_MARK / 2) this.#from.resume();
    if (this.#state !== 'flowing') return true;
    if (bytesPerSecond > 0) this.#lineFreeAt = Math.max(this.#lineFreeAt, performance.now()) + (piece.length * 1000) / bytesPerSecond;
    this.passed += piece.length;
    const cut = this.passed === this.#cutAfter;
    // A reset overtakes what the system has not sent: wait until it has taken the last byte.
    this.#to.write(piece, cut ? () => setImmediate(this.#cut) : undefined);
    if (cut) this.#state = 'swallowing';
    return rest.length === 0;
  }
}
