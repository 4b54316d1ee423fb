import type { RoundTrips } from '../registry/contract.js';

/** Round trips that are remembered: 25 minutes of the server's pings. */
const REMEMBERED = 100;

/** Another one was measured. The quantiles (nearest rank) are reckoned here, once for each measurement, so that reading costs nothing. */
export function withRoundTrip(before: RoundTrips | undefined, milliseconds: number): RoundTrips {
  const samplesMs = [...(before?.samplesMs ?? []).slice(1 - REMEMBERED), milliseconds];
  const sorted = [...samplesMs].sort((a, b) => a - b);
  const quantile = (part: number): number => sorted[Math.ceil(part * sorted.length) - 1] ?? milliseconds;
  return { samplesMs, p50Ms: quantile(0.5), p95Ms: quantile(0.95) };
}
