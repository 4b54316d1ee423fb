import type { ImageReader } from '../../base/images/image-reader.js';
import { IMAGE_CELL, isDrawable, MAX_IMAGE_PIXELS, type PixelSize } from '../../base/images/image-size.js';
import { MAX_STRING_BYTES } from '../../base/output-limits.js';
import type { Clock } from '../../base/clock.js';
import { ByteWriter, NO_BYTES } from './byte-writer.js';
import type { Colours } from './colours.js';
import { lookOf, penLook, PenWriter } from './pen.js';
import { XTERM_VERSION, type XtermCore } from './xterm-core.js';

/** Answers of one session, bytes a second; also the most at once. */
export const ANSWER_RATE = 4096;

/** Colours that a sixel image can use at a time. */
const SIXEL_COLOURS = 256;

/** What programs ask for in terminfo's words (XTGETTCAP), hexadecimal name to hexadecimal value: TN, Co, colors, RGB. */
const CAPABILITIES: Readonly<Record<string, string>> = {
  '544E': '787465726D2D323536636F6C6F72', '436F': '323536', '636F6C6F7273': '323536', '524742': '382F382F38',
};

/**
 * Answers what programs ask the terminal. xterm.js answers most itself, here as in the page: DA1, DA2, DSR 5 6 ?6, DECRQM, DECRQSS r "p "q, CSI 18 t.
 * Added is what only a page's terminal could answer (colours, pixel sizes) or what xterm.js answers wrongly (DECRQSS m and SP q) or not at all.
 */
export class Queries {
  readonly #core: XtermCore;
  readonly #clock: Clock;
  readonly #colours: Colours;
  #budget = ANSWER_RATE;
  #since: number;
  #refused = 0;
  #pending = '';

  constructor(core: XtermCore, clock: Clock, colours: (answer: (text: string) => void) => Colours) {
    this.#core = core;
    this.#clock = clock;
    this.#since = clock.now();
    this.#colours = colours((text) => this.#answer(text));
    core.terminal.onData((text) => this.#answer(text));
    this.#install();
  }

  /** Answers that the rate limit has dropped. */
  get refused(): number {
    return this.#refused;
  }

  /** The answers since the last call, to be typed into the shell. */
  take(): Uint8Array {
    if (this.#pending === '') return NO_BYTES;
    const answers = new ByteWriter(this.#pending.length).text(this.#pending).toBytes();
    this.#pending = '';
    return answers;
  }

  #answer(text: string): void {
    const now = this.#clock.now();
    this.#budget = Math.min(ANSWER_RATE, this.#budget + ((now - this.#since) * ANSWER_RATE) / 1000);
    this.#since = now;
    // Every answer is ASCII: lengths are bytes.
    if (text.length > this.#budget) this.#refused++;
    else {
      this.#budget -= text.length;
      this.#pending += text;
    }
  }

  /** What programs ask that draw images; to be called where they are drawn. */
  answerForImages(images: Pick<ImageReader, 'scrolls'>): void {
    const { parser } = this.#core.terminal;
    const say = (text: string): true => {
      this.#answer(text);
      return true;
    };
    const size = (): PixelSize => {
      const { cols, rows } = this.#core;
      return { width: cols * IMAGE_CELL.width, height: rows * IMAGE_CELL.height };
    };
    // VT220 with sixel, charsets and colours, in the words of @xterm/addon-image.
    parser.registerCsiHandler({ final: 'c' }, ([first]) => first === 0 && say('\x1b[?62;4;9;22c'));
    parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, ([first]) => first === 80 && say(`\x1b[?80;${images.scrolls ? 2 : 1}$y`));
    // The cells that images are reckoned in, not those of somebody's font.
    parser.registerCsiHandler({ final: 't' }, ([first]) => {
      if (first === 16) return say(`\x1b[6;${IMAGE_CELL.height};${IMAGE_CELL.width}t`);
      return first === 14 && say(`\x1b[4;${size().height};${size().width}t`);
    });
    parser.registerCsiHandler({ prefix: '?', final: 'S' }, ([item, action]) => {
      if (typeof item !== 'number' || typeof action !== 'number') return true;
      const asks = action === 1 || action === 4;
      if (item === 1) return say(asks || action === 2 ? `\x1b[?1;0;${SIXEL_COLOURS}S` : `\x1b[?1;${action === 3 ? 3 : 2}S`);
      if (item !== 2) return say(`\x1b[?${item};1S`);
      const largest = Math.floor(Math.sqrt(MAX_IMAGE_PIXELS));
      const { width, height } = action === 1 && isDrawable(size()) ? size() : { width: largest, height: largest };
      return say(asks ? `\x1b[?2;0;${width};${height}S` : `\x1b[?2;${action === 2 || action === 3 ? 3 : 2}S`);
    });
  }

  #install(): void {
    const { parser } = this.#core.terminal;
    const say = (text: string): true => {
      this.#answer(text);
      return true;
    };
    const asks = (params: (number | number[])[], ...values: number[]): boolean => typeof params[0] === 'number' && values.includes(params[0]);
    parser.registerCsiHandler({ prefix: '=', final: 'c' }, (params) => asks(params, 0) && say('\x1bP!|00000000\x1b\\'));
    parser.registerCsiHandler({ prefix: '>', final: 'q' }, (params) => asks(params, 0) && say(`\x1bP>|xterm.js(${XTERM_VERSION})\x1b\\`));
    parser.registerCsiHandler({ prefix: '?', final: 'n' }, (params) => {
      const { dark } = this.#colours;
      return asks(params, 996) && dark !== undefined && say(`\x1b[?997;${dark ? 1 : 2}n`);
    });
    parser.registerCsiHandler({ final: 't' }, (params) => {
      const { cellWidth: width, cellHeight: height } = this.#colours.facts;
      if (!asks(params, 14, 16) || width === undefined || height === undefined) return false;
      const { rows, cols } = this.#core;
      return say(asks(params, 16) ? `\x1b[6;${Math.round(height)};${Math.round(width)}t` : `\x1b[4;${Math.round(height * rows)};${Math.round(width * cols)}t`);
    });
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, (data) => {
      if (data === 'm') return say(`\x1bP1$r${this.#rendition()}m\x1b\\`);
      return data === ' q' && say(`\x1bP1$r${cursorStyle(this.#core) ?? 1} q\x1b\\`);
    });
    parser.registerDcsHandler({ intermediates: '+', final: 'q' }, (data) => {
      if (data.length > MAX_STRING_BYTES || !/^[0-9a-f;]+$/i.test(data)) return say('\x1bP0+r\x1b\\');
      for (const name of data.split(';').slice(0, 16)) {
        const value = CAPABILITIES[name.toUpperCase()];
        say(value === undefined ? `\x1bP0+r${name}\x1b\\` : `\x1bP1+r${name}=${value}\x1b\\`);
      }
      return true;
    });
  }

  #rendition(): string {
    const out = new ByteWriter(64);
    const { fg, bg, extended } = this.#core.pen;
    new PenWriter(out, this.#core).repeat({ ...lookOf(fg, bg & 0xdfffffff, extended), underlineColour: penLook(this.#core).underlineColour, link: 0 });
    const sgr = String.fromCharCode(...out.toBytes()).slice(2, -1);
    return sgr === '' ? '0' : sgr;
  }
}

/** Parameter of DECSCUSR for the style that a program has chosen; undefined when none has. */
export function cursorStyle(core: XtermCore): number | undefined {
  const { cursorStyle: style, cursorBlink: blink } = core.modes;
  if (blink === undefined) return undefined;
  // 7 and 8 are no styles, yet xterm.js takes their blinking.
  const steady = style === undefined ? 8 : { block: 2, underline: 4, bar: 6 }[style];
  return blink ? steady - 1 : steady;
}
