import type { Clock } from '../base/clock.js';
import { DisposableStore, MutableDisposable, type Disposable } from '../base/disposable.js';
import { SERVER_SILENCE_MS } from '../protocol/limits.js';

/** Round trips of which the shortest counts: the longer ones waited behind output. */
const SAMPLES = 8;
/** Pings a client may miss where the interval is set so long that the usual silence would be too short. */
const MISSED_PINGS = 4;

export interface HeartbeatEvents {
  ping(nonce: number): void;
  /** Nothing has been heard for too long. */
  silent(): void;
}

/** Liveness of one socket, by what is received on it, and its round trip. */
export class Heartbeat implements Disposable {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #silenceMs: number;
  readonly #events: HeartbeatEvents;
  readonly #timers = new DisposableStore();
  readonly #pingTimer = this.#timers.add(new MutableDisposable());
  readonly #silenceTimer = this.#timers.add(new MutableDisposable());
  readonly #samples: number[] = [];
  #heardAt: number;
  #nonce = 0;
  #pingedAt: number | undefined;

  constructor(clock: Clock, intervalMs: number, events: HeartbeatEvents) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#silenceMs = Math.max(SERVER_SILENCE_MS, intervalMs * MISSED_PINGS);
    this.#events = events;
    this.#heardAt = clock.now();
    this.#watch();
  }

  /** Shortest recent round trip, milliseconds; undefined before the first pong. */
  get rttMs(): number | undefined {
    return this.#samples.length === 0 ? undefined : Math.min(...this.#samples);
  }

  /** Pings at once, for a first round trip, and then every interval. */
  start(): void {
    this.#pingedAt = this.#clock.now();
    this.#pingTimer.value = this.#clock.after(this.#intervalMs, () => this.start());
    this.#events.ping(++this.#nonce);
  }

  /** A message has come, whatever it was. */
  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  ponged(nonce: number): void {
    if (nonce !== this.#nonce || this.#pingedAt === undefined) return;
    this.#samples.push(this.#clock.now() - this.#pingedAt);
    if (this.#samples.length > SAMPLES) this.#samples.shift();
    this.#pingedAt = undefined;
  }

  dispose(): void {
    this.#timers.dispose();
  }

  #watch(): void {
    this.#silenceTimer.value = this.#clock.after(this.#heardAt + this.#silenceMs - this.#clock.now(), () => {
      if (this.#clock.now() - this.#heardAt >= this.#silenceMs) this.#events.silent();
      else this.#watch();
    });
  }
}
