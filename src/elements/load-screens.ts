import { TerminalError } from '../protocol/errors.js';

/** The part of the elements that needs xterm.js. */
export type ScreensModule = typeof import('./xterm.js');

export interface ScreenLoader {
  /** The module, once it has been loaded. */
  readonly loaded: ScreensModule | undefined;
  /** One load under way at most; after a failure the next call tries again. Rejects with `load_failed`. */
  load(): Promise<ScreensModule>;
}

export function createScreenLoader(importModule: () => Promise<ScreensModule>): ScreenLoader {
  let loaded: ScreensModule | undefined;
  let flight: Promise<ScreensModule> | undefined;
  return {
    get loaded() {
      return loaded;
    },
    load() {
      flight ??= importModule().then(
        (module) => (loaded = module),
        (cause: unknown) => {
          flight = undefined;
          throw new TerminalError('load_failed', 'The part that draws terminals did not arrive.', { action: 'Check the network, then press Retry.', cause });
        },
      );
      return flight;
    },
  };
}

/** Loaded when the first session is wanted: xterm.js is most of this package's weight, and crashes when it is evaluated without a window. */
export const screenLoader = createScreenLoader(() => import('./xterm.js'));
