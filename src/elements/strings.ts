import type { Status } from '../client/connection/status.js';

/** Every text the elements show. */
export const STRINGS = {
  terminal: 'Terminal',
  terminalInput: 'Terminal input',
  loading: 'Loading terminal…',
  loadFailed: 'The terminal could not be loaded',
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  suspended: 'Server not answering',
  offline: 'You are offline',
  failed: 'Not connected',
  closed: 'Session closed',
  detached: 'Detached; the shell keeps running',
  elsewhere: 'Shown in another place',
  elsewhereHint: 'This session is open in another terminal on this page.',
  retry: 'Retry',
  restart: 'Restart',
  attach: 'Attach',
  bringHere: 'Bring here',
  dismiss: 'Dismiss',
  newShell: 'new shell',
  attempt: (attempt: number) => `attempt ${attempt}`,
  nextTry: (seconds: number) => (seconds > 0 ? `next try in ${seconds} s` : 'trying now'),
  exitedWith: (code: number | null, signal: number | null) =>
    signal !== null && signal !== 0 ? `Ended by signal ${signal}` : code === null ? 'Shell ended' : `Exited with code ${code}`,
  expired: 'Session expired',
  shutdown: 'Ended: the server was shut down',
  spawnFailed: 'The shell could not be started',
  inputRefused: 'Not typed: too much is already waiting for the connection',
} as const;

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
