/** Finds text in the buffer and highlights it. Only in lazy chunks: see ../../comforts/find-bar.ts. */
import * as module from '@xterm/addon-search';
import { named } from '../named-export.js';

export type { ISearchOptions, SearchAddon as XtermSearch } from '@xterm/addon-search';
export const SearchAddon = named(module, 'SearchAddon');
