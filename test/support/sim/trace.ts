/** A running hash of everything that happened, in order: two runs of one seed must agree on it. Keeps the lines only when asked. */
export class Trace {
  readonly lines: string[] = [];
  #hash = 0x811c9dc5;
  readonly #keep: boolean;

  constructor(keep: boolean) {
    this.#keep = keep;
  }

  get hash(): string {
    return (this.#hash >>> 0).toString(16).padStart(8, '0');
  }

  event(at: number, what: string, bytes?: Uint8Array): void {
    let hash = this.#hash;
    for (let i = 0; i < what.length; i++) hash = Math.imul(hash ^ what.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (Math.round(at * 1000) | 0), 0x01000193);
    // Every 61st byte is enough to tell two runs apart and keeps floods cheap.
    if (bytes !== undefined) for (let i = 0; i < bytes.length; i += 61) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
    this.#hash = hash;
    if (this.#keep) this.lines.push(`${at.toFixed(2).padStart(10)} ${what}`);
  }
}
