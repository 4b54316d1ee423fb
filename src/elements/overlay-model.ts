import type { StatusDetail } from '../client/connection/status.js';
import type { InputState, SessionClosedEvent } from '../client/session/contract.js';
import type { TerminalError } from '../protocol/errors.js';
import type { Remark, RemarkModel } from './notice.js';
import type { XtermTerminal } from './terminal-view/xterm.js';

/** What the element is asked to do. */
export type OverlayAction = 'retry' | 'restart' | 'attach' | 'bring-here';
/** What the overlay does itself. */
export type InputAction = 'send-held' | 'continue-held' | 'discard-held' | 'cancel-transmit' | 'dismiss';
export type NoticeAction = OverlayAction | InputAction;

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
  readonly remark: Remark | undefined;
  /** An attribute that makes no sense. */
  readonly misused: TerminalError | undefined;
  /** The screen that is shown. */
  readonly terminal: XtermTerminal | undefined;
}

/** What decides what is said over a screen. */
export interface OverlayInput extends Omit<OverlayFacts, 'remark' | 'misused' | 'terminal'> {
  /** Something that happened just now. */
  readonly notice?: RemarkModel | undefined;
  /** Whether the element types, and so may start something. */
  readonly readOnly?: boolean;
  /** Whether the other place is in another window. */
  readonly otherWindow?: boolean;
}

export type NoticeKind =
  /** The line is not there, and that is being seen to. */
  | 'connecting' | 'reconnecting' | 'suspended' | 'offline'
  /** A person must act: sign in or get access · do something else. */
  | 'auth' | 'failed' | 'invalid'
  /** The shell has ended: by itself · with its session. */
  | 'exited' | 'closed'
  /** Shown here no more · shown in another place. */
  | 'detached' | 'elsewhere'
  /** Of what is typed: asked for · a long paste under way · waiting. */
  | 'held' | 'transfer' | 'pending'
  /** Something that happened just now: output that never came as bytes · anything else. */
  | 'skipped' | 'notice';

export interface OverlayModel {
  /** Names the state, for styling. */
  readonly kind: NoticeKind;
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
  /** For ears, where the title changes too often to be read out or says too little; else empty. */
  readonly said: string;
  /** What of it happened just now, beside a state that lasts; may be empty. */
  readonly news: string;
  /** What Enter does in the terminal, where nothing could be typed anyway. Never while the line is merely lost: what is typed then is kept for the shell, and tries to connect. */
  readonly enter: OverlayAction | undefined;
}

export const NOTHING = { detail: '', attempt: 0, retryAt: undefined, actions: [], aside: '', progress: undefined, said: '', news: '', enter: undefined } as const;
