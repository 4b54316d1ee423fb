import { COMMANDS, type CommandName } from './commands.js';

/** Whose conventions keys follow. */
export type Platform = 'apple' | 'windows' | 'other';

export function platformOf(navigator: Pick<Navigator, 'platform'> | undefined): Platform {
  const name = navigator?.platform ?? '';
  return /^(Mac|iP)/.test(name) ? 'apple' : name.startsWith('Win') ? 'windows' : 'other';
}

/** By chord, modifiers in the order of `chordOf`. Of several chords of a command the first one is shown in menus. */
type Table = Readonly<Record<string, CommandName>>;

// What follows is VS Code's terminal, which people know.
const EVERYWHERE: Table = { ContextMenu: 'menu', 'Shift+F10': 'menu', 'Shift+PageUp': 'scroll-page-up', 'Shift+PageDown': 'scroll-page-down', F3: 'find-next', 'Shift+F3': 'find-previous' };
const PC: Table = {
  ...EVERYWHERE,
  'Ctrl+F': 'find', 'Ctrl+Shift+C': 'copy', 'Ctrl+Shift+V': 'paste', 'Shift+Insert': 'paste',
  // Plus and equals are one key on many keyboards, plus is a shifted one on some. Ctrl+Shift+- is the shell's, as Ctrl+_.
  'Ctrl++': 'zoom-in', 'Ctrl+=': 'zoom-in', 'Ctrl+Shift++': 'zoom-in', 'Ctrl+-': 'zoom-out', 'Ctrl+0': 'zoom-reset',
  'Ctrl+ArrowUp': 'previous-prompt', 'Ctrl+ArrowDown': 'next-prompt',
};
const TABLES: Readonly<Record<Platform, Table>> = {
  other: { ...PC, 'Shift+Home': 'scroll-to-top', 'Shift+End': 'scroll-to-bottom' },
  // Without a selection Ctrl+C interrupts, as everywhere.
  windows: { 'Ctrl+V': 'paste', ...PC, 'Ctrl+C': 'copy-and-clear', 'Ctrl+Home': 'scroll-to-top', 'Ctrl+End': 'scroll-to-bottom' },
  apple: {
    ...EVERYWHERE,
    'Cmd+F': 'find', 'Cmd+G': 'find-next', 'Shift+Cmd+G': 'find-previous', 'Cmd+C': 'copy', 'Cmd+V': 'paste', 'Cmd+A': 'select-all', 'Cmd+K': 'clear',
    'Cmd++': 'zoom-in', 'Cmd+=': 'zoom-in', 'Shift+Cmd++': 'zoom-in', 'Cmd+-': 'zoom-out', 'Cmd+0': 'zoom-reset',
    'Cmd+ArrowUp': 'previous-prompt', 'Cmd+ArrowDown': 'next-prompt',
    'Cmd+PageUp': 'scroll-page-up', 'Cmd+PageDown': 'scroll-page-down', 'Cmd+Home': 'scroll-to-top', 'Cmd+End': 'scroll-to-bottom',
  },
};

/** What a key is for, if it is not typed: a command, or something that the browser does with it. */
export type KeyMeaning = 'browser' | CommandName;

export interface KeySettings {
  readonly platform: Platform;
  /** Words of the attribute. */
  readonly hotkeys: ReadonlySet<string>;
  /** Whether Shift+Tab is typed, too. */
  readonly trapsTab: boolean;
}

type Chord = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey' | 'isComposing'>;

/** The meaning of a key; undefined for what is typed. */
export function keyMeaning(event: Chord, { platform, hotkeys, trapsTab }: KeySettings): KeyMeaning | undefined {
  if (event.isComposing) return undefined;
  const chord = chordOf(event);
  // The browser moves the focus.
  if (chord === 'Shift+Tab') return trapsTab ? undefined : 'browser';
  const table = TABLES[platform];
  const name = Object.hasOwn(table, chord) ? table[chord] : undefined;
  if (name === undefined || hotkeys.has('none') || hotkeys.has(COMMANDS[name].word ?? '')) return undefined;
  // The browser makes a paste of it, with no permission and on plain http too.
  return name === 'paste' ? 'browser' : name;
}

/** The keys of a command, `Ctrl+Shift+C`; undefined if it has none. */
export function chordFor(name: CommandName, { platform, hotkeys }: KeySettings): string | undefined {
  if (hotkeys.has('none') || hotkeys.has(COMMANDS[name].word ?? '')) return undefined;
  return Object.entries(TABLES[platform]).find(([, command]) => command === name)?.[0];
}

/** `Ctrl+Shift+C`: modifiers in this order, then the key. */
export function chordOf({ key, code, ctrlKey, shiftKey, altKey, metaKey }: Chord): string {
  // By the letter on the key; where the keyboard has other scripts, by its place.
  const letter = /^[a-z]$/i.test(key) ? key.toUpperCase() : (/^Key([A-Z])$/.exec(code)?.[1] ?? key);
  return [ctrlKey && 'Ctrl', shiftKey && 'Shift', altKey && 'Alt', metaKey && 'Cmd', letter].filter((part) => part !== false).join('+');
}
