import type { StatusDetail } from '../client/connection/status.js';
import type { InputState, SessionClosedEvent } from '../client/session/contract.js';
import type { TerminalError } from '../protocol/errors.js';
import type { Strings } from './localize.js';
import { sentenceOf } from './sentence.js';
import { sizeText } from './size-text.js';
import type { XtermTerminal } from './terminal-view/xterm.js';

/** What the element is asked to do. */
export type OverlayAction = 'retry' | 'restart' | 'attach' | 'bring-here';
/** What the overlay does itself. */
export type InputAction = 'send-held' | 'continue-held' | 'discard-held' | 'cancel-transmit' | 'dismiss';
export type NoticeAction = OverlayAction | InputAction;

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
  /** What waits to be typed. */
  readonly input?: InputState | undefined;
  /** Whether there is text under the overlay that is still true. */
  readonly hasContent: boolean;
  /** The latest one. */
  readonly failure: Failure | undefined;
  /** An attribute that makes no sense. */
  readonly misused: TerminalError | undefined;
  /** The screen that is shown. */
  readonly terminal: XtermTerminal | undefined;
}

/** What decides what is said over a screen. */
export interface OverlayInput extends Omit<OverlayFacts, 'failure' | 'misused' | 'terminal'> {
  /** A single failure just now; may be empty. */
  readonly notice: string;
}

export interface OverlayModel {
  /** Names the state, for styling. */
  readonly kind: 'connecting' | 'reconnecting' | 'suspended' | 'offline' | 'failed' | 'exited' | 'closed' | 'detached' | 'elsewhere' | 'invalid' | 'held' | 'transfer' | 'pending' | 'notice';
  readonly tone: 'wait' | 'error' | 'neutral';
  /** `bar`: a strip at the edge, over a screen whose text is still true. `panel`: there is nothing to hide. */
  readonly layout: 'bar' | 'panel';
  readonly title: string;
  /** One or two sentences; may be empty. */
  readonly detail: string;
  readonly attempt: number;
  /** Clock time of the next attempt. */
  readonly retryAt: number | undefined;
  /** The first one is what most people will want. */
  readonly actions: readonly NoticeAction[];
  /** What else is the case; may be empty. */
  readonly aside: string;
  /** How far something is, 0 to 1. */
  readonly progress: number | undefined;
  /** For ears, where the title changes too often to be read out; else empty. */
  readonly said: string;
}

/** What to say; undefined when there is nothing to say. */
export function overlayModel(input: OverlayInput, words: Strings['overlay']): OverlayModel | undefined {
  const state = stateModel(input, words);
  const model = state === undefined ? inputModel(input.input, words) : withInput(state, input.input, words);
  const { notice } = input;
  if (notice === '' || model?.detail.includes(notice) === true) return model;
  if (model === undefined) return { ...NOTHING, kind: 'notice', tone: 'error', layout: 'bar', title: notice, actions: ['dismiss'] };
  return state === undefined ? { ...model, aside: notice } : { ...model, detail: notice };
}

const NOTHING = { detail: '', attempt: 0, retryAt: undefined, actions: [], aside: '', progress: undefined, said: '' } as const;

/** While the line is there: what waits all the same, and what is on its way. */
function inputModel(input: InputState | undefined, words: Strings['overlay']): OverlayModel | undefined {
  const { held, transfer, waiting = 0 } = input ?? {};
  const bar = { ...NOTHING, layout: 'bar' } as const;
  if (held?.reason === 'old') {
    return { ...bar, kind: 'held', tone: 'wait', title: words.heldOld, detail: words.heldOldHint(waiting), actions: ['send-held', 'discard-held'], said: `${words.heldOld} ${words.heldSaid}` };
  }
  if (held !== undefined) {
    return { ...bar, kind: 'held', tone: 'wait', title: words.heldInterrupted, detail: words.heldInterruptedHint(sizeText(held.bytes, words)), actions: ['continue-held', 'discard-held'], said: `${words.heldInterrupted} ${words.heldSaid}` };
  }
  const aside = waiting > 0 ? words.waiting(waiting) : '';
  if (transfer !== undefined) {
    const { delivered, total } = transfer;
    return {
      ...bar, kind: 'transfer', tone: 'neutral', title: words.pasting(percentOf(transfer)), detail: words.pasted(sizeText(delivered, words, total), sizeText(total, words)), progress: delivered / total, actions: ['cancel-transmit'], aside, said: words.pastingSaid,
    };
  }
  return waiting > 0 ? { ...bar, kind: 'pending', tone: 'wait', title: aside, said: words.waitingSaid } : undefined;
}

/** While the line is not there, that comes first. */
function withInput(model: OverlayModel, input: InputState | undefined, words: Strings['overlay']): OverlayModel {
  if (input === undefined || model.kind === 'detached' || model.kind === 'elsewhere') return model;
  const { transfer, waiting } = input;
  const aside = [transfer === undefined ? '' : words.pastePaused(percentOf(transfer)), waiting > 0 ? words.waiting(waiting) : ''].filter((text) => text !== '').join(' · ');
  return { ...model, aside, actions: transfer === undefined ? model.actions : [...model.actions, 'cancel-transmit'] };
}

const percentOf = ({ delivered, total }: { readonly delivered: number; readonly total: number }): number => Math.floor((delivered / total) * 100);

function stateModel(input: OverlayInput, words: Strings['overlay']): OverlayModel | undefined {
  const { phase, error, detail, exit, lastError, hasContent } = input;
  const say = (kind: OverlayModel['kind'], tone: OverlayModel['tone'], title: string, rest: Partial<OverlayModel> = {}): OverlayModel => ({
    ...NOTHING, kind, tone, title, layout: hasContent ? 'bar' : 'panel', ...rest,
  });
  if (phase === 'invalid') return say('invalid', 'error', error?.category === 'usage' ? words.misused : words.failed, { detail: sentenceOf(error), actions: error?.retryable === true ? ['retry'] : [] });
  if (phase === 'detached') return say('detached', 'neutral', words.detached, { actions: ['attach'] });
  if (phase === 'elsewhere') return say('elsewhere', 'neutral', words.elsewhere, { detail: words.elsewhereHint, actions: ['bring-here'] });
  if (phase === 'none') return undefined;
  if (phase === 'loading') {
    if (error === undefined) return say('connecting', 'wait', words.loading);
    return say('failed', 'error', words.loadFailed, { detail: sentenceOf(error), actions: ['retry'] });
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
      return say('connecting', 'wait', words.connecting, attempt > 0 ? { attempt, retryAt, detail: reason, actions: ['retry'] } : {});
    case 'reconnecting':
      return say('reconnecting', 'wait', words.reconnecting, { detail: reason, attempt, retryAt, actions: retryAt === undefined ? [] : ['retry'] });
    case 'suspended':
      return say('suspended', 'wait', words.suspended, { detail: reason, attempt, retryAt, actions: ['retry'] });
    case 'offline':
      return say('offline', 'wait', words.offline, { detail: reason, actions: ['retry'] });
    case 'failed':
      return say('failed', 'error', lastError?.category === 'usage' ? words.misused : words.failed, { detail: reason || sentenceOf(lastError), actions: ['retry'] });
    case 'closed':
      return ended(exit, lastError, say, words);
  }
}

function ended(exit: SessionClosedEvent | undefined, lastError: TerminalError | undefined, say: (kind: OverlayModel['kind'], tone: OverlayModel['tone'], title: string, rest?: Partial<OverlayModel>) => OverlayModel, words: Strings['overlay']): OverlayModel {
  switch (exit?.reason) {
    case 'failed':
      return say('failed', 'error', words.spawnFailed, { detail: sentenceOf(lastError), actions: ['restart'] });
    case 'exited': {
      const clean = exit.exitCode === 0;
      return say('exited', clean ? 'neutral' : 'error', words.exitedWith(exit.exitCode, exit.signal), { actions: ['restart'] });
    }
    case 'expired':
      return say('closed', 'neutral', words.expired, { actions: ['restart'] });
    case 'shutdown':
      return say('closed', 'neutral', words.shutdown, { actions: ['restart'] });
    case 'closed':
    case undefined:
      return say('closed', 'neutral', words.closed, { actions: ['restart'] });
  }
}
