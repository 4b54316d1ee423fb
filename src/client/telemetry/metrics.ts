import type { RegistryMetrics } from '../registry/contract.js';

/** Switch times that are remembered. */
const SWITCH_TIMES = 100;

/** What the registry and its sessions count. Plain numbers: the output path adds to them for every frame. */
export class Metrics {
  bytesIn = 0;
  bytesOut = 0;
  gaps = 0;
  gapBytes = 0;
  duplicateBytes = 0;
  errors = 0;
  evictions = 0;
  unroutedFrames = 0;
  readonly #switchTimes: number[] = [];

  recordSwitch(milliseconds: number): void {
    if (!Number.isFinite(milliseconds)) return;
    this.#switchTimes.push(milliseconds);
    if (this.#switchTimes.length > SWITCH_TIMES) this.#switchTimes.shift();
  }

  /** A copy that does not change any more. `present` is what is counted elsewhere. */
  snapshot(present: Pick<RegistryMetrics, 'connections' | 'sessions' | 'warm' | 'socketsOpened' | 'reconnects' | 'unknownMessages'>): RegistryMetrics {
    return {
      ...present,
      bytesIn: this.bytesIn,
      bytesOut: this.bytesOut,
      gaps: this.gaps,
      gapBytes: this.gapBytes,
      duplicateBytes: this.duplicateBytes,
      errors: this.errors,
      evictions: this.evictions,
      unroutedFrames: this.unroutedFrames,
      switchTimesMs: [...this.#switchTimes],
    };
  }
}
