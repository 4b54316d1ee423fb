import { Emitter } from '../../base/emitter.js';
import type { Logger } from '../../base/logger.js';
import { TerminalError } from '../../protocol/errors.js';
import type { SessionInfoMessage } from '../../protocol/messages.js';
import { isFullId, makeSessionId } from '../../protocol/session-key.js';
import type { ConnectionState, Registry, RegistryEvent, RegistryMetrics, RegistryOptions, SessionTarget, TokenProvider } from './contract.js';
import type { Status } from '../connection/status.js';
import type { ClientEnvironment } from '../environment.js';
import { sentence } from '../sentences.js';
import type { SessionRef, SessionState, SessionView, TerminalSession } from '../session/contract.js';
import type { EngineSource } from '../session/line.js';
import { PersistentSession, type SessionHost } from '../session/terminal-session.js';
import { Metrics } from '../telemetry/metrics.js';
import { VERSION } from '../version.js';
import type { DiagnosticsReport, HealthCallOptions, RecoverOptions, RecoveryReport } from '../health/contract.js';
import type { Patient } from '../health/patient.js';
import { ConnectionPool } from './connections.js';
import { checkScope, isSession, resolveAddress, targetRef, type Address } from './names.js';
import { DEFAULT_OPTIONS, mergeOptions, type ResolvedOptions } from './options.js';
import type { ServerLink } from './server-link.js';
import { WarmScreens } from './warm-screens.js';

type Clinic = typeof import('../health/clinic.js');

interface Entry {
  readonly session: PersistentSession;
  readonly address: Address;
}

/** @param engine what `createEngine` makes, or how to load it; it is loaded when something of a server is first wanted */
export function createRegistry(environment: ClientEnvironment, engine: EngineSource): Registry {
  return new PageRegistry(environment, engine);
}

class PageRegistry implements Registry {
  readonly version = VERSION;
  readonly #environment: ClientEnvironment;
  readonly #logger: Logger;
  readonly #metrics = new Metrics();
  readonly #pool: ConnectionPool;
  readonly #events: Emitter<RegistryEvent>;
  readonly #host: SessionHost;
  readonly #screens: WarmScreens;
  /** In the order of opening. */
  readonly #entries = new Map<string, Entry>();
  #options: ResolvedOptions = DEFAULT_OPTIONS;
  #active: TerminalSession | undefined;

  constructor(environment: ClientEnvironment, engine: EngineSource) {
    this.#environment = environment;
    this.#logger = logTo(() => this.#options.logger ?? environment.logger);
    this.#events = new Emitter((error) => this.#logger.error({ error: String(error) }, 'A registry listener threw.'));
    this.#pool = new ConnectionPool({
      environment: withLogger(environment, this.#logger), metrics: this.#metrics, logger: this.#logger, engine,
      onStatus: (link) => this.#events.emit({ type: 'connection-changed', connection: this.#connectionState(link) }),
      onHealth: (url, reading) => this.#events.emit({ type: 'health-changed', url, ...reading }),
    }, () => this.#options);
    this.#screens = new WarmScreens(environment.clock, this.#logger, this.#metrics, () => this.sessions, () => this.#options);
    this.#host = {
      isActive: (session) => session === this.#active,
      evictsAt: (session) => this.#screens.evictsAt(session),
      holds: (session) => this.#entries.get(session.id)?.session === session,
      changed: (session) => {
        if (this.#host.holds(session)) this.#events.emit({ type: 'session-changed', session });
      },
      touched: (session) => this.#screens.touched(session),
      forget: (session) => this.#forget(session),
      readmit: (session) => this.#readmit(session),
    };
  }

  configure(options: RegistryOptions): void {
    this.#options = mergeOptions(this.#options, options, this.#logger);
    if (options.tokenProvider !== undefined) this.#pool.setDefaultProvider(options.tokenProvider);
    this.#screens.sweep();
  }

  open(ref: SessionRef = {}): TerminalSession {
    const address = this.#address(ref);
    const known = this.#find(address);
    if (known !== undefined) return known;
    this.#checkRoom();
    const { id, url, name, profile, label } = address;
    const session = new PersistentSession({
      environment: this.#environment, logger: this.#logger, metrics: this.#metrics, link: this.#pool.get(url), host: this.#host,
      id, url, name, ref: { url, ...name, profile, label },
    });
    this.#entries.set(id, { session, address });
    this.#events.emit({ type: 'session-opened', session });
    return session;
  }

  get(target: SessionTarget): TerminalSession | undefined {
    if (isSession(target)) return this.#host.holds(target) ? target : undefined;
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
    if (session !== undefined) this.#screens.touched(session);
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
    if (isSession(target)) return;
    const { url, name } = this.#address(targetRef(target));
    this.#pool.get(url).close(name, (result) => {
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
    return this.#pool.links.map((link) => this.#connectionState(link));
  }

  status(target: SessionTarget): Status {
    return this.get(target)?.status ?? 'idle';
  }

  state(target: SessionTarget): SessionState | undefined {
    return this.get(target)?.state;
  }

  async list(url?: string): Promise<readonly SessionInfoMessage[]> {
    return this.#pool.get(this.#resolveUrl(url)).list();
  }

  async diagnose(target?: SessionTarget, options: HealthCallOptions = {}): Promise<DiagnosticsReport> {
    return (await this.#clinic()).diagnose(this.#patient(target), options);
  }

  async recover(target?: SessionTarget, options: RecoverOptions = {}): Promise<RecoveryReport> {
    return (await this.#clinic()).recover(this.#patient(target), options);
  }

  probe(target?: SessionTarget): Promise<number | undefined> {
    return new Promise((done) => {
      const link = this.#link(target);
      if (link === undefined) done(undefined);
      else link.measure(done);
    });
  }

  cut(target?: SessionTarget): boolean {
    return this.#link(target)?.cut() ?? false;
  }

  evict(target: SessionTarget): boolean {
    const session = this.get(target);
    return session !== undefined && this.#screens.evict(session);
  }

  subscribe(listener: (event: RegistryEvent) => void): () => void {
    const subscription = this.#events.subscribe(listener);
    return () => subscription.dispose();
  }

  metrics(): RegistryMetrics {
    const { links } = this.#pool;
    return this.#metrics.snapshot({
      connections: links.length,
      sessions: this.#entries.size,
      warm: this.sessions.filter(({ view }) => view !== undefined).length,
      reconnects: links.reduce((sum, { state }) => sum + state.reconnects, 0),
      socketsOpened: links.reduce((sum, { state }) => sum + state.sockets, 0),
      unknownMessages: links.reduce((sum, { unknownMessages }) => sum + unknownMessages, 0),
    });
  }

  recordSwitch(milliseconds: number, session?: TerminalSession): void {
    this.#metrics.recordSwitch(milliseconds);
    // Only what this registry has made; another copy's sessions never reach here.
    if (session instanceof PersistentSession) session.lastSwitchMs = milliseconds;
  }

  warm(ref: SessionRef): TerminalSession {
    const session = this.open(ref);
    this.#screens.warm(session);
    return session;
  }

  get viewFactory(): ((session: TerminalSession) => SessionView) | undefined {
    return this.#screens.factory;
  }

  set viewFactory(factory: ((session: TerminalSession) => SessionView) | undefined) {
    if (factory !== undefined && this.#screens.factory === undefined) this.#screens.setFactory(factory);
  }

  setTokenProvider(url: string | undefined, provider: TokenProvider): void {
    this.#pool.setProvider(this.#resolveUrl(url), provider);
  }

  createSessionId(): string {
    return makeSessionId(this.#environment.clock.wallNow(), this.#environment.randomId());
  }

  dispose(): void {
    this.#events.dispose();
    this.#active = undefined;
    const sessions = [...this.#entries.values()].map(({ session }) => session);
    this.#entries.clear();
    this.#screens.dispose(sessions);
    for (const session of sessions) session.abandon();
    this.#pool.dispose();
  }

  #resolveUrl(url: string | undefined): string {
    const resolved = this.#environment.resolveUrl(url ?? this.#options.url);
    if (resolved.ok) return resolved.value;
    throw new TerminalError('bad_url', resolved.error, { action: sentence('giveAddress') });
  }

  #clinic(): Promise<Clinic> {
    return import('../health/clinic.js').catch((cause: unknown) => {
      throw new TerminalError('load_failed', 'The diagnostics could not be loaded.', { action: 'Check the network, then try again.', cause });
    });
  }

  /** Of the active session or the default server, if none is named; undefined for one that the page has never named. */
  #link(target: SessionTarget | undefined): ServerLink | undefined {
    return this.#patient(target).link();
  }

  #patient(target: SessionTarget | undefined = this.#active): Patient<ServerLink> {
    const ref = target === undefined ? {} : targetRef(target);
    const url = this.#environment.resolveUrl(ref.url ?? this.#options.url);
    return {
      environment: this.#environment, url, registry: this, session: target === undefined ? undefined : this.get(target),
      provider: url.ok ? this.#pool.provider(url.value) : undefined,
      link: () => this.#pool.links.find((link) => url.ok && link.url === url.value),
    };
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
    throw new TerminalError('too_many_sessions', sentence('pageFull', this.#entries.size), { action: sentence('closeOrRaise') });
  }

  #connectionState({ url, state }: ServerLink): ConnectionState {
    let sessions = 0;
    for (const { session } of this.#entries.values()) if (session.url === url) sessions += 1;
    return { ...state, sessions };
  }

  #forget(session: TerminalSession): void {
    if (!this.#host.holds(session)) return;
    this.#entries.delete(session.id);
    if (session === this.#active) this.activate(undefined);
    this.#screens.forgotten(session);
    this.#events.emit({ type: 'session-closed', session });
  }

  #readmit(session: TerminalSession): boolean {
    const known = this.#entries.get(session.id)?.session;
    if (known !== undefined) return known === session;
    // Only what this registry has made can come back; another copy's sessions never reach here.
    if (!(session instanceof PersistentSession)) return false;
    this.#checkRoom();
    this.#screens.readmitted(session);
    this.#entries.set(session.id, { session, address: this.#address(session.ref) });
    this.#events.emit({ type: 'session-opened', session });
    return true;
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
