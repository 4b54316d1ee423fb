/** Operations of one socket that may wait for an answer of the host's hooks. */
const MAX_WAITING = 256;

/** Carries out what concerns the same key in the order in which it was asked, also when a hook takes its time. */
export class OperationQueue {
  readonly #tails = new Map<string, Promise<void>>();
  #waiting = 0;

  /**
   * @param operation must not reject
   * @returns false (and nothing is done) when too much is waiting already
   */
  run(key: string, operation: () => Promise<void>): boolean {
    if (this.#waiting >= MAX_WAITING) return false;
    this.#waiting++;
    const before = this.#tails.get(key);
    const tail = (before === undefined ? operation() : before.then(operation)).then(() => {
      this.#waiting--;
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    this.#tails.set(key, tail);
    return true;
  }
}
