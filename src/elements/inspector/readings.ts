import type { ConnectionState } from '../../client/registry/contract.js';
import type { SessionState, TerminalSession } from '../../client/session/contract.js';
import type { SessionInfoMessage } from '../../protocol/messages.js';
import { chipModel, type ChipModel } from '../chip-model.js';
import type { Strings } from '../localize.js';
import { shortAddress, shortId } from './addresses.js';

/** `shown` in an element · `parked` keeps its screen, shown nowhere · `bare` has no screen. */
export type Place = 'shown' | 'parked' | 'bare';

export function placeOf({ shown, warm }: Pick<SessionState, 'shown' | 'warm'>): Place {
  return shown ? 'shown' : warm ? 'parked' : 'bare';
}

/** What draws a screen. */
export type RendererName = 'dom' | 'webgl';

/** One row of the sessions table. */
export interface SessionReading {
  /** `TerminalSession.id`; unique among all rows. */
  readonly id: string;
  readonly session: TerminalSession;
  readonly state: SessionState;
  readonly chip: ChipModel;
  readonly place: Place;
  /** Undefined without a screen. */
  readonly renderer: RendererName | undefined;
  /** The end of the session's id; empty until the server has told it. */
  readonly tag: string;
  /** Milliseconds in this status. */
  readonly forMs: number | undefined;
  /** Milliseconds until its screen is freed. */
  readonly freedInMs: number | undefined;
  /** What the server says of it; undefined until it has been asked. */
  readonly facts: SessionInfoMessage | undefined;
}

/** How fast bytes go, per second. */
export interface Rates {
  readonly in: number;
  readonly out: number;
}

/** One row of the connections table. */
export interface ConnectionReading {
  /** The address. */
  readonly id: string;
  readonly state: ConnectionState;
  readonly chip: ChipModel;
  /** Host and path. */
  readonly address: string;
  readonly forMs: number | undefined;
  readonly rates: Rates;
  /** Sessions that the server has and this page has not opened; undefined until it has been asked. */
  readonly elsewhere: number | undefined;
}

export function sessionReading(session: TerminalSession, facts: SessionInfoMessage | undefined, now: number, words?: Strings['chip']): SessionReading {
  const { state } = session;
  const { evictsAt, statusSince } = state;
  return {
    id: session.id, session, state, chip: chipModel(state, '', words), place: placeOf(state), renderer: rendererOf(session), tag: shortId(state.sessionId),
    forMs: age(statusSince, now), freedInMs: evictsAt === undefined ? undefined : Math.max(0, evictsAt - now), facts,
  };
}

export function connectionReading(state: ConnectionState, rates: Rates, elsewhere: number | undefined, now: number, words?: Strings['chip']): ConnectionReading {
  const address = shortAddress(state.url);
  const chip = chipModel({ status: state.status, active: false, label: address, ref: {}, key: '' }, address, words);
  return { id: state.url, state, chip, address, forMs: age(state.statusSince, now), rates, elsewhere };
}

/** Readings of an older copy of the package on the same page lack it. */
function age(since: number | undefined, now: number): number | undefined {
  return since === undefined ? undefined : now - since;
}

/** Screens say it themselves where they may be drawn by more than one; the others are drawn by the DOM. */
function rendererOf({ view }: TerminalSession): RendererName | undefined {
  if (view === undefined) return undefined;
  return 'renderer' in view && view.renderer === 'webgl' ? 'webgl' : 'dom';
}
