import { html, nothing, type TemplateResult } from 'lit';
import { DisposableStore, toDisposable } from '../../base/disposable.js';
import { cssZoomOf } from '../css-zoom.js';
import { words } from '../localize.js';
import { adopt, documentOf, sharedSheet, type StyleRoot } from '../style-sheets.js';
import type { ComfortSite } from './comfort.js';
import { MENU_STRINGS } from './menu-strings.js';
import { menuStyles } from './menu.styles.js';

/** In the window, pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

type Item = Exclude<keyof typeof MENU_STRINGS, 'menu'>;

/** Those that are there only while they have something to do are marked. */
const GROUPS: readonly (readonly { readonly name: Item; readonly fleeting?: true }[])[] = [
  [{ name: 'open-link', fleeting: true }, { name: 'copy-link', fleeting: true }],
  [{ name: 'copy' }, { name: 'paste' }, { name: 'select-all' }],
  [{ name: 'find' }, { name: 'clear' }],
  [{ name: 'restart', fleeting: true }],
];
/** Between the menu and the edge of the window, pixels. */
const GAP = 4;

interface Entry {
  readonly name: Item;
  readonly ready: boolean;
}

/**
 * An open menu. A lazy chunk named after this file: only ever imported dynamically, see menu.ts.
 * Not an automatic popover: browsers close those when the button that opened one is let go.
 */
export class MenuPopup {
  readonly #site: ComfortSite;
  readonly #place: Place;
  /** @param back whether the keyboard goes back to the terminal */
  readonly #done: (name: Item | undefined, back: boolean) => void;
  readonly #store = new DisposableStore();
  /** As it was when it was opened: nothing comes and goes under somebody's finger. */
  readonly #groups: readonly (readonly Entry[])[];
  #placed = false;

  constructor(site: ComfortSite, place: Place, done: (name: Item | undefined, back: boolean) => void) {
    this.#site = site;
    this.#place = place;
    this.#done = done;
    this.#groups = GROUPS.map((group) => group.map(({ name, fleeting }) => ({ name, fleeting, ready: site.ready(name) })).filter(({ ready, fleeting }) => ready || fleeting !== true))
      .filter((group) => group.length > 0);
    const owner = site.host.ownerDocument;
    const outside = (event: Event): boolean => !event.composedPath().includes(this.#menu as EventTarget);
    this.#listen(owner, 'pointerdown', (event) => outside(event) && this.#close(undefined, false));
    this.#listen(owner, 'wheel', (event) => outside(event) && this.#close(undefined, true));
    const view = owner.defaultView;
    if (view === null) return;
    this.#listen(view, 'resize', () => this.#close(undefined, true));
    // Not what bubbles up from elements.
    this.#listen(view, 'blur', ({ target }) => target === view && this.#close(undefined, true));
  }

  render(): TemplateResult {
    const { host, keysOf } = this.#site;
    const root = host.renderRoot as StyleRoot;
    adopt(root, [sharedSheet(documentOf(root), menuStyles.cssText)]);
    const strings = words('menu', MENU_STRINGS, host);
    const item = ({ name, ready }: Entry): TemplateResult =>
      html`<button type="button" role="menuitem" tabindex="-1" data-command=${name} aria-disabled=${ready ? nothing : 'true'} @click=${() => ready && this.#close(name, true)} @pointermove=${focusIt}>
        <span>${strings[name]}</span><kbd>${keysOf(name) ?? nothing}</kbd>
      </button>`;
    return html`<div class="menu" part="menu" popover="manual" role="menu" aria-label=${strings.menu} tabindex="-1" @keydown=${this.#pressed} @focusout=${this.#left} @contextmenu=${(event: Event) => event.preventDefault()}>
      ${this.#groups.map((group, at) => html`${at === 0 ? nothing : html`<div role="separator"></div>`}${group.map(item)}`)}
    </div>`;
  }

  /** After an update: the first one has put it into the page. */
  follow(): void {
    const menu = this.#menu;
    // Out of the page nothing can be opened; put back, the element is rendered again.
    if (this.#placed || menu === null || !menu.isConnected) return;
    this.#placed = true;
    // In engines without popovers it lies in the element. One that is opened as another closes has its place in the page.
    if ('showPopover' in menu && !menu.matches(':popover-open')) menu.showPopover();
    const view = this.#site.host.ownerDocument.defaultView ?? window;
    const { width, height } = menu.getBoundingClientRect();
    const zoom = cssZoomOf(menu);
    const backwards = view.getComputedStyle(this.#site.host).direction === 'rtl';
    const within = (wanted: number, size: number, room: number): string => `${Math.max(GAP, Math.min(wanted, room - size - GAP)) / zoom}px`;
    menu.style.setProperty('left', within(backwards ? this.#place.x - width : this.#place.x, width, view.innerWidth));
    menu.style.setProperty('top', within(this.#place.y, height, view.innerHeight));
    this.#focus(0);
  }

  dispose(): void {
    this.#store.dispose();
  }

  get #menu(): HTMLElement | null {
    return this.#site.host.renderRoot.querySelector<HTMLElement>('.menu');
  }

  get #items(): HTMLElement[] {
    return Array.from(this.#menu?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? []);
  }

  #listen<T extends Document | Window, K extends keyof GlobalEventHandlersEventMap>(target: T, type: K, listener: (event: GlobalEventHandlersEventMap[K]) => unknown): void {
    target.addEventListener(type, listener as EventListener, { capture: true });
    this.#store.add(toDisposable(() => target.removeEventListener(type, listener as EventListener, { capture: true })));
  }

  #focus(index: number): void {
    const items = this.#items;
    items.at(index % items.length)?.focus();
  }

  #close(name: Item | undefined, back: boolean): void {
    if (this.#store.disposed) return;
    this.dispose();
    this.#done(name, back);
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    const { key } = event;
    const at = this.#items.indexOf(event.target as HTMLElement);
    if (key === 'ArrowDown') this.#focus(at + 1);
    else if (key === 'ArrowUp') this.#focus(at <= 0 ? -1 : at - 1);
    else if (key === 'Home') this.#focus(0);
    else if (key === 'End') this.#focus(-1);
    else if (key === 'Escape' || key === 'Tab') this.#close(undefined, true);
    // The browser presses the button.
    else if (key === 'Enter' || key === ' ') return;
    else if (key.length === 1) this.#search(key, at);
    event.preventDefault();
    event.stopPropagation();
  };

  /** To the next one that begins with a letter. */
  #search(letter: string, from: number): void {
    const items = this.#items;
    const order = [...items.slice(from + 1), ...items.slice(0, from + 1)];
    order.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter.toLowerCase()))?.focus();
  }

  /** The keyboard has gone elsewhere. */
  readonly #left = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget !== null && !(this.#menu?.contains(relatedTarget as Node) ?? false)) this.#close(undefined, false);
  };
}

/** Under a pointer that moves: one that lies where the menu opens, with the keyboard, means nothing. */
const focusIt = (event: Event): void => (event.currentTarget as HTMLElement).focus();
