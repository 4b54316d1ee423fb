import type { ViewerFacts } from '../../../src/protocol/messages.js';
import type { ScreenRequest, SessionScreen, Snapshot } from '../../../src/server/session-screen.js';
import { answerTo, QuestionFinder } from './questions.js';
import { blockContinued, blockLines, encodeTranscriptHeader, Transcript, type TranscriptShape } from './transcript.js';

/** Mistakes that can be planted in a screen. */
export interface ScreenFault {
  /** Called before each step of a screen's life; false leaves it out. */
  screenDoes?(step: 'parse' | 'resize' | 'answer'): boolean;
  screenShows?(snapshot: Snapshot): Snapshot;
}

/**
 * A screen whose snapshot is everything it was given, with the hash of what is too old to be sent: whoever receives one can check it
 * byte by byte. Questions in the output are answered once, as a real one does.
 */
export class TranscriptScreen implements SessionScreen {
  readonly #transcript = new Transcript();
  readonly #questions = new QuestionFinder();
  readonly #shape: TranscriptShape;
  readonly #fault: ScreenFault;
  readonly #answer: (bytes: Uint8Array) => void;
  #cols: number;
  #rows: number;
  facts: ViewerFacts = {};
  #disposed = false;

  constructor({ cols, rows, onAnswer }: ScreenRequest, shape: TranscriptShape, fault: ScreenFault) {
    this.#cols = cols;
    this.#rows = rows;
    this.#answer = onAnswer;
    this.#shape = shape;
    this.#fault = fault;
  }

  get cols(): number {
    return this.#cols;
  }

  get rows(): number {
    return this.#rows;
  }

  get offset(): number {
    return this.#transcript.record.length;
  }

  get memoryBytes(): number {
    return 1024 + this.offset;
  }

  write(bytes: Uint8Array): void {
    if (this.#disposed) throw new Error('a screen that was disposed of is written to');
    if (this.#fault.screenDoes?.('parse') === false) return;
    this.#transcript.record.append(bytes);
    for (const number of this.#questions.take(bytes)) if (this.#fault.screenDoes?.('answer') !== false) this.#answer(answerTo(number));
  }

  resize(cols: number, rows: number): void {
    if (this.#fault.screenDoes?.('resize') === false) return;
    this.#cols = cols;
    this.#rows = rows;
  }

  setViewerFacts(facts: ViewerFacts): void {
    this.facts = facts;
  }

  snapshot(): Snapshot {
    const { record } = this.#transcript;
    const { offset } = this;
    const screenFrom = Math.max(0, offset - this.#shape.screenBytes);
    const tailFrom = Math.max(screenFrom, offset - this.#shape.tailBytes);
    const [cols, rows] = [this.#cols, this.#rows];
    const blocks = this.#transcript.blocks(screenFrom, this.#shape);
    const header = encodeTranscriptHeader({ cols, rows, offset, screenFrom, oldest: blocks.at(-1)?.[0] ?? screenFrom, hash: record.hashTo(offset) });
    const content = record.slice(screenFrom, tailFrom);
    const screen = new Uint8Array(header.length + content.length);
    screen.set(header);
    screen.set(content, header.length);
    const snapshot: Snapshot = {
      cols, rows, offset, screen, tail: record.slice(tailFrom, offset),
      scrollback: blocks.map(([from, to]) => ({ cols, lines: blockLines(from, to), continued: blockContinued(from), bytes: () => record.slice(from, to) })),
    };
    return this.#fault.screenShows?.(snapshot) ?? snapshot;
  }

  settle(): void {}

  dispose(): void {
    this.#disposed = true;
  }
}
