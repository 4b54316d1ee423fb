import type { StatusDetail } from '../client/connection/status.js';
import type { SessionClosedEvent } from '../client/session/contract.js';
import type { TerminalError } from '../protocol/errors.js';
import { STRINGS } from './overlay-strings.js';
import { sentenceOf } from './sentence.js';

export type OverlayAction = 'retry' | 'restart' | 'attach' | 'bring-here';

/** A failure that changes nothing else; every one is an object of its own. */
export interface Failure {
  readonly error: TerminalError;
}

/** What an element knows of itself and its session. */
export interface OverlayFacts {
  readonly phase: 'none' | 'invalid' | 'loading' | 'detached' | 'elsewhere' | 'shown';
  /** Why the element shows no session, or why its screen could not be made. */
  readonly error: TerminalError | undefined;
  readonly detail: StatusDetail | undefined;
  readonly exit: SessionClosedEvent | undefined;
  readonly lastError: TerminalError | undefined;
  /** Whether there is text under the overlay that is still true. */
  readonly hasContent: boolean;
  /** The latest one. */
  readonly failure: Failure | undefined;
  /** An attribute that makes no sense. */
  readonly misused: TerminalError | undefined;
}

/** What decides what is said over a screen. */
export interface OverlayInput extends Omit<OverlayFacts, 'failure' | 'misused'> {
  /** A single failure just now; may be empty. */
  readonly notice: string;
}

export interface OverlayModel {
  /** Names the state, for styling. */
  readonly kind: 'connecting' | 'reconnecting' | 'suspended' | 'offline' | 'failed' | 'exited' | 'closed' | 'detached' | 'elsewhere' | 'invalid' | 'notice';
  readonly tone: 'wait' | 'error' | 'neutral';
  /** `bar`: a strip at the edge, over a screen whose text is still true. `panel`: there is nothing to hide. */
  readonly layout: 'bar' | 'panel';
  readonly title: string;
  /** One or two sentences; may be empty. */
  readonly detail: string;
  readonly attempt: number;
  /** Clock time of the next attempt. */
  readonly retryAt: number | undefined;
  readonly action: OverlayAction | undefined;
}

/** What to say; undefined when there is nothing to say. */
export function overlayModel(input: OverlayInput): OverlayModel | undefined {
  const model = stateModel(input);
  const { notice } = input;
  if (notice === '' || model?.detail.includes(notice) === true) return model;
  if (model !== undefined) return { ...model, detail: notice };
  return { kind: 'notice', tone: 'error', layout: 'bar', title: notice, detail: '', attempt: 0, retryAt: undefined, action: undefined };
}

function stateModel(input: OverlayInput): OverlayModel | undefined {
  const { phase, error, detail, exit, lastError, hasContent } = input;
  const say = (kind: OverlayModel['kind'], tone: OverlayModel['tone'], title: string, rest: Partial<OverlayModel> = {}): OverlayModel => ({
    kind, tone, title, layout: hasContent ? 'bar' : 'panel', detail: '', attempt: 0, retryAt: undefined, action: undefined, ...rest,
  });
  if (phase === 'invalid') return say('invalid', 'error', error?.category === 'usage' ? STRINGS.misused : STRINGS.failed, { detail: sentenceOf(error), action: error?.retryable === true ? 'retry' : undefined });
  if (phase === 'detached') return say('detached', 'neutral', STRINGS.detached, { action: 'attach' });
  if (phase === 'elsewhere') return say('elsewhere', 'neutral', STRINGS.elsewhere, { detail: STRINGS.elsewhereHint, action: 'bring-here' });
  if (phase === 'none') return undefined;
  if (phase === 'loading') {
    if (error === undefined) return say('connecting', 'wait', STRINGS.loading);
    return say('failed', 'error', STRINGS.loadFailed, { detail: sentenceOf(error), action: 'retry' });
  }
  const reason = detail?.reason ?? '';
  const attempt = detail !== undefined && detail.attempt > 1 ? detail.attempt : 0;
  const retryAt = detail?.retryAt;
  switch (detail?.status) {
    case 'connected':
      return undefined;
    case undefined:
    case 'idle':
    case 'connecting':
      return say('connecting', 'wait', STRINGS.connecting, attempt > 0 ? { attempt, retryAt, detail: reason, action: 'retry' } : {});
    case 'reconnecting':
      return say('reconnecting', 'wait', STRINGS.reconnecting, { detail: reason, attempt, retryAt, action: retryAt === undefined ? undefined : 'retry' });
    case 'suspended':
      return say('suspended', 'wait', STRINGS.suspended, { detail: reason, attempt, retryAt, action: 'retry' });
    case 'offline':
      return say('offline', 'wait', STRINGS.offline, { detail: reason, action: 'retry' });
    case 'failed':
      return say('failed', 'error', lastError?.category === 'usage' ? STRINGS.misused : STRINGS.failed, { detail: reason || sentenceOf(lastError), action: 'retry' });
    case 'closed':
      return ended(exit, lastError, say);
  }
}

function ended(exit: SessionClosedEvent | undefined, lastError: TerminalError | undefined, say: (kind: OverlayModel['kind'], tone: OverlayModel['tone'], title: string, rest?: Partial<OverlayModel>) => OverlayModel): OverlayModel {
  switch (exit?.reason) {
    case 'failed':
      return say('failed', 'error', STRINGS.spawnFailed, { detail: sentenceOf(lastError), action: 'restart' });
    case 'exited': {
      const clean = exit.exitCode === 0;
      return say('exited', clean ? 'neutral' : 'error', STRINGS.exitedWith(exit.exitCode, exit.signal), { action: 'restart' });
    }
    case 'expired':
      return say('closed', 'neutral', STRINGS.expired, { action: 'restart' });
    case 'shutdown':
      return say('closed', 'neutral', STRINGS.shutdown, { action: 'restart' });
    case 'closed':
    case undefined:
      return say('closed', 'neutral', STRINGS.closed, { action: 'restart' });
  }
}
