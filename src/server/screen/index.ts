export type { Rgb } from './colours.js';
export type { CreateHeadless, HeadlessOptions, HeadlessTerminal } from './headless.js';
export type { Packing } from './history.js';
export { Screen, type ScreenOptions } from './screen.js';
export { RESET_TERMINAL } from './snapshot.js';
