// The only file that imports xterm.js. xterm.js touches `window` when it is evaluated, so nothing may import this file statically but what is itself only
// imported dynamically: see ../lazy-parts.ts.
import * as fitModule from '@xterm/addon-fit';
import * as unicode11Module from '@xterm/addon-unicode11';
import * as xtermModule from '@xterm/xterm';
import { named } from './named-export.js';

export type { IBufferCell, IBufferLine, IDisposable, ILink, IMarker, ITerminalOptions, ITheme, Terminal as XtermTerminal } from '@xterm/xterm';
export { XTERM_CSS } from './xterm-css.js';

export const Terminal = named(xtermModule, 'Terminal');
export const Unicode11Addon = named(unicode11Module, 'Unicode11Addon');
export const FitAddon = named(fitModule, 'FitAddon');
