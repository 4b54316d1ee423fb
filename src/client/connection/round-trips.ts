import { quantile } from '../../base/quantile.js';
import type { RoundTrips } from '../registry/contract.js';

/** Round trips that are remembered: 25 minutes of the server's pings. */
const REMEMBERED = 100;

/** Another one was measured. The quantiles are reckoned here, once for each measurement, so that reading costs nothing. */
export function withRoundTrip(before: RoundTrips | undefined, milliseconds: number): RoundTrips {
  const samplesMs = [...(before?.samplesMs ?? []).slice(1 - REMEMBERED), milliseconds];
  return { samplesMs, p50Ms: quantile(samplesMs, 0.5) ?? milliseconds, p95Ms: quantile(samplesMs, 0.95) ?? milliseconds };
}
