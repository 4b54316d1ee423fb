import { TerminalError } from '../../protocol/errors.js';

export type XtermModule = typeof import('./xterm.js');

export interface XtermLoader {
  /** The module, once it has been loaded. */
  readonly loaded: XtermModule | undefined;
  /** One load under way at most; after a failure the next call tries again. Rejects with `load_failed`. */
  load(): Promise<XtermModule>;
}

export function createXtermLoader(importModule: () => Promise<XtermModule>): XtermLoader {
  let loaded: XtermModule | undefined;
  let flight: Promise<XtermModule> | undefined;
  return {
    get loaded() {
      return loaded;
    },
    load() {
      flight ??= importModule().then(
        (module) => (loaded = module),
        (cause: unknown) => {
          flight = undefined;
          throw new TerminalError('load_failed', 'The terminal could not be loaded.', { action: 'Check the network, then press Retry.', cause });
        },
      );
      return flight;
    },
  };
}

/** xterm.js, loaded when the first screen is wanted. */
export const xtermLoader = createXtermLoader(() => import('./xterm.js'));
