/**
 * Every command that keys, menus and buttons give, and the word in `hotkeys` that takes its keys away. A comfort carries it out: see `Comfort.commands`.
 */
export const COMMANDS = {
  copy: 'nocopy',
  'select-all': 'nocopy',
  clear: 'noclear',
  restart: undefined,
  'scroll-page-up': 'noscroll',
  'scroll-page-down': 'noscroll',
  'scroll-to-top': 'noscroll',
  'scroll-to-bottom': 'noscroll',
} as const satisfies Readonly<Record<string, string | undefined>>;

export type CommandName = keyof typeof COMMANDS;

export interface Command {
  run(): void;
  /** Whether it has something to do; always, if absent. */
  ready?(): boolean;
}
