import { html, type TemplateResult } from 'lit';
import { words } from '../localize.js';
import { adopt, documentOf, sharedSheet, type StyleRoot } from '../style-sheets.js';
import type { ComfortHost } from './comfort.js';
import { keyStripStyles } from './key-strip.styles.js';
import { SCREEN_KEY_STRINGS } from './screen-key-strings.js';
import type { Held, ScreenKey } from './screen-keys.js';

export interface KeyStripActions {
  /** Held for the next key, or no longer. */
  hold(key: 'ctrl' | 'alt'): void;
  press(key: ScreenKey): void;
  /** The key is down, and types again and again if it stays so. */
  down(key: ScreenKey): void;
  release(): void;
  /** Whether it did. */
  repeated(key: ScreenKey): boolean;
}

const SIGNS: Partial<Record<ScreenKey | 'ctrl' | 'alt', string>> = {
  esc: 'Esc', tab: 'Tab', ctrl: 'Ctrl', alt: 'Alt', up: '↑', down: '↓', left: '←', right: '→', home: 'Home', end: 'End', 'page-up': 'PgUp', 'page-down': 'PgDn',
};
const KEYS: readonly (ScreenKey | 'ctrl' | 'alt')[] = ['esc', 'tab', 'ctrl', 'alt', 'left', 'up', 'down', 'right', '/', '|', '-', '~', 'home', 'end', 'page-up', 'page-down'];
const REPEATING: ReadonlySet<string> = new Set(['up', 'down', 'left', 'right', 'page-up', 'page-down']);

/** The strip of keys. A lazy chunk named after this file: only ever imported dynamically, see key-bar.ts. */
export function renderKeyStrip(host: ComfortHost, held: Held, actions: KeyStripActions): TemplateResult {
  const root = host.renderRoot as StyleRoot;
  adopt(root, [sharedSheet(documentOf(root), keyStripStyles.cssText)]);
  const texts: Readonly<Record<string, string>> = words('screenKeys', SCREEN_KEY_STRINGS, host);
  return html`<div part="key-bar" class="key-bar" role="group" aria-label=${texts['keys'] ?? ''}>${KEYS.map((key) => {
    const sign = SIGNS[key] ?? key;
    const label = sign === texts[key] ? undefined : texts[key];
    if (key === 'ctrl' || key === 'alt') return html`<button type="button" class="key" data-sign=${sign} aria-label=${label ?? sign} aria-pressed=${held[key]} @pointerdown=${keepFocus} @click=${() => actions.hold(key)}></button>`;
    const down = (event: PointerEvent): void => {
      keepFocus(event);
      if (event.button === 0 && REPEATING.has(key)) actions.down(key);
    };
    // A finger that only pulls the strip along makes no click; keyboards and readers of screens make one that no pointer has made.
    const click = (event: MouseEvent): void => {
      if (event.detail === 0 || !actions.repeated(key)) actions.press(key);
    };
    return html`<button type="button" class="key" data-sign=${sign} aria-label=${label ?? sign} @pointerdown=${down} @pointerup=${actions.release} @pointercancel=${actions.release} @pointerleave=${actions.release} @contextmenu=${stop} @click=${click}></button>`;
  })}</div>`;
}

/** The keyboard stays where it is, and the one on the screen up. */
const keepFocus = (event: Event): void => event.preventDefault();
const stop = (event: Event): void => event.preventDefault();
