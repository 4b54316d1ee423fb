import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../base/clock.js';
import type { Disposable } from '../base/disposable.js';

/** Counts down to one moment, one update a second, and only while something shows it. */
export class Countdown implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #clock: () => Clock;
  #tick: Disposable | undefined;

  constructor(host: ReactiveControllerHost, clock: () => Clock) {
    this.#host = host;
    this.#clock = clock;
    host.addController(this);
  }

  /** Whole seconds until `at` (clock time), rounded up. To be asked in every render: the asking keeps it running. */
  secondsLeft(at: number | undefined): number | undefined {
    this.#stop();
    if (at === undefined) return undefined;
    const clock = this.#clock();
    const left = Math.max(0, at - clock.now());
    const seconds = Math.ceil(left / 1000);
    if (seconds > 0) this.#tick = clock.after(left - (seconds - 1) * 1000 + 1, () => this.#host.requestUpdate());
    return seconds;
  }

  hostDisconnected(): void {
    this.#stop();
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  #stop(): void {
    this.#tick?.dispose();
    this.#tick = undefined;
  }
}
