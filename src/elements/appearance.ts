import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { usableNumber } from './session-target.js';
import type { ColorScheme, ScreenWishes } from './terminal-view/screen-view.js';
import type { ITerminalOptions, ITheme } from './terminal-view/xterm.js';

/** What decides how a terminal looks, beside CSS. */
export interface AppearanceHost extends ReactiveControllerHost, HTMLElement {
  readonly colorScheme: string;
  readonly fontSize: number | undefined;
  readonly scrollback: number | undefined;
  readonly readOnly: boolean;
  readonly label: string | undefined;
  readonly theme: ITheme | undefined;
  readonly options: ITerminalOptions | undefined;
}

/** Gathers what attributes, properties and CSS say of the looks, and tells when that may have changed. */
export class Appearance implements ReactiveController {
  readonly #host: AppearanceHost;
  readonly #changed: () => void;
  #query: MediaQueryList | undefined;

  constructor(host: AppearanceHost, changed: () => void) {
    this.#host = host;
    this.#changed = changed;
    host.addController(this);
  }

  hostConnected(): void {
    // The window of now: the element may have been adopted by another one.
    this.#query = this.#host.ownerDocument.defaultView?.matchMedia('(prefers-color-scheme: dark)');
    this.#query?.addEventListener('change', this.#changed);
  }

  hostDisconnected(): void {
    this.#query?.removeEventListener('change', this.#changed);
    this.#query = undefined;
  }

  get scheme(): ColorScheme {
    const style = this.#style;
    return style === undefined ? 'dark' : resolveScheme(this.#host.colorScheme, style, this.#query?.matches ?? false);
  }

  wishes(): ScreenWishes {
    const host = this.#host;
    const { theme, options } = host;
    return {
      scheme: this.scheme, style: this.#style ?? getComputedStyle(host), theme,
      fontSize: usableNumber('font-size', host.fontSize), scrollback: usableNumber('scrollback', host.scrollback),
      readOnly: host.readOnly, label: host.label ?? '', options: options ?? {},
    };
  }

  get #style(): CSSStyleDeclaration | undefined {
    return this.#host.ownerDocument.defaultView?.getComputedStyle(this.#host);
  }
}

/** `auto` follows the page's own `color-scheme` if it names one, else what the system prefers. */
function resolveScheme(wanted: string, style: CSSStyleDeclaration, systemIsDark: boolean): ColorScheme {
  if (wanted === 'dark' || wanted === 'light') return wanted;
  const declared = style.colorScheme.split(/\s+/);
  if (declared.includes('dark') !== declared.includes('light')) return declared.includes('dark') ? 'dark' : 'light';
  return systemIsDark ? 'dark' : 'light';
}
