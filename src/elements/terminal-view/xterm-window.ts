/** The private side of @xterm/xterm 6.0.0 that is about windows and documents; there once a terminal is open. The rest, and what holds for both: xterm-core.ts. */
import type { Renderer } from './xterm-dom-renderer.js';

/** What xterm.js looks at of a mouse event. */
export type MousePlace = Pick<MouseEvent, 'clientX' | 'clientY'>;
/** Where the mouse is in an element, in that element's own pixels. */
export type PlaceIn = (element: HTMLElement, event: MousePlace) => readonly [x: number, y: number];

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface OpenCore {
  _document?: Document;
  readonly screenElement?: HTMLElement;
  readonly _coreBrowserService?: { readonly window: Window };
  readonly _selectionService?: {
    _refreshAnimationFrame: number | undefined;
    refresh(): void;
    _getMouseEventScrollAmount(event: MousePlace): number;
    _removeMouseDownListeners(): void;
  };
  readonly _mouseService?: {
    getCoords(event: MousePlace, element: HTMLElement, cols: number, rows: number, isSelection?: boolean): [number, number] | undefined;
    getMouseReportCoords(event: MousePlace, element: HTMLElement): { col: number; row: number; x: number; y: number } | undefined;
  };
  readonly _charSizeService?: { readonly hasValidSize: boolean };
  readonly _renderService?: {
    readonly dimensions: { readonly css: { cell: Size; readonly canvas: Size }; readonly device: { readonly cell: Size } };
    readonly _renderDebouncer: { dispose(): void };
    readonly _syncOutputHandler: { flush(): unknown };
    readonly _renderer: { readonly value?: Renderer };
    refreshRows(start: number, end: number): void;
  };
}

export const WINDOW_SHAPE: readonly (readonly [path: string, type: string])[] = [
  ['_document', 'object'], ['screenElement', 'object'], ['_coreBrowserService.window', 'object'], ['_selectionService._getMouseEventScrollAmount', 'function'],
  ['_selectionService._removeMouseDownListeners', 'function'], ['_mouseService.getCoords', 'function'], ['_mouseService.getMouseReportCoords', 'function'],
  ['_charSizeService.hasValidSize', 'boolean'], ['_renderService.dimensions.css.cell.width', 'number'], ['_renderService.dimensions.css.canvas.width', 'number'],
  ['_renderService._renderDebouncer.dispose', 'function'], ['_renderService._syncOutputHandler.flush', 'function'], ['_renderService.refreshRows', 'function'],
];

const within = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/**
 * Replaces how it finds the mouse. Its own way takes paddings from the window that loaded it, which in Firefox has none to tell where it is not displayed, and is off wherever the
 * page scales what it shows.
 */
export function findMouseBy({ _mouseService: mouse, _selectionService: selection, _charSizeService: size, _renderService: render, screenElement }: OpenCore, placeIn: PlaceIn): void {
  if (mouse === undefined || selection === undefined || render === undefined || screenElement === undefined) return;
  mouse.getCoords = (event, element, cols, rows, isSelection = false) => {
    if (size?.hasValidSize !== true) return undefined;
    const [x, y] = placeIn(element, event);
    const { width, height } = render.dimensions.css.cell;
    // A selection begins and ends between cells, at the nearer edge of one: there is one more of them than cells.
    return [within(Math.ceil((x + (isSelection ? width / 2 : 0)) / width), 1, cols + (isSelection ? 1 : 0)), within(Math.ceil(y / height), 1, rows)];
  };
  mouse.getMouseReportCoords = (event, element) => {
    if (size?.hasValidSize !== true) return undefined;
    const { cell, canvas } = render.dimensions.css;
    const [left, top] = placeIn(element, event);
    const x = within(left, 0, canvas.width - 1);
    const y = within(top, 0, canvas.height - 1);
    return { col: Math.floor(x / cell.width), row: Math.floor(y / cell.height), x: Math.floor(x), y: Math.floor(y) };
  };
  const { _getMouseEventScrollAmount: scrollAmount } = selection;
  selection._getMouseEventScrollAmount = (event) => {
    const [x, y] = placeIn(screenElement, event);
    const { left, top } = screenElement.getBoundingClientRect();
    return scrollAmount.call(selection, { clientX: left + x, clientY: top + y });
  };
}

/** It draws and scrolls by the frames and timers of its window. One that is gone gives none, and what waits for one is never asked for again: nothing would ever be drawn. */
export function leaveWindow({ _renderService: render, _selectionService: selection, _coreBrowserService: browser }: OpenCore): void {
  // Cancels what it waits for, and can be used afterwards.
  render?._renderDebouncer.dispose();
  render?._syncOutputHandler.flush();
  if (selection === undefined) return;
  selection._removeMouseDownListeners();
  if (selection._refreshAnimationFrame !== undefined) browser?.window.cancelAnimationFrame(selection._refreshAnimationFrame);
  selection._refreshAnimationFrame = undefined;
}

/** Tells it where it is. It keeps the document that it was opened in, and would listen there for a mouse button that is let go. */
export function adoptTerminal(core: OpenCore, owner: Document): void {
  core._document = owner;
  core._renderService?.refreshRows(0, Number.MAX_SAFE_INTEGER);
  core._selectionService?.refresh();
}
