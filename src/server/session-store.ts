import { MutableDisposable } from '../base/disposable.js';
import { TerminalError, isTerminalError } from '../protocol/errors.js';
import { canonicalName, isFullId, makeSessionId, sessionKey, type SessionName } from '../protocol/session-key.js';
import type { SessionEnd } from './attachment-contract.js';
import { CreateLimiter } from './create-limiter.js';
import type { ServerEnvironment } from './environment.js';
import { HostedSession, type SessionIdentity } from './hosted-session.js';
import type { Profile, ServerLimits } from './options.js';
import type { Pty } from './pty.js';
import type { ResolvedOptions } from './resolve-options.js';
import { TurnTaker } from './turn-taker.js';

/** Closed shells remembered, so that a page that was away does not revive them. */
const TOMBSTONES = 1_000;

export interface Tombstone extends SessionEnd {
  readonly ownerId: string;
  readonly sessionId: string;
  readonly offset: number;
}

export interface ShellRequest {
  readonly profile: string;
  readonly cols: number;
  readonly rows: number;
  /** Of whoever asks: two fronts of one host each bring their own profiles and limits. */
  readonly options: ResolvedOptions;
}

interface Entry {
  readonly session: HostedSession;
  /** Time it is kept without viewers, milliseconds. */
  readonly retentionMs: number;
  readonly retention: MutableDisposable;
}

/** Every session of the server, by owner and key and by full id; decides how many there may be and how long they stay. */
export class SessionStore {
  readonly #environment: ServerEnvironment;
  readonly #limiter: CreateLimiter;
  /** Among the screens of all sessions. */
  readonly #turns: TurnTaker;
  readonly #byKey = new Map<string, Entry>();
  readonly #byId = new Map<string, Entry>();
  readonly #tombstones = new Map<string, Tombstone>();
  /** Sessions that nobody can find any more, until their shells and their last viewers are gone. */
  readonly #lingering = new Set<HostedSession>();
  #phase: 'open' | 'closing' = 'open';

  constructor(environment: ServerEnvironment, options: ResolvedOptions) {
    this.#environment = environment;
    this.#turns = new TurnTaker(environment.clock);
    this.#limiter = new CreateLimiter(environment.clock, options.limits.createBurst, options.limits.createsPerSecond);
  }

  /** The session that `name` means when `ownerId` says it: anybody's by a bare full id, else one's own. */
  find(ownerId: string, name: SessionName): HostedSession | undefined {
    const bare = bareFullId(name);
    return ((bare === undefined ? undefined : this.#byId.get(bare)) ?? this.#byKey.get(ownedKey(ownerId, sessionKey(name))))?.session;
  }

  /** Closed by somebody and not to be started again by a mere sync. */
  tombstone(epoch: string): Tombstone | undefined {
    return this.#tombstones.get(epoch);
  }

  all(): HostedSession[] {
    return [...this.#byKey.values()].map(({ session }) => session);
  }

  /**
   * Starts a shell under a name that is free.
   * @throws TerminalError `too_many_sessions`, `rate_limited`, `spawn_failed`
   */
  create(ownerId: string, name: SessionName, label: string | undefined, shell: ShellRequest): HostedSession {
    const canonical = canonicalName(name);
    const wanted = isFullId(canonical.sessionId) && !this.#byId.has(canonical.sessionId) ? canonical.sessionId : undefined;
    const { clock, randomId } = this.#environment;
    this.#admit(ownerId, shell.options.limits);
    return this.#start({
      sessionId: wanted ?? makeSessionId(clock.wallNow(), randomId()), ownerId, name: canonical, key: sessionKey(name), profile: shell.profile, label,
    }, shell);
  }

  /**
   * Starts a new shell in the place of one that has ended.
   * @throws TerminalError as `create`; the ended session stays then
   */
  restart(ended: HostedSession, label: string | undefined, shell: ShellRequest): HostedSession {
    this.#checkOpen();
    if (!this.#limiter.take(ended.identity.ownerId)) throw rateLimited();
    return this.#start({ ...ended.identity, profile: shell.profile, label: label ?? ended.identity.label }, shell);
  }

  /** Forgets the session at once and ends its shell. Viewers hear of it when it is gone. */
  close(session: HostedSession, reason: 'closed' | 'expired'): void {
    const entry = this.#byId.get(session.sessionId);
    if (entry?.session === session) this.#remove(entry);
    if (reason === 'closed') this.#bury(session, { exitCode: null, signal: null, reason });
    // Whoever is still reading the end of an ended shell may finish.
    if (session.end !== undefined) return;
    session.whenEnded((end) => {
      if (reason === 'closed') this.#bury(session, end);
    });
    session.kill(reason);
  }

  /** Ends every shell and resolves when all are gone. */
  async shutdown(): Promise<void> {
    this.#phase = 'closing';
    const sessions = [...this.all(), ...this.#lingering];
    for (const entry of [...this.#byKey.values()]) this.#remove(entry);
    await Promise.all(sessions.map((session) => new Promise<void>((resolve) => {
      session.releaseAll();
      session.whenEnded(() => resolve());
      session.kill('shutdown');
    })));
  }

  #start(identity: SessionIdentity, { profile: name, cols, rows, options }: ShellRequest): HostedSession {
    const { clock, logger, randomId, createScreen } = this.#environment;
    const profile = options.profiles.get(name);
    const pty = this.#spawn(profile, name, cols, rows);
    const session = new HostedSession({
      clock, logger, createScreen, turns: this.#turns, limits: options.limits, scrollbackLines: options.scrollback, terminal: profile?.terminal, identity, epoch: randomId(), pty, cols, rows,
      onViewers: (changed) => this.#viewersChanged(changed),
    });
    const entry: Entry = { session, retentionMs: options.retentionMs, retention: new MutableDisposable() };
    const replaced = this.#byId.get(identity.sessionId);
    if (replaced !== undefined) this.#remove(replaced);
    this.#byKey.set(ownedKey(identity.ownerId, identity.key), entry);
    this.#byId.set(identity.sessionId, entry);
    session.whenEnded(() => this.#viewersChanged(session));
    this.#viewersChanged(session);
    logger.info({ sessionId: session.sessionId, epoch: session.epoch, owner: identity.ownerId, profile: name, pid: pty.pid }, 'shell started');
    return session;
  }

  #spawn(profile: Profile | undefined, name: string, cols: number, rows: number): Pty {
    if (profile === undefined) throw new TerminalError('unknown_profile', `The server has no profile ${name}.`);
    try {
      return this.#environment.spawnPty({ argv: profile.argv, cwd: profile.cwd, env: profile.env ?? {}, cols, rows });
    } catch (error) {
      this.#environment.logger.warn({ profile: name, error: String(error) }, 'shell could not be started');
      if (isTerminalError(error) && error.code === 'spawn_failed') throw error;
      throw new TerminalError('spawn_failed', 'The shell could not be started.', { cause: error, action: "Look at the server's log." });
    }
  }

  /** Makes room by forgetting ended shells that nobody looks at, oldest first, so that they cannot pile up. */
  #admit(ownerId: string, { sessions, sessionsPerUser }: ServerLimits): void {
    this.#checkOpen();
    const mine = [...this.#byKey.values()].filter(({ session }) => session.identity.ownerId === ownerId);
    if (mine.length >= sessionsPerUser && !this.#forgetEnded(mine)) throw tooMany(`${sessionsPerUser} sessions of one user`);
    if (this.#byKey.size >= sessions && !this.#forgetEnded(this.#byKey.values())) throw tooMany(`${sessions} sessions`);
    if (!this.#limiter.take(ownerId)) throw rateLimited();
  }

  #forgetEnded(entries: Iterable<Entry>): boolean {
    for (const entry of entries) {
      if (entry.session.end === undefined || entry.session.places > 0) continue;
      this.#remove(entry);
      return true;
    }
    return false;
  }

  #checkOpen(): void {
    if (this.#phase !== 'open') throw new TerminalError('internal', 'The server is closing.', { action: 'Try again when it is back.' });
  }

  #remove(entry: Entry): void {
    const { session } = entry;
    const { identity, sessionId } = session;
    if (isGone(session)) session.dispose();
    else this.#lingering.add(session);
    entry.retention.dispose();
    const key = ownedKey(identity.ownerId, identity.key);
    if (this.#byKey.get(key) === entry) this.#byKey.delete(key);
    if (this.#byId.get(sessionId) === entry) this.#byId.delete(sessionId);
  }

  /** The time runs from the moment the last viewer left; a place kept for a dropped one does not stop it. */
  #viewersChanged(session: HostedSession): void {
    const entry = this.#byId.get(session.sessionId);
    if (entry?.session !== session) {
      if (isGone(session) && this.#lingering.delete(session)) session.dispose();
      return;
    }
    if (this.#phase !== 'open') return;
    if (session.viewers > 0) return entry.retention.clear();
    entry.retention.value ??= this.#environment.clock.after(entry.retentionMs, () => this.close(session, 'expired'));
  }

  #bury(session: HostedSession, end: SessionEnd): void {
    const { sessionId, identity: { ownerId }, ring } = session;
    this.#tombstones.set(session.epoch, { ownerId, sessionId, offset: ring.end, exitCode: end.exitCode, signal: end.signal, reason: 'closed' });
    for (const epoch of this.#tombstones.keys()) {
      if (this.#tombstones.size <= TOMBSTONES) break;
      this.#tombstones.delete(epoch);
    }
  }
}

/** The full id that `name` is, without project or environment; undefined for every other name. */
export function bareFullId(name: SessionName): string | undefined {
  const { sessionId, project, environment } = canonicalName(name);
  return project === undefined && environment === undefined && isFullId(sessionId) ? sessionId : undefined;
}

/** Neither shell nor viewers. */
function isGone(session: HostedSession): boolean {
  return session.end !== undefined && session.places === 0;
}

/** Keys hold no line feed, so the first one parts key and owner whatever the owner's id is. */
function ownedKey(ownerId: string, key: string): string {
  return `${key}\n${ownerId}`;
}

function tooMany(what: string): TerminalError {
  return new TerminalError('too_many_sessions', `The server allows ${what}.`, { action: 'Close sessions that are not needed any more.' });
}

function rateLimited(): TerminalError {
  return new TerminalError('rate_limited', 'Sessions are being created too fast.', { action: 'Wait a few seconds.' });
}
