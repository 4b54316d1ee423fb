import type { Clock } from '../base/clock.js';
import { MutableDisposable, type Disposable } from '../base/disposable.js';
import type { CloseReason } from '../protocol/messages.js';
import type { Pty } from './pty.js';

/** Time between SIGHUP and SIGKILL, and then until a shell counts as gone although nobody has seen it go, milliseconds. */
const HANGUP_MS = 3_000;
const KILL_MS = 2_000;

/** Ends a shell: SIGHUP, and SIGKILL if it does not go. */
export class ShellEnding implements Disposable {
  readonly #clock: Clock;
  readonly #pty: Pty;
  readonly #timer = new MutableDisposable();
  #reason: CloseReason | undefined;

  constructor(clock: Clock, pty: Pty) {
    this.#clock = clock;
    this.#pty = pty;
  }

  /** Why it was asked for; undefined while nobody has. */
  get reason(): CloseReason | undefined {
    return this.#reason;
  }

  /** The first reason counts. @param onLost nobody has seen the shell go */
  begin(reason: CloseReason, onLost: () => void): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#timer.value = this.#clock.after(HANGUP_MS, () => {
      this.#timer.value = this.#clock.after(KILL_MS, onLost);
      this.#pty.kill('SIGKILL');
    });
    this.#pty.kill('SIGHUP');
  }

  dispose(): void {
    this.#timer.dispose();
  }
}
