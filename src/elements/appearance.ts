import type { PropertyValues, ReactiveController, ReactiveControllerHost } from 'lit';
import type { TerminalError } from '../protocol/errors.js';
import { checkAppearance, usableNumber } from './session-target.js';
import type { ColorScheme, ScreenWishes } from './terminal-view/screen-view.js';
import type { ITerminalOptions, ITheme } from './terminal-view/xterm.js';

/** What decides how a terminal looks, beside CSS. */
export interface AppearanceHost extends ReactiveControllerHost, HTMLElement {
  readonly hasUpdated: boolean;
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly colorScheme: string;
  readonly renderer: string;
  readonly fontSize: number | undefined;
  readonly scrollback: number | undefined;
  readonly readOnly: boolean;
  readonly label: string | undefined;
  readonly theme: ITheme | undefined;
  readonly options: ITerminalOptions | undefined;
}

export interface AppearanceSettings {
  /** Hands `wishes` to the screen, while it is shown in the host. */
  readonly restyle: () => void;
  readonly failed: (error: TerminalError) => void;
}

const DECISIVE = ['colorScheme', 'fontSize', 'scrollback', 'theme', 'options', 'readOnly', 'label', 'renderer', 'lang'] as const;

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
    this.#query = this.#host.ownerDocument.defaultView?.matchMedia('(prefers-color-scheme: dark)');
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

  /** After an update of the host. */
  follow(changed: PropertyValues<AppearanceHost>): void {
    if (!DECISIVE.some((name) => changed.has(name))) return;
    const error = checkAppearance(this.#host);
    const known = error?.message === this.#misused?.message;
    this.#misused = error;
    if (error !== undefined && !known) this.#settings.failed(error);
    this.#restyle();
  }

  /** The system's scheme has changed, or the page's colours. */
  readonly themeChanged = (): void => {
    if (!this.#host.hasUpdated) return;
    this.#restyle();
    this.#host.requestUpdate();
  };

  #restyle(): void {
    const wishes = this.wishes();
    this.#settings.restyle();
    // Behind the grid and around it; without an explicit colour that is the style sheet's business.
    this.#host.renderRoot.querySelector<HTMLElement>('.base')?.style.setProperty('--background', wishes.theme?.background ?? wishes.options.theme?.background ?? null);
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
