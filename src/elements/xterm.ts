/** Everything that needs xterm.js, or is needed only with it, as one lazy chunk named after it. Only ever imported dynamically, see lazy-parts.ts. */
export { checkAppearance } from './appearance-check.js';
export { Showing } from './showing.js';
export { TerminalView } from './terminal-view/terminal-view.js';
