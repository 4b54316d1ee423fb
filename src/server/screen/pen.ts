import { MAX_CLUSTER_UNITS } from '../../base/output-limits.js';
import { ByteWriter } from './byte-writer.js';
import { underlineColourOf, underlineOf, type CoreExtended, type XtermCore } from './xterm-core.js';

const COLOUR_MODE = 0x3000000;
const PALETTE_16 = 0x1000000;
const PALETTE_256 = 0x2000000;
const FLAGS = 0xfc000000;
const UNDERLINE = 0x10000000;
export const HAS_EXTENDED = 0x10000000;
const PROTECTED = 0x20000000;
const DEAD_LINK = 'x:';
const SEMICOLON = 0x3b;
/** Places in the table of codes, as a power of two; two looks share two places. */
const KNOWN_BITS = 8;

/** SGR codes of the flags above the colour, by bit. */
const FG_FLAGS = [[0x4000000, 7], [0x8000000, 1], [0x20000000, 5], [0x40000000, 8], [0x80000000, 9]] as const;
const BG_FLAGS = [[0x4000000, 3], [0x8000000, 2], [0x40000000, 53]] as const;

/** How text is drawn, in xterm.js' words for colours and flags but without its leftovers: two looks are the same if and only if all fields are. */
export interface Look {
  readonly fg: number;
  readonly bg: number;
  /** 0 none, 1 single, 2 double, 3 curly, 4 dotted, 5 dashed. */
  readonly underline: number;
  readonly underlineColour: number;
  /** Number of the hyperlink in its terminal; 0 for none. */
  readonly link: number;
}

export const PLAIN: Look = { fg: 0, bg: 0, underline: 0, underlineColour: 0, link: 0 };

/** xterm.js leaves the bits of an older RGB colour beside a palette index. */
function colour(value: number): number {
  const mode = value & COLOUR_MODE;
  return mode === 0 ? 0 : mode === COLOUR_MODE ? value & 0x3ffffff : value & 0x30000ff;
}

const clean = (value: number, flags: number): number => ((value & flags) | colour(value)) >>> 0;

/** The look of a cell. */
export function lookOf(fg: number, bg: number, extended: CoreExtended | undefined): Look {
  if (fg === 0 && bg === 0) return PLAIN;
  const more = (bg & HAS_EXTENDED) === 0 ? undefined : extended;
  const style = more === undefined ? 1 : underlineOf(more);
  return {
    fg: clean(fg, FLAGS & ~UNDERLINE), bg: clean(bg, FLAGS & ~HAS_EXTENDED),
    underline: (fg & UNDERLINE) === 0 ? 0 : style, underlineColour: more === undefined ? 0 : colour(underlineColourOf(more)), link: more?.urlId ?? 0,
  };
}

/** The look new text will have. Its underline colour counts although nothing is underlined yet. */
export function penLook(core: XtermCore): Look {
  const { fg, bg, extended } = core.pen;
  return { ...lookOf(fg, bg, extended), underlineColour: colour(underlineColourOf(extended)), link: extended.urlId };
}

/**
 * Whether the flags of the pen agree with its underline and link, as SGR leaves them. After DECRC they may not: it brings back colours and flags, not the rest.
 */
export function penIsOrdinary(core: XtermCore): boolean {
  const { fg, bg, extended } = core.pen;
  const underlined = underlineOf(extended) !== 0;
  return ((fg & UNDERLINE) !== 0) === underlined && ((bg & HAS_EXTENDED) !== 0) === (underlined || extended.urlId !== 0);
}

/** Whether DECRC would leave the flags that only it can set as they are now. */
export function savedFlagsFit(core: XtermCore): boolean {
  const { pen, active: { savedCurAttrData: saved } } = core;
  return (saved.fg & UNDERLINE) === (pen.fg & UNDERLINE) && (saved.bg & HAS_EXTENDED) === (pen.bg & HAS_EXTENDED);
}

export const sameLook = (a: Look, b: Look): boolean =>
  a === b || (a.fg === b.fg && a.bg === b.bg && a.underline === b.underline && a.underlineColour === b.underlineColour && a.link === b.link);

/** A blank that erasing leaves: a background colour at most. */
export const isErased = (fg: number, bg: number): boolean => fg === 0 && (bg & FLAGS) === 0;

/** A look that was written lately; `fg` and `bg` as they stand in the cells. */
interface KnownLook {
  readonly fg: number;
  readonly bg: number;
  readonly look: Look;
  readonly codes: Uint8Array;
  readonly codesFromPlain: Uint8Array;
}

/** Writes the changes between one look and the next. Starts from the pen of a terminal that was reset. */
export class PenWriter {
  readonly #out: ByteWriter;
  readonly #core: XtermCore;
  /** Codes already made; most lines use few looks. */
  readonly #known: (KnownLook | undefined)[] = new Array<undefined>(1 << KNOWN_BITS).fill(undefined);
  #now: Look = PLAIN;
  /** Length of the output from which on it gets no links and no combining characters: a few cells of those can be longer than a whole screen without. */
  extrasUntil = 0x3fffffff;

  constructor(out: ByteWriter, core: XtermCore) {
    this.#out = out;
    this.#core = core;
  }

  get look(): Look {
    return this.#now;
  }

  /** How much of a cluster may be written, UTF-16 units. */
  get clusterUnits(): number {
    return this.#out.length > this.extrasUntil ? 1 : MAX_CLUSTER_UNITS;
  }

  set(next: Look): void {
    if (next === this.#now) return;
    if (next.link !== this.#now.link) this.#link(next.link);
    const { fg, bg, underline, underlineColour } = this.#now;
    if (next.fg !== fg || next.bg !== bg || next.underline !== underline || next.underlineColour !== underlineColour) writeSgr(this.#out, next, this.#now);
    this.#now = next;
  }

  /** @param fg, bg the words of a cell that has no more attributes than these, as signed numbers */
  setWords(fg: number, bg: number): void {
    // Pictures: hardly a look is seen twice.
    if ((fg & COLOUR_MODE) === COLOUR_MODE || (bg & COLOUR_MODE) === COLOUR_MODE) return this.set(lookOf(fg, bg, undefined));
    const place = Math.imul(Math.imul(fg, 0x9e3779b1) ^ bg, 0x85ebca6b) >>> (32 - KNOWN_BITS);
    let known = this.#known[place];
    if (known === undefined || known.fg !== fg || known.bg !== bg) known = this.#find(fg, bg, place);
    if (known.look === this.#now) return;
    if (this.#now.link !== 0) this.#link(0);
    if (this.#now === PLAIN) this.#out.bytes(known.codesFromPlain);
    else if (!sameLook(known.look, this.#now)) this.#out.bytes(known.codes);
    this.#now = known.look;
  }

  /** In the second of its places, or newly made. */
  #find(fg: number, bg: number, place: number): KnownLook {
    const other = this.#known[place ^ 1];
    if (other !== undefined && other.fg === fg && other.bg === bg) return other;
    const look = lookOf(fg, bg, undefined);
    const codesAfter = (before: Look): Uint8Array => {
      const out = new ByteWriter(32);
      writeSgr(out, look, before);
      return out.toBytes();
    };
    const known = { fg, bg, look, codes: codesAfter(look), codesFromPlain: codesAfter(PLAIN) };
    this.#known[this.#known[place] === undefined ? place : place ^ 1] = known;
    return known;
  }

  /** The pen is as it was when it had this look; what has been written since is taken back. */
  rewind(look: Look): void {
    this.#now = look;
  }

  reset(): void {
    if (this.#now === PLAIN) return;
    if (this.#now.link !== 0) this.#link(0);
    if (!sameLook(this.#now, PLAIN)) this.#out.csi('m');
    this.#now = PLAIN;
  }

  /** Says the look once more: after DECRC nobody knows it, and after any sequence a combining character stands alone. */
  repeat(look: Look): void {
    writeSgr(this.#out, look, look);
    if (look.link !== this.#now.link) this.#link(look.link);
    this.#now = look;
  }

  /** Colours and flags by their own codes, with underline, link and what belongs to them left alone. */
  patch({ fg, bg }: Look): void {
    this.#out.csi(`22;23;25;27;28;29;39;49;55${flagCodes(fg, bg)}${colourCodes(fg, 30, 90)}${colourCodes(bg, 40, 100)}m`).csi(`${(bg & PROTECTED) === 0 ? 0 : 1}"q`);
  }

  #link(id: number): void {
    if (id === 0 || this.#out.length > this.extrasUntil) return void this.#out.osc('8;;');
    const link = this.#core.link(id);
    // xterm.js forgets where a link leads when its lines are erased, also while it is open, and goes on marking the text: an address nobody follows does the same.
    // Links without an id get one: all parts of one link stay one.
    this.#out.osc(`8;id=${link?.id ?? `pt${id}`};${link?.uri ?? DEAD_LINK}`);
  }
}

/** @param before what the terminal has: nothing needs to be taken back if it is PLAIN */
function writeSgr(out: ByteWriter, { fg, bg, underline, underlineColour }: Look, before: Look): void {
  out.byte(0x1b).byte(0x5b);
  const start = out.length;
  if (before !== PLAIN) out.decimal(0).byte(SEMICOLON);
  if ((fg & FLAGS) !== 0) for (const [bit, code] of FG_FLAGS) if ((fg & bit) !== 0) out.decimal(code).byte(SEMICOLON);
  if ((bg & FLAGS) !== 0) for (const [bit, code] of BG_FLAGS) if ((bg & bit) !== 0) out.decimal(code).byte(SEMICOLON);
  if (underline !== 0) out.text(underline === 1 ? '4;' : `4:${underline};`);
  writeColour(out, fg, 30, 90);
  writeColour(out, bg, 40, 100);
  if (underlineColour !== 0) {
    out.text((underlineColour & COLOUR_MODE) === PALETTE_256 ? `58:5:${underlineColour & 255};` : `58:2::${rgb(underlineColour).join(':')};`);
  }
  // The last semicolon makes way.
  if (out.length > start) out.end(out.length - 1);
  out.byte(0x6d);
  // SGR 0 takes DECSCA with it.
  if ((bg & PROTECTED) !== 0) out.csi('1"q');
}

/** Every cell of a picture has colours of its own: no strings here. */
function writeColour(out: ByteWriter, value: number, dark: number, bright: number): void {
  const index = value & 255;
  switch (value & COLOUR_MODE) {
    case 0: return;
    case PALETTE_16: return void out.decimal(index < 8 ? dark + index : bright + (index & 7)).byte(SEMICOLON);
    case PALETTE_256: return void out.decimal(dark + 8).byte(SEMICOLON).byte(0x35).byte(SEMICOLON).decimal(index).byte(SEMICOLON);
    default: out.decimal(dark + 8).byte(SEMICOLON).byte(0x32).byte(SEMICOLON);
      out.decimal((value >> 16) & 255).byte(SEMICOLON).decimal((value >> 8) & 255).byte(SEMICOLON).decimal(index).byte(SEMICOLON);
  }
}

function flagCodes(fg: number, bg: number): string {
  let codes = '';
  for (const [bit, code] of FG_FLAGS) if ((fg & bit) !== 0) codes += `;${code}`;
  for (const [bit, code] of BG_FLAGS) if ((bg & bit) !== 0) codes += `;${code}`;
  return codes;
}

const rgb = (value: number): [number, number, number] => [(value >> 16) & 255, (value >> 8) & 255, value & 255];

function colourCodes(value: number, dark: number, bright: number): string {
  const index = value & 255;
  switch (value & COLOUR_MODE) {
    case 0: return '';
    case PALETTE_16: return `;${index < 8 ? dark + index : bright + (index & 7)}`;
    case PALETTE_256: return `;${dark + 8};5;${index}`;
    default: return `;${dark + 8};2;${rgb(value).join(';')}`;
  }
}
