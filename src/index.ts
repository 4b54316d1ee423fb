/** `persistent-terminal`: defines the elements and gives the page's registry. */
export { PersistentTerminal } from './elements/define/persistent-terminal.js';
export { TerminalStatusChip } from './elements/define/terminal-status-chip.js';
export type * from './elements/events.js';
export { registerStrings, type SomeStrings, type Strings } from './elements/localize.js';
export type { CommandName } from './elements/comforts/commands.js';
export type { FindOptions } from './elements/comforts/find-options.js';
export * from './client/browser/index.js';
