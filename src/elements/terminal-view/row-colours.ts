import type { XtermTerminal } from './xterm.js';

/** The path to the one method in question; nothing here is public, so every step may be missing. */
interface Internals {
  readonly _core?: {
    readonly _renderService?: { readonly _renderer?: { readonly value?: { readonly _rowFactory?: { _addStyle?: (element: HTMLElement, style: string) => void } } } };
  };
}

/**
 * The DOM renderer of xterm.js 6 colours cells (24-bit colours, inverse video, colours moved for contrast) by `setAttribute('style', …)`, which
 * `style-src 'self'` forbids: the text would lose its colour and the console fill with violations. The same declarations given to `style` are allowed.
 * There is no public way in. Returns whether the renderer is the one this knows.
 */
export function colourRowsByProperty(term: XtermTerminal): boolean {
  const factory = (term as unknown as Internals)._core?._renderService?._renderer?.value?._rowFactory;
  if (typeof factory?._addStyle !== 'function') return false;
  factory._addStyle = (element, style) => {
    element.style.cssText += style;
  };
  return true;
}
