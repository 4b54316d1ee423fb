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
  diagnose: 'Diagnose',
  diagnosis: 'Diagnosis',
  diagnosisSteps: 'Steps',
  diagnosing: 'Looking for the cause…',
  diagnosisFault: 'Something is wrong:',
  diagnosisWarning: 'It works, but:',
  diagnosisGood: 'The way to the server is clear. Press Retry.',
  diagnosisMissing: 'The diagnosis could not be loaded.',
  copyReport: 'Copy report',
  copied: 'Copied',
  hideDiagnosis: 'Hide',
  outcomes: { ok: 'ok', warning: 'to be looked at', failed: 'failed', skipped: 'not tried' },
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
  inputRefused: 'Not typed: too much is already waiting to be sent',
  waiting: (characters: number) => `${characters} ${characters === 1 ? 'character' : 'characters'} waiting to be sent`,
  waitingSaid: 'What you typed is waiting to be sent',
  heldOld: 'Still send what you typed?',
  heldOldHint: (characters: number) => `${characters} ${characters === 1 ? 'character' : 'characters'} from before the connection was back; the oldest is more than 30 s old.`,
  heldInterrupted: 'Go on pasting?',
  heldInterruptedHint: (bytes: number) => `${sizeText(bytes)} left; it stood still for more than 30 s.`,
  heldSaid: 'Press Shift+Tab to choose.',
  heldPreview: 'It begins with',
  sendHeld: 'Send',
  continueHeld: 'Continue',
  discardHeld: 'Discard',
  pasting: (percent: number) => `Pasting… ${percent} %`,
  pastingSaid: 'Pasting…',
  pasted: (delivered: number, total: number) => `${sizeText(delivered, total)} of ${sizeText(total)}`,
  pastePaused: (percent: number) => `Pasting stands at ${percent} %`,
  cancelPaste: 'Cancel paste',
  dismiss: 'Dismiss',
} as const;

/** @param scale the size whose unit is used */
function sizeText(bytes: number, scale = bytes): string {
  if (scale < 1_000) return `${bytes} bytes`;
  return scale < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
