import type { ScrollbackBlock } from '../session-screen.js';
import { FlowWriter, MAX_FLOW_BYTES } from './flow.js';
import type { CoreLine, XtermCore } from './xterm-core.js';

/** Most lines of one block; also the most that a cap on lines is overrun by. A block with MAX_FLOW_BYTES in it is full too. */
export const BLOCK_LINES = 500;
/** Memory that the block under way begins with, bytes; enough for most. */
const OPEN_CAPACITY = 48 * 1024;
/** Bytes of a block that a quiet session closes and packs before it is full. */
const WORTH_SEALING = 16 * 1024;

/** Exact inverse functions, for example raw deflate; synchronous, so that the order of events never depends on a thread pool. */
export interface Packing {
  readonly pack: (bytes: Uint8Array) => Uint8Array;
  readonly unpack: (bytes: Uint8Array) => Uint8Array;
}

interface StoredBlock {
  readonly cols: number;
  readonly lines: number;
  readonly continued: boolean;
  content: Uint8Array;
  packed: boolean;
}

/** The lines that have left the live buffer. Bounded in lines and in bytes; packs only when it must, so that a flood is not packed and then thrown away. */
export class History {
  readonly #core: XtermCore;
  readonly #maxLines: number;
  readonly #maxBytes: number;
  readonly #packing: Packing;
  #blocks: StoredBlock[] = [];
  #lines = 0;
  #bytes = 0;
  /** A writer to be used again: a flood would make one every few milliseconds. */
  #spare: FlowWriter | undefined;
  #open: { flow: FlowWriter; cols: number; continued: boolean } | undefined;

  constructor(core: XtermCore, maxLines: number, maxBytes: number, packing: Packing) {
    this.#core = core;
    this.#maxLines = maxLines;
    this.#maxBytes = maxBytes;
    this.#packing = packing;
  }

  /** Lines held. */
  get lines(): number {
    return this.#lines + (this.#open?.flow.lines ?? 0);
  }

  /** Bytes of memory held. */
  get memoryBytes(): number {
    return this.#bytes + (this.#open?.flow.capacity ?? 0) + (this.#spare?.capacity ?? 0);
  }

  append(line: CoreLine, next: CoreLine | undefined): void {
    if (this.#maxLines === 0) return;
    const { cols } = this.#core;
    if (this.#open !== undefined && (this.#open.cols !== cols || this.#open.flow.lines >= BLOCK_LINES)) this.#seal();
    if (this.#open?.flow.append(line, cols, next) === true) return;
    this.#begin(line.isWrapped).append(line, cols, next);
  }

  /**
   * Whole lines of a terminal of this width, as text that begins and ends with a plain pen in every line.
   * @param rows of the screen, by line; more than there are lines is ignored
   */
  appendText(text: Uint8Array, rows: readonly number[]): void {
    if (this.#maxLines === 0) return;
    for (let from = 0, index = 0; from < text.length;) {
      const open = this.#open;
      const fits = open !== undefined && open.cols === this.#core.cols;
      const flow = fits ? open.flow : this.#begin(false);
      const appended = flow.appendText(text, from, rows, index, BLOCK_LINES - flow.lines);
      if (appended.end === from) this.#seal();
      ({ end: from, index } = appended);
    }
  }

  clear(): void {
    this.#blocks = [];
    this.#lines = this.#bytes = 0;
    this.#open = this.#spare = undefined;
  }

  /** Packs everything; for a session that has become quiet. */
  settle(): void {
    // A session that prints one line now and then must not end up as one block per line.
    if (this.#open !== undefined && this.#open.flow.length >= WORTH_SEALING) this.#seal();
    else this.#open?.flow.trim();
    this.#spare = undefined;
    for (const block of this.#blocks) this.#pack(block);
  }

  /** What is held now, newest block first; stays true whatever happens later. */
  blocks(): ScrollbackBlock[] {
    const newestFirst = this.#blocks.map((block): ScrollbackBlock => {
      const { cols, lines, continued, content, packed } = block;
      return { cols, lines, continued, bytes: () => (packed ? this.#packing.unpack(content) : content) };
    }).reverse();
    if (this.#open === undefined) return newestFirst;
    const { flow, cols, continued } = this.#open;
    const content = flow.toBytes();
    return [{ cols, lines: flow.lines, continued, bytes: () => content }, ...newestFirst];
  }

  #begin(continued: boolean): FlowWriter {
    this.#seal();
    const flow = this.#spare ?? new FlowWriter(this.#core, OPEN_CAPACITY);
    this.#spare = undefined;
    this.#open = { flow, cols: this.#core.cols, continued };
    return flow;
  }

  #seal(): void {
    if (this.#open === undefined) return;
    const { flow, cols, continued } = this.#open;
    this.#open = undefined;
    const content = flow.toBytes();
    this.#blocks.push({ cols, lines: flow.lines, continued, content, packed: false });
    this.#lines += flow.lines;
    this.#bytes += content.length;
    flow.clear();
    if (flow.capacity <= MAX_FLOW_BYTES) this.#spare = flow;
    while (this.#blocks[0] !== undefined && this.#lines - this.#blocks[0].lines >= this.#maxLines) this.#dropOldest();
    // The newest first: the older blocks are dropped soon if this is a flood, and then make room without having been packed.
    for (let i = this.#blocks.length - 1; i >= 0 && this.#bytes > this.#maxBytes; i--) this.#pack(this.#blocks[i] as StoredBlock);
    while (this.#bytes > this.#maxBytes) this.#dropOldest();
  }

  #pack(block: StoredBlock): void {
    if (block.packed) return;
    const packed = this.#packing.pack(block.content);
    this.#bytes += packed.length - block.content.length;
    block.content = packed;
    block.packed = true;
  }

  #dropOldest(): void {
    const oldest = this.#blocks.shift();
    if (oldest === undefined) return;
    this.#lines -= oldest.lines;
    this.#bytes -= oldest.content.length;
  }
}
