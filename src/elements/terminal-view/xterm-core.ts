import { coverRows } from '../../base/images/cover-rows.js';
import { ImageReader, SIXEL, type ImageTarget, type StreamParser } from '../../base/images/image-reader.js';
import { INLINE_FILE } from '../../base/images/inline-file.js';
import { keepClusters } from '../../base/kept-clusters.js';
import { keepSavedRows, type SavingCore } from '../../base/saved-row.js';
import { boundedCluster } from '../../base/output-limits.js';
import { boundDcs, boundOsc, type DcsCollector, type OscCollector, type StringBound } from '../../base/string-bounds.js';
import type { IDisposable, XtermTerminal } from './xterm.js';
import { COMPOSING_SHAPE, typeWholeCompositions, type ComposingCore } from './xterm-composition.js';
import { mendDomRenderer, RENDERER_SHAPE } from './xterm-dom-renderer.js';
import { adoptTerminal, findMouseBy, leaveWindow, WINDOW_SHAPE, type OpenCore, type PlaceIn } from './xterm-window.js';

/**
 * With xterm-window.ts, xterm-dom-renderer.ts, xterm-composition.ts and exact-fit.ts the only file that knows the private side of @xterm/xterm, as it is in 6.0.0. Scrollback above a living screen, hyperlinks, cell sizes and the
 * faults of xterm.js have no public way in. A page may bring another version: then `coreOf` finds nothing, and what depends on it is left out.
 */

interface ExtendedAttributes {
  urlId: number;
}

/** `_data`: three words per cell, content, foreground and background, with flags in their upper bits. */
export interface CoreLine {
  readonly _data: Uint32Array;
  readonly _combined: Record<number, string>;
  readonly _extendedAttrs: Record<number, ExtendedAttributes | undefined>;
  isWrapped: boolean;
  getTrimmedLength(): number;
}

interface CoreList {
  _startIndex: number;
  _length: number;
  maxLength: number;
  readonly length: number;
  get(index: number): CoreLine | undefined;
  set(index: number, line: CoreLine): void;
  readonly onTrimEmitter: { fire(amount: number): void };
  onTrim(listener: (amount: number) => void): IDisposable;
}

interface CoreBuffer {
  readonly lines: CoreList;
  x: number;
  readonly y: number;
  ybase: number;
  ydisp: number;
  savedX: number;
  savedY: number;
  addMarker(row: number): unknown;
}

interface LinkService {
  /** Whose lines the markers of a link are put on. */
  _bufferService: { readonly buffer: Pick<CoreBuffer, 'ybase' | 'y' | 'addMarker'> };
  readonly _dataByLinkId: ReadonlyMap<number, { readonly lines: readonly (IDisposable & { readonly line: number })[] }>;
  registerLink(data: { id?: string; uri: string }): number;
  addLineToLink(id: number, row: number): void;
  getLinkData(id: number): { id?: string; uri: string } | undefined;
}

interface EditingHandler {
  parse(bytes: Uint8Array): unknown;
  readonly _parser: StreamParser & { readonly _oscParser: OscCollector; readonly _dcsParser: DcsCollector };
  _finishHyperlink(): boolean;
  lineFeed(): boolean;
  eraseInDisplay(params: { readonly params: readonly number[] }, respectProtect?: boolean): boolean;
  scrollUp(params: { readonly params: readonly number[] }): boolean;
  scrollDown(params: { readonly params: readonly number[] }): boolean;
  insertLines(params: { readonly params: readonly number[] }): boolean;
  deleteLines(params: { readonly params: readonly number[] }): boolean;
}

interface Core extends SavingCore, OpenCore, ComposingCore {
  readonly buffers: { readonly normal: CoreBuffer; readonly alt: CoreBuffer; readonly active: CoreBuffer; resize(cols: number, rows: number): void };
  readonly _bufferService: { readonly _onScroll: { fire(row: number): void }; scroll(erase: unknown, isWrapped?: boolean): void };
  readonly _oscLinkService: LinkService;
  readonly _inputHandler: EditingHandler;
  readonly coreMouseService: { triggerMouseEvent(event: unknown): boolean };
  readonly coreService: { triggerDataEvent(data: string, byUser?: boolean): void };
  readonly optionsService: { readonly rawOptions: { altClickMovesCursor: boolean } };
  // There once it is open.
  readonly _viewport?: { _latestYDisp: number | undefined };
}

/** What must be there, and as what. */
const SHAPE: readonly (readonly [path: string, type: string])[] = [
  ['buffers.normal.lines._startIndex', 'number'], ['buffers.normal.lines._length', 'number'], ['buffers.normal.lines.maxLength', 'number'], ['buffers.normal.lines.get', 'function'],
  ['buffers.normal.lines.set', 'function'], ['buffers.normal.lines.onTrim', 'function'], ['buffers.normal.lines.onTrimEmitter.fire', 'function'], ['buffers.normal.ybase', 'number'],
  ['buffers.normal.ydisp', 'number'], ['buffers.normal.y', 'number'], ['buffers.normal.x', 'number'], ['buffers.normal.savedY', 'number'],
  ['buffers.normal.addMarker', 'function'], ['buffers.active', 'object'], ['_bufferService._onScroll.fire', 'function'], ['_oscLinkService._bufferService.buffer', 'object'],
  ['_oscLinkService._dataByLinkId.size', 'number'], ['_oscLinkService.registerLink', 'function'], ['_oscLinkService.addLineToLink', 'function'], ['_oscLinkService.getLinkData', 'function'],
  ['_inputHandler.parse', 'function'], ['_inputHandler._finishHyperlink', 'function'], ['_inputHandler.eraseInDisplay', 'function'], ['_inputHandler.scrollUp', 'function'],
  ['_inputHandler.scrollDown', 'function'], ['_inputHandler.insertLines', 'function'], ['_inputHandler.deleteLines', 'function'],
  ['coreMouseService.triggerMouseEvent', 'function'], ['coreService.triggerDataEvent', 'function'], ['optionsService.rawOptions.altClickMovesCursor', 'boolean'], ['buffers.normal.savedX', 'number'],
  ['buffers.alt.y', 'number'], ['buffers.resize', 'function'], ['_bufferService.scroll', 'function'], ['clear', 'function'],
  ['_inputHandler._parser._oscParser._id', 'number'], ['_inputHandler._parser._oscParser._state', 'number'], ['_inputHandler._parser._oscParser.start', 'function'],
  ['_inputHandler._parser._oscParser.put', 'function'], ['_inputHandler._parser._oscParser.end', 'function'], ['_inputHandler._parser._oscParser.reset', 'function'],
  ['_inputHandler._parser._dcsParser.hook', 'function'], ['_inputHandler._parser._dcsParser.put', 'function'], ['_inputHandler._parser._dcsParser.unhook', 'function'],
  ['_inputHandler._parser._dcsParser.reset', 'function'], ['_inputHandler._parser.registerDcsHandler', 'function'], ['_inputHandler._parser.registerOscHandler', 'function'],
  ['_inputHandler._parser.registerCsiHandler', 'function'], ['_inputHandler._parser.registerEscHandler', 'function'], ['_inputHandler.lineFeed', 'function'],
];
/** The same for a terminal that is open. */
const OPEN_SHAPE: typeof SHAPE = [
  ...WINDOW_SHAPE, ...COMPOSING_SHAPE, ...RENDERER_SHAPE, ['_selectionService.refresh', 'function'], ['_renderService.dimensions.device.cell.width', 'number'], ['_renderService.dimensions.device.cell.height', 'number'],
  ['_viewport.queueSync', 'function'], ['_viewport._scrollableElement', 'object'],
];

/** Paths that are missing or of another type than this file was written for. */
export function shapeFaults(term: XtermTerminal): string[] {
  const core: unknown = (term as unknown as { _core?: unknown })._core;
  const at = (path: string): unknown => path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], core);
  const shape = term.element === undefined ? SHAPE : [...SHAPE, ...OPEN_SHAPE];
  return shape.filter(([path, type]) => typeof at(path) !== type).map(([path]) => path);
}

/** Undefined when xterm.js is not the one this file knows. */
export function coreOf(term: XtermTerminal): XtermCore | undefined {
  return shapeFaults(term).length === 0 ? new XtermCore(term, (term as unknown as { _core: Core })._core) : undefined;
}

/** Set in the background of a cell whose entry in `_extendedAttrs` counts. */
const HAS_EXTENDED = 0x10000000;
/** Focus gained, focus lost. */
const FOCUS_REPORTS: readonly string[] = ['\x1b[I', '\x1b[O'];
/** What scrolls or moves whole lines, once per count. */
const BY_LINES = { S: 'scrollUp', T: 'scrollDown', L: 'insertLines', M: 'deleteLines' } as const;
export type ByLines = keyof typeof BY_LINES;

/** Private state under names of our own. */
export class XtermCore {
  readonly term: XtermTerminal;
  readonly #core: Core;
  #strings: { readonly osc: StringBound; readonly dcs: StringBound } | undefined;

  constructor(term: XtermTerminal, core: Core) {
    this.term = term;
    this.#core = core;
    keepClusters(core);
  }

  /** The lines of the normal screen and above it; another object after a full reset. */
  get lines(): CoreList {
    return this.#core.buffers.normal.lines;
  }

  get onNormalScreen(): boolean {
    return this.#core.buffers.active === this.#core.buffers.normal;
  }

  /** Lines that can be put above before the oldest would have to go. */
  get room(): number {
    return this.lines.maxLength - this.lines.length;
  }

  /** Cell of the renderer in CSS pixels; undefined before it is open and measured. */
  get cell(): { readonly width: number; readonly height: number } | undefined {
    const cell = this.#core._renderService?.dimensions.device.cell;
    const ratio = this.term.element?.ownerDocument.defaultView?.devicePixelRatio ?? 1;
    // The size in CSS pixels that xterm.js keeps is the rounded screen's divided by its columns: another one at every width.
    return cell !== undefined && cell.width > 0 && cell.height > 0 ? { width: cell.width / ratio, height: cell.height / ratio } : undefined;
  }

  /** Hyperlinks alive. */
  get links(): number {
    return this.#core._oscLinkService._dataByLinkId.size;
  }

  closeLink(): void {
    this.#core._inputHandler._finishHyperlink();
  }

  /** Parses at once, other than `write`; whole characters only, and nothing may be waiting in the terminal. */
  parse(bytes: Uint8Array): void {
    this.#core._inputHandler.parse(bytes);
  }

  /** The lines from the top to the cursor; without the cursor's if nothing stands before it there. */
  written(): CoreLine[] {
    const { lines, ybase, x, y } = this.#core.buffers.normal;
    return Array.from({ length: ybase + y + (x > 0 ? 1 : 0) }, (_, row) => lines.get(row) as CoreLine);
  }

  /**
   * Puts lines of another terminal of the same width above everything on the normal screen; `room` must hold them. Nothing that is seen moves. The lines are this terminal's from then on,
   * and so are their links, up to `mostLinks` of all.
   */
  prepend(rows: readonly CoreLine[], from: XtermCore, mostLinks: number): void {
    const { normal } = this.#core.buffers;
    const { lines } = normal;
    const count = rows.length;
    if (count === 0) return;
    lines._startIndex = (((lines._startIndex - count) % lines.maxLength) + lines.maxLength) % lines.maxLength;
    lines._length += count;
    rows.forEach((line, row) => lines.set(row, line));
    // What moves up with lines that are trimmed moves down again: markers, and with them links and decorations; and the selection, if it is on this screen.
    lines.onTrimEmitter.fire(-count);
    normal.ybase += count;
    normal.ydisp += count;
    normal.savedY += count;
    this.#adoptLinks(rows, from, mostLinks);
    if (!this.onNormalScreen) return;
    this.syncScrolling();
    this.#core._selectionService?.refresh();
  }

  /** Tells what scrolls how many lines there are, and which is on top; after a resize it would learn so in the next frame, and scroll no farther than before until then. */
  syncScrolling(): void {
    // The viewport leaves its scroll bar alone when the row is the one it last scrolled to by itself, and that row was another one then.
    if (this.#core._viewport !== undefined) this.#core._viewport._latestYDisp = undefined;
    this.#core._bufferService._onScroll.fire(this.#core.buffers.active.ydisp);
  }

  /**
   * Bounds what links cost: they have markers on their lines, and every scrolled line moves all markers. A new link makes the oldest one ordinary text. Of a link's lines the lowest
   * are marked, which leave last: it lives as long as one of its markers does.
   */
  boundLinks(mostLinks: number, mostLines: number): void {
    const service = this.#core._oscLinkService;
    const { registerLink, addLineToLink } = service;
    service.registerLink = (data) => {
      for (const { lines } of service._dataByLinkId.values()) {
        if (service._dataByLinkId.size < mostLinks) break;
        for (const marker of [...lines]) marker.dispose();
      }
      return registerLink.call(service, data);
    };
    service.addLineToLink = (id, row) => {
      addLineToLink.call(service, id, row);
      const lines = service._dataByLinkId.get(id)?.lines ?? [];
      if (lines.length > mostLines) lines.reduce((highest, marker) => (marker.line < highest.line ? marker : highest)).dispose();
    };
  }

  /** Keeps no string longer than `most` bytes. @param ended as for `boundOsc` */
  boundStrings(most: number, ended: (ident: number) => void): void {
    const { _oscParser, _dcsParser } = this.#core._inputHandler._parser;
    this.#strings = { osc: boundOsc(_oscParser, most, ended), dcs: boundDcs(_dcsParser, most) };
  }

  /** Finds images in the output, however long they are, until it is disposed of. */
  readImages(target: ImageTarget): ImageReader {
    const exempt = (on: boolean): void => {
      this.#strings?.osc.exempt(INLINE_FILE, on);
      this.#strings?.dcs.exempt(SIXEL, on);
    };
    exempt(true);
    return new ImageReader(this.#core._inputHandler._parser, target, () => exempt(false));
  }

  /** Line feeds that keep the column, as an image makes them that covers so many rows. */
  coverRows(rows: number): void {
    coverRows(this.#core, rows);
  }

  /** For a reset, which leaves them counted as alive. */
  forgetLinks(): void {
    for (const { lines } of [...this.#core._oscLinkService._dataByLinkId.values()]) for (const marker of [...lines]) marker.dispose();
  }

  /** Cuts clusters on the screen that are longer than `units`. */
  boundClusters(units: number): void {
    const { lines, ybase } = this.#core.buffers.active;
    for (let row = ybase; row < lines.length; row++) {
      const clusters = lines.get(row)?._combined ?? {};
      for (const col in clusters) {
        const cluster = clusters[col] as string;
        if (cluster.length > units) clusters[col] = boundedCluster(cluster, units);
      }
    }
  }

  /** So that the saved cursor goes back to where it does on the server. */
  keepSavedRows(): void {
    keepSavedRows(this.#core);
  }

  /** ED 2. */
  eraseScreen(respectProtect: boolean): void {
    this.#core._inputHandler.eraseInDisplay({ params: [2] }, respectProtect);
  }

  /** SU, SD, IL or DL by as many lines as the screen has: more make no difference. */
  moveAllLines(final: ByLines): void {
    this.#core._inputHandler[BY_LINES[final]]({ params: [this.term.rows] });
  }

  /** Tells programs of mouse and focus, and makes arrow keys of clicks with Alt, only while `allowed`. To be called once. */
  reportWhile(allowed: () => boolean): void {
    const { coreMouseService: mouse, coreService: output, optionsService: { rawOptions } } = this.#core;
    const { triggerMouseEvent } = mouse;
    const { triggerDataEvent } = output;
    mouse.triggerMouseEvent = (event) => allowed() && triggerMouseEvent.call(mouse, event);
    // The focus is reported like an answer: by nobody's typing.
    output.triggerDataEvent = (data, byUser = false) => {
      if (byUser || !FOCUS_REPORTS.includes(data) || allowed()) triggerDataEvent.call(output, data, byUser);
    };
    // Those keys are typed "by the user"; asked is the option, when the button goes up.
    let wanted = rawOptions.altClickMovesCursor;
    Object.defineProperty(rawOptions, 'altClickMovesCursor', { enumerable: true, configurable: true, get: () => wanted && allowed(), set: (value: boolean) => (wanted = value) });
  }

  /** To be called when the DOM renderer was made anew. @param unmeasured as for `mendDomRenderer` */
  mendDomRenderer(unmeasured: () => void): void {
    const renderer = this.#core._renderService?._renderer.value;
    if (renderer !== undefined) mendDomRenderer(renderer, unmeasured);
  }

  /** Draws everything anew, at once: also before the browser has told that it can be seen. */
  redraw(): void {
    const renderer = this.#core._renderService?._renderer.value;
    renderer?._setDefaultSpacing?.();
    renderer?.renderRows(0, this.term.rows - 1);
  }

  /** Replaces how it finds the mouse in an element, once it is open. */
  findMouseBy(placeIn: PlaceIn): void {
    findMouseBy(this.#core, placeIn);
  }

  /** Has what an input method composed typed whole, once it is open. */
  typeWholeCompositions(): void {
    typeWholeCompositions(this.#core);
  }

  /** Tells it that it works in another document, whose window it knows already. */
  adopt(owner: Document): void {
    adoptTerminal(this.#core, owner);
  }

  /** Ends what it waits for in its window, which may never come there. */
  leaveWindow(): void {
    leaveWindow(this.#core);
  }

  /** The links of the topmost lines, which came from another terminal, become links of this one. */
  #adoptLinks(rows: readonly CoreLine[], from: XtermCore, most: number): void {
    const service = this.#core._oscLinkService;
    const { normal } = this.#core.buffers;
    const theirs = from.#core._oscLinkService;
    const here = { ybase: 0, y: 0, addMarker: (row: number) => normal.addMarker(row) };
    const own = service._bufferService;
    /** By the other terminal's number, and what was dealt with: many cells share one set of attributes. */
    const ids = new Map<number, number>();
    const seen = new Set<ExtendedAttributes>();
    service._bufferService = { buffer: here };
    try {
      rows.forEach((line, row) => {
        here.ybase = row;
        for (const col in line._extendedAttrs) {
          const attributes = line._extendedAttrs[col];
          if (attributes === undefined || ((line._data[Number(col) * 3 + 2] ?? 0) & HAS_EXTENDED) === 0) continue;
          if (!seen.has(attributes) && attributes.urlId !== 0) {
            const data = theirs.getLinkData(attributes.urlId);
            const id = ids.get(attributes.urlId) ?? (data === undefined || this.links >= most ? 0 : service.registerLink(data));
            ids.set(attributes.urlId, id);
            attributes.urlId = id;
          }
          seen.add(attributes);
          if (attributes.urlId !== 0) service.addLineToLink(attributes.urlId, row);
        }
      });
    } finally {
      service._bufferService = own;
    }
  }
}
