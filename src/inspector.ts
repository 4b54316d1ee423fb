/** `persistent-terminal/inspector.js`: defines `<terminal-inspector>`. Not part of the main entry: only who wants to look pays for it. */
export { TerminalInspector } from './elements/define/terminal-inspector.js';
