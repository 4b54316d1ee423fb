import type { Clock } from '../../base/clock.js';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable.js';
import type { Cancellation } from './contract.js';

/** How a wait ended without an answer. */
export type GivenUp = 'timeout' | 'cancelled';

/**
 * Waits for one answer, for so long and no longer; leaves no timer and no listener behind.
 * @param begin asks; what it returns is disposed of when the wait is over
 */
export function boundedWait<T extends object>(
  clock: Clock, ms: number, signal: Cancellation | undefined, begin: (answer: (value: T) => void) => Disposable | void,
): Promise<T | GivenUp> {
  if (signal?.aborted === true) return Promise.resolve('cancelled');
  return new Promise((resolve) => {
    const ends = new DisposableStore();
    const end = (value: T | GivenUp): void => {
      ends.dispose();
      resolve(value);
    };
    const cancel = (): void => end('cancelled');
    ends.add(clock.after(ms, () => end('timeout')));
    signal?.addEventListener('abort', cancel);
    ends.add(toDisposable(() => signal?.removeEventListener('abort', cancel)));
    const asked = begin(end);
    if (asked !== undefined) ends.add(asked);
  });
}
