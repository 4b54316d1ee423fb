import { COMMANDS, type CommandName } from './commands.js';

/** Whose conventions keys follow. */
export type Platform = 'apple' | 'windows' | 'other';

export function platformOf(navigator: Pick<Navigator, 'platform'> | undefined): Platform {
  const name = navigator?.platform ?? '';
  return /^(Mac|iP)/.test(name) ? 'apple' : name.startsWith('Win') ? 'windows' : 'other';
}

/** What a key is for, beside being typed. */
export type KeyMeaning =
  /** The browser's: it pastes, or moves the focus. */
  | { readonly kind: 'browser' }
  /** `reserved`: never typed, even when the command has nothing to do. */
  | { readonly kind: 'command'; readonly name: CommandName; readonly reserved: boolean };

export interface KeySettings {
  readonly platform: Platform;
  /** Words of the attribute. */
  readonly hotkeys: ReadonlySet<string>;
  /** Whether Shift+Tab is typed, too. */
  readonly trapsTab: boolean;
}

type Chord = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey' | 'isComposing'>;

const BROWSER: KeyMeaning = { kind: 'browser' };
const command = (name: CommandName, reserved = false): KeyMeaning => ({ kind: 'command', name, reserved });

/** The meaning of a key; undefined for what is typed. Follows the terminal of VS Code, which people know. */
export function keyMeaning(event: Chord, { platform, hotkeys, trapsTab }: KeySettings): KeyMeaning | undefined {
  if (event.isComposing) return undefined;
  if (event.key === 'Tab' && modifiersOf(event) === 'shift') return trapsTab ? undefined : BROWSER;
  if (hotkeys.has('none')) return undefined;
  if (pastes(event, platform)) return hotkeys.has('nopaste') ? undefined : BROWSER;
  const meaning = commandOf(event, platform);
  if (meaning?.kind !== 'command') return meaning;
  const off = COMMANDS[meaning.name];
  return off !== undefined && hotkeys.has(off) ? undefined : meaning;
}

/** Pressed together, in this order. */
function modifiersOf({ ctrlKey, shiftKey, altKey, metaKey }: Chord): string {
  return [ctrlKey && 'ctrl', shiftKey && 'shift', altKey && 'alt', metaKey && 'meta'].filter((name) => name !== false).join('+');
}

/** What the browser makes a paste of in a text field, with no permission and on plain http too. */
function pastes(event: Chord, platform: Platform): boolean {
  switch (modifiersOf(event)) {
    case 'ctrl+shift':
      return platform !== 'apple' && event.code === 'KeyV';
    case 'ctrl':
      return platform === 'windows' && event.code === 'KeyV';
    case 'meta':
      return platform === 'apple' && event.code === 'KeyV';
    case 'shift':
      return platform !== 'apple' && event.key === 'Insert';
    default:
      return false;
  }
}

function commandOf(event: Chord, platform: Platform): KeyMeaning | undefined {
  const { key, code } = event;
  switch (modifiersOf(event)) {
    case 'ctrl+shift':
      // Without a selection too: xterm.js would type Ctrl+C, and Chromium open its developer tools.
      return platform !== 'apple' && code === 'KeyC' ? command('copy', true) : undefined;
    case 'ctrl':
      if (platform !== 'windows') return undefined;
      // Without a selection it interrupts, as everywhere.
      return code === 'KeyC' ? command('copy') : toAnEnd(key);
    case 'meta':
      return platform === 'apple' ? applesOwn(code, key) : undefined;
    case 'shift':
      return byPage(key) ?? (platform === 'other' ? toAnEnd(key) : undefined);
    default:
      return undefined;
  }
}

function applesOwn(code: string, key: string): KeyMeaning | undefined {
  switch (code) {
    case 'KeyC':
      return command('copy', true);
    case 'KeyA':
      return command('select-all', true);
    case 'KeyK':
      return command('clear', true);
    default:
      return byPage(key) ?? toAnEnd(key);
  }
}

function byPage(key: string): KeyMeaning | undefined {
  return key === 'PageUp' ? command('scroll-page-up') : key === 'PageDown' ? command('scroll-page-down') : undefined;
}

function toAnEnd(key: string): KeyMeaning | undefined {
  return key === 'Home' ? command('scroll-to-top') : key === 'End' ? command('scroll-to-bottom') : undefined;
}
