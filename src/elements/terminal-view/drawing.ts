import type { Clock } from '../../base/clock.js';
import { MutableDisposable } from '../../base/disposable.js';
import { createLoader } from '../lazy-parts.js';
import type { StyleRoot } from '../style-sheets.js';
import { hasArea } from './fit.js';
import { RunTimeStyles } from './run-time-styles.js';
import { webglLeases, type LeaseHolder, type WebglLeases } from './webgl-leases.js';
import type { XtermTerminal } from './xterm.js';
import type { XtermCore } from './xterm-core.js';

/** How long the first size waits for the other renderer, milliseconds: its cells have another width, and a shell that is told two sizes draws twice. */
const PATIENCE_MS = 1_000;

const webglLoader = createLoader(() => import('./addons/webgl.js'), 'What draws with WebGL');

export type RendererKind = 'dom' | 'webgl';

export interface DrawingSite {
  readonly term: XtermTerminal;
  readonly core: XtermCore | undefined;
  readonly clock: Clock;
  /** Cells have another size: those of the two renderers differ. */
  changed(): void;
}

interface Webgl {
  readonly addon: { dispose(): void };
  readonly canvas: HTMLCanvasElement | undefined;
}

/**
 * What draws a terminal: xterm.js's DOM renderer, which is there from the start, or WebGL, which is fetched when wanted and used while the page's leases allow it.
 * Whatever goes wrong with WebGL, the DOM renderer draws the next frame.
 */
export class Drawing implements LeaseHolder {
  readonly #site: DrawingSite;
  readonly #styles = new RunTimeStyles();
  readonly #patience = new MutableDisposable();
  #wish: RendererKind = 'dom';
  /** Where it is shown. */
  #box: Element | undefined;
  #sight: IntersectionObserver | undefined;
  #webgl: Webgl | undefined;
  /** The page's, from when this has first asked for one. */
  #leases: WebglLeases | undefined;
  /** WebGL has failed here; it is tried again when the terminal is shown again. */
  #failed = false;
  /** The DOM renderer was made, or has drawn, where nothing is laid out: it could not measure, and what stands there is in the wrong places. */
  #unmeasured = false;

  constructor(site: DrawingSite) {
    this.#site = site;
  }

  get renderer(): RendererKind {
    return this.#webgl === undefined ? 'dom' : 'webgl';
  }

  /** Whether cells have a size that will last. */
  get settled(): boolean {
    return this.#patience.value === undefined;
  }

  /** Opens the terminal in a box that is in a document. */
  open(box: Element, open: () => void): void {
    this.#styles.capture([box.ownerDocument, document], open);
    this.#mend();
    box.addEventListener('webglcontextlost', () => this.#lost(), { capture: true });
  }

  wish(kind: RendererKind): void {
    if (kind === this.#wish) return;
    this.#wish = kind;
    this.#settle();
  }

  /** It is shown in `box`, which may have moved. */
  show(box: Element, root: StyleRoot): void {
    this.#styles.moveTo(root);
    const moved = this.#box?.ownerDocument !== box.ownerDocument;
    // Contexts belong to a document.
    if (moved) this.#useDom();
    this.#box = box;
    this.#failed = false;
    this.#watch(box);
    this.#settle();
    this.laidOut();
  }

  /** To be called when there may be an area that was none before. What could not be measured is drawn anew before anything is painted. */
  laidOut(): void {
    if (!this.#unmeasured || this.renderer === 'webgl' || this.#box === undefined || !hasArea(this.#box)) return;
    this.#unmeasured = false;
    this.#site.core?.redraw();
  }

  /** It is shown nowhere. */
  hide(): void {
    this.#sight?.disconnect();
    this.#sight = undefined;
    this.#box = undefined;
    this.#settle();
    this.#styles.moveTo(undefined);
  }

  dispose(): void {
    this.#wish = 'dom';
    this.hide();
    this.#patience.dispose();
  }

  // What the leases call

  granted(): void {
    const { term } = this.#site;
    const { loaded } = webglLoader;
    if (loaded === undefined) return;
    const addon = new loaded.WebglAddon();
    try {
      this.#swap(() => term.loadAddon(addon));
      this.#webgl = { addon, canvas: [...(term.element?.querySelectorAll('canvas') ?? [])].find((canvas) => canvas.getContext('webgl2') !== null) };
    } catch {
      // No WebGL 2 here. The DOM renderer goes on.
      addon.dispose();
      this.#failed = true;
      this.#leases?.leave(this);
    }
    this.#site.changed();
  }

  revoked(): void {
    this.#useDom();
    this.#site.changed();
  }

  // Inside

  #settle(): void {
    if (this.#wish === 'dom' || this.#box === undefined || this.#failed) {
      this.#patience.clear();
      this.#leases?.leave(this);
      if (this.#useDom()) this.#site.changed();
    } else if (webglLoader.loaded === undefined) this.#fetch();
    else this.#look(isInSight(this.#box));
  }

  #fetch(): void {
    const goOn = (): void => {
      this.#patience.clear();
      this.#site.changed();
    };
    this.#patience.value ??= this.#site.clock.after(PATIENCE_MS, goOn);
    webglLoader.load().then(
      () => {
        this.#settle();
        goOn();
      },
      () => {
        this.#failed = true;
        goOn();
      },
    );
  }

  #watch(box: Element): void {
    this.#sight?.disconnect();
    const view = box.ownerDocument.defaultView;
    if (view === null) return;
    this.#sight = new view.IntersectionObserver((entries) => {
      const seen = entries.at(-1)?.isIntersecting === true;
      if (this.#wish === 'webgl' && !this.#failed && webglLoader.loaded !== undefined) this.#look(seen);
      if (seen) this.laidOut();
    });
    this.#sight.observe(box);
  }

  #look(seen: boolean): void {
    this.#leases ??= webglLeases();
    if (seen) this.#leases.see(this);
    else this.#leases.hide(this);
    this.laidOut();
  }

  /** The browser has taken the context away. xterm.js would wait three seconds for it to come back. */
  #lost(): void {
    if (this.#webgl === undefined) return;
    this.#failed = true;
    this.#settle();
  }

  /** Returns whether that is a change. */
  #useDom(): boolean {
    const { term } = this.#site;
    if (this.#webgl === undefined) return false;
    const { addon, canvas } = this.#webgl;
    this.#webgl = undefined;
    this.#swap(() => addon.dispose());
    this.#mend();
    this.#unmeasured = term.element === undefined || !hasArea(term.element);
    // Disposing frees nothing at once, and the browser counts.
    canvas?.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
    return true;
  }

  #mend(): void {
    this.#site.core?.mendDomRenderer(() => (this.#unmeasured = true));
  }

  /** The DOM renderer writes style sheets when it is made. What is asked for here is drawn in this frame: renderers ask for an animation frame, and this is none. */
  #swap(change: () => void): void {
    const owner = this.#site.term.element?.ownerDocument;
    if (owner !== undefined) this.#styles.capture([owner, document], change);
  }
}

/** Whether any of it is in the window now; the observer says so only a frame later. */
function isInSight(box: Element): boolean {
  const view = box.ownerDocument.defaultView;
  if (view === null || !hasArea(box)) return false;
  const { top, bottom, left, right } = box.getBoundingClientRect();
  return bottom > 0 && right > 0 && top < view.innerHeight && left < view.innerWidth;
}
