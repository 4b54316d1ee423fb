/** `persistent-terminal/themes.js`: the bundled themes as data and as CSS, for pages that want more of them than `theme="name"`. Needs no page. */
export { themeCss, themes, type TerminalTheme, type ThemeColours } from './elements/themes/themes.js';
