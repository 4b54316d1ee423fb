import { RETRY } from './strings.js';

/** Every text of the overlay. */
export const STRINGS = {
  loading: 'Loading terminal…',
  loadFailed: 'The terminal could not be loaded',
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  suspended: 'Server not answering',
  offline: 'You are offline',
  failed: 'Not connected',
  misused: 'This terminal is not set up correctly',
  closed: 'Session closed',
  detached: 'Detached; the shell keeps running',
  elsewhere: 'Shown in another place',
  elsewhereHint: 'This session is open in another terminal on this page.',
  retry: RETRY,
  restart: 'Restart',
  attach: 'Attach',
  bringHere: 'Bring here',
  attempt: (attempt: number) => `attempt ${attempt}`,
  nextTry: (seconds: number) => (seconds > 0 ? `next try in ${seconds} s` : 'trying now'),
  exitedWith: (code: number | null, signal: number | null) =>
    signal !== null && signal !== 0 ? `Ended by signal ${signal}` : code === null ? 'Shell ended' : `Exited with code ${code}`,
  expired: 'Session expired',
  shutdown: 'Ended: the server was shut down',
  spawnFailed: 'The shell could not be started',
  inputRefused: 'Not typed: too much is already waiting for the connection',
} as const;
