import type { Sentence } from '../base/sentence.js';
import { TerminalError } from '../protocol/errors.js';
import { sentence } from './element-sentences.js';
import { themeLoader } from './lazy-parts.js';

// Needed with a terminal only, so loaded with it.

const NUMERIC = { 'font-size': [4, 200], scrollback: [0, 1_000_000] } as const;
const CHOICES = { 'color-scheme': ['auto', 'light', 'dark'], renderer: ['auto', 'dom', 'webgl'] } as const;

export interface AppearanceAttributes {
  readonly fontSize: number | undefined;
  readonly scrollback: number | undefined;
  readonly colorScheme: string;
  readonly renderer: string;
  readonly theme?: unknown;
}

/** The first attribute whose value makes no sense. The terminal works with the default instead. */
export function checkAppearance({ fontSize, scrollback, colorScheme, renderer, theme }: AppearanceAttributes): TerminalError | undefined {
  for (const [name, value] of [['font-size', fontSize], ['scrollback', scrollback]] as const) {
    const [min, max] = NUMERIC[name];
    if (value !== undefined && !(value >= min && value <= max)) return badAttribute(sentence('notInRange', name, min, max));
  }
  for (const [name, value] of [['color-scheme', colorScheme], ['renderer', renderer]] as const) {
    const choices: readonly string[] = CHOICES[name];
    if (!choices.includes(value)) return badAttribute(sentence('notOneOf', name, choices.join(', ')));
  }
  return checkTheme(theme);
}

/** Names are known once the themes are here; colours are at least looked at, because a theme as a whole is easily put where one colour belongs. */
function checkTheme(theme: unknown): TerminalError | undefined {
  const names = themeLoader.loaded?.THEME_NAMES;
  if (theme === undefined || theme === null || theme === '') return undefined;
  if (typeof theme === 'string') return names === undefined || names.includes(theme) ? undefined : badAttribute(sentence('notOneOf', 'theme', names.join(', ')));
  // One of them, `extendedAnsi`, is a list.
  const isTheme = typeof theme === 'object' && Object.values(theme).every((colour) => colour === undefined || typeof colour === 'string' || Array.isArray(colour));
  return isTheme ? undefined : badAttribute(sentence('notTheme'));
}

/** `value` if it is usable for the attribute, else undefined. */
export function usableNumber(name: keyof typeof NUMERIC, value: number | undefined): number | undefined {
  const [min, max] = NUMERIC[name];
  return value !== undefined && value >= min && value <= max ? value : undefined;
}

export function badAttribute(what: Sentence): TerminalError {
  return new TerminalError('bad_attribute', what, { action: sentence('defaultUsed') });
}
