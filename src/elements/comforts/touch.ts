import { DisposableStore, toDisposable } from '../../base/disposable.js';
import { createLoader } from '../lazy-parts.js';
import type { Comfort, ComfortSite } from './comfort.js';
import { Part } from './part.js';
import type { TouchGestures } from './touch-gestures.js';

/** What fingers do. */
export const touchLoader = createLoader(() => import('./touch-gestures.js'), 'What fingers do');

/** Fingers on the screen: xterm.js knows of mice only. What they do is loaded where the pointer is a finger, else with the first touch. */
export class Touch implements Comfort {
  readonly #site: ComfortSite;
  readonly #part: Part<typeof import('./touch-gestures.js')>;
  readonly #store = new DisposableStore();
  #gestures: TouchGestures | undefined;
  /** Whether there is a finger: it may have left before what it does was there. */
  #touched = false;

  constructor(site: ComfortSite) {
    this.#site = site;
    this.#part = new Part(site, touchLoader);
    // From the start, and the moves not passive: browsers decide with the first touch whether a page may keep them from scrolling.
    this.#listen('touchstart', this.#began, true);
    this.#listen('touchmove', (event) => this.#all?.moved(event), false);
    for (const type of ['touchend', 'touchcancel'] as const) this.#listen(type, this.#ended, false);
    // Before the menu's own: of a long press some browsers make one.
    this.#listen('contextmenu', (event) => this.#all?.asked(event), false);
    if (site.host.ownerDocument.defaultView?.matchMedia('(pointer: coarse)').matches === true) this.#part.use(() => undefined);
  }

  dispose(): void {
    this.#store.dispose();
    this.#part.dispose();
    this.#gestures?.dispose();
  }

  /** Once they are here. */
  get #all(): TouchGestures | undefined {
    const { module } = this.#part;
    return (this.#gestures ??= module === undefined ? undefined : new module.TouchGestures(this.#site));
  }

  readonly #began = (event: TouchEvent): void => {
    this.#touched = true;
    this.#part.use(() => {
      if (this.#touched) this.#all?.began(event);
    });
  };

  readonly #ended = (event: TouchEvent): void => {
    this.#touched = event.touches.length > 0;
    this.#all?.ended(event);
  };

  #listen<K extends keyof HTMLElementEventMap>(type: K, listener: (event: HTMLElementEventMap[K]) => void, passive: boolean): void {
    const box = this.#site.box();
    box.addEventListener(type, listener, { capture: true, passive });
    this.#store.add(toDisposable(() => box.removeEventListener(type, listener, { capture: true })));
  }
}
