import { ANSI_ORDER, type TerminalTheme, type ThemeColours } from './theme.js';

/*
 * NOTICE: these palettes were made for this package, by contrast in OKLCH, and are under its licence. What is promised of them is measured in test/unit/elements/themes.test.ts:
 * text at least 7 : 1 on the background, every other colour at least 4.5 : 1, but for black on dark and white on light, which are there to be backgrounds.
 */

interface Palette {
  readonly background: string;
  readonly foreground: string;
  readonly cursor: string;
  readonly selection: string;
  /** Of a terminal that has not the keyboard. */
  readonly selectionInactive: string;
  /** In the order of ANSI_ORDER. */
  readonly ansi: readonly string[];
}

function coloursOf({ background, foreground, cursor, selection, selectionInactive, ansi }: Palette): ThemeColours {
  return {
    background, foreground, cursor, cursorAccent: background, selectionBackground: selection, selectionInactiveBackground: selectionInactive,
    scrollbarSliderBackground: `${foreground}33`, scrollbarSliderHoverBackground: `${foreground}59`, scrollbarSliderActiveBackground: `${foreground}80`,
    ...(Object.fromEntries(ANSI_ORDER.map((name, i) => [name, ansi[i]])) as Pick<ThemeColours, (typeof ANSI_ORDER)[number]>),
  };
}

const theme = (family: string, scheme: TerminalTheme['scheme'], palette: Palette, minimumContrast = 4.5): TerminalTheme => ({ family, scheme, colours: coloursOf(palette), minimumContrast });

/** The bundled themes by name. A terminal takes one by `theme="graphite-dark"`, or the one of a family that fits its scheme by `theme="graphite"`. */
export const themes = {
  'graphite-dark': theme('graphite', 'dark', {
    background: '#16181d', foreground: '#dcdfe4', cursor: '#dcdfe4', selection: '#34455f', selectionInactive: '#2a303a',
    ansi: ['#2b2f38', '#f76d69', '#6bc87b', '#deb64d', '#5ea2fc', '#d488ec', '#4ac7d4', '#c6cad1', '#868d9a', '#fe928c', '#89e597', '#fed56e', '#8dbefe', '#ebacfe', '#6ae4f1', '#ffffff'],
  }),
  'graphite-light': theme('graphite', 'light', {
    background: '#ffffff', foreground: '#24292f', cursor: '#24292f', selection: '#c3dcff', selectionInactive: '#e3e7ec',
    ansi: ['#24292f', '#c61d2c', '#06752d', '#7f6100', '#0263c7', '#973cb1', '#05707a', '#d3d7dd', '#636c76', '#d8333b', '#128537', '#906f02', '#0571e1', '#a948c5', '#08808a', '#ffffff'],
  }),
  'ember-dark': theme('ember', 'dark', {
    background: '#211c19', foreground: '#ecdfcb', cursor: '#f0a84b', selection: '#56432f', selectionInactive: '#3a312a',
    ansi: ['#3a312b', '#ed6e60', '#9fb85e', '#e8b050', '#6baaca', '#d887ae', '#6fbcad', '#cfc0aa', '#9a8b7b', '#fd8c7e', '#b1cc68', '#ffc86e', '#86c6e7', '#efa3c6', '#82d0c0', '#fdf3e3'],
  }),
  'ember-light': theme('ember', 'light', {
    background: '#fbf4e6', foreground: '#3b322a', cursor: '#b3541e', selection: '#f0d9a8', selectionInactive: '#ece2cf',
    ansi: ['#3b322a', '#b32f28', '#4a6a0d', '#835701', '#056697', '#a13972', '#046c68', '#dfd3bd', '#74685a', '#c93b32', '#567914', '#966503', '#0475ad', '#b64582', '#097c78', '#fffaf0'],
  }),
  'high-contrast-dark': theme('high-contrast', 'dark', {
    background: '#000000', foreground: '#ffffff', cursor: '#ffff00', selection: '#264f9e', selectionInactive: '#3a3a3a',
    ansi: ['#404040', '#ff6c69', '#48df6e', '#ffd66f', '#62a6ff', '#e17efe', '#14ddee', '#e6e6e6', '#a8a8a8', '#ff9790', '#63f683', '#ffe5a6', '#8fbffe', '#eaa8ff', '#6af0fe', '#ffffff'],
  }, 7),
  'high-contrast-light': theme('high-contrast', 'light', {
    background: '#ffffff', foreground: '#000000', cursor: '#0039b3', selection: '#a5c8ff', selectionInactive: '#d9d9d9',
    ansi: ['#000000', '#8f0017', '#02501d', '#574200', '#01438c', '#760390', '#034c53', '#c4c4c4', '#4d4d4d', '#af021f', '#036425', '#6c5303', '#0154ab', '#8925a4', '#016068', '#ffffff'],
  }, 7),
} as const satisfies Record<string, TerminalTheme>;
