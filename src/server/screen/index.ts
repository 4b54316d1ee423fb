export type { Rgb, ViewerFacts } from './colours.js';
export type { CreateHeadless, HeadlessOptions, HeadlessTerminal } from './headless.js';
export type { Packing, ScrollbackBlock } from './history.js';
export { Screen, type ScreenOptions, type Snapshot } from './screen.js';
export { RESET_TERMINAL } from './snapshot.js';
