import type { Status } from '../client/connection/status.js';

/** Texts that are needed before anything else is loaded; those of the overlay are in overlay-strings.ts, those of the screen in terminal-view/. */
export const TERMINAL = 'Terminal';
export const RETRY = 'Retry';

/** The chip's word for each state of a session. */
export const CHIP_STRINGS: Readonly<Record<Status | 'active' | 'background', string>> = {
  active: 'Active',
  background: 'Connected',
  connected: 'Connected',
  idle: 'Not connected',
  connecting: 'Connecting',
  reconnecting: 'Reconnecting',
  suspended: 'Waiting for server',
  offline: 'Offline',
  failed: 'Failed',
  closed: 'Ended',
};
