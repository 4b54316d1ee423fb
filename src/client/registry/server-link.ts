import type { Disposable } from '../../base/disposable.js';
import type { Logger } from '../../base/logger.js';
import { TerminalError } from '../../protocol/errors.js';
import type { SessionInfoMessage } from '../../protocol/messages.js';
import type { CanonicalName } from '../../protocol/session-key.js';
import type { ConnectionOptions } from '../connection/settings.js';
import { StatusSince } from '../connection/status-since.js';
import { detailOf, failedBy, sameDetail, type StatusDetail } from '../connection/status.js';
import type { ClientEnvironment } from '../environment.js';
import { sentence } from '../sentences.js';
import type { EarlyLink, Waiter } from '../session/early-line.js';
import type { CloseResult, Engine, EngineLink, EngineSource } from '../session/line.js';
import { checkCloseFits } from '../session/waiting-limits.js';
import type { HealthReading } from '../health/health-monitor.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { ConnectionState, TokenProvider } from './contract.js';

export interface ServerLinkSettings {
  readonly environment: ClientEnvironment;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly engine: EngineSource;
  readonly onStatus: (link: ServerLink) => void;
  readonly onHealth: (url: string, reading: HealthReading) => void;
}

/** `unwanted` nobody has wanted it yet · `failed` the engine did not arrive · `loaded` the engine has it in hand */
type Phase =
  | { readonly name: 'unwanted' | 'loading' | 'failed' | 'disposed'; readonly detail: StatusDetail }
  | { readonly name: 'loaded'; readonly link: EngineLink };

const UNWANTED: Phase = { name: 'unwanted', detail: detailOf('idle') };
const LOADING: Phase = { name: 'loading', detail: { ...detailOf('connecting'), attempt: 1 } };
const DISPOSED: Phase = { name: 'disposed', detail: detailOf('closed') };

/**
 * One server as the page knows it, whether or not the engine is there. The engine is loaded when somebody first wants something of the server;
 * until then this looks like a connection that is being made.
 */
export class ServerLink implements EarlyLink, Disposable {
  /** Absolute. */
  readonly url: string;
  readonly #settings: ServerLinkSettings;
  /** Those of the time at which the server was first named. */
  readonly #options: ConnectionOptions;
  /** In the order in which they asked. */
  readonly #waiting = new Set<Waiter>();
  #provider: TokenProvider | undefined;
  #phase: Phase = UNWANTED;
  #published: StatusDetail;
  readonly #since: StatusSince;

  constructor(url: string, settings: ServerLinkSettings, options: ConnectionOptions, provider: TokenProvider | undefined) {
    this.url = url;
    this.#settings = settings;
    this.#options = options;
    this.#provider = provider;
    this.#published = this.detail;
    this.#since = new StatusSince(settings.environment.clock, this.detail.status);
    if (typeof settings.engine !== 'function') this.#loaded(settings.engine);
  }

  get #link(): EngineLink | undefined {
    return this.#phase.name === 'loaded' ? this.#phase.link : undefined;
  }

  get detail(): StatusDetail {
    return this.#phase.name === 'loaded' ? this.#phase.link.connection.detail : this.#phase.detail;
  }

  get state(): Omit<ConnectionState, 'sessions'> {
    const link = this.#link;
    // Every change that is told is told with this reading, so that none is missed.
    const statusSince = this.#since.of(this.detail.status);
    if (link !== undefined) return { ...link.connection.state, statusSince, healthy: link.healthy };
    return {
      ...this.detail, statusSince, url: this.url, sockets: 0, reconnects: 0, roundTripMs: undefined, roundTrips: undefined, healthy: undefined, serverEpoch: undefined, connectedAt: undefined, bytesIn: 0, bytesOut: 0,
    };
  }

  /** Messages of unknown types. */
  get unknownMessages(): number {
    return this.#link?.connection.unknownMessages ?? 0;
  }

  enter(waiter: Waiter): void {
    this.#waiting.delete(waiter);
    if (this.#phase.name === 'loaded') return waiter.loaded(this.#phase.link);
    if (this.#phase.name === 'disposed') return;
    this.#waiting.add(waiter);
    if (this.#phase.name === 'unwanted') this.#load();
  }

  leave(waiter: Waiter): void {
    this.#waiting.delete(waiter);
  }

  checkCloseFits(): void {
    checkCloseFits(this.#waiting.size);
  }

  reload(): void {
    if (this.#phase.name === 'failed') this.#load();
  }

  retry(): void {
    this.reload();
    this.#link?.connection.retry();
  }

  /** As `Connection.measure`. */
  measure(done: (roundTripMs: number | undefined) => void): void {
    if (this.#link === undefined) done(undefined);
    else this.#link.connection.measure(done);
  }

  /** As `Connection.cut`. */
  cut(): boolean {
    return this.#link?.connection.cut() ?? false;
  }

  /** Ends the shell of a name, now or once there is a connection. @throws TerminalError `too_many_sessions` */
  close(name: CanonicalName, done: (result: CloseResult) => void): void {
    this.checkCloseFits();
    this.enter({ loaded: (link) => link.close(name, done), changed() {}, failed() {} });
  }

  /** What the server has; rejects with a TerminalError. Loads again what could not be loaded: whoever asks wants to know now. */
  list(): Promise<readonly SessionInfoMessage[]> {
    return new Promise((resolve, reject) => {
      const give = (error: TerminalError): void => {
        this.leave(waiter);
        reject(error);
      };
      const waiter: Waiter = {
        loaded: (link) => resolve(link.list()),
        changed: () => {
          if (this.#phase.name === 'disposed') give(new TerminalError('connection_failed', sentence('registryDisposed')));
        },
        failed: give,
      };
      this.enter(waiter);
      this.reload();
    });
  }

  setTokenProvider(provider: TokenProvider | undefined): void {
    this.#provider = provider;
    this.#link?.connection.setTokenProvider(provider);
  }

  dispose(): void {
    const link = this.#link;
    if (link !== undefined) return link.dispose();
    this.#phase = DISPOSED;
    this.#publish();
    this.#waiting.clear();
  }

  #load(): void {
    const { engine } = this.#settings;
    if (typeof engine !== 'function') return;
    this.#phase = LOADING;
    this.#publish();
    engine().then(
      (loaded) => {
        if (this.#phase === LOADING) this.#loaded(loaded);
      },
      (cause: unknown) => {
        if (this.#phase === LOADING) this.#failed(cause);
      },
    );
  }

  #loaded(engine: Engine): void {
    const { environment, metrics, logger } = this.#settings;
    const link = engine.link(this.url, { environment, metrics, logger, options: this.#options, onStatus: () => this.#publish(), onHealth: (reading) => this.#settings.onHealth(this.url, reading) });
    this.#phase = { name: 'loaded', link };
    link.connection.setTokenProvider(this.#provider);
    for (const waiter of this.#waiting) {
      // First, for what it does may make others that wait come here by themselves.
      this.#waiting.delete(waiter);
      waiter.loaded(link);
    }
    // Everybody may have left meanwhile: then the connection stays idle, and this is news.
    this.#publish();
  }

  #failed(cause: unknown): void {
    const { metrics, logger } = this.#settings;
    const error = new TerminalError('load_failed', 'A part of the terminal could not be loaded.', { action: 'Check the network, then retry.', cause });
    this.#phase = { name: 'failed', detail: failedBy(error) };
    metrics.errors += 1;
    logger.warn({ code: error.code, url: this.url }, error.message);
    this.#publish();
    for (const waiter of [...this.#waiting]) waiter.failed(error);
  }

  #publish(): void {
    const { detail } = this;
    if (sameDetail(this.#published, detail)) return;
    this.#published = detail;
    for (const waiter of [...this.#waiting]) waiter.changed();
    this.#settings.onStatus(this);
  }
}
