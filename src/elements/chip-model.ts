import type { Status } from '../client/connection/status.js';
import type { SessionState } from '../client/session/contract.js';
import type { Strings } from './localize.js';
import { CHIP_STRINGS } from './strings.js';

export type ChipTone = 'active' | 'background' | 'wait' | 'error' | 'idle';

export interface ChipModel {
  readonly tone: ChipTone;
  readonly status: Status;
  /** The state in a word or two. */
  readonly text: string;
  /** What the session is called. */
  readonly name: string;
  /** Whether there is a connection, or an attempt at one, to speak of. */
  readonly idle: boolean;
}

const TONES: Readonly<Record<Status, ChipTone>> = {
  idle: 'idle', closed: 'idle', connected: 'background', connecting: 'wait', reconnecting: 'wait', suspended: 'wait', offline: 'wait', failed: 'error',
};

type ChipState = Pick<SessionState, 'status' | 'active' | 'label' | 'ref' | 'key'>;

/** What a chip says of a session; undefined stands for one that is not open. */
export function chipModel(state: ChipState | undefined, fallbackName: string, words: Strings['chip'] = CHIP_STRINGS): ChipModel {
  const status = state?.status ?? 'idle';
  const tone = status === 'connected' && state?.active === true ? 'active' : TONES[status];
  const text = tone === 'active' || tone === 'background' ? words[tone] : words[status];
  return { tone, status, text, name: state?.label || fallbackName || sessionName(state), idle: tone === 'idle' };
}

function sessionName(state: ChipState | undefined): string {
  const { environment, project, sessionId } = state?.ref ?? {};
  return [project, environment, sessionId].filter((part) => part !== undefined && part !== '').join(' / ') || 'default';
}
