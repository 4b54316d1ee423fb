export * from './environment.js';
export * from './options.js';
export * from './pty.js';
export type { CreateScreen, ScreenRequest, ScrollbackBlock, SessionScreen, Snapshot } from './session-screen.js';
export { SERVER_OPTION_KEYS, resolveOptions, type ResolvedOptions } from './resolve-options.js';
export * from './socket.js';
export * from './terminal-server.js';
export type { Refusal } from './admission.js';
