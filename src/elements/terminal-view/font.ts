import type { Clock } from '../../base/clock.js';
import { MutableDisposable, toDisposable, type Disposable } from '../../base/disposable.js';
import type { XtermTerminal } from './xterm.js';

/** How long the first measurement waits for a web font, milliseconds: a shell that is told two sizes draws twice. */
const PATIENCE_MS = 1_000;
/** Behind the generic family, where the browser finds every character but the icons that prompts are made of. */
const SYMBOLS = '"Symbols Nerd Font Mono", "Symbols Nerd Font"';
const HAS_GENERIC = /(^|,)\s*(ui-)?monospace\s*(,|$)/i;

export interface TerminalFontSite {
  readonly term: XtermTerminal;
  /** Where the terminal is; whatever document that is in. */
  readonly wrapper: HTMLElement;
  readonly clock: Clock;
  /** Cells may have another size than before. */
  measured(): void;
}

export interface FontWish {
  readonly fontFamily: string;
  /** Pixels. */
  readonly fontSize: number;
}

/** `wanted` is on its way; the one before it is used until then, and none before the first. */
type State = { readonly phase: 'none' } | { readonly phase: 'waiting'; readonly wanted: FontWish; readonly used: FontWish | undefined } | { readonly phase: 'used'; readonly used: FontWish };

/** The font of a terminal: waited for, and measured anew when it comes late. */
export class TerminalFont {
  readonly #site: TerminalFontSite;
  readonly #waiting = new MutableDisposable();
  readonly #listening = new MutableDisposable();
  /** Text in the font, which nobody sees: its width says when the browser draws it with another one. Not every font that comes is an event: one made of bytes is there at once. */
  readonly #probe: HTMLElement;
  #probed = 0;
  #observer: ResizeObserver | undefined;
  #state: State = { phase: 'none' };

  constructor(site: TerminalFontSite) {
    this.#site = site;
    this.#probe = site.wrapper.appendChild(site.wrapper.ownerDocument.createElement('span'));
    this.#probe.className = 'font-probe';
    this.#probe.setAttribute('aria-hidden', 'true');
  }

  /** Whether cells have a size that is worth telling anybody. */
  get known(): boolean {
    return this.#state.phase !== 'none' && this.#state.used !== undefined;
  }

  use(wanted: FontWish): void {
    const state = this.#state;
    const latest = state.phase === 'none' ? undefined : state.phase === 'waiting' ? state.wanted : state.used;
    if (latest?.fontFamily === wanted.fontFamily) {
      // The size alone waits for nothing.
      if (state.phase !== 'none') this.#state = { ...state, ...(state.phase === 'waiting' ? { wanted } : { used: wanted }) };
      if (latest.fontSize !== wanted.fontSize) this.#look();
      return;
    }
    const { fonts } = this.#site.wrapper.ownerDocument;
    const font = `${wanted.fontSize}px ${wanted.fontFamily}`;
    if (fonts === undefined || isLoaded(fonts, font)) return this.#take(wanted);
    this.#state = { phase: 'waiting', wanted, used: state.phase === 'none' ? undefined : state.used };
    const arrived = (): void => {
      if (this.#state.phase === 'waiting' && this.#state.wanted.fontFamily === wanted.fontFamily) this.#take(this.#state.wanted);
    };
    this.#waiting.value = this.#site.clock.after(PATIENCE_MS, arrived);
    void fonts.load(font).then(arrived, arrived);
  }

  /** Follows the fonts of the document that the wrapper is in. */
  follow(owner: Document): void {
    this.#observer?.disconnect();
    const view = owner.defaultView;
    this.#observer = view === null ? undefined : new view.ResizeObserver(() => this.#resized());
    this.#observer?.observe(this.#probe);
    if (owner.fonts !== undefined) this.#listening.value = onArrival(owner.fonts, (families) => this.#came(families));
  }

  dispose(): void {
    this.#waiting.dispose();
    this.#listening.dispose();
    this.#observer?.disconnect();
    this.#state = { phase: 'none' };
  }

  #take(used: FontWish): void {
    this.#waiting.clear();
    this.#state = { phase: 'used', used };
    this.#site.term.options.fontFamily = stackOf(used.fontFamily);
    this.#look();
    this.#site.measured();
  }

  /** Fonts have come; bold and italic ones change no width that can be observed. */
  #came(families: readonly string[]): void {
    const { fontFamily } = this.#site.term.options;
    if (this.known && families.some((family) => fontFamily?.toLowerCase().includes(family))) this.remeasure();
  }

  #resized(): void {
    const width = this.#probe.offsetWidth;
    // Hidden, or as it was.
    if (width === 0 || width === this.#probed) return;
    this.#probed = width;
    if (this.known) this.remeasure();
  }

  /** xterm.js measures when the family is set to something else: CSS does not mind a space. */
  remeasure(): void {
    const { options } = this.#site.term;
    const family = options.fontFamily ?? '';
    options.fontFamily = family.endsWith(' ') ? family.trimEnd() : `${family} `;
    this.#look();
    this.#site.measured();
  }

  /** What the terminal has measured is what the probe shows now. */
  #look(): void {
    const { fontFamily = '', fontSize = 0 } = this.#site.term.options;
    this.#probe.style.fontFamily = fontFamily;
    this.#probe.style.fontSize = `${fontSize}px`;
    this.#probed = this.#probe.offsetWidth;
  }
}

/** The families of a wish, and what is to be looked in for characters they have not. */
export function stackOf(family: string): string {
  return [family, ...(HAS_GENERIC.test(family) ? [] : ['monospace']), SYMBOLS].join(', ');
}

/** A family that does not parse counts as loaded: xterm.js then falls back by itself. */
function isLoaded(fonts: FontFaceSet, font: string): boolean {
  try {
    return fonts.check(font);
  } catch {
    return true;
  }
}

type Arrival = (families: readonly string[]) => void;
const arrivals = new WeakMap<FontFaceSet, Set<Arrival>>();

/** Tells of web fonts of a document that have been loaded, by their families in lower case. One listener for all terminals of the document. */
function onArrival(fonts: FontFaceSet, listener: Arrival): Disposable {
  let listeners = arrivals.get(fonts);
  if (listeners === undefined) {
    const all = (listeners = new Set<Arrival>());
    arrivals.set(fonts, all);
    fonts.addEventListener('loadingdone', ({ fontfaces }) => {
      const families = fontfaces.map(({ family }) => family.replace(/^["']|["']$/g, '').toLowerCase());
      for (const one of [...all]) one(families);
    });
  }
  const present = listeners;
  present.add(listener);
  return toDisposable(() => present.delete(listener));
}
