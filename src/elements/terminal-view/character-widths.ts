import type { TerminalError } from '../../protocol/errors.js';
import type { TerminalFeatures } from '../../protocol/messages.js';
import { createLoader, type PartLoader } from '../lazy-parts.js';
import { Unicode11Addon, type XtermTerminal } from './xterm.js';

const UNICODE_11 = '11';
const GRAPHEMES = '15-graphemes';

type GraphemesModule = typeof import('./addons/unicode-graphemes.js');
const graphemes = createLoader(() => import('./addons/unicode-graphemes.js'), 'The part that joins characters');

/** How many cells characters take in a terminal: as many as on the server's screen of the session, from the first byte of every shell. */
export class CharacterWidths {
  readonly #term: XtermTerminal;
  readonly #loader: PartLoader<GraphemesModule>;

  /** @param loader default: the one of all terminals */
  constructor(term: XtermTerminal, loader: PartLoader<GraphemesModule> = graphemes) {
    this.#term = term;
    this.#loader = loader;
    count(term, UNICODE_11);
  }

  /**
   * Counts like this from now on, and then calls back: within the call, unless something has to be loaded first.
   * What does not arrive is handed over, and characters are counted as by default; the next call tries again.
   */
  use(unicode: TerminalFeatures['unicode'], then: (fault?: TerminalError) => void): void {
    if (unicode !== 'graphemes') {
      count(this.#term, UNICODE_11);
      return then();
    }
    const { loaded } = this.#loader;
    if (loaded !== undefined) {
      count(this.#term, GRAPHEMES, loaded);
      return then();
    }
    this.#loader.load().then(
      () => this.use(unicode, then),
      (fault: TerminalError) => this.use(UNICODE_11, () => then(fault)),
    );
  }
}

/** Makes a terminal count as another one of this page does just now. */
export function countLike(term: XtermTerminal, model: XtermTerminal): void {
  count(term, model.unicode.activeVersion, graphemes.loaded);
}

function count(term: XtermTerminal, version: string, module?: GraphemesModule): void {
  if (!term.unicode.versions.includes(version)) term.loadAddon(module === undefined || version === UNICODE_11 ? new Unicode11Addon() : new module.UnicodeGraphemesAddon());
  term.unicode.activeVersion = version;
}
