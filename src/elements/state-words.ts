import type { SessionClosedEvent } from '../client/session/contract.js';
import type { TerminalError } from '../protocol/errors.js';
import type { Strings } from './localize.js';
import { NOTHING, type OverlayInput, type OverlayModel } from './overlay-model.js';
import { inEnglish, reasonOf, sentenceOf, type Tell } from './sentence.js';
import { signalName } from './signal-name.js';

/** Attempts in a row from which a lost line is no hiccup: then it is said why, and somebody may want to look for the cause. */
export const LONG_ATTEMPTS = 3;

type Say = (kind: OverlayModel['kind'], tone: OverlayModel['tone'], title: string, rest?: Partial<OverlayModel>) => OverlayModel;

/** How the session stands that the element names; undefined while all is well. */
export function stateModel(input: OverlayInput, words: Strings['overlay'], tell: Tell = inEnglish): OverlayModel | undefined {
  const { phase, error, detail, exit, lastError, hasContent, readOnly = false } = input;
  const say: Say = (kind, tone, title, rest = {}) => ({ ...NOTHING, kind, tone, title, layout: hasContent ? 'bar' : 'panel', ...rest });
  switch (phase) {
    case 'none':
      return undefined;
    case 'invalid':
      return say('invalid', 'error', error?.category === 'usage' ? words.misused : words.failed, { detail: sentenceOf(error, tell), actions: error?.retryable === true ? ['retry'] : [] });
    case 'detached':
      return say('detached', 'neutral', words.detached, { actions: ['attach'] });
    case 'elsewhere':
      return say('elsewhere', 'neutral', words.elsewhere, { detail: input.otherWindow === true ? words.elsewhereInWindow : words.elsewhereHint, actions: ['bring-here'] });
    case 'loading':
      if (error === undefined) return say('connecting', 'wait', words.loading);
      return say('failed', 'error', words.loadFailed, { detail: sentenceOf(error, tell), actions: ['retry'] });
    case 'shown':
      // A shell that could not be started has an end, too.
      return detail?.status === 'closed' || (detail?.status === 'failed' && exit !== undefined) ? ended(exit, lastError, say, words, tell, readOnly) : line(input, say, words, tell);
  }
}

/** A shell that runs, or will. */
function line({ detail, lastError }: OverlayInput, say: Say, words: Strings['overlay'], tell: Tell): OverlayModel | undefined {
  const { status, retryAt, fault } = detail ?? {};
  const reason = detail === undefined ? '' : reasonOf(detail, tell);
  const attempt = detail !== undefined && detail.attempt > 1 ? detail.attempt : 0;
  switch (status) {
    case 'connected':
    case 'closed':
      return undefined;
    case undefined:
    case 'idle':
    case 'connecting':
      return say('connecting', 'wait', words.connecting, attempt > 0 ? { attempt, retryAt, detail: reason, actions: ['retry'] } : {});
    case 'reconnecting':
      return say('reconnecting', 'wait', words.reconnecting, { detail: attempt < LONG_ATTEMPTS ? '' : reason, attempt, retryAt, actions: retryAt === undefined ? [] : ['retry'] });
    case 'suspended':
      return say('suspended', 'wait', words.suspended, { detail: reason, attempt, retryAt, actions: ['retry'] });
    case 'offline':
      return say('offline', 'wait', words.offline, { detail: words.offlineHint, actions: ['retry'] });
    case 'failed': {
      const cause = fault ?? lastError;
      const rest = { detail: reason === '' || cause?.message === detail?.reason ? sentenceOf(cause, tell) : reason, actions: ['retry'], enter: 'retry' } as const;
      if (cause?.category === 'auth') return say('auth', 'error', cause.code === 'forbidden' ? words.forbidden : words.signIn, rest);
      return say('failed', 'error', cause?.category === 'usage' ? words.misused : words.failed, rest);
    }
  }
}

/** A shell that runs no more. */
function ended(exit: SessionClosedEvent | undefined, lastError: TerminalError | undefined, say: Say, words: Strings['overlay'], tell: Tell, readOnly: boolean): OverlayModel {
  // Who may not type starts no shell either.
  const rest: Partial<OverlayModel> = readOnly ? {} : { actions: ['restart'], enter: 'restart' };
  const done = (kind: OverlayModel['kind'], tone: OverlayModel['tone'], title: string): OverlayModel => say(kind, tone, title, { ...rest, said: readOnly ? '' : `${title}. ${words.restartSaid}` });
  switch (exit?.reason) {
    case 'failed':
      return say('failed', 'error', words.spawnFailed, { ...rest, detail: sentenceOf(lastError, tell) });
    case 'exited': {
      const { exitCode, signal } = exit;
      const title = signal !== null && signal !== 0 ? words.endedBySignal(signal, signalName(signal)) : exitCode === null ? words.ended : words.exitedWith(exitCode);
      return done('exited', exitCode === 0 ? 'neutral' : 'error', title);
    }
    case 'expired':
      return done('closed', 'neutral', words.expired);
    case 'shutdown':
      return done('closed', 'neutral', words.shutdown);
    case 'closed':
    case undefined:
      return done('closed', 'neutral', words.closed);
  }
}
