import { DisposableStore, MutableDisposable, toDisposable } from '../../base/disposable.js';
import { createLoader } from '../lazy-parts.js';
import { choiceOf } from './attributes.js';
import type { Comfort, ComfortSite, Places } from './comfort.js';
import type { Command } from './commands.js';
import type { MenuPopup, Place } from './menu-popup.js';
import { Part } from './part.js';

/** How long a finger has to stay, and how far it may stray, milliseconds and pixels: what long presses are on phones. */
const PRESS_MS = 500;
const STRAY_PX = 10;

const loader = createLoader(() => import('./menu-popup.js'), 'The menu');

/** The menu of the right mouse button, the menu key and a long press. */
export class Menu implements Comfort {
  readonly commands: { readonly menu: Command };
  readonly #site: ComfortSite;
  readonly #part: Part<typeof import('./menu-popup.js')>;
  readonly #listeners = new DisposableStore();
  readonly #pressing = new MutableDisposable();
  #popup: MenuPopup | undefined;

  constructor(site: ComfortSite) {
    this.#site = site;
    this.#part = new Part(site, loader);
    this.commands = { menu: { run: () => this.#open(this.#atCursor()), ready: () => this.#mode !== 'none' } };
    const box = site.box();
    // Before xterm.js, which would prepare for the browser's menu.
    this.#listen(box, 'contextmenu', this.#asked);
    this.#listen(box, 'mousedown', this.#pressed);
    this.#listen(box, 'pointerdown', this.#touched);
  }

  render(): Places {
    return this.#popup === undefined ? {} : { layer: this.#popup.render() };
  }

  follow(): void {
    this.#popup?.follow();
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#pressing.dispose();
    this.#part.dispose();
    this.#popup?.dispose();
  }

  get #mode(): 'menu' | 'paste' | 'none' {
    return choiceOf(this.#site.host, 'rightClick');
  }

  /** Whether a program wants to hear of the mouse. */
  get #programs(): boolean {
    return this.#site.view.terminal.modes.mouseTrackingMode !== 'none';
  }

  #listen<K extends keyof HTMLElementEventMap>(target: HTMLElement, type: K, listener: (event: HTMLElementEventMap[K]) => void): void {
    target.addEventListener(type, listener, { capture: true });
    this.#listeners.add(toDisposable(() => target.removeEventListener(type, listener, { capture: true })));
  }

  /** With Shift it is somebody else's: the browser's, or ours while it is a program's. */
  #isOurs({ shiftKey }: MouseEvent): boolean {
    return this.#mode !== 'none' && shiftKey === this.#programs;
  }

  readonly #asked = (event: MouseEvent): void => {
    if (this.#mode === 'none' || (event.shiftKey && !this.#programs)) return;
    event.preventDefault();
    event.stopPropagation();
    // What a program hears is not answered by a menu, too; nor a key or a long press that has brought one already.
    if (this.#isOurs(event) && this.#popup === undefined) this.#act({ x: event.clientX, y: event.clientY });
  };

  /** In Firefox xterm.js would lay its text field under the mouse. */
  readonly #pressed = (event: MouseEvent): void => {
    if (event.button === 2 && this.#isOurs(event)) event.stopPropagation();
  };

  /** Not every phone makes a long press an event of its own. */
  readonly #touched = ({ pointerType, isPrimary, clientX: x, clientY: y }: PointerEvent): void => {
    this.#pressing.clear();
    if (pointerType !== 'touch' || !isPrimary || this.#mode === 'none' || this.#programs) return;
    const { host, clock } = this.#site;
    const owner = host.ownerDocument;
    const over = (): void => this.#pressing.clear();
    const moved = (event: PointerEvent): void => {
      if (Math.hypot(event.clientX - x, event.clientY - y) > STRAY_PX) over();
    };
    const timer = clock.after(PRESS_MS, () => {
      over();
      if (this.#popup === undefined) this.#act({ x, y });
    });
    owner.addEventListener('pointermove', moved);
    for (const type of ['pointerup', 'pointercancel'] as const) owner.addEventListener(type, over);
    this.#pressing.value = toDisposable(() => {
      timer.dispose();
      owner.removeEventListener('pointermove', moved);
      for (const type of ['pointerup', 'pointercancel'] as const) owner.removeEventListener(type, over);
    });
  };

  #act(place: Place): void {
    if (this.#mode === 'menu') return this.#open(place);
    // As consoles do where this is how people paste.
    const { run } = this.#site;
    if (!run('copy-and-clear')) run('paste');
  }

  #open(place: Place): void {
    const { pointed, changed, view, run } = this.#site;
    pointed(true);
    this.#part.use(({ MenuPopup: Popup }) => {
      this.#popup?.dispose();
      this.#popup = new Popup(this.#site, place, (name, back) => {
        this.#popup = undefined;
        changed();
        // Before the command, which may take the keyboard elsewhere.
        if (back) view.focus();
        if (name !== undefined) run(name);
        pointed(false);
      });
      changed();
    });
  }

  /** Below the cursor, or in the corner while it is not to be seen. */
  #atCursor(): Place {
    const { view, box } = this.#site;
    const { buffer, cols, rows, element } = view.terminal;
    const grid = (element?.querySelector('.xterm-screen') ?? box()).getBoundingClientRect();
    const { cursorX, cursorY, baseY, viewportY } = buffer.active;
    const row = baseY + cursorY - viewportY;
    return row < rows ? { x: grid.left + (cursorX * grid.width) / cols, y: grid.top + ((row + 1) * grid.height) / rows } : { x: grid.left, y: grid.top };
  }
}
