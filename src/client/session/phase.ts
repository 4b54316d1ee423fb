import type { TerminalError } from '../../protocol/errors.js';
import type { StatusDetail } from '../connection/status.js';
import type { SessionClosedEvent } from './contract.js';

/** Why a session attaches: to the shell there is, or for a new one after the last has ended. */
export type Purpose = 'attach' | 'restart';

/** Where a session stands with its server. */
export type Phase =
  /** Nobody on this page wants it; the shell runs on. */
  | { readonly name: 'detached' }
  /** Wanted, and no socket is ready. */
  | { readonly name: 'waiting'; readonly purpose: Purpose }
  /** The server said "too fast"; asks again at `retryAt` (`Clock.now`). */
  | { readonly name: 'held'; readonly purpose: Purpose; readonly attempt: number; readonly retryAt: number; readonly reason: string }
  /** Asked, not yet answered. `from` live: the same socket served it a moment ago. */
  | {
      readonly name: 'attaching';
      readonly purpose: Purpose;
      readonly channel: number;
      readonly asked: 'create' | 'sync';
      readonly from: 'waiting' | 'live';
      readonly attempt: number;
    }
  | { readonly name: 'live'; readonly channel: number }
  /** `close()` was called and the server has not confirmed it yet. */
  | { readonly name: 'closing' }
  | { readonly name: 'ended'; readonly exit: SessionClosedEvent }
  | { readonly name: 'failed'; readonly error: TerminalError };

/** What people are told of a phase, given what the connection says. @param known whether the session has ever been attached */
export function describePhase(phase: Phase, connection: StatusDetail, known: boolean): StatusDetail {
  switch (phase.name) {
    case 'detached':
      return plain('idle', '');
    case 'closing':
      return plain('closed', 'The session is being closed.');
    case 'ended':
      return phase.exit.reason === 'failed' ? plain('failed', exitSentence(phase.exit)) : plain('closed', exitSentence(phase.exit));
    case 'failed':
      return plain('failed', phase.error.message);
    case 'held':
      if (connection.status !== 'connected') return connection;
      return { status: known ? 'reconnecting' : 'connecting', reason: phase.reason, attempt: phase.attempt, retryAt: phase.retryAt };
    case 'waiting':
    case 'attaching':
    case 'live':
      if (connection.status === 'idle') return { ...connection, status: 'connecting' };
      if (connection.status !== 'connected') return connection;
      // A second attachment on the socket in use (a new screen, a resync) is not a loss of connection: the chip must not flicker.
      if (phase.name === 'live' || (phase.name === 'attaching' && phase.from === 'live')) return plain('connected', '');
      return { status: known ? 'reconnecting' : 'connecting', reason: '', attempt: 1, retryAt: undefined };
  }
}

export function sameDetail(a: StatusDetail, b: StatusDetail): boolean {
  return a.status === b.status && a.reason === b.reason && a.attempt === b.attempt && a.retryAt === b.retryAt;
}

function plain(status: StatusDetail['status'], reason: string): StatusDetail {
  return { status, reason, attempt: 0, retryAt: undefined };
}

function exitSentence({ exitCode, signal, reason }: SessionClosedEvent): string {
  switch (reason) {
    case 'exited':
      return signal !== null && signal !== 0 ? `The shell was ended by signal ${signal}.` : `The shell has ended with code ${exitCode ?? 0}.`;
    case 'closed':
      return 'The session was closed.';
    case 'expired':
      return 'The server has ended the session because nobody used it.';
    case 'shutdown':
      return 'The server has shut down.';
    case 'failed':
      return 'The shell could not be started.';
  }
}
