interface CommandFacts {
  /** The word in `hotkeys` that takes its keys away. */
  readonly word?: string;
  /** Whether its keys are left to the shell while it has nothing to do. Those of the others no shell should hear. */
  readonly shared?: true;
}

/** Every command that keys, menus and buttons give. A comfort carries it out: see `Comfort.commands`. */
const FACTS = {
  copy: { word: 'nocopy' },
  'copy-and-clear': { word: 'nocopy', shared: true },
  paste: { word: 'nopaste' },
  'select-all': { word: 'nocopy' },
  find: { word: 'nofind' },
  'find-next': { word: 'nofind', shared: true },
  'find-previous': { word: 'nofind', shared: true },
  'open-link': {},
  'copy-link': {},
  clear: { word: 'noclear' },
  restart: {},
  menu: { word: 'nomenu', shared: true },
  'zoom-in': { word: 'nozoom' },
  'zoom-out': { word: 'nozoom' },
  'zoom-reset': { word: 'nozoom' },
  'previous-prompt': { word: 'noprompts', shared: true },
  'next-prompt': { word: 'noprompts', shared: true },
  'scroll-page-up': { word: 'noscroll', shared: true },
  'scroll-page-down': { word: 'noscroll', shared: true },
  'scroll-to-top': { word: 'noscroll', shared: true },
  'scroll-to-bottom': { word: 'noscroll', shared: true },
} as const satisfies Readonly<Record<string, CommandFacts>>;

export type CommandName = keyof typeof FACTS;

export const COMMANDS: Readonly<Record<CommandName, CommandFacts>> = FACTS;

/** Every word that `hotkeys` knows. */
export const HOTKEYS: ReadonlySet<string> = new Set(['none', ...Object.values(COMMANDS).flatMap(({ word }) => word ?? [])]);

export interface Command {
  run(): void;
  /** Whether it has something to do; always, if absent. */
  ready?(): boolean;
}
