import { toDisposable, type Disposable } from './disposable.js';

/** What happens to an error that a listener throws; it never reaches the emitter's caller or the other listeners. */
export type ListenerErrorReporter = (error: unknown) => void;

/** A list of listeners for one kind of event. The list is copied on emit, so listeners may come and go meanwhile. */
export class Emitter<T> implements Disposable {
  #listeners = new Set<{ call: (value: T) => void }>();
  readonly #report: ListenerErrorReporter;

  constructor(report: ListenerErrorReporter) {
    this.#report = report;
  }

  get size(): number {
    return this.#listeners.size;
  }

  /** Subscribing the same function twice makes two subscriptions; each is ended by its own disposable. */
  subscribe(listener: (value: T) => void): Disposable {
    const entry = { call: listener };
    this.#listeners.add(entry);
    return toDisposable(() => this.#listeners.delete(entry));
  }

  emit(value: T): void {
    for (const entry of [...this.#listeners]) {
      if (!this.#listeners.has(entry)) continue;
      try {
        entry.call(value);
      } catch (error) {
        this.#report(error);
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
