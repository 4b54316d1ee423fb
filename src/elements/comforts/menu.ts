import { DisposableStore, toDisposable } from '../../base/disposable.js';
import { createLoader } from '../lazy-parts.js';
import { choiceOf } from './attributes.js';
import type { Comfort, ComfortSite, Places } from './comfort.js';
import type { Command } from './commands.js';
import { KeyboardPart } from './keyboard-part.js';
import type { MenuPopup, Place } from './menu-popup.js';

/** What an open menu is. */
export const menuLoader = createLoader(() => import('./menu-popup.js'), 'The menu');

/** The menu of the right mouse button, the menu key and a long press. */
export class Menu implements Comfort {
  readonly commands: { readonly menu: Command };
  readonly #site: ComfortSite;
  readonly #part: KeyboardPart<typeof import('./menu-popup.js')>;
  readonly #listeners = new DisposableStore();
  #popup: MenuPopup | undefined;

  constructor(site: ComfortSite) {
    this.#site = site;
    this.#part = new KeyboardPart(site, menuLoader);
    this.commands = { menu: { run: () => this.#open(this.#atCursor()), ready: () => this.#mode !== 'none' } };
    const box = site.box();
    // Before xterm.js, which would prepare for the browser's menu.
    this.#listen(box, 'contextmenu', this.#asked);
    this.#listen(box, 'mousedown', this.#pressed);
  }

  /** Opens it there, or does what a right click does instead; while it is open nothing. */
  openAt(place: Place): void {
    if (this.#popup === undefined && this.#mode !== 'none') this.#act(place);
  }

  typing(data: string): string {
    return this.#part.typing(data);
  }

  /** As while it is open: the terminal has not the keyboard. */
  pasted(): boolean {
    return this.#part.holds;
  }

  render(): Places {
    return this.#popup === undefined ? {} : { layer: this.#popup.render() };
  }

  follow(): void {
    this.#popup?.follow();
  }

  dispose(): void {
    this.#listeners.dispose();
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
    // What a program hears is not answered by a menu, too.
    if (this.#isOurs(event)) this.openAt({ x: event.clientX, y: event.clientY });
  };

  /** In Firefox xterm.js would lay its text field under the mouse. */
  readonly #pressed = (event: MouseEvent): void => {
    // A press beside a menu that is still to come closes it, too.
    if (event.button !== 2) this.#part.giveUp();
    if (event.button === 2 && this.#isOurs(event)) event.stopPropagation();
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
    }, { lost: () => pointed(false) });
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
