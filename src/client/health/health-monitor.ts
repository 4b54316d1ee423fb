import type { Clock } from '../../base/clock.js';
import { DisposableStore, MutableDisposable, type Disposable } from '../../base/disposable.js';
import type { HealthSettings } from '../connection/settings.js';
import type { Connection } from '../connection/contract.js';
import type { Signal } from '../environment.js';

export interface HealthReading {
  readonly healthy: boolean;
  readonly roundTripMs: number | undefined;
}

/** Longest wait for the answer to a check, milliseconds. */
const ANSWER_MS = 10_000;

/**
 * Checks a connection that is wanted, by a round trip; several failures in a row make it unhealthy, one answer makes it healthy again.
 * Only judges: replacing a silent socket is the connection's business. No timer runs while nothing is wanted or the page is hidden.
 */
export class HealthMonitor implements Disposable {
  readonly #clock: Clock;
  readonly #visible: Signal;
  readonly #settings: HealthSettings;
  readonly #connection: Pick<Connection, 'detail' | 'measure'>;
  readonly #changed: (reading: HealthReading) => void;
  readonly #timer = new MutableDisposable();
  readonly #subscriptions = new DisposableStore();
  #failures = 0;
  #healthy: boolean | undefined;
  /** Numbers the checks: the answer to one that was given up comes too late. */
  #check = 0;

  constructor(clock: Clock, visible: Signal, settings: HealthSettings, connection: Pick<Connection, 'detail' | 'measure'>, changed: (reading: HealthReading) => void) {
    this.#clock = clock;
    this.#visible = visible;
    this.#settings = settings;
    this.#connection = connection;
    this.#changed = changed;
    this.#subscriptions.add(visible.subscribe(() => this.#restart()));
  }

  /** The last judgement; undefined while there is none, which counts as healthy. */
  get healthy(): boolean | undefined {
    return this.#healthy;
  }

  /** To be told of every change of the connection's status. */
  statusChanged(): void {
    if (this.#settings.intervalMs === 0) return;
    const { status } = this.#connection.detail;
    if (status === 'idle' || status === 'closed') {
      // Nobody wants it: what was wrong is nobody's concern any more.
      this.#stop();
      this.#failures = 0;
      this.#say(undefined);
    } else if (status === 'failed') {
      // Waits for a person; counting the time until then tells nothing new.
      this.#stop();
      this.#say(false);
    } else if (status === 'connected' && this.#healthy === false) this.#run();
    else if (this.#timer.value === undefined) this.#restart();
  }

  dispose(): void {
    this.#stop();
    this.#subscriptions.dispose();
  }

  #restart(): void {
    this.#stop();
    const { status } = this.#connection.detail;
    if (this.#settings.intervalMs === 0 || !this.#visible.value || status === 'idle' || status === 'closed' || status === 'failed') return;
    this.#timer.value = this.#clock.after(this.#settings.intervalMs, () => this.#run());
  }

  #stop(): void {
    this.#check++;
    this.#timer.clear();
  }

  #run(): void {
    this.#stop();
    if (!this.#visible.value) return;
    const check = this.#check;
    const done = (roundTripMs: number | undefined): void => {
      if (check !== this.#check) return;
      this.#restart();
      this.#judge(roundTripMs);
    };
    this.#timer.value = this.#clock.after(Math.min(ANSWER_MS, this.#settings.intervalMs), () => done(undefined));
    this.#connection.measure(done);
  }

  #judge(roundTripMs: number | undefined): void {
    this.#failures = roundTripMs === undefined ? this.#failures + 1 : 0;
    if (roundTripMs !== undefined) this.#say(true, roundTripMs);
    else if (this.#failures >= this.#settings.failures) this.#say(false);
  }

  #say(verdict: boolean | undefined, roundTripMs?: number): void {
    const before = this.#healthy ?? true;
    this.#healthy = verdict;
    const healthy = verdict ?? true;
    if (healthy !== before) this.#changed({ healthy, roundTripMs });
  }
}
