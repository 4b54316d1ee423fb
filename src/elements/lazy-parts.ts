import { TerminalError } from '../protocol/errors.js';

/** The part of the elements that needs xterm.js. */
export type ScreensModule = typeof import('./xterm.js');
/** The part that says how a terminal is doing. */
export type OverlayModule = typeof import('./overlay.js');

export interface PartLoader<T> {
  /** The module, once it has been loaded. */
  readonly loaded: T | undefined;
  /** One load under way at most; after a failure the next call tries again. Rejects with `load_failed`. */
  load(): Promise<T>;
}

/** @param what completes "… did not arrive." */
export function createLoader<T>(importModule: () => Promise<T>, what: string): PartLoader<T> {
  let loaded: T | undefined;
  let flight: Promise<T> | undefined;
  let failures = 0;
  return {
    get loaded() {
      return loaded;
    },
    load() {
      flight ??= importModule().catch((cause: unknown) => (failures === 0 ? Promise.reject(cause) : importElsewhere<T>(cause, failures))).then(
        (module) => (loaded = module),
        (cause: unknown) => {
          flight = undefined;
          failures++;
          throw new TerminalError('load_failed', `${what} did not arrive.`, { action: 'Check the network, then press Retry.', cause });
        },
      );
      return flight;
    },
  };
}

/** Engines until 2026 remember a failed import for as long as the page lives; another address is another module to them. Most name the address in the error. */
function importElsewhere<T>(cause: unknown, failures: number): Promise<T> {
  const address = /https?:\S+/.exec(String(cause))?.[0];
  return address === undefined ? Promise.reject(cause) : import(/* @vite-ignore */ /* webpackIgnore: true */ `${address}${address.includes('?') ? '&' : '?'}again=${failures}`);
}

/** Loaded when the first session is wanted: xterm.js is most of this package's weight, and crashes when it is evaluated without a window. */
export const screenLoader = createLoader(() => import('./xterm.js'), 'The part that draws terminals');
/** Loaded when the first element enters a page: nobody has anything to read before that. */
export const overlayLoader = createLoader(() => import('./overlay.js'), 'The status display');
