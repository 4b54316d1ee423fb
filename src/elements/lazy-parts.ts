import { fetchEngineAhead } from '../client/browser/page-registry.js';
import { TerminalError } from '../protocol/errors.js';

/** The part of the elements that needs xterm.js. */
export type ScreensModule = typeof import('./xterm.js');
/** The part that says how a terminal is doing. */
export type OverlayModule = typeof import('./overlay.js');

/** What a chip looks like. */
export type ChipModule = typeof import('./chip-face.js');

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
  return {
    get loaded() {
      return loaded;
    },
    load() {
      flight ??= importModule().then(
        (module) => (loaded = module),
        (cause: unknown) => {
          flight = undefined;
          throw new TerminalError('load_failed', `${what} did not arrive.`, { action: 'Check the network, then press Retry.', cause });
        },
      );
      return flight;
    },
  };
}

/** Loaded when the first session is wanted: xterm.js is most of this package's weight, and crashes when it is evaluated without a window. */
export const screenLoader = createLoader(() => {
  const screens = import('./xterm.js');
  // A session wants its server as soon as it has a screen: fetched only then, the engine would come one round trip and one evaluation of xterm.js later.
  fetchEngineAhead();
  return screens;
}, 'The part that draws terminals');
/** Loaded when a terminal names a theme. */
export const themeLoader = createLoader(() => import('./themes/themes.js'), 'The themes');
/** Loaded when the first element enters a page: nobody has anything to read before that. */
export const overlayLoader = createLoader(() => import('./overlay.js'), 'The status display');
/** Loaded when the first chip enters a page. */
export const chipLoader = createLoader(() => import('./chip-face.js'), 'The status chip');
/** Loaded when the first terminal leaves its page. */
export const popOutLoader = createLoader(() => import('./pop-out/pop-out.js'), 'What opens windows');
