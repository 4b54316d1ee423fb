import { isDrawable, type PixelSize } from './image-size.js';
import { INLINE_FILE, InlineFile } from './inline-file.js';
import { SixelSize } from './sixel-size.js';

/** Second parameter: what is not drawn stays as it is. */
const NOT_FILLED = 1;
const DISPLAY_MODE = 80;
/** Number by which the parser of xterm.js 6.0.0 knows sixel data: that of its final character, which nothing stands before. */
export const SIXEL = 0x71;

type Handled = boolean | Promise<boolean>;

export interface SequenceParams {
  readonly params: ArrayLike<number>;
  readonly length: number;
}

const NO_SIZE: PixelSize = { width: 0, height: 0 };

/** The side of xterm.js' parser, 6.0.0, that gives a sequence while it comes; the public one collects all of it first. */
export interface StreamParser {
  registerDcsHandler(id: { final: string }, handler: {
    hook(params: SequenceParams): void;
    put(data: Uint32Array, start: number, end: number): void;
    unhook(success: boolean): Handled;
  }): Disposable;
  registerOscHandler(ident: number, handler: { start(): void; put(data: Uint32Array, start: number, end: number): void; end(success: boolean): Handled }): Disposable;
  registerCsiHandler(id: { prefix?: string; intermediates?: string; final: string }, handler: (params: SequenceParams) => boolean): Disposable;
  registerEscHandler(id: { final: string }, handler: () => boolean): Disposable;
}

interface Disposable {
  dispose(): void;
}

/** What is done with images. Told in order; what an image is drawn from comes between its beginning and its end. */
export interface ImageTarget {
  readonly cols: number;
  readonly rows: number;
  sixelBegins?(params: SequenceParams): void;
  /** @param soFar what has come, with this */
  sixelData?(data: Uint32Array, start: number, end: number, soFar: SixelSize): void;
  /** @param size undefined when it is not to be drawn, and takes no room. Output waits for a promise. */
  sixelEnds(size: PixelSize | undefined, extent: PixelSize): void | Promise<void>;
  fileBegins?(): void;
  fileData?(bytes: Uint8Array): void;
  /** As `sixelEnds`. @param file what it says of itself */
  fileEnds(size: PixelSize | undefined, file: Pick<InlineFile, 'natural' | 'keepsRatio'>): void | Promise<void>;
}

/** Finds images in a terminal's output: sixel, and iTerm's files. */
export class ImageReader {
  readonly #target: ImageTarget;
  readonly #hooks: Disposable[];
  #sixel: SixelSize | undefined;
  #filled = false;
  #file: InlineFile | undefined;
  #scrolls = true;

  /** @param ended called when it is disposed of */
  constructor(parser: StreamParser, target: ImageTarget, ended: () => void = () => undefined) {
    this.#target = target;
    const mode = (on: boolean) => (params: SequenceParams): false => {
      for (let i = 0; i < params.length; i++) if (params.params[i] === DISPLAY_MODE) this.#scrolls = !on;
      return false;
    };
    this.#hooks = [
      { dispose: ended },
      parser.registerDcsHandler({ final: 'q' }, {
        hook: (params) => this.#beginSixel(params),
        put: (data, start, end) => {
          if (this.#sixel === undefined) return;
          this.#sixel.put(data, start, end);
          target.sixelData?.(data, start, end, this.#sixel);
        },
        unhook: (success) => this.#endSixel(success),
      }),
      parser.registerOscHandler(INLINE_FILE, {
        start: () => {
          this.#file = new InlineFile();
          target.fileBegins?.();
        },
        put: (data, start, end) => {
          const bytes = this.#file?.put(data, start, end);
          if (bytes !== undefined && bytes.length > 0) target.fileData?.(bytes);
        },
        end: (success) => this.#endFile(success),
      }),
      parser.registerCsiHandler({ prefix: '?', final: 'h' }, mode(true)),
      parser.registerCsiHandler({ prefix: '?', final: 'l' }, mode(false)),
      parser.registerCsiHandler({ intermediates: '!', final: 'p' }, () => {
        this.#scrolls = true;
        return false;
      }),
      parser.registerEscHandler({ final: 'c' }, () => {
        this.#scrolls = true;
        return false;
      }),
    ];
  }

  /** Whether an image moves the cursor, and the screen with it; else it is put into the upper left corner (DECSDM). */
  get scrolls(): boolean {
    return this.#scrolls;
  }

  /** Whether part of an image has come. */
  get underWay(): boolean {
    return this.#sixel !== undefined || this.#file?.isFile === true;
  }

  /** An image of which part has come, as a sequence without its end, which is bounded; undefined when there is none. */
  get unfinished(): string | undefined {
    if (this.#sixel !== undefined) return `\x1bP0;${this.#filled ? 0 : NOT_FILLED}q${this.#sixel.toData()}`;
    return this.#file?.isFile === true ? `\x1b]${INLINE_FILE};${this.#file.toData()}` : undefined;
  }

  dispose(): void {
    for (const hook of this.#hooks) hook.dispose();
  }

  #beginSixel(params: SequenceParams): void {
    this.#sixel = new SixelSize();
    this.#filled = params.params[1] !== NOT_FILLED;
    this.#target.sixelBegins?.(params);
  }

  #endSixel(success: boolean): Handled {
    const { size, extent } = this.#sixel ?? { size: NO_SIZE, extent: NO_SIZE };
    this.#sixel = undefined;
    return handled(this.#target.sixelEnds(success && isDrawable(size) ? size : undefined, extent));
  }

  #endFile(success: boolean): Handled {
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return false;
    const ended = this.#target.fileEnds(success ? file.sizeOn(this.#target.cols, this.#target.rows) : undefined, file);
    return file.isFile && handled(ended);
  }
}

const handled = (ended: void | Promise<void>): Handled => (ended === undefined ? true : ended.then(() => true));
