import { MutableDisposable } from '../../base/disposable.js';
import type { ConnectionState, RegistryMetrics } from '../../client/registry/contract.js';
import type { SessionInfoMessage } from '../../protocol/messages.js';
import type { Strings } from '../localize.js';
import type { PageServices } from '../page-services.js';
import { Journal } from './journal.js';
import { connectionReading, sessionReading, type ConnectionReading, type Rates, type SessionReading } from './readings.js';

/** Shortest time between two renderings, milliseconds. */
export const RENDER_EVERY_MS = 250;
/** What no event tells (bytes, ages) is looked at this often, milliseconds. */
export const LOOK_EVERY_MS = 1000;
/** The server is asked this often, milliseconds. */
export const ASK_EVERY_MS = 5000;

/** What is known of one server beside the registry's own reading. */
interface Server {
  facts: ReadonlyMap<string, SessionInfoMessage> | undefined;
  asking: boolean;
  bytes: { readonly at: number; readonly in: number; readonly out: number };
  rates: Rates;
}

export interface ObservationSettings {
  readonly services: Pick<PageServices, 'registry' | 'clock'>;
  /** Whether the page is visible. When it becomes so again, `resume` is to be called. */
  readonly visible: () => boolean;
  /** Whether the place where it shows is drawn: nothing tells when a hidden panel is shown again. */
  readonly drawn: () => boolean;
  /** The readings have changed: called at most once per `RENDER_EVERY_MS`. */
  readonly render: () => void;
}

/** Watches a registry while somebody looks. Opens no connection and keeps none open. */
export class Observation {
  readonly journal: Journal;
  readonly #settings: ObservationSettings;
  readonly #servers = new Map<string, Server>();
  readonly #rendering = new MutableDisposable();
  readonly #looking = new MutableDisposable();
  #leave: (() => void) | undefined;
  #waiting = false;
  #renderedAt = -Infinity;
  #askedAt = -Infinity;

  constructor(settings: ObservationSettings) {
    this.#settings = settings;
    this.journal = new Journal(() => settings.services.clock.now());
  }

  start(): void {
    if (this.#leave !== undefined) return;
    const { registry } = this.#settings.services;
    this.journal.begin(registry.sessions, registry.connections, registry.metrics());
    this.#leave = registry.subscribe((event) => {
      this.journal.hear(event);
      this.changed();
    });
    this.resume();
  }

  stop(): void {
    this.#leave?.();
    this.#leave = undefined;
    this.pause();
  }

  /** Nobody sees the page: no timer runs; events are still written down. */
  pause(): void {
    this.#looking.clear();
    this.#rendering.clear();
    this.#waiting = false;
  }

  resume(): void {
    if (this.#leave !== undefined && this.#settings.visible()) this.#look();
  }

  /** Something is to be shown, not at once. */
  readonly changed = (): void => {
    if (this.#waiting || this.#leave === undefined || !this.#settings.visible()) return;
    this.#waiting = true;
    const { clock } = this.#settings.services;
    this.#rendering.value = clock.after(this.#renderedAt + RENDER_EVERY_MS - clock.now(), () => {
      this.#waiting = false;
      this.#renderedAt = clock.now();
      this.#settings.render();
    });
  };

  get metrics(): RegistryMetrics {
    return this.#settings.services.registry.metrics();
  }

  /** @param words of the chip */
  sessions(words?: Strings['chip']): SessionReading[] {
    const { clock, registry } = this.#settings.services;
    const now = clock.now();
    return registry.sessions.map((session) => {
      const { sessionId } = session.state;
      return sessionReading(session, sessionId === undefined ? undefined : this.#servers.get(session.url)?.facts?.get(sessionId), now, words);
    });
  }

  /** @param words of the chip */
  connections(words?: Strings['chip']): ConnectionReading[] {
    const { clock, registry } = this.#settings.services;
    const now = clock.now();
    return registry.connections.map((state) => {
      const { facts, rates } = this.#server(state);
      const here = new Set(registry.sessions.filter(({ url }) => url === state.url).map((session) => session.state.sessionId));
      return connectionReading(state, rates, facts === undefined ? undefined : [...facts.keys()].filter((id) => !here.has(id)).length, now, words);
    });
  }

  #look(): void {
    const { clock, registry } = this.#settings.services;
    this.#looking.value = clock.after(LOOK_EVERY_MS, () => this.resume());
    if (!this.#settings.drawn()) return;
    this.journal.measure(registry.metrics());
    const now = clock.now();
    for (const state of registry.connections) this.#measureRates(state, now);
    if (now - this.#askedAt >= ASK_EVERY_MS) {
      this.#askedAt = now;
      for (const state of registry.connections) if (this.#atWork(state)) this.#ask(state);
    }
    this.changed();
  }

  #measureRates(state: ConnectionState, now: number): void {
    const server = this.#server(state);
    const { bytes } = server;
    const seconds = (now - bytes.at) / 1000;
    if (seconds > 0) server.rates = { in: Math.max(0, state.bytesIn - bytes.in) / seconds, out: Math.max(0, state.bytesOut - bytes.out) / seconds };
    server.bytes = { at: now, in: state.bytesIn, out: state.bytesOut };
  }

  /** Asking makes a connection, and keeps one that is about to close: only those that somebody uses anyway are asked. */
  #atWork({ status, url }: ConnectionState): boolean {
    return status === 'connected' && this.#settings.services.registry.sessions.some((session) => session.url === url && session.status === 'connected');
  }

  #ask(state: ConnectionState): void {
    const server = this.#server(state);
    if (server.asking) return;
    server.asking = true;
    this.#settings.services.registry.list(state.url).then(
      (sessions) => {
        server.asking = false;
        server.facts = new Map(sessions.map((info) => [info.sessionId, info]));
        this.changed();
      },
      () => {
        // The status of the connection says why; what was known may be true no more.
        server.asking = false;
        server.facts = undefined;
        this.changed();
      },
    );
  }

  #server({ url, bytesIn, bytesOut }: ConnectionState): Server {
    let server = this.#servers.get(url);
    if (server === undefined) {
      const bytes = { at: this.#settings.services.clock.now(), in: bytesIn, out: bytesOut };
      server = { facts: undefined, asking: false, bytes, rates: { in: 0, out: 0 } };
      this.#servers.set(url, server);
    }
    return server;
  }
}
