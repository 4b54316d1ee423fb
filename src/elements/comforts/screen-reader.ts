import { html } from 'lit';
import { words } from '../localize.js';
import type { ScreenWishes } from '../terminal-view/screen-view.js';
import { Terminal } from '../terminal-view/xterm.js';
import { choiceOf } from './attributes.js';
import { CalmRegion } from './calm-region.js';
import type { Comfort, ComfortSite, Places } from './comfort.js';
import { READER_STRINGS } from './reader-strings.js';

/** Whether somebody has turned it on, for this page: who needs it needs it everywhere. */
let wanted = false;
const asked = new Set<() => void>();

/**
 * Screen reader mode: xterm.js keeps the lines as a list and reads out what is printed. Browsers do not tell who uses a screen reader, and it costs more than half the speed, so `auto`
 * offers it by a button that is seen only when the keyboard comes to it, on the way into the terminal; on the way out it is passed by.
 */
export class ScreenReader implements Comfort {
  readonly #site: ComfortSite;
  readonly #calm: CalmRegion;
  #given = false;
  #said = '';

  constructor(site: ComfortSite) {
    this.#site = site;
    this.#calm = new CalmRegion(site.clock);
    // Of the shadow root: what moves inside is no event outside.
    site.host.renderRoot.addEventListener('focusin', this.#changed);
    site.host.renderRoot.addEventListener('focusout', this.#changed);
    asked.add(this.#changed);
  }

  amend(wishes: ScreenWishes): ScreenWishes {
    this.#given = this.#active;
    return { ...wishes, options: { screenReaderMode: this.#given, ...wishes.options } };
  }

  follow(): void {
    Terminal.strings.tooMuchOutput = this.#words.tooMuch;
    if (this.#active !== this.#given) this.#site.restyle();
    const region = this.#site.view.terminal.element?.querySelector('.xterm-accessibility .live-region') ?? undefined;
    this.#calm.watch(region, this.#words.tooMuch);
  }

  render(): Places {
    if (choiceOf(this.#site.host, 'screenReaderMode') !== 'auto') return {};
    const { turnOn, turnOff } = this.#words;
    return {
      start: html`
        <button class="reader-offer" tabindex=${this.#site.view.focused ? -1 : 0} @click=${this.#toggle}>${wanted ? turnOff : turnOn}</button>
        <div class="announcer reader" role="status">${this.#said}</div>
      `,
    };
  }

  dispose(): void {
    this.#site.host.renderRoot.removeEventListener('focusin', this.#changed);
    this.#site.host.renderRoot.removeEventListener('focusout', this.#changed);
    asked.delete(this.#changed);
    this.#calm.dispose();
  }

  get #active(): boolean {
    const mode = choiceOf(this.#site.host, 'screenReaderMode');
    return mode === 'on' || (mode === 'auto' && wanted);
  }

  get #words(): typeof READER_STRINGS {
    return words('reader', READER_STRINGS, this.#site.host);
  }

  readonly #changed = (): void => this.#site.changed();

  readonly #toggle = (): void => {
    wanted = !wanted;
    this.#said = wanted ? this.#words.on : this.#words.off;
    for (const one of asked) one();
  };
}
