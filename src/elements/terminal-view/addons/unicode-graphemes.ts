/** Takes as one character what is seen as one. A lazy chunk named after this file: only ever imported dynamically, see ../character-widths.ts. */
import * as module from '@xterm/addon-unicode-graphemes';
import { named } from '../named-export.js';

export const UnicodeGraphemesAddon = named(module, 'UnicodeGraphemesAddon');
