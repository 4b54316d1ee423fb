import type { ConnectionState, RegistryEvent, RegistryMetrics } from '../../client/registry/contract.js';
import type { SessionState, TerminalSession } from '../../client/session/contract.js';
import type { ResumeKind } from '../../protocol/messages.js';
import { chipModel, type ChipTone } from '../chip-model.js';
import { reasonOf, sentenceOf } from '../sentence.js';
import { placeOf, type Place } from './readings.js';
import { shortAddress, shortId } from './addresses.js';
import type { Wording } from './wording.js';

/** Events that are remembered. */
export const JOURNAL_LIMIT = 200;

/** Told in the language of whoever reads it, which may not be that of the time at which it happened. */
export type Said = (wording: Wording) => string;

const NOTHING: Said = () => '';

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
  readonly said: Said;
  /** Words of others too: reasons and messages. For the screen, never for reports. */
  readonly detail: Said;
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

  /** Takes the present for known, without a word. */
  begin(sessions: readonly TerminalSession[], connections: readonly ConnectionState[], metrics: RegistryMetrics): void {
    this.#sessions.clear();
    this.#connections.clear();
    for (const { id, state } of sessions) this.#sessions.set(id, facetsOf(state));
    for (const connection of connections) this.#connections.set(connection.url, connection);
    this.#metrics = metrics;
  }

  hear(event: RegistryEvent): void {
    switch (event.type) {
      case 'session-opened':
        this.#say(event.session, ({ text }) => text.journal.opened);
        this.#sessions.set(event.session.id, facetsOf(event.session.state));
        return;
      case 'session-changed':
        return this.#sessionChanged(event.session);
      case 'session-closed':
        this.#sessions.delete(event.session.id);
        return this.#say(event.session, ({ text }) => text.journal.closed, { tone: 'idle' });
      case 'connection-changed':
        return this.#connectionChanged(event.connection);
      case 'health-changed':
        return this.#tell({
          kind: 'connection', tone: event.healthy ? 'background' : 'error', subject: shortAddress(event.url), session: '',
          said: ({ text }) => (event.healthy ? text.journal.healthy : text.journal.unhealthy), detail: NOTHING,
        });
      case 'active-changed':
        if (event.session === undefined) this.#tell({ kind: 'session', tone: 'idle', subject: '', session: '', said: ({ text }) => text.journal.noneActive, detail: NOTHING });
        else this.#say(event.session, ({ text }) => text.journal.activated);
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
      const gapBytes = metrics.gapBytes - before.gapBytes;
      const said: Said = (wording) => (name === 'gaps' ? wording.text.journal.gaps(more, wording.bytes(gapBytes)) : wording.text.journal[name](more));
      this.#tell({ kind: 'data', tone: 'wait', subject: '', session: '', said, detail: NOTHING });
    }
  }

  #sessionChanged(session: TerminalSession): void {
    const { id, state } = session;
    const before = this.#sessions.get(id);
    const now = facetsOf(state);
    this.#sessions.set(id, now);
    if (before === undefined) return this.#say(session, ({ text }) => text.journal.opened);
    const was = before.state;
    const { epoch, exit, lastError, input, cols, rows } = state;
    if (epoch !== was.epoch && epoch !== undefined) this.#say(session, ({ text: { journal } }) => (was.epoch === undefined ? journal.shell : journal.otherShell)(shortId(epoch)));
    // That the shell has ended is told with its code.
    if (statusMoved(was, state) && exit === undefined) this.#say(session, statusSaid(state, state.drops > 0 ? state.resume : undefined), { detail: ({ tell }) => reasonOf(state, tell) });
    if (now.place !== before.place) this.#say(session, ({ text }) => text.journal.places[now.place]);
    if (exit !== undefined && was.exit === undefined) this.#say(session, ({ text }) => text.journal.ended(exit.exitCode, exit.signal), { tone: 'idle' });
    if (lastError !== undefined && lastError !== was.lastError) this.#say(session, ({ text }) => text.journal.error(lastError.code), { detail: ({ tell }) => sentenceOf(lastError, tell), tone: 'error' });
    // Sessions of an older copy of the package on the same page say nothing of their input.
    const held = input?.held;
    if (held !== undefined && was.input?.held === undefined) this.#say(session, (wording) => wording.text.journal.held(wording.bytes(held.bytes)), { tone: 'wait' });
    if (cols !== was.cols || rows !== was.rows) this.#say(session, ({ text }) => text.journal.size(cols, rows));
  }

  #connectionChanged(connection: ConnectionState): void {
    const { url } = connection;
    const before = this.#connections.get(url);
    this.#connections.set(url, connection);
    if (before !== undefined && !statusMoved(before, connection)) return;
    const { tone } = chipModel({ status: connection.status, active: false, label: url, ref: {}, key: '' }, '');
    this.#tell({ kind: 'connection', tone, subject: shortAddress(url), session: '', said: statusSaid(connection), detail: ({ tell }) => reasonOf(connection, tell) });
  }

  #say(session: TerminalSession, said: Said, rest: { readonly detail?: Said; readonly tone?: ChipTone } = {}): void {
    const { tone, name } = chipModel(session.state, '');
    this.#tell({ kind: 'session', tone, subject: name, session: session.id, said, detail: NOTHING, ...rest });
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

/** @param resume how a session went on whose line was lost */
function statusSaid({ status, attempt }: Moving, resume?: ResumeKind): Said {
  return ({ chip, text: { journal } }) => {
    if (attempt > 1) return journal.attempt(chip[status], attempt);
    return status === 'connected' && resume !== undefined ? journal.wentOn(chip[status], resume) : chip[status];
  };
}
