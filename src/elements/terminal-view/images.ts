import type { Clock } from '../../base/clock.js';
import type { ImageReader } from '../../base/images/image-reader.js';
import { isTooLarge, MAX_IMAGE_PIXELS, MAX_SIXEL_WORK, rowsOf, type PixelSize } from '../../base/images/image-size.js';
import { TerminalError } from '../../protocol/errors.js';
import { sentence } from '../element-sentences.js';
import { createLoader, type PartLoader } from '../lazy-parts.js';
import type { Picture, Pictures } from './addons/images.js';
import type { XtermTerminal } from './xterm.js';
import type { XtermCore } from './xterm-core.js';

/** Longest file that is drawn, bytes. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;
/** How long output waits for a picture, milliseconds. */
const PATIENCE_MS = 5_000;

type Part = typeof import('./addons/images.js');

const imagesLoader = createLoader(() => import('./addons/images.js'), 'The part that draws images');

export interface ImagesSite {
  readonly term: XtermTerminal;
  readonly core: XtermCore | undefined;
  readonly clock: Clock;
  /** Images cannot be drawn. Output goes on, with room for them. */
  failed(error: TerminalError): void;
}

/**
 * Images of one terminal. How much room one takes is known without looking at it, so that text is where it is on the server, whether or not there is something to be seen; what draws
 * them is loaded when a session with images is shown.
 */
export class Images {
  readonly #site: ImagesSite;
  readonly #loader: PartLoader<Part>;
  #reader: ImageReader | undefined;
  #pictures: Pictures | undefined;
  /** Of the file under way; undefined when it is too long. */
  #file: Uint8Array<ArrayBuffer>[] | undefined;
  #fileBytes = 0;
  #warned = false;
  /** The addon is another one than is known here. */
  #unknown = false;

  /** @param loader of what draws */
  constructor(site: ImagesSite, loader: PartLoader<Part> = imagesLoader) {
    this.#site = site;
    this.#loader = loader;
  }

  /** What is drawn; undefined while nothing can be. */
  get pictures(): Pictures | undefined {
    return this.#pictures;
  }

  /** Draws images from now on, or does not know them; then calls back, within the call unless something has to be loaded. What does not arrive is told, and images stay blank. */
  use(on: boolean, then: () => void): void {
    if (!on) {
      this.dispose();
      return then();
    }
    const { core } = this.#site;
    if (this.#reader !== undefined || core === undefined) return then();
    const reader = (this.#reader = this.#read(core));
    if (this.#loader.loaded !== undefined) return then();
    this.#loader.load().then(
      () => then(),
      (error: TerminalError) => {
        if (this.#reader === reader) this.#site.failed(error);
        then();
      },
    );
  }

  /** To be called when the terminal has been opened. */
  opened(): void {
    this.#pictures?.opened();
  }

  dispose(): void {
    this.#reader?.dispose();
    this.#pictures?.dispose();
    this.#reader = this.#pictures = this.#file = undefined;
  }

  /** Made for the first image: most sessions that may have some have none. */
  #drawing(core: XtermCore): Pictures | undefined {
    const { loaded } = this.#loader;
    if (this.#pictures !== undefined || loaded === undefined || this.#unknown) return this.#pictures;
    try {
      this.#pictures = new loaded.Pictures(core);
      if (core.term.element !== undefined) this.#pictures.opened();
    } catch (cause) {
      this.#unknown = true;
      this.#site.failed(new TerminalError('unsupported', sentence('otherImageAddon'), { action: sentence('giveImageAddon'), cause }));
    }
    return this.#pictures;
  }

  #read(core: XtermCore): ImageReader {
    const { term } = this.#site;
    const reader = core.readImages({
      get cols() {
        return term.cols;
      },
      get rows() {
        return term.rows;
      },
      sixelBegins: (params) => this.#drawing(core)?.beginSixel(params),
      sixelData: (data, start, end, { size, work }) => {
        if (work > MAX_SIXEL_WORK || isTooLarge(size)) this.#pictures?.giveUpSixel();
        else this.#pictures?.putSixel(data, start, end);
      },
      sixelEnds: (size, extent) => {
        if (size === undefined) {
          this.#pictures?.giveUpSixel();
          return;
        }
        if (this.#pictures?.decodes === false) this.#warn();
        return this.#whenDrawn(reader, size, this.#pictures && settled(this.#pictures.takeSixel(extent), this.#site.clock));
      },
      fileBegins: () => {
        this.#file = [];
        this.#fileBytes = 0;
      },
      fileData: (bytes) => {
        this.#fileBytes += bytes.length;
        if (this.#fileBytes > MAX_FILE_BYTES) this.#file = undefined;
        this.#file?.push(bytes as Uint8Array<ArrayBuffer>);
      },
      fileEnds: (size, { natural, keepsRatio }) => {
        const file = this.#file;
        this.#file = undefined;
        if (size === undefined || natural === undefined) return;
        return this.#whenDrawn(reader, size, file && this.#decode(core, file, { size, natural, keepsRatio }));
      },
    });
    return reader;
  }

  /** The wait for a picture also lets xterm.js look at the time: a few bytes may have drawn a large one, and others follow. */
  #whenDrawn(reader: ImageReader, size: PixelSize, picture: Promise<Picture | undefined> | undefined): void | Promise<void> {
    if (picture === undefined) return this.#place(reader, size, undefined);
    return picture.then((drawn) => this.#place(reader, size, drawn), () => this.#place(reader, size, undefined));
  }

  #place(reader: ImageReader, size: PixelSize, picture: Picture | undefined): void {
    if (this.#reader !== reader || this.#pictures === undefined || picture === undefined) {
      picture?.bitmap.close();
      if (reader.scrolls) this.#site.core?.coverRows(rowsOf(size));
    } else this.#pictures.add(size, picture, reader.scrolls);
  }

  /** One after the other of the page's: a small file may be a large picture while it is read. */
  #decode(core: XtermCore, file: Uint8Array<ArrayBuffer>[], { size, natural, keepsRatio }: { readonly size: PixelSize; readonly natural: PixelSize; readonly keepsRatio: boolean }): Promise<Picture | undefined> | undefined {
    if (this.#drawing(core) === undefined) return undefined;
    const decoded = turn.then(() => bitmapOf(new Blob(file), size, natural)).then((bitmap) => ({ bitmap, fills: size, keepsRatio }), () => undefined);
    const inTime = settled(decoded, this.#site.clock);
    turn = inTime;
    return inTime;
  }

  #warn(): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#site.failed(new TerminalError('unsupported', sentence('noSixel'), { action: sentence('allowWasm') }));
  }
}

let turn: Promise<unknown> = Promise.resolve();

/** What a promise gives, if it does so in time. */
function settled<T>(promise: Promise<T>, clock: Clock): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(PATIENCE_MS, () => resolve(undefined));
    promise.then(resolve, reject).finally(() => timer.dispose());
  });
}

/** Twice as fine as its size says, for screens that are, but never finer than the file. */
function bitmapOf(file: Blob, size: PixelSize, natural: PixelSize): Promise<ImageBitmap> {
  const scale = size.width * size.height * 4 > MAX_IMAGE_PIXELS ? 1 : 2;
  const length = (wanted: number, own: number): number => Math.max(1, Math.min(wanted * scale, own));
  return createImageBitmap(file, { resizeWidth: length(size.width, natural.width), resizeHeight: length(size.height, natural.height), resizeQuality: 'high' });
}
