import { boundedCluster, COLLECTED_STRING_BYTES } from '../../base/output-limits.js';
import { keepClusters } from '../../base/kept-clusters.js';
import { keepSavedRows, type SavingCore } from '../../base/saved-row.js';
import { boundDcs, boundOsc, type DcsCollector, type OscCollector, type StringBound } from '../../base/string-bounds.js';
import { coverRows } from '../../base/images/cover-rows.js';
import { ImageReader, SIXEL, type ImageTarget, type StreamParser } from '../../base/images/image-reader.js';
import { INLINE_FILE } from '../../base/images/inline-file.js';
import type { HeadlessTerminal } from './headless.js';

/**
 * The only file that knows the private side of @xterm/headless; written for the version below, which is pinned exactly.
 * What a snapshot must carry has no public reading: saved cursors, charsets, tab stops, scroll regions, underline styles, the parser's state.
 */
export const XTERM_VERSION = '6.0.0';

/** `fg` and `bg` as in a cell: colour mode and colour in the lower 26 bits, flags above. */
export interface CoreAttributes {
  fg: number;
  bg: number;
}

export interface CoreExtended {
  _ext: number;
  readonly urlId: number;
}

export interface CoreLine {
  readonly _data: Uint32Array;
  readonly _combined: Record<number, string>;
  readonly _extendedAttrs: Record<number, CoreExtended | undefined>;
  isWrapped: boolean;
}

interface CoreList {
  readonly length: number;
  maxLength: number;
  readonly isFull: boolean;
  get(index: number): CoreLine | undefined;
  trimStart(count: number): void;
}

/** A charset is known by the identity of its table; undefined is US ASCII. */
export type Charset = Readonly<Record<string, string>> | undefined;

export interface CoreBuffer {
  readonly lines: CoreList;
  x: number;
  readonly y: number;
  ybase: number;
  ydisp: number;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly tabs: Readonly<Record<number, boolean | undefined>>;
  savedX: number;
  savedY: number;
  readonly savedCurAttrData: CoreAttributes;
  readonly savedCharset: Charset;
}

interface CorePrivateModes {
  readonly applicationCursorKeys: boolean;
  readonly applicationKeypad: boolean;
  readonly bracketedPasteMode: boolean;
  readonly cursorBlink: boolean | undefined;
  readonly cursorStyle: 'block' | 'underline' | 'bar' | undefined;
  readonly origin: boolean;
  readonly reverseWraparound: boolean;
  readonly sendFocus: boolean;
  readonly synchronizedOutput: boolean;
  readonly wraparound: boolean;
}

/** type: 0 asks, 1 sets, 2 restores; index: 0–255 the palette, 256 foreground, 257 background, 258 cursor, absent in a restore of the whole palette. */
export interface ColourRequest {
  readonly type: 0 | 1 | 2;
  readonly index?: number;
  readonly color?: readonly [number, number, number];
}

interface Core extends SavingCore {
  readonly buffers: {
    readonly normal: CoreBuffer;
    readonly alt: CoreBuffer;
    readonly active: CoreBuffer;
    onBufferActivate(listener: () => void): unknown;
    resize(cols: number, rows: number): void;
  };
  readonly coreService: { readonly modes: { readonly insertMode: boolean }; readonly decPrivateModes: CorePrivateModes; readonly isCursorHidden: boolean };
  readonly coreMouseService: { readonly activeProtocol: string; readonly activeEncoding: string };
  readonly optionsService: { readonly rawOptions: { scrollback: number; readonly convertEol: boolean; readonly cursorBlink: boolean } };
  readonly unicodeService: { readonly activeVersion: string; charProperties(codePoint: number, preceding: number): number };
  readonly _bufferService: { scroll(erase: CoreAttributes, isWrapped?: boolean): void };
  readonly _charsetService: { readonly charset?: Charset; readonly glevel: number; readonly _charsets: Charset[] };
  readonly _oscLinkService: { getLinkData(id: number): { id?: string; uri: string } | undefined; readonly _dataByLinkId: ReadonlyMap<number, unknown> };
  readonly _inputHandler: {
    parse(data: Uint8Array): unknown;
    readonly _curAttrData: CoreAttributes & { readonly extended: CoreExtended };
    readonly _windowTitle: string;
    readonly _iconName: string;
    readonly _parser: StreamParser & { currentState: number; readonly precedingJoinState: number; reset(): void; readonly _oscParser: OscCollector; readonly _dcsParser: DcsCollector };
    onColor(listener: (requests: readonly ColourRequest[]) => void): unknown;
    lineFeed(): boolean;
    eraseInDisplay(params: unknown, respectProtect?: boolean): boolean;
    setTitle(title: string): boolean;
    setIconName(name: string): boolean;
    _finishHyperlink(): boolean;
    _eraseInBufferLine(y: number, start: number, end: number, clearWrap: boolean, respectProtect: boolean): void;
    _resetBufferLine(y: number, respectProtect: boolean): void;
  };
}

/** What counts of how something was joined: its columns and the class of its last character. */
const JOIN_BITS = 0x7e;
/** The way of counting of @xterm/addon-unicode-graphemes. */
const CLUSTERS = '15-graphemes';

/** Number of the sequence for links. */
export const LINK = 8;

/** States of the escape sequence parser. */
export const ParserState = { ground: 0, csiIgnore: 6, otherString: 7, osc: 8, dcsEntry: 9, dcsPassthrough: 13 } as const;

/** What must be there, and as what; a package of another version fails here and not in the middle of somebody's session. */
const SHAPE: readonly (readonly [path: string, type: string])[] = [
  ['buffers.normal.lines._startIndex', 'number'], ['buffers.normal.lines.maxLength', 'number'], ['buffers.normal.tabs', 'object'],
  ['buffers.normal.savedCurAttrData.fg', 'number'], ['buffers.normal.savedY', 'number'], ['buffers.onBufferActivate', 'function'],
  ['buffers.normal.savedX', 'number'], ['buffers.alt.y', 'number'], ['buffers.resize', 'function'], ['_inputHandler.eraseInDisplay', 'function'], ['clear', 'function'],
  ['coreService.decPrivateModes.synchronizedOutput', 'boolean'], ['coreService.modes.insertMode', 'boolean'], ['coreService.isCursorHidden', 'boolean'],
  ['coreMouseService.activeProtocol', 'string'], ['coreMouseService.activeEncoding', 'string'], ['optionsService.rawOptions.scrollback', 'number'],
  ['_bufferService.scroll', 'function'], ['_charsetService.glevel', 'number'], ['_charsetService._charsets', 'object'],
  ['unicodeService.activeVersion', 'string'], ['unicodeService.charProperties', 'function'], ['_oscLinkService.getLinkData', 'function'], ['_oscLinkService._dataByLinkId.size', 'number'], ['_inputHandler.parse', 'function'],
  ['_inputHandler._curAttrData.extended._ext', 'number'], ['_inputHandler._curAttrData.extended.urlId', 'number'], ['_inputHandler._windowTitle', 'string'],
  ['_inputHandler._iconName', 'string'], ['_inputHandler._parser.currentState', 'number'], ['_inputHandler._parser.precedingJoinState', 'number'],
  ['_inputHandler._parser._oscParser._id', 'number'], ['_inputHandler._parser._oscParser._state', 'number'], ['_inputHandler._parser._oscParser.start', 'function'],
  ['_inputHandler._parser._oscParser.put', 'function'], ['_inputHandler._parser._oscParser.end', 'function'], ['_inputHandler._parser._oscParser.reset', 'function'],
  ['_inputHandler._parser._dcsParser.hook', 'function'], ['_inputHandler._parser._dcsParser.put', 'function'], ['_inputHandler._parser._dcsParser.unhook', 'function'],
  ['_inputHandler._parser._dcsParser.reset', 'function'], ['_inputHandler.onColor', 'function'],
  ['_inputHandler._parser.registerDcsHandler', 'function'], ['_inputHandler._parser.registerOscHandler', 'function'], ['_inputHandler._parser.registerCsiHandler', 'function'],
  ['_inputHandler._parser.registerEscHandler', 'function'], ['_inputHandler.lineFeed', 'function'],
  ['_inputHandler._finishHyperlink', 'function'], ['_inputHandler._eraseInBufferLine', 'function'], ['_inputHandler._resetBufferLine', 'function'],
];

/** Paths that are missing or of another type than this file was written for. */
export function shapeFaults(terminal: HeadlessTerminal): string[] {
  const core: unknown = (terminal as unknown as { _core?: unknown })._core;
  const at = (path: string): unknown => path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], core);
  return SHAPE.filter(([path, type]) => typeof at(path) !== type).map(([path]) => path);
}

/**
 * The core of a terminal.
 * @throws TypeError when @xterm/headless is not the version this file was written for
 */
export function coreOf(terminal: HeadlessTerminal): XtermCore {
  const faults = shapeFaults(terminal);
  if (faults.length > 0) throw new TypeError(`@xterm/headless is not ${XTERM_VERSION}: ${faults.join(', ')}`);
  return new XtermCore(terminal, (terminal as unknown as { _core: Core })._core);
}

/** Private state under names of our own. */
export class XtermCore {
  readonly #core: Core;
  /** Final characters of the charsets' designating sequences. */
  readonly charsetNames: ReadonlyMap<object, string>;
  /** Whether characters are counted in clusters: more than those without width may join others. */
  readonly inClusters: boolean;
  readonly #osc: StringBound;
  readonly #dcs: StringBound;
  #longString: (ident: number) => void = () => undefined;

  constructor(readonly terminal: HeadlessTerminal, core: Core) {
    this.#core = core;
    this.charsetNames = charsetNames(core);
    this.inClusters = core.unicodeService.activeVersion === CLUSTERS;
    keepSavedRows(core);
    keepClusters(core);
    const { _oscParser, _dcsParser } = core._inputHandler._parser;
    this.#osc = boundOsc(_oscParser, COLLECTED_STRING_BYTES, (ident) => this.#longString(ident));
    this.#dcs = boundDcs(_dcsParser, COLLECTED_STRING_BYTES);
  }

  get cols(): number { return this.terminal.cols; }
  get rows(): number { return this.terminal.rows; }
  get normal(): CoreBuffer { return this.#core.buffers.normal; }
  get alt(): CoreBuffer { return this.#core.buffers.alt; }
  get active(): CoreBuffer { return this.#core.buffers.active; }
  get modes(): CorePrivateModes { return this.#core.coreService.decPrivateModes; }
  get insertMode(): boolean { return this.#core.coreService.modes.insertMode; }
  get cursorHidden(): boolean { return this.#core.coreService.isCursorHidden; }
  get mouseProtocol(): string { return this.#core.coreMouseService.activeProtocol; }
  get mouseEncoding(): string { return this.#core.coreMouseService.activeEncoding; }
  get convertEol(): boolean { return this.#core.optionsService.rawOptions.convertEol; }
  get cursorBlink(): boolean { return this.#core.optionsService.rawOptions.cursorBlink; }
  get title(): string { return this.#core._inputHandler._windowTitle; }
  get iconName(): string { return this.#core._inputHandler._iconName; }
  get pen(): CoreAttributes & { readonly extended: CoreExtended } { return this.#core._inputHandler._curAttrData; }
  get shiftLevel(): number { return this.#core._charsetService.glevel; }
  get charset(): Charset { return this.#core._charsetService.charset; }
  get links(): number { return this.#core._oscLinkService._dataByLinkId.size; }
  get parserState(): number { return this.#core._inputHandler._parser.currentState; }
  /** Width of the character just printed, which `REP` and combining characters refer to; 0 when something else came after it. */
  get joinWidth(): number { return this.widthIn(this.#core._inputHandler._parser.precedingJoinState); }
  get joinable(): boolean { return this.#core._inputHandler._parser.precedingJoinState !== 0; }

  /** Columns of what was printed, by how it joins. */
  widthIn(state: number): number { return (state >> 1) & 3; }
  /** How what comes next joins a text that is printed as one cluster. */
  joinStateOf(text: string): number {
    let state = 0;
    for (const character of text) state = this.#core.unicodeService.charProperties(character.codePointAt(0) as number, state);
    return state;
  }
  /** Whether what comes next would join this text as it joins what was printed last. */
  joinsLike(text: string): boolean {
    return ((this.joinStateOf(text) ^ this.#core._inputHandler._parser.precedingJoinState) & JOIN_BITS) === 0;
  }
  joins(codePoint: number, state: number): boolean { return (this.#core.unicodeService.charProperties(codePoint, state) & 1) !== 0; }

  designated(level: number): Charset { return this.#core._charsetService._charsets[level]; }
  link(id: number): { id?: string; uri: string } | undefined { return this.#core._oscLinkService.getLinkData(id); }
  setTitle(title: string): void { this.#core._inputHandler.setTitle(title); }
  setIconName(name: string): void { this.#core._inputHandler.setIconName(name); }
  /** Whether the string under way will end the link that is open, and nothing else. */
  get endsLink(): boolean { return this.parserState === ParserState.osc && this.#osc.tooLong === LINK && this.pen.extended.urlId !== 0; }
  closeLink(): void { this.#core._inputHandler._finishHyperlink(); }
  /** Calls back at the end of an OSC that was too long to be kept. */
  onLongString(listener: (ident: number) => void): void { this.#longString = listener; }
  onColours(listener: (requests: readonly ColourRequest[]) => void): void { this.#core._inputHandler.onColor(listener); }
  onBufferChange(listener: () => void): void { this.#core.buffers.onBufferActivate(listener); }

  /** Synchronous, other than `write`; whole characters only. Throws when xterm.js does, in which case the rest of `bytes` is lost. */
  parse(bytes: Uint8Array): void {
    // The one asynchronous path of the parser needs a handler that returns a promise; a screen registers none.
    this.#core._inputHandler.parse(bytes);
  }

  resetParser(): void {
    this.#core._inputHandler._parser.reset();
  }

  /** Finds images in the output, however long they are. */
  readImages(target: Pick<ImageTarget, 'sixelEnds' | 'fileEnds'>): ImageReader {
    this.#osc.exempt(INLINE_FILE, true);
    this.#dcs.exempt(SIXEL, true);
    const { terminal } = this;
    return new ImageReader(this.#core._inputHandler._parser, {
      ...target,
      get cols() {
        return terminal.cols;
      },
      get rows() {
        return terminal.rows;
      },
    });
  }

  /** Line feeds that keep the column, as an image makes them that covers so many rows. */
  coverRows(rows: number): void {
    coverRows(this.#core, rows);
  }

  /** What follows of the string or sequence under way is read to its end and does nothing. */
  ignoreSequence(): void {
    const parser = this.#core._inputHandler._parser;
    if (parser.currentState === ParserState.osc) this.#osc.giveUp();
    else if (parser.currentState >= ParserState.dcsEntry) this.#dcs.giveUp();
    else if (parser.currentState !== ParserState.otherString) parser.currentState = ParserState.csiIgnore;
  }

  /** Calls back with the oldest line and the one after it, before the line leaves a full buffer and is used for something else. */
  beforeTrim(listener: (oldest: CoreLine, next: CoreLine | undefined) => void): void {
    const service = this.#core._bufferService;
    const scroll = service.scroll;
    service.scroll = (erase, isWrapped) => {
      const { active, normal } = this;
      const trims = active === normal && active.scrollTop === 0 && active.lines.isFull;
      if (trims) listener(active.lines.get(0) as CoreLine, active.lines.get(1));
      scroll.call(service, erase, isWrapped);
    };
  }

  /** Resizes; lines that reflow pushes beyond `liveLines` go to `trimmed`, oldest first, instead of being lost. */
  resize(cols: number, rows: number, liveLines: number, trimmed: (oldest: CoreLine, next: CoreLine | undefined) => void): void {
    const options = this.#core.optionsService.rawOptions;
    const { normal } = this;
    // Set where xterm.js reads it and not through the option, whose setter resizes once more.
    options.scrollback = normal.lines.length * (Math.ceil(this.cols / cols) + 1) + rows;
    this.terminal.resize(cols, rows);
    const excess = normal.ybase - liveLines;
    if (excess > 0) {
      for (let i = 0; i < excess; i++) trimmed(normal.lines.get(i) as CoreLine, normal.lines.get(i + 1));
      normal.lines.trimStart(excess);
      normal.ybase -= excess;
      normal.ydisp = normal.ybase;
      normal.savedY -= excess;
    }
    options.scrollback = liveLines;
    normal.lines.maxLength = rows + liveLines;
  }

  /** `ED 1`, which throws in xterm.js at the last cell of a screen that has not scrolled, and with that stops the terminal for good. */
  eraseAbove(respectProtect: boolean): void {
    const { _inputHandler: handler } = this.#core;
    const { x, y } = this.active;
    handler._eraseInBufferLine(y, 0, x + 1, true, respectProtect);
    for (let row = 0; row < y; row++) handler._resetBufferLine(row, respectProtect);
  }
}

const CHARSET_FINALS = '0AB4C5RQKYE6ZH7=';

/** The tables are the same objects in all terminals: designating each once tells them apart. */
function charsetNames(core: Core): Map<object, string> {
  const names = new Map<object, string>();
  for (const final of CHARSET_FINALS) {
    core._inputHandler.parse(Uint8Array.of(0x1b, 0x28, final.charCodeAt(0)));
    const table = core._charsetService._charsets[0];
    if (table !== undefined && !names.has(table)) names.set(table, final);
  }
  core._inputHandler.parse(Uint8Array.of(0x1b, 0x28, 0x42));
  return names;
}

const WIDTH_SHIFT = 22;
/** Code point, and the flag that says that the text is a cluster. */
const HAS_CONTENT = 0x3fffff;
const CODE_POINT = 0x1fffff;
const IS_CLUSTER = 0x200000;

/** The first word of a cell of one column without text, as a new line has it everywhere. */
export const BLANK_CELL = 1 << WIDTH_SHIFT;
/** A cell without text. */
export const isBlank = (content: number): boolean => (content & HAS_CONTENT) === 0;
export const widthOf = (content: number): number => content >>> WIDTH_SHIFT;
/** The words of a line, three per cell: content, fg, bg. */
export const cellsOf = (line: CoreLine): Uint32Array => line._data;
/** The one code point of a cell; undefined when it holds a cluster. */
export const codePointOf = (content: number): number | undefined => ((content & IS_CLUSTER) === 0 ? content & CODE_POINT : undefined);
export const clusterAt = (line: CoreLine, col: number): string => line._combined[col] ?? '';
export const extendedAt = (line: CoreLine, col: number): CoreExtended | undefined => line._extendedAttrs[col];
/** Raw underline style, 0–5; the getter of xterm.js says "dashed" for every link. */
export const underlineOf = (extended: CoreExtended): number => (extended._ext >>> 26) & 7;
export const underlineColourOf = (extended: CoreExtended): number => extended._ext & 0x3ffffff;

/** Cuts clusters longer than `units`: combining characters stack up without limit. */
export function boundClusters(buffer: CoreBuffer, units: number): void {
  for (let i = 0; i < buffer.lines.length; i++) {
    const clusters = buffer.lines.get(i)?._combined ?? {};
    for (const col in clusters) {
      const cluster = clusters[col] as string;
      if (cluster.length > units) clusters[col] = boundedCluster(cluster, units);
    }
  }
}
