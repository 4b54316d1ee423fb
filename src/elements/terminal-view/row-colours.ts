import type { XtermCore } from './xterm-core.js';

/**
 * The DOM renderer of xterm.js 6 colours cells (24-bit colours, inverse video, colours moved for contrast) by `setAttribute('style', …)`, which
 * `style-src 'self'` forbids: the text would lose its colour and the console fill with violations. The same declarations given to `style` are allowed.
 * Returns whether the renderer is the one this knows.
 */
export function colourRowsByProperty(core: XtermCore | undefined): boolean {
  core?.correctInverseContrast();
  core?.drawCellsApart();
  return core?.styleRowsBy((element, style) => {
    element.style.cssText += style;
  }) === true;
}
