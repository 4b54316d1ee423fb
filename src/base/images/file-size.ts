import type { PixelSize } from './image-size.js';

/** What a look at the beginning of a file says: `more` must come, or it is `nothing` that is drawn. */
export type FileSize = PixelSize | 'more' | 'nothing';

const ascii = (text: string): number[] => Array.from(text, (char) => char.charCodeAt(0));
const PNG = [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a];
const IHDR = ascii('IHDR');
const JPEG = [0xff, 0xd8];
const GIF = [ascii('GIF87a'), ascii('GIF89a')];
const EXIF = ascii('Exif\0\0');
const ORIENTATION = 0x112;
/** Longest of the signatures. */
const SIGNATURE = 8;

/** The file's own size in pixels as a browser will draw it, from its first bytes, as far as it takes; PNG, JPEG and GIF. */
export class FileSizeReader {
  /** Where a JPEG's next segment or a GIF's next block begins. */
  #at = 0;
  /** Of a JPEG: held upright. */
  #turned = false;
  /** In the blocks of a GIF's extension. */
  #inBlocks = false;

  /** @param bytes all that has come */
  read(bytes: Uint8Array): FileSize {
    if (bytes.length < SIGNATURE) return 'more';
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (has(bytes, 0, PNG)) return pngSize(bytes, view);
    if (has(bytes, 0, JPEG)) return this.#jpegSize(bytes, view);
    if (GIF.some((signature) => has(bytes, 0, signature))) return this.#gifSize(bytes, view);
    return 'nothing';
  }

  #jpegSize(bytes: Uint8Array, view: DataView): FileSize {
    this.#at ||= JPEG.length;
    for (;;) {
      const at = this.#at;
      if (at + 9 > bytes.length) return 'more';
      const marker = bytes[at + 1] as number;
      if (bytes[at] !== 0xff) return 'nothing';
      if (marker === 0xff || marker === 1 || (marker >= 0xd0 && marker <= 0xd7)) {
        this.#at += marker === 0xff ? 1 : 2;
        continue;
      }
      if (isFrame(marker)) {
        const [width, height] = [view.getUint16(at + 7), view.getUint16(at + 5)];
        return this.#turned ? { width: height, height: width } : { width, height };
      }
      const length = view.getUint16(at + 2);
      // The picture itself, or its end, and no frame before it.
      if (length < 2 || marker === 0xd9 || marker === 0xda) return 'nothing';
      if (marker === 0xe1 && has(bytes, at + 4, EXIF.slice(0, 4))) {
        if (at + 2 + length > bytes.length) return 'more';
        this.#turned = isTurned(new DataView(bytes.buffer, bytes.byteOffset + at + 4, length - 2));
      }
      this.#at += 2 + length;
    }
  }

  /** Browsers make the canvas larger for a first frame that does not fit into it: such a file is none. */
  #gifSize(bytes: Uint8Array, view: DataView): FileSize {
    if (bytes.length < 13) return 'more';
    const [width, height, flags] = [view.getUint16(6, true), view.getUint16(8, true), view.getUint8(10)];
    this.#at ||= 13 + tableBytes(flags);
    for (;;) {
      const at = this.#at;
      if (this.#inBlocks) {
        // Up to 255 bytes each; an empty one is the last.
        const length = bytes[at];
        if (length === undefined) return 'more';
        this.#at += 1 + length;
        this.#inBlocks = length > 0;
        continue;
      }
      if (at + 10 > bytes.length) return 'more';
      if (bytes[at] === 0x2c) {
        const fits = view.getUint16(at + 1, true) + view.getUint16(at + 5, true) <= width && view.getUint16(at + 3, true) + view.getUint16(at + 7, true) <= height;
        return fits ? { width, height } : 'nothing';
      }
      if (bytes[at] !== 0x21) return 'nothing';
      this.#at += 2;
      this.#inBlocks = true;
    }
  }
}

function pngSize(bytes: Uint8Array, view: DataView): FileSize {
  if (bytes.length < 24) return 'more';
  return has(bytes, 12, IHDR) ? { width: view.getUint32(16), height: view.getUint32(20) } : 'nothing';
}

/** A start of frame; between these there are tables and extensions. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

const tableBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1));

/** Whether a camera was held upright, so that width and height change places. @param segment `Exif`, two zeros and a TIFF header */
function isTurned(segment: DataView): boolean {
  const tiff = EXIF.length;
  if (segment.byteLength < tiff + 8) return false;
  const little = segment.getUint16(tiff) === 0x4949;
  const first = tiff + segment.getUint32(tiff + 4, little);
  if (first + 2 > segment.byteLength) return false;
  const end = first + 2 + segment.getUint16(first, little) * 12;
  for (let at = first + 2; at < end && at + 12 <= segment.byteLength; at += 12) {
    if (segment.getUint16(at, little) === ORIENTATION) return segment.getUint16(at + 8, little) >= 5 && segment.getUint16(at + 8, little) <= 8;
  }
  return false;
}

const has = (bytes: Uint8Array, at: number, wanted: readonly number[]): boolean => wanted.every((byte, i) => bytes[at + i] === byte);
