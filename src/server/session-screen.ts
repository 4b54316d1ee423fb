import type { Disposable } from '../base/disposable.js';
import type { TerminalFeatures, ViewerFacts } from '../protocol/messages.js';

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

/** A screen as bytes (PROTOCOL.md section 4.5). Stays true whatever happens to the screen later. */
export interface Snapshot {
  readonly cols: number;
  readonly rows: number;
  /** Bytes of output the snapshot stands for. */
  readonly offset: number;
  /** Begins by resetting the terminal, whatever it was. */
  readonly screen: Uint8Array;
  /** Bytes before `offset` that begin something unfinished. */
  readonly tail: Uint8Array;
  /** Newest block first. */
  readonly scrollback: readonly ScrollbackBlock[];
}

/** What a session asks of the terminal that knows its true screen. Synchronous: everything is parsed on return. */
export interface SessionScreen extends Disposable {
  /** Bytes of output taken in. */
  readonly offset: number;
  /** About how much memory it takes, bytes. */
  readonly memoryBytes: number;
  write(bytes: Uint8Array): void;
  resize(cols: number, rows: number): void;
  setViewerFacts(facts: ViewerFacts): void;
  snapshot(): Snapshot;
  /** Packs what can be packed; for a session that has become quiet. */
  settle(): void;
}

export interface ScreenRequest {
  readonly cols: number;
  readonly rows: number;
  /** Scrollback lines kept. */
  readonly scrollbackLines: number;
  /** Undefined: everything as by default. */
  readonly terminal: TerminalFeatures | undefined;
  /** Answers to what programs ask the terminal, to be written to the shell; called at the end of a `write`. */
  readonly onAnswer: (bytes: Uint8Array) => void;
}

export type CreateScreen = (request: ScreenRequest) => SessionScreen;
