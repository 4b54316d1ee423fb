import type { Status } from '../client/connection/status.js';
import type { SessionClosedEvent, SessionRef, SessionState } from '../client/session/contract.js';
import type { TerminalError } from '../protocol/errors.js';
import type { Strings } from './localize.js';
import { CHIP_STRINGS } from './strings.js';

export type ChipTone = 'active' | 'background' | 'wait' | 'error' | 'idle';
/** What the icon looks like: one for each tone, and some for states that differ in kind. */
export type ChipShape = ChipTone | 'paused' | 'locked' | 'ended';

export interface ChipModel {
  readonly tone: ChipTone;
  readonly shape: ChipShape;
  readonly status: Status;
  /** The state in a word or two. */
  readonly text: string;
  /** What the session is called. */
  readonly name: string;
  /** Whether there is neither a connection, nor an attempt at one, nor a shell that ended by itself, to speak of. */
  readonly idle: boolean;
}

const TONES: Readonly<Record<Status, ChipTone>> = {
  idle: 'idle', closed: 'idle', connected: 'background', connecting: 'wait', reconnecting: 'wait', suspended: 'wait', offline: 'wait', failed: 'error',
};

type ChipState = Pick<SessionState, 'status' | 'active' | 'label' | 'ref' | 'key'> & { readonly exit?: SessionClosedEvent | undefined; readonly lastError?: TerminalError | undefined; readonly readOnly?: boolean };

/**
 * What a chip says of a session; undefined stands for one that is not open.
 * @param name wins over the session's own label
 * @param wanted what one that is not open would be
 */
export function chipModel(state: ChipState | undefined, name: string, words: Strings['chip'] = CHIP_STRINGS, wanted: SessionRef = {}): ChipModel {
  const status = state?.status ?? 'idle';
  const code = state?.lastError?.code;
  const exit = status === 'closed' && state?.exit?.reason !== 'closed' ? state?.exit : undefined;
  const base = { status, name: name || state?.label || (state === undefined && wanted.label) || sessionName(state?.ref ?? wanted), idle: TONES[status] === 'idle' && exit === undefined };
  const say = (tone: ChipTone, text: string, shape: ChipShape = tone): ChipModel => ({ ...base, tone, text, shape });
  if (exit !== undefined) {
    const { exitCode, signal, reason } = exit;
    const clean = reason !== 'failed' && (reason !== 'exited' || exitCode === 0);
    return say(clean ? 'idle' : 'error', reason === 'exited' ? words.exited(exitCode, signal) : words.closed, 'ended');
  }
  if (status === 'connected') {
    const tone = state?.active === true ? 'active' : 'background';
    return say(tone, state?.readOnly === true ? words.readOnly(words[tone]) : words[tone]);
  }
  if (status === 'failed' && (code === 'auth_failed' || code === 'token_failed')) return say('error', words.locked, 'locked');
  return say(TONES[status], words[status], status === 'offline' || status === 'suspended' ? 'paused' : undefined);
}

function sessionName({ environment, project, sessionId }: SessionRef): string {
  return [project, environment, sessionId].filter((part) => part !== undefined && part !== '').join(' / ') || 'default';
}
