import { createLoader } from '../lazy-parts.js';
import { cleanAddress } from './clean-text.js';
import type { IDisposable, ILink, XtermTerminal } from './xterm.js';

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

const finder = createLoader(() => import('./web-links.js'), 'The part that finds addresses');

/** The links of a terminal: those that programs mark (OSC 8), and web addresses in what they print. */
export class Links {
  readonly #term: XtermTerminal;
  readonly #events: LinkEvents;
  /** Set while there are any. */
  #registration: IDisposable | undefined;

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

  /** Asked for a row when the pointer comes to it: that loads what finds addresses, and xterm.js waits for the answer. */
  #find(row: number, reply: (links: ILink[] | undefined) => void): void {
    const answer = ({ webLinksAt }: typeof import('./web-links.js')): void =>
      reply(webLinksAt(this.#term, row).map((link) => ({
        ...link,
        activate: (event, uri) => this.#press(event, uri),
        hover: (event, uri) => this.#hover(event, uri),
        leave: () => this.#events.hovered(undefined),
      })));
    if (finder.loaded !== undefined) answer(finder.loaded);
    // Where it does not arrive addresses stay text; at the next row it is tried again.
    else finder.load().then(answer, () => reply(undefined));
  }

  #press(event: MouseEvent, uri: string): void {
    if (this.#registration !== undefined) this.#events.pressed(uri, event);
  }

  #hover({ clientX, clientY }: MouseEvent, uri: string): void {
    if (this.#registration !== undefined) this.#events.hovered({ uri: cleanAddress(uri), x: clientX, y: clientY });
  }
}
