import type { Clock } from '../../base/clock.js';
import { toDisposable } from '../../base/disposable.js';

/** For the core: its timers never keep the process alive, so a retention timer of half an hour does not hold up an exit. */
export const backgroundClock: Clock = clock((timer) => timer.unref());

/** For work under way, such as reading a dead shell's last words: the process stays until it is done. */
export const workClock: Clock = clock((timer) => timer);

function clock(prepare: (timer: NodeJS.Timeout) => NodeJS.Timeout): Clock {
  return {
    now: () => performance.now(),
    wallNow: () => Date.now(),
    after(delayMs, callback) {
      if (delayMs <= 0) {
        // A timer waits a millisecond at least. Never unreferenced: the loop would wait for something else to happen first.
        const immediate = setImmediate(callback);
        return toDisposable(() => clearImmediate(immediate));
      }
      // Node fires a delay longer than 2^31 - 1 ms at once.
      const timer = prepare(setTimeout(callback, Math.min(delayMs, 0x7fff_ffff)));
      return toDisposable(() => clearTimeout(timer));
    },
  };
}
