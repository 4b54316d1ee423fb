import { MutableDisposable } from '../../base/disposable.js';
import { Emitter } from '../../base/emitter.js';
import type { Logger } from '../../base/logger.js';
import { TerminalError } from '../../protocol/errors.js';
import type { SessionInfoMessage } from '../../protocol/messages.js';
import { isFullId, makeSessionId } from '../../protocol/session-key.js';
import type { ConnectionState, Registry, RegistryEvent, RegistryMetrics, RegistryOptions, SessionTarget, TokenProvider } from './contract.js';
import type { Connection } from '../connection/contract.js';
import type { Status } from '../connection/status.js';
import type { ClientEnvironment } from '../environment.js';
import type { SessionRef, SessionState, SessionView, TerminalSession } from '../session/contract.js';
import { listSessions } from '../session/requests.js';
import { PersistentSession, type SessionHost } from '../session/terminal-session.js';
import { Metrics } from '../telemetry/metrics.js';
import { VERSION } from '../version.js';
import { ConnectionPool, type Connect } from './connections.js';
import { checkScope, isSession, resolveAddress, targetRef, type Address } from './names.js';
import { DEFAULT_OPTIONS, mergeOptions, type ResolvedOptions } from './options.js';
import { judgeRetention } from './retention.js';

interface Entry {
  readonly session: PersistentSession;
  readonly address: Address;
  usedAt: number;
}

/** @param connect replaces the real connection, for tests */
export function createRegistry(environment: ClientEnvironment, connect?: Connect): Registry {
  return new PageRegistry(environment, connect);
}

class PageRegistry implements Registry {
  readonly version = VERSION;
  readonly #environment: ClientEnvironment;
  readonly #logger: Logger;
  readonly #metrics = new Metrics();
  readonly #pool: ConnectionPool;
  readonly #events: Emitter<RegistryEvent>;
  readonly #host: SessionHost;
  readonly #sweepTimer = new MutableDisposable();
  /** In the order of opening. */
  readonly #entries = new Map<string, Entry>();
  /** Closed on purpose while an element still shows their last screen. */
  readonly #leaving = new Set<TerminalSession>();
  /** Sessions that were to be warmed before anybody had said how screens are made; the value lets go of them. */
  readonly #screenless = new Map<TerminalSession, () => void>();
  #options: ResolvedOptions = DEFAULT_OPTIONS;
  #active: TerminalSession | undefined;
  #viewFactory: ((session: TerminalSession) => SessionView) | undefined;

  constructor(environment: ClientEnvironment, connect: Connect | undefined) {
    this.#environment = environment;
    this.#logger = logTo(() => this.#options.logger ?? environment.logger);
    this.#events = new Emitter((error) => this.#logger.error({ error: String(error) }, 'A registry listener threw.'));
    this.#pool = new ConnectionPool({
      environment: withLogger(environment, this.#logger),
      metrics: this.#metrics, logger: this.#logger, connect,
      options: () => this.#options,
      onStatus: ({ connection }) => this.#events.emit({ type: 'connection-changed', connection: this.#connectionState(connection) }),
    });
    this.#host = {
      isActive: (session) => session === this.#active,
      changed: (session) => {
        if (this.#entries.get(session.id)?.session === session) this.#events.emit({ type: 'session-changed', session });
      },
      touched: (session) => this.#touched(session),
      forget: (session) => this.#forget(session),
      readmit: (session) => this.#readmit(session),
    };
  }

  configure(options: RegistryOptions): void {
    this.#options = mergeOptions(this.#options, options, this.#logger);
    if (options.tokenProvider !== undefined) this.#pool.setDefaultProvider(options.tokenProvider);
    this.#sweep();
  }

  open(ref: SessionRef = {}): TerminalSession {
    const address = this.#address(ref);
    const known = this.#find(address);
    if (known !== undefined) return known;
    this.#checkRoom();
    const { multiplexer, closes } = this.#pool.get(address.url);
    const session = new PersistentSession({
      environment: this.#environment, logger: this.#logger, metrics: this.#metrics, link: multiplexer, closes, host: this.#host,
      id: address.id, name: address.name, ref: { url: address.url, ...address.name, profile: address.profile, label: address.label },
    });
    this.#entries.set(address.id, { session, address, usedAt: this.#environment.clock.now() });
    this.#events.emit({ type: 'session-opened', session });
    return session;
  }

  get(target: SessionTarget): TerminalSession | undefined {
    if (isSession(target)) return this.#entries.get(target.id)?.session;
    if (typeof target === 'string' && this.#entries.has(target)) return this.#entries.get(target)?.session;
    try {
      return this.#find(this.#address(targetRef(target)));
    } catch {
      // Asking for what cannot exist is no fault; opening it is.
      return undefined;
    }
  }

  activate(target: SessionTarget | undefined): TerminalSession | undefined {
    const session = target === undefined ? undefined : (this.get(target) ?? this.open(targetRef(target)));
    if (session === this.#active) return session;
    const previous = this.#active;
    this.#active = session;
    if (session !== undefined) this.#touched(session);
    for (const changed of [previous, session]) if (changed !== undefined) this.#host.changed(changed);
    this.#events.emit({ type: 'active-changed', session });
    return session;
  }

  get active(): TerminalSession | undefined {
    return this.#active;
  }

  close(target: SessionTarget): void {
    const session = this.get(target);
    if (session !== undefined) return session.close();
    const { url, name } = this.#address(targetRef(target));
    this.#pool.get(url).closes.close(name, (result) => {
      if (!(result instanceof TerminalError)) return;
      this.#metrics.errors += 1;
      this.#logger.warn({ code: result.code }, `A session could not be closed: ${result.message}`);
    });
  }

  closeScope(scope: { project: string; environment?: string }): number {
    checkScope(scope);
    const inScope = [...this.#entries.values()].filter(
      ({ address: { name } }) => name.project === scope.project && (scope.environment === undefined || name.environment === scope.environment),
    );
    for (const { session } of inScope) session.close();
    return inScope.length;
  }

  get sessions(): readonly TerminalSession[] {
    return [...this.#entries.values()].map(({ session }) => session);
  }

  get connections(): readonly ConnectionState[] {
    return this.#pool.connections.map((connection) => this.#connectionState(connection));
  }

  status(target: SessionTarget): Status {
    return this.get(target)?.status ?? 'idle';
  }

  state(target: SessionTarget): SessionState | undefined {
    return this.get(target)?.state;
  }

  async list(url?: string): Promise<readonly SessionInfoMessage[]> {
    return listSessions(this.#pool.get(this.#resolveUrl(url)).multiplexer, this.#environment.clock);
  }

  subscribe(listener: (event: RegistryEvent) => void): () => void {
    const subscription = this.#events.subscribe(listener);
    return () => subscription.dispose();
  }

  metrics(): RegistryMetrics {
    const connections = this.#pool.connections;
    return this.#metrics.snapshot({
      connections: connections.length,
      sessions: this.#entries.size,
      warm: this.sessions.filter(({ view }) => view !== undefined).length,
      socketsOpened: connections.reduce((sum, { state }) => sum + state.sockets, 0),
      unknownMessages: this.#pool.unknownMessages,
    });
  }

  recordSwitch(milliseconds: number): void {
    this.#metrics.recordSwitch(milliseconds);
  }

  warm(ref: SessionRef): TerminalSession {
    const session = this.open(ref);
    if (session.view !== undefined) return session;
    if (this.#viewFactory !== undefined) this.#makeView(session, this.#viewFactory);
    else if (!this.#screenless.has(session)) this.#screenless.set(session, session.subscribe({}));
    return session;
  }

  get viewFactory(): ((session: TerminalSession) => SessionView) | undefined {
    return this.#viewFactory;
  }

  set viewFactory(factory: ((session: TerminalSession) => SessionView) | undefined) {
    if (factory === undefined || this.#viewFactory !== undefined) return;
    this.#viewFactory = factory;
    for (const session of [...this.#screenless.keys()]) {
      if (session.view === undefined) this.#makeView(session, factory);
      this.#release(session);
    }
  }

  setTokenProvider(url: string | undefined, provider: TokenProvider): void {
    this.#pool.setProvider(this.#resolveUrl(url), provider);
  }

  createSessionId(): string {
    return makeSessionId(this.#environment.clock.wallNow(), this.#environment.randomId());
  }

  dispose(): void {
    this.#events.dispose();
    this.#sweepTimer.clear();
    this.#active = undefined;
    const sessions = [...this.#entries.values()].map(({ session }) => session);
    this.#entries.clear();
    this.#screenless.clear();
    for (const session of sessions) {
      this.#dropView(session);
      session.abandon();
    }
    for (const session of this.#leaving) this.#dropView(session);
    this.#leaving.clear();
    this.#pool.dispose();
  }

  #resolveUrl(url: string | undefined): string {
    const resolved = this.#environment.resolveUrl(url ?? this.#options.url);
    if (resolved.ok) return resolved.value;
    throw new TerminalError('bad_url', resolved.error, { action: 'Give a path, or an http, https, ws or wss address.' });
  }

  #address(ref: SessionRef): Address {
    return resolveAddress(ref, (url) => this.#resolveUrl(url));
  }

  #find({ id, url, name }: Address): PersistentSession | undefined {
    const known = this.#entries.get(id)?.session;
    if (known !== undefined || name.project !== undefined || name.environment !== undefined || !isFullId(name.sessionId)) return known;
    // A full id alone finds the session that bears it, whatever scope it was opened in.
    const bearers = [...this.#entries.values()].filter(
      ({ session, address }) => address.url === url && (address.name.sessionId === name.sessionId || session.state.sessionId === name.sessionId),
    );
    return bearers.length === 1 ? bearers[0]?.session : undefined;
  }

  #checkRoom(): void {
    if (this.#entries.size < this.#options.maxSessions) return;
    const message = `This page has ${this.#entries.size} sessions open and may have no more.`;
    throw new TerminalError('too_many_sessions', message, { action: 'Close sessions, or raise maxSessions.' });
  }

  #connectionState(connection: Connection): ConnectionState {
    let sessions = 0;
    for (const { session } of this.#entries.values()) if (session.url === connection.url) sessions += 1;
    return { ...connection.state, sessions };
  }

  #forget(session: TerminalSession): void {
    const entry = this.#entries.get(session.id);
    if (entry?.session !== session) return;
    this.#entries.delete(session.id);
    this.#release(session);
    if (session === this.#active) this.activate(undefined);
    if (session.view?.shown === true) this.#leaving.add(session);
    else this.#dropView(session);
    this.#events.emit({ type: 'session-closed', session });
  }

  #readmit(session: TerminalSession): boolean {
    const known = this.#entries.get(session.id)?.session;
    if (known !== undefined) return known === session;
    // Only what this registry has made can come back; another copy's sessions never reach here.
    if (!(session instanceof PersistentSession)) return false;
    this.#checkRoom();
    this.#leaving.delete(session);
    this.#entries.set(session.id, { session, address: this.#address(session.ref), usedAt: this.#environment.clock.now() });
    this.#events.emit({ type: 'session-opened', session });
    return true;
  }

  #touched(session: TerminalSession): void {
    const entry = this.#entries.get(session.id);
    if (entry?.session === session) entry.usedAt = this.#environment.clock.now();
    else if (this.#leaving.has(session) && session.view?.shown !== true) {
      this.#leaving.delete(session);
      this.#dropView(session);
    }
    this.#sweep();
  }

  #sweep(): void {
    const now = this.#environment.clock.now();
    const candidates = [...this.#entries.values()].map((entry) => {
      const { session } = entry;
      const shown = session.view?.shown ?? false;
      if (shown) entry.usedAt = now;
      return { session, usedAt: entry.usedAt, warm: session.view !== undefined, shown, keepWarm: session.keepWarm };
    });
    const { evict, nextAt } = judgeRetention(candidates, this.#options, now);
    this.#sweepTimer.value = nextAt === undefined ? undefined : this.#environment.clock.after(nextAt - now, () => this.#sweep());
    for (const { session } of evict) {
      // Taking a screen away looks at all of them again: this one may have gone meanwhile.
      if (session.view === undefined) continue;
      this.#metrics.evictions += 1;
      this.#dropView(session);
    }
  }

  #makeView(session: TerminalSession, factory: (session: TerminalSession) => SessionView): void {
    try {
      session.setView(factory(session));
    } catch (error) {
      this.#metrics.errors += 1;
      this.#logger.error({ session: session.id, error: String(error) }, 'The screen of a session could not be made.');
    }
  }

  #dropView(session: TerminalSession): void {
    const { view } = session;
    if (view === undefined) return;
    session.setView(undefined);
    try {
      view.dispose();
    } catch (error) {
      this.#logger.error({ session: session.id, error: String(error) }, 'The screen of a session threw when it was disposed of.');
    }
  }

  #release(session: TerminalSession): void {
    const letGo = this.#screenless.get(session);
    this.#screenless.delete(session);
    letGo?.();
  }
}

/** Field by field: an environment may be an object of a class, and a copy by spread would lose its getters. */
function withLogger(environment: ClientEnvironment, logger: Logger): ClientEnvironment {
  const { clock, random, randomId, openSocket, encodeText, resolveUrl, online, visible, onWake } = environment;
  return { clock, random, randomId, openSocket, encodeText, resolveUrl, online, visible, onWake, logger };
}

/** A logger that can be configured later than it is handed out. */
function logTo(target: () => Logger): Logger {
  return {
    debug: (fields, message) => target().debug(fields, message),
    info: (fields, message) => target().info(fields, message),
    warn: (fields, message) => target().warn(fields, message),
    error: (fields, message) => target().error(fields, message),
  };
}
