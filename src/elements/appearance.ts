import type { PropertyValues, ReactiveController, ReactiveControllerHost } from 'lit';
import type { TerminalError } from '../protocol/errors.js';
import { themeLoader } from './lazy-parts.js';
import { pageServices } from './page-services.js';
import type { ColorScheme, ScreenWishes } from './terminal-view/screen-view.js';
import type { ITerminalOptions, ITheme } from './terminal-view/xterm.js';
import type { TerminalTheme } from './themes/theme.js';

const SYSTEM_IS_DARK = '(prefers-color-scheme: dark)';

/** What decides how a terminal looks, beside CSS. */
export interface AppearanceHost extends ReactiveControllerHost, HTMLElement {
  readonly hasUpdated: boolean;
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly colorScheme: string;
  readonly renderer: string;
  readonly fontSize: number | undefined;
  readonly scrollback: number | undefined;
  readonly canType: boolean;
  readonly label: string | undefined;
  readonly theme: ITheme | string | undefined;
  readonly options: ITerminalOptions | undefined;
}

export interface AppearanceSettings {
  /** Hands `wishes` to the screen, while it is shown in the host. */
  readonly restyle: () => void;
  readonly failed: (error: TerminalError) => void;
}

/** Gathers what attributes, properties and CSS say of the looks, and hands it to the screen when it may have changed. */
export class Appearance implements ReactiveController {
  readonly #host: AppearanceHost;
  readonly #settings: AppearanceSettings;
  #query: MediaQueryList | undefined;
  #misused: TerminalError | undefined;

  constructor(host: AppearanceHost, settings: AppearanceSettings) {
    this.#host = host;
    this.#settings = settings;
    host.addController(this);
  }

  hostConnected(): void {
    // The window of now: the element may have been adopted by another one.
    this.#query = this.#host.ownerDocument.defaultView?.matchMedia(SYSTEM_IS_DARK);
    this.#query?.addEventListener('change', this.themeChanged);
  }

  hostDisconnected(): void {
    this.#query?.removeEventListener('change', this.themeChanged);
    this.#query = undefined;
  }

  /** The first attribute that makes no sense; the default is used in its place. */
  get misused(): TerminalError | undefined {
    return this.#misused;
  }

  get scheme(): ColorScheme {
    return this.#named?.scheme ?? this.#pageScheme;
  }

  wishes(): ScreenWishes {
    const host = this.#host;
    const named = this.#named;
    const { theme, renderer, fontSize, scrollback, canType, label, options } = host;
    return {
      scheme: this.scheme, style: this.#style ?? getComputedStyle(host), theme: typeof theme === 'string' ? named?.colours : theme, minimumContrast: named?.minimumContrast,
      renderer, fontSize, scrollback, readOnly: !canType, label: label ?? '', options: options ?? {},
    };
  }

  /** After an update of the host. */
  follow(changed: PropertyValues<AppearanceHost>): void {
    if (changed.has('theme') && this.#name !== undefined) themeLoader.load().then(this.themeChanged, this.#settings.failed);
    // What checks them comes with the terminal.
    const error = pageServices().screens.loaded?.checkAppearance(this.#host);
    const known = error?.message === this.#misused?.message;
    this.#misused = error;
    if (error !== undefined && !known) this.#settings.failed(error);
    if (changed.size > 0) this.#restyle();
  }

  /** The system's scheme has changed, or the page's colours, or a theme has come. */
  readonly themeChanged = (): void => {
    if (!this.#host.hasUpdated) return;
    this.#restyle();
    this.#host.requestUpdate();
  };

  #restyle(): void {
    const wishes = this.wishes();
    this.#settings.restyle();
    // Behind the grid and around it; without an explicit colour that is the style sheet's business.
    this.#host.renderRoot.querySelector<HTMLElement>('.base')?.style.setProperty('--background', wishes.options.theme?.background ?? wishes.theme?.background ?? null);
  }

  get #name(): string | undefined {
    const { theme } = this.#host;
    return typeof theme === 'string' && theme !== '' ? theme : undefined;
  }

  /** The theme that is named, once it is here. */
  get #named(): TerminalTheme | undefined {
    return this.#name === undefined ? undefined : themeLoader.loaded?.findTheme(this.#name, this.#pageScheme);
  }

  get #pageScheme(): ColorScheme {
    const style = this.#style;
    return style === undefined ? 'dark' : resolveScheme(this.#host.colorScheme, style, this.#systemIsDark);
  }

  /** Asked before this one has been connected too: an element that is put back is given its screen first. */
  get #systemIsDark(): boolean {
    return (this.#query ?? this.#host.ownerDocument.defaultView?.matchMedia(SYSTEM_IS_DARK))?.matches ?? false;
  }

  get #style(): CSSStyleDeclaration | undefined {
    return this.#host.ownerDocument.defaultView?.getComputedStyle(this.#host);
  }
}

/** `auto` follows the page's own `color-scheme` if it names one, else what the system prefers. */
export function resolveScheme(wanted: string, style: CSSStyleDeclaration, systemIsDark: boolean): ColorScheme {
  if (wanted === 'dark' || wanted === 'light') return wanted;
  const declared = style.colorScheme.split(/\s+/);
  if (declared.includes('dark') !== declared.includes('light')) return declared.includes('dark') ? 'dark' : 'light';
  return systemIsDark ? 'dark' : 'light';
}
