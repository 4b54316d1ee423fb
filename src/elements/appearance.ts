import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { usableNumber } from './session-target.js';
import { STRINGS } from './strings.js';
import { DEFAULT_FONT_SIZE, DEFAULT_SCROLLBACK, readFont, readTheme, resolveScheme, type ColorScheme, type ScreenSettings } from './terminal-view/theme.js';
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

/** Turns attributes, properties and CSS custom properties into settings, and says when they may have changed. */
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

  /** Explicit property before attribute before CSS before default. */
  settings(): ScreenSettings {
    const host = this.#host;
    const style = this.#style ?? getComputedStyle(host);
    const { theme, fontFamily, fontSize, lineHeight, scrollback, disableStdin, ...options } = host.options ?? {};
    const font = readFont(style);
    return {
      theme: readTheme(style, this.scheme, { ...theme, ...host.theme }),
      fontFamily: fontFamily ?? font.fontFamily,
      fontSize: fontSize ?? usableNumber('font-size', host.fontSize) ?? font.fontSize ?? DEFAULT_FONT_SIZE,
      lineHeight: lineHeight ?? font.lineHeight,
      scrollback: scrollback ?? usableNumber('scrollback', host.scrollback) ?? DEFAULT_SCROLLBACK,
      readOnly: host.readOnly || disableStdin === true,
      label: host.label ? `${host.label}: ${STRINGS.terminalInput}` : STRINGS.terminalInput,
      options,
    };
  }

  get #style(): CSSStyleDeclaration | undefined {
    return this.#host.ownerDocument.defaultView?.getComputedStyle(this.#host);
  }
}
