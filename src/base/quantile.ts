/** The smallest value that `part` (0 to 1) of all do not exceed (nearest rank); undefined when there are none. */
export function quantile(values: readonly number[], part: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
}
