import type { TerminalFeatures } from '../../protocol/messages.js';

/** The public part of a headless terminal that a screen needs. Structural, so that the neutral layers import no package; `node/headless.ts` makes real ones. */
export interface HeadlessTerminal {
  readonly cols: number;
  readonly rows: number;
  readonly parser: HeadlessParser;
  /** Answers to queries, as characters; a headless terminal emits nothing else. */
  onData(listener: (text: string) => void): unknown;
  resize(cols: number, rows: number): void;
  dispose(): void;
}

/** Handlers see a sequence before xterm.js does; `true` keeps it from xterm.js. */
export interface HeadlessParser {
  registerCsiHandler(id: SequenceId, handler: (params: (number | number[])[]) => boolean): unknown;
  registerDcsHandler(id: SequenceId, handler: (data: string, params: (number | number[])[]) => boolean): unknown;
  registerOscHandler(ident: number, handler: (data: string) => boolean): unknown;
}

export interface SequenceId {
  prefix?: string;
  intermediates?: string;
  final: string;
}

export interface HeadlessOptions {
  cols: number;
  rows: number;
  /** Lines kept above the screen. */
  scrollback: number;
  unicode: NonNullable<TerminalFeatures['unicode']>;
}

/** Makes a terminal that reports window sizes (`CSI 14/16/18 t`), allows proposed API and logs nothing. */
export type CreateHeadless = (options: HeadlessOptions) => HeadlessTerminal;
