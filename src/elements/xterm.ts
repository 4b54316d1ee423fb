/** Everything that needs xterm.js, as one lazy chunk named after it. Only ever imported dynamically, see load-screens.ts. */
export { TerminalView } from './terminal-view/terminal-view.js';
