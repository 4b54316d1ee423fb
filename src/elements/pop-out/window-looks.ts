import type { Disposable } from '../../base/disposable.js';
import type { PersistentTerminal } from '../persistent-terminal.js';

/** What pages colour and shape terminals with, wherever around them they set it. */
const CUSTOM_PROPERTIES = [
  'color-background', 'color-foreground', 'color-cursor', 'color-selection', ...Array.from({ length: 16 }, (_, index) => `color-${index}`), 'font-family', 'font-size', 'line-height', 'letter-spacing',
].map((name) => `--term-${name}`).concat(['bell', 'focus-ring', 'padding', 'progress', 'ui-font'].map((name) => `--terminal-${name}`));

/** The terminal is the window. Against every rule of the page, whose sheets come with it. */
const WHOLE_WINDOW: Readonly<Record<string, string>> = {
  position: 'fixed', inset: '0', display: 'block', margin: '0', 'inline-size': 'auto', 'block-size': 'auto', 'min-inline-size': '0', 'max-inline-size': 'none', 'max-block-size': 'none',
  transform: 'none', visibility: 'visible', '--terminal-radius': '0', '--terminal-border': 'transparent',
};

/** A window that looks as its page does, and goes on to: fonts, rules and classes of the page, language, colours of the element. Nothing is inlined, so that strict policies allow it. */
export class WindowLooks implements Disposable {
  readonly #home: PersistentTerminal;
  readonly #guest: PersistentTerminal;
  readonly #popup: Window;
  readonly #watch = new MutationObserver(() => this.#follow());
  readonly #scheme: MediaQueryList | undefined;

  constructor(home: PersistentTerminal, guest: PersistentTerminal, popup: Window) {
    this.#home = home;
    this.#guest = guest;
    this.#popup = popup;
    const { ownerDocument: page } = home;
    copySheets(page, popup as Window & typeof globalThis);
    for (const [name, value] of Object.entries(WHOLE_WINDOW)) guest.style.setProperty(name, value, 'important');
    this.#follow();
    this.title(home.label ?? '');
    for (const node of [page.documentElement, page.body, home]) this.#watch.observe(node, { attributes: true });
    this.#scheme = page.defaultView?.matchMedia('(prefers-color-scheme: dark)');
    this.#scheme?.addEventListener('change', this.#follow);
  }

  /** What the window is called: a program's title, after what people call the terminal. */
  title(text: string): void {
    this.#popup.document.title = text || this.#home.label || this.#home.ownerDocument.title;
  }

  dispose(): void {
    this.#watch.disconnect();
    this.#scheme?.removeEventListener('change', this.#follow);
  }

  readonly #follow = (): void => {
    const { ownerDocument: page } = this.#home;
    const own = this.#popup.document;
    copyAttributes(page.documentElement, own.documentElement);
    copyAttributes(page.body, own.body);
    this.#guest.className = this.#home.className;
    copyProperties(this.#home, this.#guest);
    // Out of the page, as after a change of route, it has no looks: those it had stay.
    if (!this.#home.isConnected) return;
    const style = page.defaultView?.getComputedStyle(this.#home);
    for (const name of CUSTOM_PROPERTIES) this.#guest.style.setProperty(name, style?.getPropertyValue(name) ?? '');
    own.documentElement.style.setProperty('color-scheme', style?.colorScheme ?? '');
    own.documentElement.lang = languageOf(this.#home);
    own.documentElement.dir = style?.direction ?? '';
  };
}

/** Everything that can be set on an element but which session it is for. */
export function copyProperties(home: PersistentTerminal, guest: PersistentTerminal): void {
  const { properties } = home.constructor as typeof PersistentTerminal;
  for (const name of Object.keys(properties)) if (name !== 'sessionId') Reflect.set(guest, name, Reflect.get(home, name));
}

/** Classes and data: what rules of a page ask for. */
function copyAttributes(from: Element, to: Element): void {
  for (const { name, value } of from.attributes) if (name === 'class' || name.startsWith('data-')) to.setAttribute(name, value);
  for (const { name } of [...to.attributes]) if ((name === 'class' || name.startsWith('data-')) && !from.hasAttribute(name)) to.removeAttribute(name);
}

/** By the nearest `lang`, across shadow roots. */
function languageOf(node: Element): string {
  for (let at: Element | null = node; at !== null; ) {
    const near: Element | null = at.closest('[lang]');
    if (near !== null) return near.getAttribute('lang') ?? '';
    const root = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return '';
}

function copySheets(page: Document, popup: Window & typeof globalThis): void {
  const own = popup.document;
  for (const sheet of [...page.styleSheets, ...page.adoptedStyleSheets]) {
    const rules = rulesOf(sheet);
    if (rules === undefined) {
      // Of another origin: it can be fetched, not read.
      if (sheet.ownerNode instanceof HTMLLinkElement) own.head.append(own.importNode(sheet.ownerNode, true));
      continue;
    }
    const copy = new popup.CSSStyleSheet({ baseURL: sheet.href ?? page.baseURI, media: sheet.media.mediaText, disabled: sheet.disabled });
    copy.replaceSync(rules);
    own.adoptedStyleSheets.push(copy);
  }
}

function rulesOf(sheet: CSSStyleSheet): string | undefined {
  try {
    return Array.from(sheet.cssRules, (rule) => rule.cssText).join('\n');
  } catch {
    return undefined;
  }
}
