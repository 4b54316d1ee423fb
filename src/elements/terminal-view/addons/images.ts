/** Draws images. A lazy chunk named after this file: only ever imported dynamically, see ../images.ts. */
import * as module from '@xterm/addon-image';
import type { SequenceParams } from '../../../base/images/image-reader.js';
import { IMAGE_CELL, MAX_IMAGE_PIXELS, rowsOf, type PixelSize } from '../../../base/images/image-size.js';
import { named } from '../named-export.js';
import type { IDisposable, IMarker, XtermTerminal } from '../xterm.js';
import type { CoreLine, XtermCore } from '../xterm-core.js';

/*
 * The only file that knows the private side of @xterm/addon-image, as it is in 0.9.0. Taken from it are its sixel decoder, its store of what is in which cell, and the canvas over the
 * text. It reckons in cells of the page's font, listens to sequences by itself and answers programs: all that is kept from it, because every page and the server must do the same.
 */

/** Pictures kept of one terminal, bytes by the addon's reckoning; the oldest go first. */
const STORED_MB = 16;
/** … and how many: each has a marker, and every scrolled line moves all markers. */
const MAX_PICTURES = 200;
/** … and the cells they cover: about 200 bytes each, in the scrollback too. */
const MAX_TILES = 50_000;
const COLOURS = 256;
/** Most that waits for the decoder, which arrives a moment after the first image; bytes of output. */
const MAX_WAITING = 4 * 1024 * 1024;

/** Set in the background of a cell whose entry in `_extendedAttrs` counts. */
const HAS_EXTENDED = 0x10000000;

/** What is drawn in an image, and how much of it that fills, from the upper left corner; in the image's own pixels, of which the picture may have more. */
export interface Picture {
  readonly bitmap: ImageBitmap;
  readonly fills: PixelSize;
  /** Drawn in its own shape, and smaller than its cells if theirs is another; else it fills them. */
  readonly keepsRatio: boolean;
}

/** `actual` is what the addon measures, `orig` what it keeps, counts and frees; `fills` and `keepsRatio` are ours. */
interface Spec {
  orig: ImageBitmap | PixelSize;
  fills?: PixelSize;
  keepsRatio?: boolean;
  readonly actual: PixelSize;
  readonly tileCount: number;
  readonly marker?: IMarker;
}

interface Tile {
  imageId?: number;
  readonly urlId: number;
  readonly underlineStyle: number;
}

interface Decoder {
  readonly width: number;
  readonly height: number;
  readonly data8: Uint8ClampedArray<ArrayBuffer>;
  decode(data: Uint32Array, start: number, end: number): void;
  release(): void;
}

interface SixelHandler {
  _dec: Decoder | undefined;
  hook(params: SequenceParams): void;
}

interface Renderer {
  readonly canvas: HTMLCanvasElement | undefined;
  readonly _ctx: CanvasRenderingContext2D | undefined;
  readonly dimensions: { readonly css: { readonly canvas: PixelSize } } | undefined;
  _renderService: unknown;
  _open(): void;
  clearLines(start: number, end: number): void;
  rescaleCanvas(): void;
  draw(spec: Spec, tile: number, col: number, row: number, count: number): void;
}

interface Inside {
  readonly _opts: { sixelScrolling: boolean };
  readonly _renderer: Renderer;
  readonly _storage: { readonly _images: Map<number, Spec>; readonly _lastId: number; addImage(image: PixelSize): void };
  readonly _handlers: ReadonlyMap<string, SixelHandler>;
}

/** What must be there, and as what. */
const SHAPE: readonly (readonly [path: string, type: string])[] = [
  ['_opts.sixelScrolling', 'boolean'], ['_renderer.draw', 'function'], ['_renderer.rescaleCanvas', 'function'], ['_renderer.clearLines', 'function'], ['_renderer._open', 'function'],
  ['_renderer.cellSize', 'object'], ['_storage.addImage', 'function'], ['_storage._images.size', 'number'], ['_storage._lastId', 'number'], ['_handlers.get', 'function'],
];
/** Of the sixel decoder. */
const SIXEL_SHAPE: typeof SHAPE = [['hook', 'function'], ['_dec.width', 'number'], ['_dec.height', 'number'], ['_dec.decode', 'function'], ['_dec.release', 'function']];

const faultsOf = (thing: unknown, shape: typeof SHAPE): string[] =>
  shape.filter(([path, type]) => typeof path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], thing) !== type).map(([path]) => path);

const NEVER = (): IDisposable => ({ dispose: () => undefined });
const DEAF = { registerCsiHandler: NEVER, registerDcsHandler: NEVER, registerEscHandler: NEVER, registerOscHandler: NEVER };

/** The terminal, without its ears. */
function deaf(term: XtermTerminal): XtermTerminal {
  const core = (term as unknown as { _core: { _inputHandler: object } })._core;
  const handler: unknown = Object.create(core._inputHandler, { _parser: { value: DEAF } });
  return Object.create(term, { parser: { value: DEAF }, _core: { value: Object.create(core, { _inputHandler: { value: handler } }) } }) as XtermTerminal;
}

/** Whether the page may run WebAssembly, which its policy can forbid. */
function mayRunWasm(): boolean {
  try {
    return new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)) instanceof WebAssembly.Module;
  } catch {
    return false;
  }
}

/** The pictures of one terminal. */
export class Pictures {
  readonly #core: XtermCore;
  readonly #addon: InstanceType<typeof module.ImageAddon> & Inside;
  /** Whether the page lets sixel images be decoded. */
  readonly decodes: boolean;
  readonly #ready: Promise<void>;
  /** The sixel image under way; `waiting` are its data while there is no decoder. */
  #sixel: { readonly params: SequenceParams; readonly waiting: Uint32Array[] | undefined } | undefined;
  #waiting = 0;

  /** @throws TypeError when the addon is not the one this file knows */
  constructor(core: XtermCore) {
    this.#core = core;
    const { term } = core;
    const ImageAddon = named(module, 'ImageAddon');
    const sixelSupport = (this.decodes = mayRunWasm());
    const addon = (this.#addon = new ImageAddon({
      enableSizeReports: false, showPlaceholder: false, iipSupport: false, sixelSupport, sixelPaletteLimit: COLOURS, pixelLimit: MAX_IMAGE_PIXELS, storageLimit: STORED_MB,
    }) as InstanceType<typeof ImageAddon> & Inside);
    // Makes the interface to buffers on the terminal itself, which otherwise would be made on its stand-in.
    void term.buffer;
    addon.activate(deaf(term));
    const faults = faultsOf(addon, SHAPE);
    if (faults.length > 0) {
      addon.dispose();
      throw new TypeError(`@xterm/addon-image is not 0.9.0: ${faults.join(', ')}`);
    }
    this.#reckonInCells();
    this.#ready = sixelSupport ? this.#decoderArrives() : Promise.resolve();
  }

  /** Pictures kept. */
  get count(): number {
    return this.#addon._storage._images.size;
  }

  /** What they take, bytes, and about as much again for what the addon reckons. */
  get storedBytes(): number {
    return this.#addon.storageUsage * 1_000_000;
  }

  /** To be called when the terminal has been opened. */
  opened(): void {
    if (this.#addon._renderer._renderService === undefined) this.#addon._renderer._open();
  }

  /** Puts a picture into as many cells as its size takes, and moves the cursor as `scrolls` says. */
  add(size: PixelSize, picture: Picture, scrolls: boolean): void {
    const { _storage: storage, _opts: options } = this.#addon;
    while (storage._images.size >= MAX_PICTURES || this.#tiles > MAX_TILES) this.#drop();
    options.sixelScrolling = scrolls;
    storage.addImage(size);
    const spec = storage._images.get(storage._lastId);
    if (spec !== undefined) Object.assign(spec, { orig: picture.bitmap, fills: picture.fills, keepsRatio: picture.keepsRatio });
  }

  beginSixel({ params, length }: SequenceParams): void {
    if (!this.decodes) return;
    // The parser uses its own again.
    this.#sixel = { params: { params: Array.from(params).slice(0, length), length }, waiting: this.#decoder === undefined ? [] : undefined };
    this.#waiting = 0;
    if (this.#decoder !== undefined) this.#sixelHandler?.hook(this.#sixel.params);
  }

  putSixel(data: Uint32Array, start: number, end: number): void {
    if (this.#sixel === undefined) return;
    const { waiting } = this.#sixel;
    if (waiting === undefined) return this.#decode(data, start, end);
    this.#waiting += end - start;
    if (this.#waiting > MAX_WAITING) this.giveUpSixel();
    else waiting.push(data.slice(start, end));
  }

  /** Nothing of it is drawn. */
  giveUpSixel(): void {
    if (this.#sixel === undefined) return;
    this.#sixel = undefined;
    this.#decoder?.release();
  }

  /** @param extent so much of it has been drawn on */
  async takeSixel(extent: PixelSize): Promise<Picture | undefined> {
    if (this.#sixel?.waiting !== undefined) {
      await this.#ready;
      this.#sixelHandler?.hook(this.#sixel.params);
      for (const data of this.#sixel.waiting) this.#decode(data, 0, data.length);
    }
    const decoder = this.#decoder;
    if (this.#sixel === undefined || decoder === undefined) return undefined;
    this.#sixel = undefined;
    const { width, height } = decoder;
    const fills = { width: Math.min(width, extent.width), height: Math.min(height, extent.height) };
    if (fills.width === 0 || fills.height === 0) return undefined;
    // The decoder keeps its memory, 8 MiB at most: freed after every image, it would come back as garbage. Not a canvas: one that the graphics card draws takes much longer, and nobody can say when it is freed.
    const touched = new ImageData(decoder.data8.subarray(0, width * fills.height * 4), width, fills.height);
    return { bitmap: await createImageBitmap(touched, 0, 0, fills.width, fills.height), fills, keepsRatio: false };
  }

  dispose(): void {
    this.#addon.dispose();
  }

  get #sixelHandler(): SixelHandler | undefined {
    return this.#addon._handlers.get('sixel');
  }

  get #decoder(): Decoder | undefined {
    return this.#sixelHandler?._dec;
  }

  #decode(data: Uint32Array, start: number, end: number): void {
    try {
      this.#decoder?.decode(data, start, end);
    } catch {
      // More than may be. Its room is known all the same.
      this.giveUpSixel();
    }
  }

  /** The addon tells nobody when it has set this. */
  #decoderArrives(): Promise<void> {
    const handler = this.#sixelHandler;
    if (handler === undefined || handler._dec !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      Object.defineProperty(handler, '_dec', {
        configurable: true,
        get: () => undefined,
        set: (decoder: Decoder) => {
          const known = faultsOf({ hook: handler.hook, _dec: decoder }, SIXEL_SHAPE).length === 0;
          Object.defineProperty(handler, '_dec', { configurable: true, writable: true, value: known ? decoder : undefined });
          resolve();
        },
      });
    });
  }

  get #tiles(): number {
    return [...this.#addon._storage._images.values()].reduce((sum, { tileCount }) => sum + tileCount, 0);
  }

  /** The oldest, with what its cells know of it. */
  #drop(): void {
    const images = this.#addon._storage._images;
    for (const [id, { orig, actual, marker }] of images) {
      const last = marker?.line ?? -1;
      for (let row = last - rowsOf(actual) + 1; row <= last; row++) forget(this.#core.lines.get(row), id);
      marker?.dispose();
      if (images.delete(id) && orig instanceof ImageBitmap) orig.close();
      return;
    }
  }

  /**
   * An image is put into cells of the size that everybody reckons with, and drawn in cells of the font's, whatever that is at the time. The addon would keep a second picture for the latter,
   * whose rounded size may have one column more than the first.
   */
  #reckonInCells(): void {
    const { term } = this.#core;
    const { _renderer: renderer } = this.#addon;
    const ratio = (): number => term.element?.ownerDocument.defaultView?.devicePixelRatio ?? 1;
    /** Where a cell begins on the canvas, in its pixels. */
    const columnAt = (col: number): number => Math.round((col * (renderer.canvas?.width ?? 0)) / term.cols);
    const rowAt = (row: number): number => Math.round((row * (renderer.canvas?.height ?? 0)) / term.rows);
    Object.defineProperty(renderer, 'cellSize', { get: () => ({ ...IMAGE_CELL }) });
    renderer.rescaleCanvas = () => {
      const { canvas, dimensions } = renderer;
      if (canvas === undefined || dimensions === undefined) return;
      const { width, height } = dimensions.css.canvas;
      const pixels = { width: Math.round(width * ratio()), height: Math.round(height * ratio()) };
      if (canvas.width === pixels.width && canvas.height === pixels.height) return;
      Object.assign(canvas, pixels);
      Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    };
    renderer.clearLines = (start, end) => renderer._ctx?.clearRect(0, rowAt(start), renderer.canvas?.width ?? 0, rowAt(end + 1) - rowAt(start));
    renderer.draw = ({ orig, fills, keepsRatio, actual }, tile, col, row, count) => {
      const { _ctx: context, canvas } = renderer;
      if (context === undefined || canvas === undefined || fills === undefined || !(orig instanceof ImageBitmap) || orig.width === 0) return;
      const tiles = Math.ceil(actual.width / IMAGE_CELL.width);
      const [tileCol, tileRow] = [tile % tiles, Math.floor(tile / tiles)];
      // Pixels of the canvas for one of the image.
      const [across, down] = [canvas.width / term.cols / IMAGE_CELL.width, canvas.height / term.rows / IMAGE_CELL.height];
      const [scaleX, scaleY] = keepsRatio === true ? [Math.min(across, down), Math.min(across, down)] : [across, down];
      // What of it these cells show, in its own pixels: it begins in the upper left corner of its first cell.
      const left = (tileCol * IMAGE_CELL.width * across) / scaleX;
      const top = (tileRow * IMAGE_CELL.height * down) / scaleY;
      const wide = Math.min((count * IMAGE_CELL.width * across) / scaleX, fills.width - left);
      const high = Math.min((IMAGE_CELL.height * down) / scaleY, fills.height - top);
      if (wide <= 0 || high <= 0) return;
      const [x, y] = [columnAt(col), rowAt(row)];
      const [finerX, finerY] = [orig.width / fills.width, orig.height / fills.height];
      context.imageSmoothingQuality = 'high';
      context.drawImage(orig, left * finerX, top * finerY, wide * finerX, high * finerY, x, y, Math.round((col * canvas.width) / term.cols + wide * scaleX) - x, Math.round((row * canvas.height) / term.rows + high * scaleY) - y);
    };
  }
}

function forget(line: CoreLine | undefined, image: number): void {
  if (line === undefined) return;
  const tiles = line._extendedAttrs as Record<number, Tile | undefined>;
  for (const col in tiles) {
    const tile = tiles[col];
    if (tile?.imageId !== image) continue;
    tile.imageId = -1;
    if (tile.urlId !== 0 || tile.underlineStyle !== 0) continue;
    delete tiles[col];
    const at = Number(col) * 3 + 2;
    line._data[at] = (line._data[at] as number) & ~HAS_EXTENDED;
  }
}
