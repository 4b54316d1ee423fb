import { usableNumber } from '../appearance-check.js';
import { words } from '../localize.js';
import { SCREEN_STRINGS } from './screen-strings.js';
import type { ScreenWishes } from './screen-view.js';
import type { ITerminalOptions, ITheme } from './xterm.js';

/** What a screen is to be, complete. */
export interface ScreenSettings {
  readonly theme: ITheme;
  /** WCAG ratio. */
  readonly minimumContrast: number;
  readonly fontFamily: string;
  /** Pixels. */
  readonly fontSize: number;
  /** Factor. */
  readonly lineHeight: number;
  /** Pixels between characters, beside what the font has. */
  readonly letterSpacing: number;
  /** Lines. */
  readonly scrollback: number;
  readonly readOnly: boolean;
  /** Whether links can be followed. */
  readonly links: boolean;
  /** Accessible name of the input. */
  readonly label: string;
  /** Other xterm.js options, which win. */
  readonly options: ITerminalOptions;
}

const DEFAULT_FONT_SIZE = 14;
const DEFAULT_SCROLLBACK = 5000;
/** Least contrast of text and its background that xterm.js keeps, as WCAG AA wants. */
const MINIMUM_CONTRAST = 4.5;
const DEFAULT_FONT_FAMILY = 'ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace';

/** Names of the palette's first colours, in order. */
export const ANSI = [
  'black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white',
  'brightBlack', 'brightRed', 'brightGreen', 'brightYellow', 'brightBlue', 'brightMagenta', 'brightCyan', 'brightWhite',
] as const satisfies readonly (keyof ITheme)[];

const DARK = {
  foreground: '#d8dee9', background: '#10141b', cursor: '#7cc4ff', cursorAccent: '#10141b', selectionBackground: '#2d4a70', selectionInactiveBackground: '#2a3546',
  scrollbarSliderBackground: '#8b98ad33', scrollbarSliderHoverBackground: '#8b98ad59', scrollbarSliderActiveBackground: '#8b98ad80',
};
const DARK_ANSI = [
  '#2b323e', '#ff6b70', '#68d391', '#e5c15a', '#6bb1ff', '#cf8dff', '#4fd1d9', '#d8dee9', '#6c788c', '#ff9194', '#93e6b0', '#f2d984', '#9bcaff', '#dfb2ff', '#83e4ea', '#ffffff',
];
const LIGHT = {
  foreground: '#1f2633', background: '#fbfcfe', cursor: '#0b63c4', cursorAccent: '#fbfcfe', selectionBackground: '#bfdbfe', selectionInactiveBackground: '#dbe4f0',
  scrollbarSliderBackground: '#52607433', scrollbarSliderHoverBackground: '#52607459', scrollbarSliderActiveBackground: '#52607480',
};
const LIGHT_ANSI = [
  '#1f2633', '#c0242d', '#19763a', '#875f00', '#0b63c4', '#8438b5', '#0a6f7a', '#d5dbe5', '#5d6a7d', '#d0343d', '#1f8a45', '#946900', '#1d73d8', '#9a49cf', '#0e7d89', '#ffffff',
];

/** Own colours, asciinema's names: any of its themes also colours this element. */
function readTheme({ style, scheme, theme: overrides }: ScreenWishes): ITheme {
  const read = (name: string, fallback: string): string => style.getPropertyValue(`--term-color-${name}`).trim() || fallback;
  const base = scheme === 'dark' ? DARK : LIGHT;
  const ansi = scheme === 'dark' ? DARK_ANSI : LIGHT_ANSI;
  const theme: ITheme = {
    ...base,
    foreground: read('foreground', base.foreground),
    background: read('background', base.background),
    selectionBackground: read('selection', base.selectionBackground),
    cursorAccent: read('background', base.cursorAccent),
  };
  // A page that sets the foreground only wants its cursor to go with it.
  theme.cursor = read('cursor', style.getPropertyValue('--term-color-foreground').trim() || base.cursor);
  ANSI.forEach((name, i) => (theme[name] = read(String(i), ansi[i] ?? base.foreground)));
  return { ...theme, ...overrides };
}

/** The sixteen colours of programs, on a background that nobody has chosen for them. */
export function readableAnsi(onDark: boolean): ITheme {
  return Object.fromEntries(ANSI.map((name, i) => [name, (onDark ? DARK_ANSI : LIGHT_ANSI)[i]]));
}

const number = (text: string): number | undefined => {
  const value = Number.parseFloat(text);
  return Number.isFinite(value) ? value : undefined;
};

const positive = (text: string): number | undefined => {
  const value = number(text);
  return value !== undefined && value > 0 ? value : undefined;
};

function readFont(style: CSSStyleDeclaration): { fontFamily: string; fontSize: number | undefined; lineHeight: number; letterSpacing: number } {
  return {
    fontFamily: style.getPropertyValue('--term-font-family').trim() || DEFAULT_FONT_FAMILY,
    fontSize: positive(style.getPropertyValue('--term-font-size')),
    lineHeight: positive(style.getPropertyValue('--term-line-height')) ?? 1.2,
    letterSpacing: number(style.getPropertyValue('--term-letter-spacing')) ?? 0,
  };
}

/**
 * Options before attributes and properties before CSS before defaults.
 * @param place where the screen is shown, which decides its language
 */
export function resolveSettings(wishes: ScreenWishes, place: Element): ScreenSettings {
  const { fontFamily, fontSize, lineHeight, letterSpacing, scrollback, disableStdin, theme, minimumContrastRatio, ...options } = wishes.options;
  const font = readFont(wishes.style);
  const { terminalInput } = words('screen', SCREEN_STRINGS, place);
  return {
    theme: readTheme({ ...wishes, theme: { ...wishes.theme, ...theme } }),
    minimumContrast: minimumContrastRatio ?? wishes.minimumContrast ?? MINIMUM_CONTRAST,
    fontFamily: fontFamily ?? font.fontFamily,
    fontSize: fontSize ?? usableNumber('font-size', wishes.fontSize) ?? font.fontSize ?? DEFAULT_FONT_SIZE,
    lineHeight: lineHeight ?? font.lineHeight,
    letterSpacing: letterSpacing ?? font.letterSpacing,
    scrollback: scrollback ?? usableNumber('scrollback', wishes.scrollback) ?? DEFAULT_SCROLLBACK,
    links: wishes.links !== false,
    readOnly: wishes.readOnly || disableStdin === true,
    label: wishes.label === '' ? terminalInput : `${wishes.label}: ${terminalInput}`,
    options,
  };
}
