import { createHeadless, deflatePacking } from '../../../../src/server/node/headless.js';
import type { TerminalFeatures } from '../../../../src/protocol/messages.js';
import { RESET_TERMINAL, Screen, type ScreenOptions } from '../../../../src/server/screen/index.js';
import type { Snapshot } from '../../../../src/server/session-screen.js';
import { boundedCluster } from '../../../../src/base/output-limits.js';
import { keepClusters } from '../../../../src/base/kept-clusters.js';
import { keepSavedRows } from '../../../../src/base/saved-row.js';
import { unfinishedCharacter } from '../../../../src/base/utf8.js';
import { ManualClock } from '../../../support/manual-clock.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- the private side of xterm.js, read here on its own and not through the code under test */

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (value: Uint8Array): string => new TextDecoder().decode(value);

export type Unicode = NonNullable<TerminalFeatures['unicode']>;
export const UNICODE: readonly Unicode[] = ['11', 'graphemes'];

/** A page's terminal, as far as Node can have one: parses what it is given, whole characters at a time. */
export class PlainTerminal {
  readonly terminal: any;
  #partial: Uint8Array = new Uint8Array(0);

  constructor(cols: number, rows: number, scrollback = 20_000, unicode: Unicode = '11') {
    this.terminal = createHeadless({ cols, rows, scrollback, unicode });
    keepSavedRows(this.terminal._core);
    keepClusters(this.terminal._core);
  }

  write(value: Uint8Array): void {
    const input = new Uint8Array([...this.#partial, ...value]);
    const whole = input.length - unfinishedCharacter(input);
    this.#partial = input.slice(whole);
    if (whole > 0) this.terminal._core._inputHandler.parse(input.subarray(0, whole));
  }
}

export class Subject {
  readonly clock = new ManualClock();
  readonly answers: string[] = [];
  readonly screen: Screen;
  #terminal: any;

  constructor(cols = 20, rows = 6, options: Partial<ScreenOptions> = {}) {
    this.screen = new Screen({
      clock: this.clock, packing: deflatePacking, cols, rows, onAnswer: (value) => this.answers.push(text(value)),
      createHeadless: (wanted) => (this.#terminal = createHeadless(wanted)), ...options,
    });
  }

  /** The terminal inside, as it is for all who ask the screen. */
  get terminal(): any {
    void this.screen.scrollbackLines;
    return this.#terminal;
  }

  write(value: string | Uint8Array): this {
    this.screen.write(typeof value === 'string' ? bytes(value) : value);
    return this;
  }
}

/** Screen first, into a terminal that has been through something. */
export function restore(snapshot: Snapshot, unicode?: Unicode): PlainTerminal {
  const plain = new PlainTerminal(snapshot.cols, snapshot.rows, undefined, unicode);
  plain.write(bytes('\x1b[?1049h\x1b[3;4r\x1b[?6h\x1b[31mrubbish\x1b[?25l\x1b(0\x1b]2;old\x1b\\\x1b[4h\x1b]8;;x:y\x1b\\\x1b]52;unfinished'));
  plain.write(RESET_TERMINAL);
  plain.terminal._core._inputHandler._windowTitle = '';
  plain.terminal._core._inputHandler._iconName = '';
  plain.write(snapshot.screen);
  plain.write(snapshot.tail);
  return plain;
}

/** All of the scrollback before the screen. */
export function restoreWithScrollback(snapshot: Snapshot, unicode?: Unicode): PlainTerminal {
  const plain = new PlainTerminal(snapshot.cols, snapshot.rows, undefined, unicode);
  let lines = 0;
  for (const block of [...snapshot.scrollback].reverse()) {
    plain.write(block.bytes());
    lines += block.lines;
  }
  const inView = Math.min(lines, snapshot.rows - 1);
  plain.write(bytes(`\x1b[${snapshot.rows}H${'\n'.repeat(inView)}`));
  plain.write(snapshot.screen.subarray(RESET_TERMINAL.length));
  plain.write(snapshot.tail);
  return plain;
}

const FLAGS = 0xfc000000;
const colour = (value: number): number => ((value & 0x3000000) === 0 ? 0 : (value & 0x3000000) === 0x3000000 ? value & 0x3ffffff : value & 0x30000ff);

/**
 * A link is forgotten when its lines are erased, also while it is open, but what has it goes on being marked. Which lines those are, no other terminal can know: without links,
 * only whether there is one counts.
 */
let withLinks = true;
const linkOf = (core: any, id: number): string => (id === 0 ? '' : withLinks ? core._oscLinkService.getLinkData(id)?.uri ?? 'x:' : 'link');

function lookOf(core: any, fg: number, bg: number, extended: any): string {
  const extra = (bg & 0x10000000) !== 0 && extended !== undefined;
  const underline = (fg & 0x10000000) === 0 ? 0 : extra ? (extended._ext >>> 26) & 7 : 1;
  const link = extra ? linkOf(core, extended.urlId) : '';
  const coloured = extra && underline !== 0;
  const visible = [(fg & FLAGS & ~0x10000000) >>> 0, colour(fg), (bg & FLAGS & ~0x10000000) >>> 0, colour(bg), underline, coloured ? colour(extended._ext & 0x3ffffff) : 0, link];
  return visible.every((part) => part === 0 || part === '') ? '' : `{${visible.map((part) => (typeof part === 'number' ? part.toString(16) : part)).join(',')}}`;
}

export function lineText(core: any, line: any, cols: number): string {
  let out = line.isWrapped ? '↪' : '';
  for (let col = 0; col < cols; col++) {
    const [content, fg, bg] = [line._data[col * 3], line._data[col * 3 + 1], line._data[col * 3 + 2]];
    const look = lookOf(core, fg, bg, line._extendedAttrs[col]);
    let cell = (content & 0x200000) !== 0 ? boundedCluster(line._combined[col], 64) : (content & 0x1fffff) !== 0 ? String.fromCodePoint(content & 0x1fffff) : '·';
    const half = content === 0 && col > 0 && line._data[col * 3 - 3] >>> 22 === 2;
    const width = content === 0 && !half ? 1 : content >>> 22;
    // A blank that carries more than a background looks like a space, and is restored as one; so is half of a wide character that was cut.
    if (cell === '·' && width === 1 && (fg !== 0 || (bg & FLAGS) !== 0)) cell = ' ';
    if (width === 2 && (col + 1 >= cols || line._data[col * 3 + 3] !== 0)) cell = ' ';
    else if (width !== 1 && (content & 0x3fffff) !== 0) cell += `‹${width}›`;
    else if (half) cell = '';
    out += cell === '·' && look === '' ? '·' : cell + look;
  }
  return out.replace(/·+$/, '');
}

export interface Dump { readonly [key: string]: unknown }

function bufferState(core: any, buffer: any, cols: number, rows: number): Dump {
  const tabs = Array.from({ length: cols }, (_, col) => col).filter((col) => buffer.tabs[col]);
  const { fg, bg } = buffer.savedCurAttrData;
  return {
    rows: Array.from({ length: Math.min(rows, buffer.lines.length) }, (_, y) => lineText(core, buffer.lines.get(buffer.ybase + y), cols)),
    tabs: tabs.join(' '), region: `${buffer.scrollTop} ${buffer.scrollBottom}`,
    saved: [Math.min(buffer.savedX, cols - 1), buffer.savedY - buffer.ybase, ((fg & FLAGS) | colour(fg)) >>> 0, ((bg & FLAGS & ~0x10000000) | colour(bg)) >>> 0].join(' '),
    savedCharset: Object.keys(buffer.savedCharset ?? {}).length,
  };
}

/**
 * Whether escape sequences can bring another terminal into this state. DECRC sets flags of the pen and a charset that nothing else can set; if the cursor was saved
 * anew since then, or a screen is but one row high, there is no way back to it, nor to a pending wrap behind a blank on the alternate screen.
 */
export function isReachable(terminal: any): boolean {
  const { _inputHandler: { _curAttrData: pen }, _charsetService: charsets, buffers: { active, alt, normal } } = terminal._core;
  const underlined = ((pen.extended._ext >>> 26) & 7) !== 0;
  const oddPen = ((pen.fg & 0x10000000) !== 0) !== underlined || ((pen.bg & 0x10000000) !== 0) !== (underlined || pen.extended.urlId !== 0);
  const oddCharset = charsets.charset !== charsets._charsets[charsets.glevel];
  const { savedCurAttrData: saved, savedCharset } = active;
  if (oddPen && (((saved.fg ^ pen.fg) & 0x10000000) !== 0 || ((saved.bg ^ pen.bg) & 0x10000000) !== 0)) return false;
  if (oddCharset && charsets.charset !== savedCharset) return false;
  // A screen that became narrower may keep what it cut off.
  if (active === alt && Array.from({ length: active.lines.length }, (_, y) => active.lines.get(y)).some(({ length }) => length !== terminal.cols)) return false;
  for (let y = 0; y < terminal.rows; y++) if (hasHalf(active.lines.get(active.ybase + y), terminal.cols)) return false;
  for (const { savedCurAttrData: { fg, bg } } of [normal, alt]) if ((fg & 0x10000000) !== 0 && (bg & 0x10000000) === 0) return false;
  const last = active.lines.get(active.ybase + active.y)._data[terminal.cols * 3 - 3];
  return active !== alt || active.x < terminal.cols || (((last & 0x3fffff) !== 0 || last >>> 22 === 0) && !oddPen && !oddCharset);
}

/** Half a wide character: inserting and deleting columns through one leaves them. */
const hasHalf = (line: any, cols: number): boolean =>
  Array.from({ length: cols }, (_, col) => col).some((col) => {
    const [before, here, next] = [line._data[col * 3 - 3], line._data[col * 3], line._data[col * 3 + 3]];
    return here >>> 22 === 2 ? col + 1 >= cols || next !== 0 : here === 0 && (col === 0 || before >>> 22 !== 2);
  });

/** Everything that decides what is seen and what the next bytes do. */
export function dump(terminal: any): Dump {
  const core = terminal._core;
  const { cols, rows } = terminal;
  const handler = core._inputHandler;
  const { normal, alt, active } = core.buffers;
  const { synchronizedOutput: _closed, ...modes } = core.coreService.decPrivateModes;
  const { fg, bg, extended } = handler._curAttrData;
  return {
    size: `${cols}x${rows}`, normal: bufferState(core, normal, cols, rows),
    alt: active === alt ? bufferState(core, alt, cols, rows) : { saved: bufferState(core, alt, cols, rows)['saved'] },
    active: active === alt ? 'alt' : 'normal', cursor: `${active.x},${active.y}`,
    pen: lookOf(core, fg, bg, extended), penFlags: `${fg >>> 26} ${(bg >>> 26) & ~4}`, nextUnderline: `${colour(extended._ext & 0x3ffffff)}`,
    penLink: linkOf(core, extended.urlId),
    modes, insert: core.coreService.modes.insertMode, hidden: core.coreService.isCursorHidden, mouse: `${core.coreMouseService.activeProtocol} ${core.coreMouseService.activeEncoding}`,
    convertEol: core.optionsService.rawOptions.convertEol, blink: core.optionsService.rawOptions.cursorBlink,
    level: core._charsetService.glevel, charset: Object.values(core._charsetService.charset ?? {}).join('').slice(0, 20),
    charsets: [0, 1, 2, 3].map((g) => Object.values(core._charsetService._charsets[g] ?? {}).join('').slice(0, 20)),
    title: handler._windowTitle.slice(0, 256), icon: handler._iconName.slice(0, 256), parser: handler._parser.currentState,
    // Only these bits have a say in what comes next: columns, and the class of the character.
    repeats: handler._parser.precedingJoinState & 0x7e,
  };
}

export function scrollback(terminal: any): string[] {
  const { normal } = terminal._core.buffers;
  return Array.from({ length: normal.ybase }, (_, i) => lineText(terminal._core, normal.lines.get(i), terminal.cols));
}

/** Adds a line to `faults` for every part of the state that differs. */
export function compare(faults: string[], when: string, live: unknown, restored: unknown, links = true): void {
  withLinks = links;
  differ(faults, when, dump(live), dump(restored));
  withLinks = true;
}

function differ(faults: string[], where: string, a: any, b: any): void {
  if (typeof a === 'object' && typeof b === 'object') for (const key of Object.keys({ ...a, ...b })) differ(faults, `${where}, ${key}`, a[key], b[key]);
  else if (a !== b) faults.push(`${where}: ${JSON.stringify(a)} ≠ ${JSON.stringify(b)}`);
}
