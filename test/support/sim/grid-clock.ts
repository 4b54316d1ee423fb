import type { Disposable } from '../../../src/base/disposable.js';
import { ManualClock } from '../manual-clock.js';

/** A binary fraction of a millisecond: sums and differences of such times are exact. */
const GRID_MS = 1 / 1024;

/**
 * The world's clock. Times lie on a grid, because "wait for what is left" ends in a rest of 10⁻¹² ms otherwise, which real timers
 * round up to one millisecond and a simulated one would wait for for ever.
 */
export class GridClock extends ManualClock {
  override after(delayMs: number, callback: () => void): Disposable {
    return super.after(Math.ceil(delayMs / GRID_MS) * GRID_MS, callback);
  }
}
