import type { ConnectionState, RegistryEvent, RegistryMetrics } from '../../client/registry/contract.js';
import type { SessionState, TerminalSession } from '../../client/session/contract.js';
import { chipModel, type ChipTone } from '../chip-model.js';
import { JOURNAL_STRINGS as TEXT } from './inspector-strings.js';
import { placeOf, type Place } from './readings.js';
import { bytesText, shortAddress, shortId } from './words.js';

/** Events that are remembered. */
export const JOURNAL_LIMIT = 200;

export type JournalKind = 'session' | 'connection' | 'data';

export interface JournalEntry {
  /** Counts up. */
  readonly id: number;
  /** `Clock.now`. */
  readonly at: number;
  readonly kind: JournalKind;
  readonly tone: ChipTone;
  /** Who, as people call it. */
  readonly subject: string;
  /** Id of the session it is about; empty when it is about none. */
  readonly session: string;
  /** What happened, in words of this package only. */
  readonly text: string;
  /** Words of others: reasons and messages. For the screen, never for reports. */
  readonly detail: string;
}

type Told = Omit<JournalEntry, 'id' | 'at'>;

/** What is compared between two readings of a session. */
interface SessionFacets {
  readonly state: SessionState;
  readonly place: Place;
}

/** What is compared between two readings of the counters. */
const COUNTED = ['gaps', 'evictions', 'unroutedFrames', 'unknownMessages'] as const;

/** Writes down what changes, from the events of the registry and the difference to what was known before. */
export class Journal {
  readonly #now: () => number;
  readonly #sessions = new Map<string, SessionFacets>();
  readonly #connections = new Map<string, ConnectionState>();
  /** When a row last changed its status; only what was seen. */
  readonly #since = new Map<string, number>();
  #entries: readonly JournalEntry[] = [];
  #metrics: RegistryMetrics | undefined;
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Newest first, at most `JOURNAL_LIMIT`. Another array after every change. */
  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** Events so far, forgotten ones included. */
  get count(): number {
    return this.#count;
  }

  /** When the status of a session (by id) or connection (by address) last changed while somebody looked. */
  since(id: string): number | undefined {
    return this.#since.get(id);
  }

  /** Takes the present for known, without a word. */
  begin(sessions: readonly TerminalSession[], connections: readonly ConnectionState[], metrics: RegistryMetrics): void {
    this.#sessions.clear();
    this.#connections.clear();
    this.#since.clear();
    for (const { id, state } of sessions) this.#sessions.set(id, facetsOf(state));
    for (const connection of connections) this.#connections.set(connection.url, connection);
    this.#metrics = metrics;
  }

  hear(event: RegistryEvent): void {
    switch (event.type) {
      case 'session-opened':
        this.#say(event.session, { text: TEXT.opened });
        this.#sessions.set(event.session.id, facetsOf(event.session.state));
        return;
      case 'session-changed':
        return this.#sessionChanged(event.session);
      case 'session-closed':
        this.#sessions.delete(event.session.id);
        this.#since.delete(event.session.id);
        return this.#say(event.session, { text: TEXT.closed, tone: 'idle' });
      case 'connection-changed':
        return this.#connectionChanged(event.connection);
      case 'health-changed':
        return this.#tell({
          kind: 'connection', tone: event.healthy ? 'background' : 'error', subject: shortAddress(event.url), session: '',
          text: event.healthy ? TEXT.healthy : TEXT.unhealthy, detail: '',
        });
      case 'active-changed':
        if (event.session === undefined) this.#tell({ kind: 'session', tone: 'idle', subject: '', session: '', text: TEXT.noneActive, detail: '' });
        else this.#say(event.session, { text: TEXT.activated });
    }
  }

  /** The counters of now: what nobody sends an event for. */
  measure(metrics: RegistryMetrics): void {
    const before = this.#metrics;
    this.#metrics = metrics;
    if (before === undefined) return;
    for (const name of COUNTED) {
      const more = metrics[name] - before[name];
      if (more <= 0) continue;
      const text = name === 'gaps' ? TEXT.gaps(more, bytesText(metrics.gapBytes - before.gapBytes)) : TEXT[name](more);
      this.#tell({ kind: 'data', tone: 'wait', subject: '', session: '', text, detail: '' });
    }
  }

  #sessionChanged(session: TerminalSession): void {
    const { id, state } = session;
    const before = this.#sessions.get(id);
    const now = facetsOf(state);
    this.#sessions.set(id, now);
    if (before === undefined) return this.#say(session, { text: TEXT.opened });
    const was = before.state;
    if (state.epoch !== was.epoch && state.epoch !== undefined) this.#say(session, { text: TEXT.shell(shortId(state.epoch), was.epoch !== undefined) });
    if (statusMoved(was, state)) {
      this.#since.set(id, this.#now());
      // That the shell has ended is told with its code.
      if (state.exit === undefined) this.#say(session, { text: statusText(state), detail: state.reason });
    }
    if (now.place !== before.place) this.#say(session, { text: TEXT.places[now.place] });
    if (state.exit !== undefined && was.exit === undefined) this.#say(session, { text: TEXT.ended(state.exit.exitCode, state.exit.signal), tone: 'idle' });
    if (state.lastError !== undefined && state.lastError !== was.lastError) this.#say(session, { text: TEXT.error(state.lastError.code), detail: state.lastError.message, tone: 'error' });
    if (state.input?.held !== undefined && was.input?.held === undefined) this.#say(session, { text: TEXT.held(bytesText(state.input.held.bytes)), tone: 'wait' });
    if (state.cols !== was.cols || state.rows !== was.rows) this.#say(session, { text: TEXT.size(state.cols, state.rows) });
  }

  #connectionChanged(connection: ConnectionState): void {
    const { url, reason } = connection;
    const before = this.#connections.get(url);
    this.#connections.set(url, connection);
    if (before !== undefined && !statusMoved(before, connection)) return;
    this.#since.set(url, this.#now());
    const { tone } = chipModel({ status: connection.status, active: false, label: url, ref: {}, key: '' }, '');
    this.#tell({ kind: 'connection', tone, subject: shortAddress(url), session: '', text: statusText(connection), detail: reason });
  }

  #say(session: TerminalSession, told: { readonly text: string; readonly detail?: string; readonly tone?: ChipTone }): void {
    const { tone, name } = chipModel(session.state, '');
    this.#tell({ kind: 'session', tone, subject: name, session: session.id, detail: '', ...told });
  }

  #tell(told: Told): void {
    this.#count += 1;
    this.#entries = [{ ...told, id: this.#count, at: this.#now() }, ...this.#entries.slice(0, JOURNAL_LIMIT - 1)];
  }
}

function facetsOf(state: SessionState): SessionFacets {
  return { state, place: placeOf(state) };
}

type Moving = Pick<SessionState, 'status' | 'attempt'>;

/** Another status, or another attempt; not another wait before it. */
function statusMoved(before: Moving, now: Moving): boolean {
  return before.status !== now.status || (before.attempt !== now.attempt && now.attempt > 0);
}

function statusText({ status, attempt }: Moving): string {
  return TEXT.status(chipModel({ status, active: false, label: '', ref: {}, key: '' }, '').text, attempt);
}
