/** The private side of @xterm/xterm 6.0.0 that is about its DOM renderer, and what has to be mended there. The rest: xterm-core.ts. */

/** Makes the pieces of a row. */
interface RowFactory {
  readonly _themeService: { readonly colors: { readonly foreground: unknown; readonly background: unknown } };
  _addStyle(element: HTMLElement, style: string): void;
  _applyMinimumContrast(element: HTMLElement, background: unknown, foreground: unknown, cell: { isInverse(): number }, ...overrides: unknown[]): boolean;
}

/** Measures the texts of cells: CSS pixels. */
interface WidthCache {
  get(text: string, bold: boolean | number, italic: boolean | number): number;
}

/** Other renderers have what is not optional. */
export interface Renderer {
  readonly _rowFactory?: Partial<RowFactory>;
  readonly _widthCache?: Partial<WidthCache>;
  _setDefaultSpacing?(): void;
  renderRows(start: number, end: number): void;
}

export const RENDERER_SHAPE: readonly (readonly [path: string, type: string])[] = [
  ['_renderService._renderer.value._rowFactory._addStyle', 'function'], ['_renderService._renderer.value.renderRows', 'function'],
];

/** Regional indicators and skin colours, which join what is before them, and what a joiner at its end joins to the next. */
const JOINS_NEIGHBOUR = /^[\u{1f1e6}-\u{1f1ff}]|^[\u{1f3fb}-\u{1f3ff}]|\u200d$/u;
/** CSS pixels. */
const HAIR = 1 / 1024;

/**
 * Mends a DOM renderer that was just made.
 * @param unmeasured It has drawn something that had no width: where nothing is laid out nothing can be measured, and what was drawn is wrong until it is drawn anew.
 */
export function mendDomRenderer({ _rowFactory: factory, _widthCache: cache }: Renderer, unmeasured: () => void): void {
  if (cache !== undefined) drawCellsApart(cache, unmeasured);
  if (factory === undefined) return;
  correctInverseContrast(factory);
  styleByProperty(factory);
}

/**
 * It colours cells (24-bit colours, inverse video, colours moved for contrast) by `setAttribute('style', …)`, which `style-src 'self'` forbids: the text would lose its colour and the
 * console fill with violations. The same declarations given to `style` are allowed.
 */
function styleByProperty(factory: Partial<RowFactory>): void {
  factory._addStyle = (element, style) => {
    element.style.cssText += style;
  };
}

/**
 * Neighbouring cells that look alike are one run of text, in which the browser draws as one what joins (an emoji and its skin colour), and all that follows too far left. A cell whose
 * text is a hair's breadth wider begins a run of its own.
 */
function drawCellsApart(cache: Partial<WidthCache>, unmeasured: () => void): void {
  const { get } = cache;
  if (get === undefined) return;
  const measure: typeof get = (text, bold, italic) => {
    const width = get.call(cache, text, bold, italic);
    if (width === 0) unmeasured();
    return width;
  };
  let turn = 0;
  cache.get = (text, bold, italic) => {
    // For every cell of every frame.
    if (text.length === 1 || !JOINS_NEIGHBOUR.test(text)) return measure(text, bold, italic);
    turn ^= 1;
    // It is measured in a row of its like, where it would join them.
    return measure(`${text}|`, bold, italic) - measure('|', bold, italic) + (1 + turn) * HAIR;
  };
}

/**
 * Inverse text in the default colour has that of the background; xterm.js 6.0.0 looks at the contrast of the foreground's instead, finds none against the same colour behind it, and
 * draws in some grey what would have been readable.
 */
function correctInverseContrast(factory: Partial<RowFactory>): void {
  const { _themeService: themes, _applyMinimumContrast: apply } = factory;
  if (themes === undefined || apply === undefined) return;
  factory._applyMinimumContrast = (element, background, foreground, cell, ...overrides) => {
    const { colors } = themes;
    return apply.call(factory as RowFactory, element, background, foreground === colors.foreground && cell.isInverse() !== 0 ? colors.background : foreground, cell, ...overrides);
  };
}
