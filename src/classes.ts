/** `persistent-terminal/classes.js`: the element classes and types, without defining any tag. */
export { PersistentTerminal } from './elements/persistent-terminal.js';
export { TerminalStatusChip } from './elements/terminal-status-chip.js';
export type * from './elements/events.js';
export { registerStrings, type SomeStrings, type Strings } from './elements/localize.js';
export type { CommandName } from './elements/comforts/commands.js';
export type { FindOptions } from './elements/comforts/find-options.js';
