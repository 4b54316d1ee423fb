import { Base64Reader, toBase64 } from './base64.js';
import { FileSizeReader } from './file-size.js';
import { IMAGE_CELL, isDrawable, MAX_FILE_PIXELS, type PixelSize } from './image-size.js';

/** Number of the sequence. */
export const INLINE_FILE = 1337;
const NAME = 'File=';
const COLON = 0x3a;
/** Longest head, characters: names of files are in it. */
const MAX_HEAD = 4096;
/** Within so many bytes of a file its size must be told, or it is not drawn; cameras put some 64 KiB before it. */
const MAX_PREAMBLE = 192 * 1024;
const LENGTH = /^(?:auto|\d{1,6}(?:px|%)?)$/;

const NONE = new Uint8Array(0);

/** What a head asks for. */
interface Wishes {
  readonly width: string;
  readonly height: string;
  readonly keepsRatio: boolean;
}

/**
 * One sequence of iTerm's, `File=<key>=<value>;…:<base64>`, from its data as they come. `other` is what begins with another word, `head` what is read in front of the file,
 * `preamble` a file whose size is not known yet, `sized` one whose size is, and `refused` what is not drawn.
 */
export class InlineFile {
  #stage: 'other' | 'head' | 'preamble' | 'sized' | 'refused' = 'head';
  #head = '';
  #wishes: Wishes | undefined;
  readonly #base64 = new Base64Reader();
  readonly #reader = new FileSizeReader();
  /** The beginning of the file, until it has a size. */
  #bytes = NONE;
  #length = 0;
  #natural: PixelSize | undefined;

  /** @returns bytes of the file; nothing once it is refused */
  put(data: Uint32Array, start: number, end: number): Uint8Array {
    const from = this.#stage === 'head' ? this.#readHead(data, start, end) : start;
    if (from === end || this.#stage === 'other' || this.#stage === 'refused') return NONE;
    const bytes = this.#base64.put(data, from, end);
    if (this.#stage === 'preamble') this.#look(bytes.subarray(0, MAX_PREAMBLE - this.#length));
    return bytes;
  }

  /** Whether it is a file at all, as far as can be said; a beginning of the word is not enough. */
  get isFile(): boolean {
    return this.#stage === 'head' ? this.#head.length >= NAME.length : this.#stage !== 'other';
  }

  /** Whether its bytes are of any use: it will be drawn, or may be. */
  get isWanted(): boolean {
    return (this.#stage === 'preamble' || this.#stage === 'sized') && !this.#base64.faulty;
  }

  /** The file's own size; undefined until it is known. */
  get natural(): PixelSize | undefined {
    return this.#natural;
  }

  /** Whether it is to be drawn in its own shape, however many cells it has. */
  get keepsRatio(): boolean {
    return this.#wishes?.keepsRatio === true;
  }

  /** Size on a screen of so many cells, pixels; undefined when it is not drawn. */
  sizeOn(cols: number, rows: number): PixelSize | undefined {
    if (this.#stage !== 'sized' || this.#natural === undefined || this.#wishes === undefined) return undefined;
    const size = fitted(this.#natural, this.#wishes, { width: cols * IMAGE_CELL.width, height: rows * IMAGE_CELL.height });
    return size.width > 0 && isDrawable(size) ? size : undefined;
  }

  /** A payload, bounded, after which the rest counts as after all that has come. As a picture it is none. */
  toData(): string {
    if (this.#stage === 'head') return this.#head;
    if (this.#stage === 'preamble') return `${this.#head}:${toBase64(this.#bytes.subarray(0, this.#length), this.#base64.rest)}`;
    if (this.#stage === 'refused' || this.#natural === undefined) return `${NAME}:`;
    const word = (value: number): number[] => [value & 255, value >> 8];
    const { width, height } = this.#natural;
    // No format has room for all sizes in a whole number of groups of base64 but PNG.
    const long = (value: number): number[] => [0, 0, ...word(value).reverse()];
    return `${this.#head}:${toBase64([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, ...long(width), ...long(height)])}`;
  }

  #readHead(data: Uint32Array, start: number, end: number): number {
    for (let i = start; i < end; i++) {
      const code = data[i] as number;
      if (code === COLON && this.#head.length >= NAME.length) {
        this.#wishes = wishesIn(this.#head.slice(NAME.length));
        this.#stage = this.#wishes === undefined ? 'refused' : 'preamble';
        return i + 1;
      }
      this.#head += code < 128 ? String.fromCharCode(code) : '?';
      if (!NAME.startsWith(this.#head.slice(0, NAME.length))) {
        this.#stage = 'other';
        return end;
      }
      if (this.#head.length > MAX_HEAD) {
        this.#refuse();
        return end;
      }
    }
    return end;
  }

  #look(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) {
      const grown = new Uint8Array((this.#length + bytes.length) * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    const size = this.#reader.read(this.#bytes.subarray(0, this.#length));
    if (size === 'more') {
      if (!this.#base64.open || this.#length === MAX_PREAMBLE) this.#refuse();
      return;
    }
    if (size === 'nothing' || size.width * size.height > MAX_FILE_PIXELS || Math.max(size.width, size.height) > 0xffff) return this.#refuse();
    this.#natural = size;
    this.#stage = 'sized';
    this.#bytes = NONE;
  }

  #refuse(): void {
    this.#stage = 'refused';
    this.#bytes = NONE;
  }
}

/** Undefined for what is not to be shown, or makes no sense. */
function wishesIn(head: string): Wishes | undefined {
  const fields = new Map(head.split(';').map((field) => {
    const at = field.indexOf('=');
    return at < 0 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)];
  }));
  const { width, height } = { width: fields.get('width') ?? 'auto', height: fields.get('height') ?? 'auto' };
  if (fields.get('inline') !== '1' || !LENGTH.test(width) || !LENGTH.test(height)) return undefined;
  return { width, height, keepsRatio: fields.get('preserveAspectRatio') !== '0' };
}

/** As @xterm/addon-image has it: shrunk to the screen if nothing is asked for; of two lengths the width counts, unless the ratio need not be kept. */
function fitted(natural: PixelSize, { width, height, keepsRatio }: Wishes, screen: PixelSize): PixelSize {
  const wide = pixels(width, screen.width, IMAGE_CELL.width);
  const high = pixels(height, screen.height, IMAGE_CELL.height);
  const whole = (w: number, h: number): PixelSize => ({ width: Math.floor(w), height: Math.floor(h) });
  if (wide === 0 && high === 0) {
    // A row is left for the prompt.
    const scale = Math.min(1, screen.width / natural.width, (screen.height - IMAGE_CELL.height) / natural.height);
    return whole(natural.width * scale, natural.height * scale);
  }
  if (wide === 0) return whole((natural.width * high) / natural.height, high);
  return whole(wide, keepsRatio || high === 0 ? (natural.height * wide) / natural.width : high);
}

/** @returns 0 for "auto" */
function pixels(length: string, whole: number, cell: number): number {
  if (length === 'auto') return 0;
  const value = Number.parseInt(length, 10);
  return length.endsWith('%') ? (value * whole) / 100 : length.endsWith('px') ? value : value * cell;
}
