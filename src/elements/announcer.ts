import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../base/clock.js';
import { MutableDisposable } from '../base/disposable.js';

/** How long a state has to last before it is worth a word, milliseconds. */
const SETTLE_MS = 500;
/** Time between two announcements at least, milliseconds. */
const QUIET_MS = 5_000;

/** What ears should know. */
export interface Announcement {
  /** Names the state: only another one is news, other words for the same are not. */
  readonly key: string;
  readonly text: string;
  /** Of the line, which terminals share: said by one of them. Its end is worth a word. */
  readonly shared: boolean;
}

/** When what was said last on a page; its clock stands for it. */
const saidLately = new WeakMap<Clock, Map<string, number>>();

/** Decides what a live region says, so that it does not chatter: changes of state only, and of a line that comes and goes, no more than one in five seconds, the last one always. */
export class Announcer implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #clock: () => Clock;
  readonly #wait = new MutableDisposable();
  #wanted: Announcement | undefined;
  #said: Announcement | undefined;
  #quietUntil = -Infinity;

  constructor(host: ReactiveControllerHost & HTMLElement, clock: () => Clock) {
    this.#host = host;
    this.#clock = clock;
    host.addController(this);
  }

  /**
   * What the live region holds. To be asked in every render.
   * @param wanted undefined while all is well
   * @param allWell said after a shared trouble
   */
  text(wanted: Announcement | undefined, allWell: string): string {
    this.#wanted = wanted ?? (this.#said?.shared === true ? { key: '', text: allWell, shared: true } : undefined);
    if (this.#wanted?.key === this.#said?.key) this.#wait.clear();
    else if (this.#wait.value === undefined) {
      const clock = this.#clock();
      this.#wait.value = clock.after(Math.max(SETTLE_MS, this.#quietUntil - clock.now()), this.#speak);
    }
    return this.#said?.text ?? '';
  }

  hostDisconnected(): void {
    this.#wait.clear();
  }

  readonly #speak = (): void => {
    this.#wait.clear();
    const now = this.#clock().now();
    this.#said = this.#wanted;
    if (this.#said !== undefined) {
      this.#quietUntil = now + QUIET_MS;
      if (this.#said.shared && this.#saidElsewhere(this.#said.text, now)) this.#said = { ...this.#said, text: '' };
    }
    this.#host.requestUpdate();
  };

  /** Twenty terminals on one line have one word. One that nobody sees is not heard either. */
  #saidElsewhere(text: string, now: number): boolean {
    const clock = this.#clock();
    const lately = saidLately.get(clock) ?? new Map<string, number>();
    saidLately.set(clock, lately);
    if (now - (lately.get(text) ?? -Infinity) < QUIET_MS) return true;
    if (this.#host.checkVisibility?.() !== false) lately.set(text, now);
    return false;
  }
}
