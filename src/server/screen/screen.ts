import type { ImageReader } from '../../base/images/image-reader.js';
import { MAX_CLUSTER_UNITS } from '../../base/output-limits.js';
import type { Clock } from '../../base/clock.js';
import type { TerminalFeatures, ViewerFacts } from '../../protocol/messages.js';
import type { ScrollbackBlock, SessionScreen, Snapshot } from '../session-screen.js';
import { ByteWriter, NO_BYTES } from './byte-writer.js';
import { Colours } from './colours.js';
import { FastLines } from './fast-lines.js';
import { FlowWriter } from './flow.js';
import { installGuards, type Guards } from './guards.js';
import type { CreateHeadless } from './headless.js';
import { History, type Packing } from './history.js';
import { readImages } from './images.js';
import { Progress } from './progress.js';
import { Queries } from './queries.js';
import { RESET_TERMINAL, writeScreen } from './snapshot.js';
import { UnfinishedSequence } from './tail.js';
import { unfinishedCharacter } from '../../base/utf8.js';
import { boundClusters, coreOf, type CoreLine, type XtermCore } from './xterm-core.js';

/** Lines kept unpacked above the screen. */
const LIVE_LINES = 200;
/** Bytes parsed at a time; what hostile output can do is bounded per step. */
const STEP = 16 * 1024;
const LINE_FEED = 0x0a;
/** Bytes between two searches for clusters that have grown too long. */
const CLUSTER_CHECK = 256 * 1024;
/** Memory of an empty terminal, and of one line beside its cells, bytes; measured. */
const TERMINAL_BYTES = 250_000;
const LINE_BYTES = 220;
const CELL_BYTES = 12;

export interface ScreenOptions {
  readonly clock: Clock;
  readonly createHeadless: CreateHeadless;
  readonly packing: Packing;
  readonly cols: number;
  readonly rows: number;
  /** Answers to what programs ask the terminal, to be written to the shell; called at the end of a `write`. */
  readonly onAnswer: (bytes: Uint8Array) => void;
  /** Scrollback lines kept. Default 10,000; up to one block (500) more are held. */
  readonly scrollbackLines?: number;
  /** Memory for scrollback beyond the live lines, bytes; the oldest go first. Default 960 KiB. */
  readonly scrollbackBytes?: number;
  /** Default: everything as by default. */
  readonly terminal?: TerminalFeatures | undefined;
  /** Offset of the first byte that will be written. Default 0. */
  readonly offset?: number;
}

/** The true screen of one session: what a terminal shows that has seen all output. Synchronous and deterministic. */
export class Screen implements SessionScreen {
  readonly #core: XtermCore;
  readonly #liveLines: number;
  readonly #history: History;
  readonly #fast: FastLines;
  readonly #unfinished: UnfinishedSequence;
  readonly #colours: Colours;
  readonly #queries: Queries;
  readonly #progress: Progress;
  readonly #guards: Guards;
  /** Where images are drawn. */
  readonly #images: ImageReader | undefined;
  readonly #onAnswer: (bytes: Uint8Array) => void;
  #normal: unknown;
  #offset: number;
  #faults = 0;
  #unchecked = 0;
  /** First bytes of a character whose rest has not come. */
  #partial = NO_BYTES;

  constructor(options: ScreenOptions) {
    const { clock, cols, rows, createHeadless, packing, onAnswer, scrollbackLines = 10_000, scrollbackBytes = 960 * 1024, terminal, offset = 0 } = options;
    this.#liveLines = Math.min(LIVE_LINES, scrollbackLines);
    this.#core = coreOf(createHeadless({ cols, rows, scrollback: this.#liveLines, unicode: terminal?.unicode ?? '11' }));
    this.#history = new History(this.#core, scrollbackLines - this.#liveLines, scrollbackBytes, packing);
    this.#fast = new FastLines(this.#core, this.#history, (bytes) => {
      for (let from = 0; from < bytes.length; from += STEP) this.#step(bytes.subarray(from, from + STEP));
    });
    this.#images = terminal?.images === true ? readImages(this.#core) : undefined;
    this.#unfinished = new UnfinishedSequence(this.#core, this.#images);
    let colours: Colours | undefined;
    this.#queries = new Queries(this.#core, clock, (answer) => (colours = new Colours(this.#core, answer)));
    this.#colours = colours as unknown as Colours;
    if (this.#images !== undefined) this.#queries.answerForImages(this.#images);
    this.#progress = new Progress(this.#core);
    this.#guards = installGuards(this.#core, () => this.#history.clear());
    this.#onAnswer = onAnswer;
    this.#offset = offset;
    this.#normal = this.#core.normal;
    this.#core.beforeTrim((oldest, next) => {
      if (!this.#fast.leaves()) this.#history.append(oldest, next);
    });
    this.#core.onBufferChange(() => {
      // A full reset makes new buffers, and the scrollback is gone with the old.
      if (this.#normal === this.#core.normal) return;
      this.#normal = this.#core.normal;
      this.#history.clear();
    });
  }

  get cols(): number {
    return this.#core.cols;
  }

  get rows(): number {
    return this.#core.rows;
  }

  /** Bytes of output taken in. */
  get offset(): number {
    return this.#offset;
  }

  /** Times that xterm.js threw; at most 16 KiB of output was skipped each time. */
  get faults(): number {
    return this.#faults;
  }

  /** Hostile sequences that were not carried out. */
  get dropped(): number {
    return this.#guards.dropped;
  }

  /** Answers dropped by the rate limit of 4 KiB/s. */
  get refusedAnswers(): number {
    return this.#queries.refused;
  }

  /** Scrollback lines held. */
  get scrollbackLines(): number {
    this.#fast.catchUp();
    return this.#history.lines + this.#core.normal.ybase;
  }

  /** About how much memory this takes, bytes. */
  get memoryBytes(): number {
    this.#fast.catchUp();
    const lines = this.#core.normal.lines.length + this.#core.alt.lines.length;
    return TERMINAL_BYTES + lines * (this.cols * CELL_BYTES + LINE_BYTES) + this.#history.memoryBytes + this.#fast.memoryBytes;
  }

  /** Takes in output. What follows shows it, whether or not it has been parsed on return. */
  write(bytes: Uint8Array): void {
    this.#offset += bytes.length;
    let input = bytes;
    if (this.#partial.length > 0) {
      input = new Uint8Array(this.#partial.length + bytes.length);
      input.set(this.#partial);
      input.set(bytes, this.#partial.length);
    }
    const whole = input.length - unfinishedCharacter(input);
    /** Whether the line under way may be the last that is not simple. */
    let toLineEnd = true;
    for (let from = 0; from < whole;) {
      from = this.#fast.take(input, from, whole);
      if (from === whole) break;
      // Where simple lines come in short runs only, looking for them is not worth the while.
      if (this.#fast.catchUp()) toLineEnd = true;
      const limit = Math.min(whole, from + STEP);
      const lineEnd: number = toLineEnd ? input.indexOf(LINE_FEED, from) + 1 : 0;
      toLineEnd = lineEnd === 0 || lineEnd > limit;
      const end: number = toLineEnd ? limit : lineEnd;
      // At the end nothing more is cut off: before a broken character another one may stand, and a step of nothing would be made for ever.
      const to = end === whole ? whole : end - unfinishedCharacter(input, end);
      this.#step(input.subarray(from, to));
      from = to;
    }
    this.#partial = whole === input.length ? NO_BYTES : input.slice(whole);
    const answers = this.#queries.take();
    if (answers.length > 0) this.#onAnswer(answers);
  }

  /** What the viewer in use can tell about itself. */
  setViewerFacts(facts: ViewerFacts): void {
    this.#colours.facts = facts;
  }

  /** Sizes as the shell's terminal has them: 2–1000 × 1–1000. */
  resize(cols: number, rows: number): void {
    if (cols === this.cols && rows === this.rows) return;
    this.#fast.catchUp();
    this.#core.resize(cols, rows, this.#liveLines, (oldest, next) => this.#history.append(oldest, next));
  }

  /**
   * To restore: `screen` into a terminal of this size, then `tail`, and the shell's output from `offset` on; the scrollback newest block first, each parsed on its
   * own and put above what is there. Or all scrollback before the screen without its RESET_TERMINAL, oldest block first; the lines still in view must then be
   * scrolled out before the screen is drawn (cursor to the last row, one line feed for each).
   */
  snapshot(): Snapshot {
    this.#fast.catchUp();
    const tail = new ByteWriter(64).bytes(this.#unfinished.toBytes()).bytes(this.#partial).toBytes();
    return {
      cols: this.cols, rows: this.rows, offset: this.#offset,
      screen: new ByteWriter(16 * 1024).bytes(RESET_TERMINAL).bytes(writeScreen(this.#core, this.#colours, this.#progress, this.#images)).toBytes(), tail,
      scrollback: [...this.#liveBlocks(), ...this.#history.blocks()],
    };
  }

  /** Packs what can be packed; for a session that has become quiet. */
  settle(): void {
    this.#fast.catchUp();
    this.#fast.clear();
    this.#history.settle();
  }

  dispose(): void {
    this.#fast.clear();
    this.#history.clear();
    this.#core.terminal.dispose();
  }

  #step(bytes: Uint8Array): void {
    try {
      this.#core.parse(bytes);
    } catch {
      // A fault of xterm.js, provoked by output. The session must outlive it: everything after this step is parsed as usual.
      this.#faults++;
      this.#core.resetParser();
    }
    this.#unfinished.update(bytes);
    this.#unchecked += bytes.length;
    if (this.#unchecked < CLUSTER_CHECK) return;
    this.#unchecked = 0;
    boundClusters(this.#core.normal, MAX_CLUSTER_UNITS);
    boundClusters(this.#core.alt, MAX_CLUSTER_UNITS);
  }

  /** The lines above the screen, newest block first. */
  #liveBlocks(): ScrollbackBlock[] {
    const { lines, ybase } = this.#core.normal;
    const blocks: ScrollbackBlock[] = [];
    for (let from = 0; from < ybase;) {
      const flow = new FlowWriter(this.#core, 16 * 1024);
      let to = from;
      // The last line ends here even if it goes on in the first row of the screen, which knows that by itself.
      while (to < ybase && flow.append(lines.get(to) as CoreLine, this.cols, to + 1 < ybase ? lines.get(to + 1) : undefined)) to++;
      const content = flow.toBytes();
      blocks.unshift({ cols: this.cols, lines: flow.lines, continued: lines.get(from)?.isWrapped === true, bytes: () => content });
      from = to;
    }
    return blocks;
  }
}
