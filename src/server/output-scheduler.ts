import type { Clock } from '../base/clock.js';
import { MutableDisposable, type Disposable } from '../base/disposable.js';
import { FRAME_HEADER_BYTES } from '../protocol/frames.js';
import { BULK_SLICE_BYTES, SLICE_BYTES } from '../protocol/limits.js';
import type { ServerSocket } from './socket.js';

/** Time a busy channel's output is gathered, milliseconds. */
export const COALESCE_MS = 4;
/**
 * What a channel may send at once in that time before it counts as busy, bytes. Room for the echo of fast typing and for a prompt's
 * redrawing: gathering those would only make them late, as every echo would wait for the one before it to grow old.
 */
export const QUICK_BYTES = 8 * 1024;
/** What every message counts for on top of its bytes: a program that prints single bytes is busy too. */
export const QUICK_MESSAGE_BYTES = 512;
/** Output of one channel that is not gathered any longer, bytes. */
export const COALESCE_BYTES = 64 * 1024;
/** Time after a key during which the other channels of the socket hold back, milliseconds. */
export const TYPING_MS = 2_000;
/** With less room than this on a socket that will drain anyway, waiting beats splitting, bytes. */
const MIN_ROOM_BYTES = 1024;

/** One channel, as its socket's scheduler sees it. */
export interface OutputSource {
  /** Bytes that wait to be sent. */
  readonly backlog: number;
  /** … of which so many could be sent now. */
  readonly sendable: number;
  /** The same while somebody types into another channel: what has been sent and is not parsed yet lies between a key and its echo. */
  readonly sendableBesideTyping: number;
  /** Sends up to `maxBytes` and returns how many. */
  sendSlice(maxBytes: number): number;
}

interface Lane {
  readonly source: OutputSource;
  /** What it may still send in this round, bytes. */
  quota: number;
  /** When the present `COALESCE_MS` began, and what was sent in it. */
  since: number;
  spent: number;
}

/**
 * Shares one socket among its channels: round-robin, at most one slice per channel and round, the preferred channel first in each.
 * A channel that has not sent much just now sends at once; one that is busy is gathered for up to `COALESCE_MS`. Output never takes more of the socket's
 * unsent bytes than the budget, so that what is urgent never queues behind a flood.
 */
export class OutputScheduler implements Disposable {
  readonly #clock: Clock;
  readonly #socket: ServerSocket;
  readonly #budget: number;
  readonly #onFailure: (error: unknown) => void;
  readonly #lanes = new Map<OutputSource, Lane>();
  /** Lanes that may send, in the order of their turns. */
  readonly #due = new Set<Lane>();
  /** Lanes whose output is being gathered. */
  readonly #gathering = new Set<Lane>();
  readonly #timer = new MutableDisposable();
  #preferred: Lane | undefined;
  #typingUntil = -Infinity;
  #phase: 'resting' | 'sending' | 'ended' = 'resting';

  /** @param onFailure hears what a socket or source throws: whoever woke the scheduler must not */
  constructor(clock: Clock, socket: ServerSocket, budgetBytes: number, onFailure: (error: unknown) => void) {
    this.#clock = clock;
    this.#socket = socket;
    this.#budget = budgetBytes;
    this.#onFailure = onFailure;
  }

  /** There may be something to send from `source`: new output or new credit. */
  wake(source: OutputSource): void {
    if (this.#phase === 'ended') return;
    const lane = this.#lane(source);
    const sendable = this.#sendable(lane);
    if (sendable === 0) return;
    if (this.#due.has(lane)) return this.#pump();
    // What is short of credit is not worth gathering: there is more than enough already.
    if (sendable >= COALESCE_BYTES || sendable < source.backlog || lane.spent < QUICK_BYTES || this.#clock.now() - lane.since >= COALESCE_MS) {
      this.#gathering.delete(lane);
      this.#due.add(lane);
      return this.#pump();
    }
    this.#gathering.add(lane);
    this.#arm();
  }

  /** `source` is the one a person is typing into. */
  prefer(source: OutputSource): void {
    this.#preferred = this.#lane(source);
    this.#typingUntil = this.#clock.now() + TYPING_MS;
  }

  remove(source: OutputSource): void {
    const lane = this.#lanes.get(source);
    if (lane === undefined) return;
    this.#lanes.delete(source);
    this.#due.delete(lane);
    this.#gathering.delete(lane);
    if (this.#preferred === lane) this.#preferred = undefined;
  }

  /** The socket has room again. */
  drained(): void {
    this.#pump();
  }

  dispose(): void {
    this.#phase = 'ended';
    this.#timer.dispose();
    this.#lanes.clear();
    this.#due.clear();
    this.#gathering.clear();
    this.#preferred = undefined;
  }

  #lane(source: OutputSource): Lane {
    let lane = this.#lanes.get(source);
    if (lane === undefined) {
      lane = { source, quota: SLICE_BYTES, since: -Infinity, spent: 0 };
      this.#lanes.set(source, lane);
    }
    return lane;
  }

  #sendable(lane: Lane): number {
    return lane === this.#preferred || this.#clock.now() >= this.#typingUntil ? lane.source.sendable : lane.source.sendableBesideTyping;
  }

  /** One timer for the lane that is due first; it looks again when it fires. */
  #arm(): void {
    if (this.#timer.value !== undefined) return;
    let earliest = Infinity;
    for (const lane of this.#gathering) earliest = Math.min(earliest, lane.since + COALESCE_MS);
    if (earliest === Infinity) return;
    this.#timer.value = this.#clock.after(earliest - this.#clock.now(), () => {
      this.#timer.clear();
      const now = this.#clock.now();
      for (const lane of this.#gathering) {
        if (now - lane.since < COALESCE_MS) continue;
        this.#gathering.delete(lane);
        this.#due.add(lane);
      }
      this.#arm();
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#phase !== 'resting' || this.#due.size === 0 || this.#room() === 0) return;
    this.#phase = 'sending';
    try {
      this.#socket.batch(() => {
        const now = this.#clock.now();
        for (let room = this.#room(); room > 0; room = this.#room()) {
          const lane = this.#next();
          if (lane === undefined) break;
          this.#serve(lane, room, now);
        }
      });
    } catch (error) {
      this.#onFailure(error);
    } finally {
      // `dispose` may have been called by what a slice set off.
      if (this.#phase === 'sending') this.#phase = 'resting';
    }
  }

  #serve(lane: Lane, room: number, now: number): void {
    const alone = this.#due.size === 1 && (lane === this.#preferred || now >= this.#typingUntil);
    const slice = alone ? BULK_SLICE_BYTES : lane.quota;
    const sent = lane.source.sendSlice(Math.min(slice, room, this.#sendable(lane)));
    lane.quota -= sent;
    if (now - lane.since >= COALESCE_MS) {
      lane.since = now;
      lane.spent = 0;
    }
    lane.spent += sent + QUICK_MESSAGE_BYTES;
    if (!this.#due.has(lane)) return;
    // One that is out of allowance comes back with its next acknowledgement.
    if (sent === 0 || this.#sendable(lane) === 0) {
      this.#due.delete(lane);
    } else if (lane.quota <= 0) {
      this.#due.delete(lane);
      this.#due.add(lane);
    }
  }

  /** The preferred lane as long as it has something left of this round, then the others in turn, then a new round. */
  #next(): Lane | undefined {
    if (this.#due.size === 0) return undefined;
    const preferred = this.#preferred;
    if (preferred !== undefined && preferred.quota > 0 && this.#due.has(preferred)) return preferred;
    for (const lane of this.#due) if (lane.quota > 0) return lane;
    for (const lane of this.#lanes.values()) lane.quota = SLICE_BYTES;
    return this.#next();
  }

  /** Payload bytes that fit the budget now. */
  #room(): number {
    const unsent = this.#socket.unsentBytes;
    const room = this.#budget - unsent - FRAME_HEADER_BYTES;
    return room < MIN_ROOM_BYTES && unsent > 0 ? 0 : Math.max(0, room);
  }
}
