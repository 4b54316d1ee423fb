import type { ConnectionState } from '../../client/registry/contract.js';
import type { SessionState, TerminalSession } from '../../client/session/contract.js';
import type { SessionInfoMessage } from '../../protocol/messages.js';
import { chipModel, type ChipModel } from '../chip-model.js';
import { shortAddress, shortId } from './words.js';

/** `shown` in an element · `parked` keeps its screen, shown nowhere · `bare` has no screen. */
export type Place = 'shown' | 'parked' | 'bare';

export function placeOf({ shown, warm }: Pick<SessionState, 'shown' | 'warm'>): Place {
  return shown ? 'shown' : warm ? 'parked' : 'bare';
}

/** One row of the sessions table. */
export interface SessionReading {
  /** `TerminalSession.id`; unique among all rows. */
  readonly id: string;
  readonly session: TerminalSession;
  readonly state: SessionState;
  readonly chip: ChipModel;
  readonly place: Place;
  /** The end of the session's id; empty until the server has told it. */
  readonly tag: string;
  /** Milliseconds in this status; undefined when its beginning was not seen. */
  readonly forMs: number | undefined;
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
  /** Milliseconds from asking the server something to its answer, seen while this is open. */
  readonly answerP50: number | undefined;
  readonly answerP95: number | undefined;
  readonly answers: number;
  /** Sessions that the server has and this page has not opened; undefined until it has been asked. */
  readonly elsewhere: number | undefined;
}

export function sessionReading(session: TerminalSession, facts: SessionInfoMessage | undefined, forMs: number | undefined): SessionReading {
  const { state } = session;
  return { id: session.id, session, state, chip: chipModel(state, ''), place: placeOf(state), tag: shortId(state.sessionId), facts, forMs };
}

export function connectionReading(state: ConnectionState, rest: Omit<ConnectionReading, 'id' | 'state' | 'chip' | 'address'>): ConnectionReading {
  const address = shortAddress(state.url);
  return { id: state.url, state, chip: chipModel({ status: state.status, active: false, label: address, ref: {}, key: '' }, address), address, ...rest };
}
