import { WebSocketFrameScanner } from './frame-scanner.mjs';

/**
 * What a lane does to the bytes that pass. Everything may change while connections live.
 * @typedef {object} LaneFaults
 * @property {number} latencyMs added to every byte, milliseconds
 * @property {number} jitterMs up to this much more, milliseconds; order is kept
 * @property {number} bytesPerSecond bytes per second; 0 is no limit
 * @property {number} sliceBytes largest piece written at once, bytes; 0 is no limit
 * @property {number} coalesceBytes pieces are held back until this many bytes have come together, or `coalesceMs` have passed; 0 is off
 * @property {number} coalesceMs
 * @property {boolean} frozen nothing passes, and nothing is lost; call `stir()` after ending it
 */

/** @returns {LaneFaults} */
export const noFaults = () => ({ latencyMs: 0, jitterMs: 0, bytesPerSecond: 0, sliceBytes: 0, coalesceBytes: 0, coalesceMs: 50, frozen: false });

/**
 * `flowing` · `closing` what was taken still passes, with what was put behind it · `swallowing` bytes and the end of the stream vanish: half-open · `ended`.
 * @typedef {'flowing' | 'closing' | 'swallowing' | 'ended'} LaneState
 * @typedef {{ bytes: Buffer } | { end: true }} Item
 */

/** Bytes held before the source is asked to wait. */
const HIGH_MARK = 1024 * 1024;

/** One direction of a proxied connection. */
export class TcpFaultLane {
  /** Bytes that have come out at the far end. */
  passed = 0;
  #from;
  #to;
  #faults;
  #random;
  #cut;
  #scanner = new WebSocketFrameScanner();
  /** @type {Set<NodeJS.Timeout>} */
  #timers = new Set();
  /** @type {{ item: Item, at: number }[]} */
  #queue = [];
  /** @type {LaneState} */
  #state = 'flowing';
  #queued = 0;
  #lastAt = 0;
  #lineFreeAt = 0;
  /** @type {Buffer[]} */
  #gathered = [];
  /** @type {NodeJS.Timeout | undefined} */
  #gathering;
  #pumping = false;
  /** @type {number | undefined} */
  #cutAfter;
  #truncating = false;
  /** @type {Buffer | undefined} */
  #lastFrame;

  /**
   * @param {import('node:net').Socket} from
   * @param {import('node:net').Socket} to
   * @param {LaneFaults} faults
   * @param {() => number} random uniform in [0, 1)
   * @param {() => void} cut ends the whole connection with a reset
   */
  constructor(from, to, faults, random, cut) {
    this.#from = from;
    this.#to = to;
    this.#faults = faults;
    this.#random = random;
    this.#cut = cut;
    from.on('data', (/** @type {Buffer} */ chunk) => this.take(chunk));
    from.on('end', () => this.#takeEnd());
    to.on('drain', () => this.#pump());
  }

  get swallowing() {
    return this.#state === 'swallowing';
  }

  swallow() {
    if (this.#state === 'flowing') this.#state = 'swallowing';
  }

  /**
   * The connection is reset when exactly `bytes` more have passed.
   * @param {number} bytes
   */
  cutAfter(bytes) {
    this.#cutAfter = this.passed + bytes;
    if (bytes === 0) this.#cut();
  }

  /** The connection is reset in the middle of the next WebSocket frame with a payload of two bytes or more. */
  truncateNextFrame() {
    this.#truncating = true;
  }

  /**
   * Once the frame under way is complete, `frame` follows it, and then the end of the stream.
   * @param {Buffer} frame
   */
  endWith(frame) {
    if (this.#state !== 'flowing') return;
    this.#lastFrame = frame;
    if (this.#scanner.betweenFrames) this.#endWithLastFrame();
  }

  /** Looks again whether something may pass. */
  stir() {
    this.#pump();
  }

  end() {
    this.#state = 'ended';
    for (const timer of this.#timers) clearTimeout(timer);
    clearTimeout(this.#gathering);
    this.#queue.length = 0;
  }

  /**
   * As if it had come from the source just now.
   * @param {Buffer} chunk
   */
  take(chunk) {
    const { middle, end } = this.#scanner.scan(chunk);
    if (this.#state !== 'flowing') return;
    if (this.#lastFrame !== undefined && end !== undefined) {
      this.#gather(chunk.subarray(0, end));
      return this.#endWithLastFrame();
    }
    if (this.#truncating && middle !== undefined) {
      this.#truncating = false;
      const before = this.#gathered.reduce((sum, bytes) => sum + bytes.length, this.#queued);
      this.#cutAfter = Math.min(this.#cutAfter ?? Infinity, this.passed + before + middle);
    }
    this.#gather(chunk);
  }

  /** @param {Buffer} chunk */
  #gather(chunk) {
    const { coalesceBytes, coalesceMs } = this.#faults;
    if (coalesceBytes === 0 && this.#gathered.length === 0) return this.#enqueue({ bytes: chunk });
    this.#gathered.push(chunk);
    if (this.#gathered.reduce((sum, bytes) => sum + bytes.length, 0) >= coalesceBytes) this.#flushGathered();
    else this.#gathering ??= setTimeout(() => this.#flushGathered(), coalesceMs);
  }

  #takeEnd() {
    if (this.#state !== 'flowing') return;
    this.#flushGathered();
    this.#enqueue({ end: true });
  }

  #endWithLastFrame() {
    if (this.#lastFrame === undefined) return;
    this.#flushGathered();
    this.#state = 'closing';
    this.#enqueue({ bytes: this.#lastFrame });
    this.#enqueue({ end: true });
  }

  #flushGathered() {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#gathered.length > 0) this.#enqueue({ bytes: Buffer.concat(this.#gathered.splice(0)) });
  }

  /** @param {Item} item */
  #enqueue(item) {
    const size = 'bytes' in item ? item.bytes.length : 0;
    const { latencyMs, jitterMs } = this.#faults;
    this.#lastAt = Math.max(this.#lastAt, performance.now() + latencyMs + this.#random() * jitterMs);
    this.#queue.push({ item, at: this.#lastAt });
    this.#queued += size;
    if (this.#queued > HIGH_MARK) this.#from.pause();
    this.#pump();
  }

  #pump() {
    if (this.#pumping || this.#faults.frozen) return;
    const head = this.#queue[0];
    if (head === undefined || this.#state === 'ended' || (this.#to.writableNeedDrain && !this.#to.connecting)) return;
    const wait = Math.max(head.at, this.#lineFreeAt) - performance.now();
    this.#pumping = true;
    if (wait > 0) return this.#after(wait);
    // Pieces of a slice leave in turns of the event loop of their own, so that the system does not join them.
    this.#after(this.#send(head.item) ? 0 : 1);
  }

  /** @param {number} ms */
  #after(ms) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#pumping = false;
      this.#pump();
    }, ms);
    this.#timers.add(timer);
  }

  /**
   * Returns whether the whole item has been sent.
   * @param {Item} item
   */
  #send(item) {
    const flows = this.#state === 'flowing' || this.#state === 'closing';
    if ('end' in item) {
      this.#queue.shift();
      if (flows) this.#to.end();
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
    if (!flows) return true;
    if (bytesPerSecond > 0) this.#lineFreeAt = Math.max(this.#lineFreeAt, performance.now()) + (piece.length * 1000) / bytesPerSecond;
    this.passed += piece.length;
    const cut = this.passed === this.#cutAfter;
    // A reset overtakes what the system has not sent: wait until it has taken the last byte.
    this.#to.write(piece, cut ? () => setImmediate(this.#cut) : undefined);
    if (cut) this.#state = 'swallowing';
    return rest.length === 0;
  }
}
