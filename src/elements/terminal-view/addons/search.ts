/** Finds text in the buffer and highlights it. Only in lazy chunks: see ../../comforts/find-bar.ts. */
import * as module from '@xterm/addon-search';
import type { ISearchOptions } from '@xterm/addon-search';
import { named } from '../named-export.js';
import type { IDisposable, XtermTerminal } from '../xterm.js';

export type { ISearchOptions };

const NEVER = (): { dispose(): void } => ({ dispose: () => undefined });

/** Of the addon's (0.16) private side. */
interface Match {
  readonly row: number;
  readonly col: number;
  /** Cells. */
  readonly size: number;
}

interface Position {
  readonly startRow: number;
  startCol: number;
}

interface Engine {
  /** The first match from a place on; called for one after the other to find them all. */
  find(term: string, row: number, col: number, options?: ISearchOptions): Match | undefined;
  /** The next match, or the last one before the place, in a line and the rows it wraps into. */
  _findInLine(term: string, position: Position, options?: ISearchOptions, reverse?: boolean): Match | undefined;
}

/**
 * The addon, but for two things. What output has changed it sees when it is told to look again: by itself it waits until output stops, and then takes away what somebody has selected.
 * And its matches do not overlap: by itself it finds `\d+` twice in `42`, and going back, only the 2 of it.
 */
export class Search extends named(module, 'SearchAddon') {
  #forgetLines: (() => void) | undefined;

  override activate(terminal: XtermTerminal): void {
    const onLineFeed = (forget: () => void): IDisposable => {
      this.#forgetLines = forget;
      return terminal.onLineFeed(forget);
    };
    super.activate(Object.create(terminal, { onWriteParsed: { value: NEVER }, onLineFeed: { value: onLineFeed } }) as XtermTerminal);
    keepApart((this as unknown as { readonly _engine: Engine })._engine, terminal);
  }

  /** What is selected stays if it is a match, and nothing scrolls. */
  lookAgain(term: string, options: ISearchOptions): void {
    // It looks for all matches only of a term it does not know.
    this.clearDecorations();
    // It keeps the text of lines for 15 s unless the cursor is elsewhere after output, which it need not be: after a status line, another screen, or clearing.
    this.#forgetLines?.();
    // The addon (0.16) does it like this, by an argument it does not tell of.
    const look = this.findPrevious.bind(this) as (term: string, options: ISearchOptions, internal: { readonly noScroll: boolean }) => boolean;
    look(term, { ...options, incremental: true }, { noScroll: true });
  }
}

function keepApart(engine: Engine, terminal: XtermTerminal): void {
  const { find, _findInLine: findInLine } = engine;
  let last: Match | undefined;
  engine.find = (term, row, col, options) => {
    const { cols } = terminal;
    const from = row * cols + col;
    const end = last === undefined || from <= last.row * cols + last.col ? from : Math.max(from, last.row * cols + last.col + last.size);
    return (last = find.call(engine, term, Math.floor(end / cols), end % cols, options));
  };
  engine._findInLine = (term, position, options, reverse) => {
    const { startRow, startCol } = position;
    if (reverse !== true || options?.regex !== true || terminal.buffer.active.getLine(startRow)?.isWrapped === true) return findInLine.call(engine, term, position, options, reverse);
    // What the expression finds from the beginning of the line on, up to the place.
    let before: Match | undefined;
    for (let from = 0; ;) {
      const match = findInLine.call(engine, term, { startRow, startCol: from }, options);
      const end = match === undefined ? Infinity : (match.row - startRow) * terminal.cols + match.col + match.size;
      if (end > startCol || end <= from) return before;
      before = match;
      from = end;
    }
  };
}
