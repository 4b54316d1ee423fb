import type { Status } from '../client/connection/status.js';

// Texts that are needed before anything else is loaded. Those of each other part are beside it; localize.ts names them all.

/** Of the element itself, until more of it has been loaded. */
export const TERMINAL_STRINGS = { name: 'Terminal', retry: 'Retry' } as const;

/** The chip's word for each state of a session. */
export const CHIP_STRINGS = {
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
  locked: 'Sign-in needed',
  readOnly: (state: string): string => `${state}, read-only`,
  exited: (code: number | null, signal: number | null): string => (code !== null ? `Exited with ${code}` : signal ? `Ended by signal ${signal}` : 'Ended'),
} as const satisfies Readonly<Record<Status, string>> & Readonly<Record<string, unknown>>;
