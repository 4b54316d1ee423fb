/** The last measured values of one thing. */
export class Samples {
  readonly #limit: number;
  readonly #values: number[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#values.length;
  }

  add(value: number): void {
    this.#values.push(value);
    if (this.#values.length > this.#limit) this.#values.shift();
  }

  quantile(part: number): number | undefined {
    return quantile(this.#values, part);
  }
}

/** The smallest value that `part` (0 to 1) of all do not exceed (nearest rank); undefined when there are none. */
export function quantile(values: readonly number[], part: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
}
