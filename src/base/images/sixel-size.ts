import { MAX_IMAGE_SIDE, type PixelSize } from './image-size.js';

const BAND = 6;
const [ZERO, NINE, SEMICOLON] = [0x30, 0x39, 0x3b];
const [REPEAT, RASTER, COLOUR, RETURN, NEXT_BAND] = [0x21, 0x22, 0x23, 0x24, 0x2d];
const [FIRST_SIXEL, LAST_SIXEL] = [0x3f, 0x7e];
const MAX_PARAMS = 8;
const RASTER_PARAMS = 4;
/** Above everything that counts; numbers, and positions, end here. */
const HUGE = 1_000_000;

const isSixel = (code: number): boolean => code >= FIRST_SIXEL && code <= LAST_SIXEL;
const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

/**
 * The size of a sixel image, from its data as they come. It is that of the decoder of @xterm/addon-image: with raster attributes in front, what they say, and otherwise what the
 * data have touched, with empty sixels.
 */
export class SixelSize {
  /** Of raster attributes. */
  #told: PixelSize | undefined;
  #stage: 'start' | 'raster' | 'data' = 'start';
  /** What the numbers belong to; undefined behind a sixel. */
  #command: number | undefined;
  #params = [0];
  /** Bands that are complete, and the widest of them. */
  #bands = 0;
  #widest = 0;
  /** The present band: where the next sixel comes, how far it has been, and which of its rows have been touched, as bits. */
  #at = 0;
  #reached = 0;
  #touched = 0;
  #work = 0;

  put(data: Uint32Array, start: number, end: number): void {
    for (let i = start; i < end; i++) {
      const code = (data[i] as number) & 0x7f;
      if (this.#stage !== 'data') this.#open(code);
      if (this.#stage === 'data') this.#take(code);
    }
  }

  get size(): PixelSize {
    if (this.#told !== undefined) return this.#told;
    const reached = Math.max(this.#reached, this.#at);
    return { width: Math.max(this.#widest, reached), height: this.#bands * BAND + (reached === 0 ? 0 : 32 - Math.clz32(this.#touched)) };
  }

  /** What has come has touched this much, from the upper left corner, whatever the size. */
  get extent(): PixelSize {
    const { width, height } = this.size;
    const band = this.#touched === 0 ? 0 : 32 - Math.clz32(this.#touched);
    return { width: Math.min(width, Math.max(this.#widest, this.#reached, this.#at)), height: Math.min(height, this.#bands * BAND + band) };
  }

  /** Pixels that a decoder has set or cleared for what has come; a few bytes can ask for many. */
  get work(): number {
    return this.#work;
  }

  /** Sixel data, bounded, after which the rest is counted as after all that has come. As a picture it is empty. */
  toData(): string {
    const numbers = this.#params.join(';');
    if (this.#stage === 'start') return '';
    if (this.#stage === 'raster') return `"${numbers}`;
    const { width, height } = this.#told ?? { width: 0, height: 0 };
    const command = this.#command === undefined ? '' : `${String.fromCharCode(this.#command)}${numbers}`;
    const bands = '-'.repeat(Math.min(this.#bands, MAX_IMAGE_SIDE));
    const to = (column: number): string => (column === 0 ? '' : `!${column}?`);
    const rows = this.#touched === 0 ? '' : `${String.fromCharCode(FIRST_SIXEL + this.#touched)}$`;
    return `${this.#told === undefined ? '' : `"1;1;${width};${height}`}$${this.#bands === 0 ? '' : to(this.#widest)}${bands}${to(this.#reached)}$${rows}${to(this.#at)}${command}`;
  }

  /** Until it is known whether there are raster attributes. */
  #open(code: number): void {
    const begins = isSixel(code) || code === REPEAT || code === COLOUR || code === RETURN || code === NEXT_BAND;
    if (this.#stage === 'start') {
      if (code === RASTER) this.#stage = 'raster';
      else if (begins) this.#stage = 'data';
    } else if (isDigit(code) || code === SEMICOLON) this.#number(code);
    else if (this.#params.length === RASTER_PARAMS) {
      const [, , width = 0, height = 0] = this.#params;
      this.#told = { width, height };
      this.#stage = 'data';
    } else if (begins) this.#stage = 'data';
  }

  #take(code: number): void {
    if (isSixel(code)) {
      const count = this.#command === REPEAT ? this.#params[0] || 1 : 1;
      this.#at = Math.min(this.#at + count, HUGE);
      this.#touched |= code - FIRST_SIXEL;
      if (code !== FIRST_SIXEL) this.#work += count * BAND;
      this.#command = undefined;
    } else if (code === REPEAT || code === COLOUR) {
      this.#command = code;
      this.#params = [0];
    } else if (code === RETURN || code === NEXT_BAND) {
      this.#reached = Math.max(this.#reached, this.#at);
      this.#at = 0;
      if (code === RETURN) return;
      this.#widest = Math.max(this.#widest, this.#reached);
      this.#work += Math.max(this.#reached, this.#told?.width ?? 0) * BAND;
      this.#reached = this.#touched = 0;
      this.#bands = Math.min(this.#bands + 1, HUGE);
    } else this.#number(code);
  }

  #number(code: number): void {
    const { length } = this.#params;
    if (isDigit(code)) this.#params[length - 1] = Math.min((this.#params[length - 1] as number) * 10 + code - ZERO, HUGE);
    else if (code === SEMICOLON && length < MAX_PARAMS) this.#params.push(0);
  }
}
