import { TerminalError } from '../../protocol/errors.js';
import type { PartLoader } from '../lazy-parts.js';
import type { ComfortSite } from './comfort.js';

/** The part of a comfort that is fetched when it is first used. */
export class Part<T> {
  readonly #site: ComfortSite;
  readonly #loader: PartLoader<T>;
  #disposed = false;

  constructor(site: ComfortSite, loader: PartLoader<T>) {
    this.#site = site;
    this.#loader = loader;
  }

  /** Undefined until it is here. */
  get module(): T | undefined {
    return this.#loader.loaded;
  }

  /**
   * Runs a step with it, at once if it is here. One that does not arrive is said; the next use tries again.
   * @param lost runs instead of the step when it does not arrive
   */
  use(step: (module: T) => void, lost: () => void = () => undefined): void {
    const { loaded } = this.#loader;
    if (loaded !== undefined) return step(loaded);
    this.#loader.load().then(
      (module) => {
        if (!this.#disposed) step(module);
      },
      (cause: unknown) => {
        if (this.#disposed) return;
        lost();
        this.#site.failed(new TerminalError('load_failed', (cause as Error).message, { action: 'Check the network, then try again.', cause }));
      },
    );
  }

  /** What waits for it is dropped. */
  dispose(): void {
    this.#disposed = true;
  }
}
