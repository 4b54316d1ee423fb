import type { ScreenWishes } from '../terminal-view/screen-view.js';
import type { ITerminalOptions } from '../terminal-view/xterm.js';
import { choiceOf, contrastOf } from './attributes.js';
import type { Comfort, ComfortSite } from './comfort.js';

/** Cursor and contrast, by attribute. */
export class ScreenLooks implements Comfort {
  readonly #site: ComfortSite;
  #given = '';

  constructor(site: ComfortSite) {
    this.#site = site;
  }

  amend(wishes: ScreenWishes): ScreenWishes {
    const options = this.#wanted();
    this.#given = JSON.stringify(options);
    // What the page says in xterm.js's own words goes before.
    return { ...wishes, options: { ...options, ...wishes.options } };
  }

  follow(): void {
    if (JSON.stringify(this.#wanted()) !== this.#given) this.#site.restyle();
  }

  dispose(): void {}

  #wanted(): ITerminalOptions {
    const { host } = this.#site;
    const calm = host.ownerDocument.defaultView?.matchMedia('(prefers-reduced-motion: reduce)').matches === true;
    return { cursorStyle: choiceOf(host, 'cursorStyle'), cursorBlink: host.cursorBlink && !calm, minimumContrastRatio: contrastOf(host) };
  }
}
