/** Finds text in the buffer and highlights it. Only in lazy chunks: see ../../comforts/find-bar.ts. */
import * as module from '@xterm/addon-search';
import type { ISearchOptions } from '@xterm/addon-search';
import { named } from '../named-export.js';
import type { XtermTerminal } from '../xterm.js';

export type { ISearchOptions };

const NEVER = (): { dispose(): void } => ({ dispose: () => undefined });

/** The addon, but for one thing: what output has changed it sees when it is told to look again. By itself it waits until output stops, and then takes away what somebody has selected. */
export class Search extends named(module, 'SearchAddon') {
  override activate(terminal: XtermTerminal): void {
    super.activate(Object.create(terminal, { onWriteParsed: { value: NEVER } }) as XtermTerminal);
  }

  /** What is selected stays if it is a match, and nothing scrolls. */
  lookAgain(term: string, options: ISearchOptions): void {
    // It looks for all matches only of a term it does not know.
    this.clearDecorations();
    // The addon (0.16) does it like this, by an argument it does not tell of.
    const look = this.findPrevious.bind(this) as (term: string, options: ISearchOptions, internal: { readonly noScroll: boolean }) => boolean;
    look(term, { ...options, incremental: true }, { noScroll: true });
  }
}
