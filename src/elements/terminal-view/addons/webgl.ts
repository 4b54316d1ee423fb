/** Draws with the graphics card. A lazy chunk named after this file: only ever imported dynamically, see ../drawing.ts. */
import * as module from '@xterm/addon-webgl';
import { named } from '../named-export.js';

export const WebglAddon = named(module, 'WebglAddon');
