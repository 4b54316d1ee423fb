/** Finds web addresses in what is printed. A lazy chunk named after this file: only ever imported dynamically, see ../links.ts. */
import * as module from '@xterm/addon-web-links';
import { named } from '../named-export.js';

export const WebLinksAddon = named(module, 'WebLinksAddon');
