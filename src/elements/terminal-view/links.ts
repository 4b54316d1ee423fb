import { createLoader } from '../lazy-parts.js';
import { cleanAddress } from './clean-text.js';
import type { IDisposable, ILink, ILinkProvider, XtermTerminal } from './xterm.js';

/** A link under the pointer. */
export interface HoveredLink {
  /** Where it leads, as the program wrote it: bounded, one line, without control characters. */
  readonly uri: string;
  /** Where the pointer came upon it, CSS pixels of the window. */
  readonly x: number;
  readonly y: number;
}

export interface LinkEvents {
  /** The pointer is on a link; undefined: it has left it. */
  hovered(link: HoveredLink | undefined): void;
  /** Pressed and let go, with whatever keys were held. */
  pressed(uri: string, event: MouseEvent): void;
}

/** What may be opened: everything else could start programs, or run scripts. */
export const isWebAddress = (uri: string): boolean => /^https?:\/\/[^/]/i.test(uri);

const addon = createLoader(() => import('./addons/web-links.js'), 'The part that finds addresses');

/** The links of a terminal: those that programs mark (OSC 8), and web addresses in what they print. */
export class Links {
  readonly #term: XtermTerminal;
  readonly #events: LinkEvents;
  /** Set while there are any. */
  #registration: IDisposable | undefined;
  /** Of the addon. */
  #finder: ILinkProvider | undefined;

  constructor(term: XtermTerminal, events: LinkEvents) {
    this.#term = term;
    this.#events = events;
    term.options.linkHandler = {
      activate: (event, uri) => this.#press(event, uri),
      hover: (event, uri) => this.#hover(event, uri),
      leave: () => events.hovered(undefined),
      // Everything is shown; only web addresses are opened.
      allowNonHttpProtocols: true,
    };
  }

  set enabled(wanted: boolean) {
    if (wanted === (this.#registration !== undefined)) return;
    if (wanted) this.#registration = this.#term.registerLinkProvider({ provideLinks: (line, reply) => this.#find(line, reply) });
    else this.dispose();
  }

  dispose(): void {
    this.#registration?.dispose();
    this.#registration = undefined;
    this.#events.hovered(undefined);
  }

  /** Asked for a line when the pointer comes to it: that loads what finds addresses, and xterm.js waits for the answer. */
  #find(line: number, reply: (links: ILink[] | undefined) => void): void {
    if (this.#finder !== undefined) return this.#finder.provideLinks(line, reply);
    addon.load().then(
      ({ WebLinksAddon }) => {
        const finder = new WebLinksAddon((event, uri) => this.#press(event, uri), {
          hover: (event, uri) => this.#hover(event, uri),
          leave: () => this.#events.hovered(undefined),
        });
        // It registers its provider, which would be asked only once the pointer has left the line; ours has been.
        finder.activate(Object.create(this.#term, { registerLinkProvider: { value: (provider: ILinkProvider) => this.#take(provider) } }) as XtermTerminal);
        if (this.#finder === undefined) reply(undefined);
        else this.#finder.provideLinks(line, reply);
      },
      // Addresses stay text; at the next line it is tried again.
      () => reply(undefined),
    );
  }

  #take(provider: ILinkProvider): IDisposable {
    this.#finder = provider;
    return { dispose: () => {} };
  }

  #press(event: MouseEvent, uri: string): void {
    if (this.#registration !== undefined) this.#events.pressed(uri, event);
  }

  #hover({ clientX, clientY }: MouseEvent, uri: string): void {
    if (this.#registration !== undefined) this.#events.hovered({ uri: cleanAddress(uri), x: clientX, y: clientY });
  }
}
