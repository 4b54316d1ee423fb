import { FlowWriter } from './flow.js';
import type { CoreLine, XtermCore } from './xterm-core.js';

/** Lines of one block; also the most that a cap on lines is overrun by. */
export const BLOCK_LINES = 500;

/** Exact inverse functions, for example raw deflate; synchronous, so that the order of events never depends on a thread pool. */
export interface Packing {
  readonly pack: (bytes: Uint8Array) => Uint8Array;
  readonly unpack: (bytes: Uint8Array) => Uint8Array;
}

/** Scrolled lines as bytes for a terminal of any width, beginning and ending with a plain pen. */
export interface ScrollbackBlock {
  /** Width at which the lines were made. */
  readonly cols: number;
  readonly lines: number;
  /** Whether its first line goes on from the last line of the block before it; that one then has no line end. */
  readonly continued: boolean;
  /** Unpacked when it is called. */
  readonly bytes: () => Uint8Array;
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
  /** Blocks before this one are packed. */
  #packedTo = 0;
  #lines = 0;
  #bytes = 0;
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
    return this.#bytes + (this.#open?.flow.capacity ?? 0);
  }

  append(line: CoreLine, next: CoreLine | undefined): void {
    if (this.#maxLines === 0) return;
    const { cols } = this.#core;
    if (this.#open !== undefined && (this.#open.cols !== cols || this.#open.flow.lines >= BLOCK_LINES)) this.#seal();
    this.#open ??= { flow: new FlowWriter(this.#core, 16 * 1024), cols, continued: line.isWrapped };
    this.#open.flow.append(line, cols, next);
  }

  clear(): void {
    this.#blocks = [];
    this.#packedTo = this.#lines = this.#bytes = 0;
    this.#open = undefined;
  }

  /** Packs everything; for a session that has become quiet. */
  settle(): void {
    this.#seal();
    while (this.#packedTo < this.#blocks.length) this.#packOne();
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

  #seal(): void {
    if (this.#open === undefined) return;
    const { flow, cols, continued } = this.#open;
    this.#open = undefined;
    const content = flow.toBytes();
    this.#blocks.push({ cols, lines: flow.lines, continued, content, packed: false });
    this.#lines += flow.lines;
    this.#bytes += content.length;
    while (this.#blocks[0] !== undefined && this.#lines - this.#blocks[0].lines >= this.#maxLines) this.#dropOldest();
    while (this.#bytes > this.#maxBytes && this.#packedTo < this.#blocks.length) this.#packOne();
    while (this.#bytes > this.#maxBytes) this.#dropOldest();
  }

  #packOne(): void {
    const block = this.#blocks[this.#packedTo++];
    if (block === undefined) return;
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
    this.#packedTo = Math.max(0, this.#packedTo - 1);
  }
}
