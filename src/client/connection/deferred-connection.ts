import { toDisposable, type Disposable } from '../../base/disposable.js';
import { TerminalError } from '../../protocol/errors.js';
import type { ClientMessage } from '../../protocol/messages.js';
import type { ClientEnvironment } from '../environment.js';
import type { Connect, ConnectOptions, PooledConnection } from '../registry/connections.js';
import type { ConnectionState, TokenProvider } from '../registry/contract.js';
import type { ConnectionHandlers } from './contract.js';
import type { StatusDetail } from './status.js';

/** The module that holds the machine and the codec. */
export interface ConnectionModule {
  readonly createConnection: Connect;
}

/**
 * A page that only shows chips, or whose terminals come later, does not need the machine, the codec and its validators: they are half of
 * the client. So they are loaded with the first lease.
 */
export function deferConnection(load: () => Promise<ConnectionModule>): Connect {
  return (url, environment, options, handlers) => new DeferredConnection(load, url, environment, options, handlers);
}

/** `waiting` nobody wanted it yet · `loading` · `failed` the code did not arrive · `made` all calls go to the real one */
type Phase =
  | { readonly name: 'waiting' | 'loading' }
  | { readonly name: 'failed'; readonly detail: StatusDetail }
  | { readonly name: 'made'; readonly connection: PooledConnection }
  | { readonly name: 'disposed' };

/** A lease that was taken before there was anything to lease from. */
interface EarlyLease {
  real: Disposable | undefined;
}

const detail = (status: StatusDetail['status'], reason = ''): StatusDetail => ({ status, reason, attempt: status === 'connecting' ? 1 : 0, retryAt: undefined });
const IDLE = detail('idle');
const LOADING = detail('connecting');
const CLOSED = detail('closed');

class DeferredConnection implements PooledConnection {
  readonly url: string;
  readonly #load: () => Promise<ConnectionModule>;
  readonly #environment: ClientEnvironment;
  readonly #options: ConnectOptions;
  readonly #target: ConnectionHandlers;
  readonly #leases = new Set<EarlyLease>();
  #provider: TokenProvider | undefined;
  #phase: Phase = { name: 'waiting' };
  #published = IDLE;

  constructor(load: () => Promise<ConnectionModule>, url: string, environment: ClientEnvironment, options: ConnectOptions, handlers: ConnectionHandlers) {
    this.url = url;
    this.#load = load;
    this.#environment = environment;
    this.#options = options;
    this.#target = handlers;
  }

  get #made(): PooledConnection | undefined {
    return this.#phase.name === 'made' ? this.#phase.connection : undefined;
  }

  get ready(): boolean {
    return this.#made?.ready ?? false;
  }

  get detail(): StatusDetail {
    const phase = this.#phase;
    switch (phase.name) {
      case 'waiting':
        return IDLE;
      case 'loading':
        return LOADING;
      case 'failed':
        return phase.detail;
      case 'disposed':
        return CLOSED;
      case 'made':
        return phase.connection.detail;
    }
  }

  get state(): Omit<ConnectionState, 'sessions'> {
    return this.#made?.state ?? {
      ...this.detail, url: this.url, sockets: 0, roundTripMs: undefined, serverEpoch: undefined, connectedAt: undefined, bytesIn: 0, bytesOut: 0,
    };
  }

  get counters(): PooledConnection['counters'] {
    return this.#made?.counters;
  }

  lease(): Disposable {
    const made = this.#made;
    if (made !== undefined) return made.lease();
    const lease: EarlyLease = { real: undefined };
    this.#leases.add(lease);
    if (this.#phase.name === 'waiting') this.#begin();
    return toDisposable(() => {
      this.#leases.delete(lease);
      lease.real?.dispose();
    });
  }

  send(message: ClientMessage): boolean {
    return this.#made?.send(message) ?? false;
  }

  sendInput(channel: number, offset: number, bytes: Uint8Array): boolean {
    return this.#made?.sendInput(channel, offset, bytes) ?? false;
  }

  retry(): void {
    if (this.#phase.name === 'failed') this.#begin();
    else this.#made?.retry();
  }

  nudge(): void {
    if (this.#phase.name === 'failed') this.#begin();
    else this.#made?.nudge();
  }

  setTokenProvider(provider: TokenProvider | undefined): void {
    this.#provider = provider;
    this.#made?.setTokenProvider(provider);
  }

  dispose(): void {
    const made = this.#made;
    if (made !== undefined) return made.dispose();
    this.#phase = { name: 'disposed' };
    this.#leases.clear();
  }

  #begin(): void {
    this.#phase = { name: 'loading' };
    this.#publish(LOADING);
    this.#load().then(
      ({ createConnection }) => this.#make(createConnection),
      (cause: unknown) => this.#failed(cause),
    );
  }

  #make(createConnection: Connect): void {
    if (this.#phase.name !== 'loading') return;
    const target = this.#target;
    const connection = createConnection(this.url, this.#environment, this.#options, {
      onReady: (welcome) => target.onReady(welcome),
      onDown: () => target.onDown(),
      onMessage: (message) => target.onMessage(message),
      onFrame: (frame) => target.onFrame(frame),
      onStatus: (next) => this.#publish(next),
      onError: (error) => target.onError(error),
    });
    this.#phase = { name: 'made', connection };
    connection.setTokenProvider(this.#provider);
    // Everybody may have left meanwhile: then the real one stays idle, and this one says so.
    for (const lease of this.#leases) lease.real = connection.lease();
    this.#publish(connection.detail);
  }

  #failed(cause: unknown): void {
    if (this.#phase.name !== 'loading') return;
    const error = new TerminalError('load_failed', 'A part of the terminal could not be loaded.', { action: 'Check the network, then retry.', cause });
    this.#phase = { name: 'failed', detail: detail('failed', error.message) };
    this.#publish(this.#phase.detail);
    this.#target.onError(error);
  }

  #publish(next: StatusDetail): void {
    const previous = this.#published;
    if (previous.status === next.status && previous.reason === next.reason && previous.attempt === next.attempt && previous.retryAt === next.retryAt) return;
    this.#published = next;
    this.#target.onStatus(next, previous);
  }
}
