import { themes } from './palettes.js';
import { ANSI_ORDER, type TerminalTheme } from './theme.js';

export { themes };
export type { TerminalTheme, ThemeColours } from './theme.js';

const all = Object.entries<TerminalTheme>(themes);

/** What a `theme` attribute may say: families first, then single themes. */
export const THEME_NAMES: readonly string[] = [...new Set(all.map(([, { family }]) => family)), ...all.map(([name]) => name)];

/** A theme by its name, or the one of a family that has this scheme; undefined when there is none of that name. */
export function findTheme(name: string, scheme: TerminalTheme['scheme']): TerminalTheme | undefined {
  return (all.find(([own]) => own === name) ?? all.find(([, theme]) => theme.family === name && theme.scheme === scheme))?.[1];
}

/**
 * A theme as a style sheet, in the custom properties that `<persistent-terminal>` and asciinema-player read.
 * @param selector whose terminals it colours. Default `:root`
 */
export function themeCss({ colours }: Pick<TerminalTheme, 'colours'>, selector = ':root'): string {
  const { background, foreground, cursor, selectionBackground } = colours;
  const named = Object.entries({ background, foreground, cursor, selection: selectionBackground });
  const ansi = ANSI_ORDER.map((name, i) => [String(i), colours[name]] as const);
  return `${selector} {\n${[...named, ...ansi].map(([name, colour]) => `  --term-color-${name}: ${colour};`).join('\n')}\n}\n`;
}
