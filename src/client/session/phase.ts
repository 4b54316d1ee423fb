import type { Sentence } from '../../base/sentence.js';
import type { TerminalError } from '../../protocol/errors.js';
import { detailOf, failedBy, type StatusDetail } from '../connection/status.js';
import type { SessionClosedEvent } from './contract.js';
import { describeWish } from './early-line.js';
import type { LineStanding } from './input-path.js';
import { sentence } from './sentences.js';

/** Why a session attaches: to the shell there is, or for a new one after the last has ended. */
export type Purpose = 'attach' | 'restart';

/** `bytes` output for listeners · `screen` for a screen that has nothing yet · `rest` what follows on what is there */
type Asked = 'bytes' | 'screen' | 'rest';

/** Where a session stands with its server. */
export type Phase =
  /** Nobody on this page wants it; the shell runs on. */
  | { readonly name: 'detached' }
  /** Wanted, and no socket is ready. */
  | { readonly name: 'waiting'; readonly purpose: Purpose }
  /** The server said "too fast"; asks again at `retryAt` (`Clock.now`). */
  | { readonly name: 'held'; readonly purpose: Purpose; readonly attempt: number; readonly retryAt: number; readonly error: TerminalError }
  /** Asked, not yet answered. `from` live: the same socket served it a moment ago. */
  | {
      readonly name: 'attaching';
      readonly purpose: Purpose;
      readonly channel: number;
      readonly asked: Asked;
      readonly from: 'waiting' | 'live';
      readonly attempt: number;
    }
  | { readonly name: 'live'; readonly channel: number }
  /** Fell too far behind while nobody saw the page, and was detached by the server: asks for the rest when the page is seen, or typed into. */
  | { readonly name: 'unseen' }
  /** `close()` was called and the server has not confirmed it yet. */
  | { readonly name: 'closing' }
  | { readonly name: 'ended'; readonly exit: SessionClosedEvent }
  | { readonly name: 'failed'; readonly error: TerminalError };

type OpenPhase = Extract<Phase, { name: 'waiting' | 'held' | 'attaching' | 'live' | 'unseen' }>;

export function isOpen(phase: Phase): phase is OpenPhase {
  return phase.name === 'waiting' || phase.name === 'held' || phase.name === 'attaching' || phase.name === 'live' || phase.name === 'unseen';
}

/** Whether a request is under way, or will be made, that may start a shell. */
export function mayStartShell(phase: Phase): boolean {
  return phase.name === 'attaching' || ('purpose' in phase && phase.purpose === 'restart');
}

/** What people are told of a phase, given what the connection says. @param known whether the session has ever been attached */
export function describePhase(phase: Phase, connection: StatusDetail, known: boolean): StatusDetail {
  switch (phase.name) {
    case 'detached':
      return describeWish('nothing', connection);
    case 'closing':
      return describeWish('closing', connection);
    case 'ended':
      return detailOf(phase.exit.reason === 'failed' ? 'failed' : 'closed', [exitSentence(phase.exit)]);
    case 'failed':
      return failedBy(phase.error);
    case 'held':
      if (connection.status !== 'connected') return describeWish('waiting', connection);
      return { status: known ? 'reconnecting' : 'connecting', reason: phase.error.message, sentences: phase.error.sentences, attempt: phase.attempt, retryAt: phase.retryAt };
    case 'unseen':
      if (connection.status !== 'connected') return describeWish('waiting', connection);
      return detailOf('reconnecting', [sentence('unseen')]);
    case 'waiting':
    case 'attaching':
    case 'live':
      if (connection.status !== 'connected') return describeWish('waiting', connection);
      // A second attachment on the socket in use (a new screen, a resync) is not a loss of connection: the chip must not flicker.
      if (phase.name === 'live' || (phase.name === 'attaching' && phase.from === 'live')) return detailOf('connected');
      return { status: known ? 'reconnecting' : 'connecting', reason: '', attempt: 1, retryAt: undefined };
  }
}

function exitSentence({ exitCode, signal, reason }: SessionClosedEvent): Sentence {
  switch (reason) {
    case 'exited':
      return signal !== null && signal !== 0 ? sentence('endedBySignal', signal) : sentence('endedWithCode', exitCode ?? 0);
    case 'closed':
      return sentence('sessionClosed');
    case 'expired':
      return sentence('sessionExpired');
    case 'shutdown':
      return sentence('serverShutDown');
    case 'failed':
      return sentence('notStarted');
  }
}

/** What the phase means to what is typed. */
export function lineOf(phase: Phase): LineStanding {
  if (phase.name === 'live') return 'live';
  return phase.name === 'attaching' && phase.from === 'live' ? 'settling' : 'down';
}
