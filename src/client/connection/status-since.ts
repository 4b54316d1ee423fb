import type { Clock } from '../../base/clock.js';
import type { Status } from './status.js';

/** Since when a status holds. Told of every change in the task in which it happens, and asked at any time, also before the others are told. */
export class StatusSince {
  readonly #clock: Clock;
  #status: Status;
  #since: number;

  constructor(clock: Clock, status: Status) {
    this.#clock = clock;
    this.#status = status;
    this.#since = clock.now();
  }

  /** `Clock.now` at which `status`, the present one, began. */
  of(status: Status): number {
    if (status !== this.#status) {
      this.#status = status;
      this.#since = this.#clock.now();
    }
    return this.#since;
  }
}
