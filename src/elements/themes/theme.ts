/** Colours of a terminal, each `#rrggbb` or `#rrggbbaa`: names and meanings are those of xterm.js. */
export interface ThemeColours {
  readonly background: string;
  readonly foreground: string;
  readonly cursor: string;
  readonly cursorAccent: string;
  readonly selectionBackground: string;
  readonly selectionInactiveBackground: string;
  readonly scrollbarSliderBackground: string;
  readonly scrollbarSliderHoverBackground: string;
  readonly scrollbarSliderActiveBackground: string;
  readonly black: string;
  readonly red: string;
  readonly green: string;
  readonly yellow: string;
  readonly blue: string;
  readonly magenta: string;
  readonly cyan: string;
  readonly white: string;
  readonly brightBlack: string;
  readonly brightRed: string;
  readonly brightGreen: string;
  readonly brightYellow: string;
  readonly brightBlue: string;
  readonly brightMagenta: string;
  readonly brightCyan: string;
  readonly brightWhite: string;
}

/** A bundled theme. */
export interface TerminalTheme {
  /** Name that it shares with its partner of the other scheme: that name alone follows `color-scheme`. */
  readonly family: string;
  readonly scheme: 'dark' | 'light';
  readonly colours: ThemeColours;
  /** Least contrast of text and its background (WCAG ratio) that a terminal with this theme keeps, whatever colours programs choose. */
  readonly minimumContrast: number;
}

/** The sixteen colours that programs name, in their order. The screen has a list of its own: shared, it would be a file of its own to fetch. */
export const ANSI_ORDER = [
  'black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white',
  'brightBlack', 'brightRed', 'brightGreen', 'brightYellow', 'brightBlue', 'brightMagenta', 'brightCyan', 'brightWhite',
] as const satisfies readonly (keyof ThemeColours)[];
