import type { Disposable } from '../../base/disposable.js';
import type { Logger } from '../../base/logger.js';
import type { Connection, ConnectionHandlers } from '../connection/contract.js';
import type { ClientEnvironment } from '../environment.js';
import { CloseQueue } from '../session/requests.js';
import { Multiplexer } from '../session/multiplexer.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { HeartbeatOptions, ReconnectOptions, TokenProvider } from './contract.js';

export interface ConnectOptions {
  readonly reconnect?: ReconnectOptions | undefined;
  readonly heartbeat?: HeartbeatOptions | undefined;
}

/** A connection that may say what it left aside. */
export type PooledConnection = Connection & { readonly counters?: { readonly unknownMessages: number } };

/** Makes the connection to one server; the tests' makes a fake. */
export type Connect = (url: string, environment: ClientEnvironment, options: ConnectOptions, handlers: ConnectionHandlers) => PooledConnection;

/** What belongs to one server. */
export interface Link {
  readonly connection: PooledConnection;
  readonly multiplexer: Multiplexer;
  readonly closes: CloseQueue;
}

export interface ConnectionPoolSettings {
  readonly environment: ClientEnvironment;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly connect: Connect;
  readonly options: () => ConnectOptions;
  readonly onStatus: (link: Multiplexer) => void;
}

/** One connection for each address, made when it is first asked for and kept; it is idle while nobody holds a lease. */
export class ConnectionPool implements Disposable {
  readonly #settings: ConnectionPoolSettings;
  readonly #links = new Map<string, Link>();
  readonly #providers = new Map<string, TokenProvider>();
  #provider: TokenProvider | undefined;

  constructor(settings: ConnectionPoolSettings) {
    this.#settings = settings;
  }

  /** @param url absolute */
  get(url: string): Link {
    const known = this.#links.get(url);
    if (known !== undefined) return known;
    const { environment, metrics, logger, connect, options, onStatus } = this.#settings;
    let connection: PooledConnection | undefined;
    const multiplexer = new Multiplexer((handlers) => (connection = connect(url, environment, options(), handlers)), metrics, logger, { onStatus });
    const link = { connection: connection ?? multiplexer.connection, multiplexer, closes: new CloseQueue(multiplexer) };
    multiplexer.connection.setTokenProvider(this.#providers.get(url) ?? this.#provider);
    this.#links.set(url, link);
    return link;
  }

  get connections(): readonly Connection[] {
    return [...this.#links.values()].map(({ connection }) => connection);
  }

  /** Messages of unknown types, on all connections. */
  get unknownMessages(): number {
    let sum = 0;
    for (const { connection } of this.#links.values()) sum += connection.counters?.unknownMessages ?? 0;
    return sum;
  }

  /** The provider of every server that has none of its own. */
  setDefaultProvider(provider: TokenProvider | undefined): void {
    this.#provider = provider;
    for (const [url, { connection }] of this.#links) {
      if (!this.#providers.has(url)) connection.setTokenProvider(provider);
    }
  }

  setProvider(url: string, provider: TokenProvider): void {
    this.#providers.set(url, provider);
    this.#links.get(url)?.connection.setTokenProvider(provider);
  }

  dispose(): void {
    for (const { multiplexer } of this.#links.values()) multiplexer.dispose();
    this.#links.clear();
  }
}
