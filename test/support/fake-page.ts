import { createEngine } from '../../src/client/engine.js';
import { createRegistry } from '../../src/client/registry/registry.js';
import type { Registry } from '../../src/client/registry/contract.js';
import type { GapEvent, SessionClosedEvent, SessionCreatedEvent, SessionListener, TerminalSession } from '../../src/client/session/contract.js';
import type { Engine, EngineSource } from '../../src/client/session/line.js';
import type { TerminalError } from '../../src/protocol/errors.js';
import { ClientSocketFactory } from './client-socket.js';
import { FakeConnection, fakeEnvironment, text, type Switch } from './fake-connection.js';
import { ManualClock } from './manual-clock.js';

export interface FakePage {
  readonly registry: Registry;
  readonly clock: ManualClock;
  readonly visible: Switch;
  /** Every connection that was made, oldest first. */
  readonly connections: FakeConnection[];
  /** Sockets that nothing but diagnostics opens. */
  readonly sockets: ClientSocketFactory;
  /** The only connection. */
  readonly connection: FakeConnection;
}

/**
 * A registry over fake connections.
 * @param source how it comes by the engine; default: it is at hand
 */
export function fakePage(source: (engine: Engine) => EngineSource = (engine) => engine): FakePage {
  const connections: FakeConnection[] = [];
  const sockets = new ClientSocketFactory();
  const environment = { ...fakeEnvironment(), openSocket: sockets.open };
  const engine = createEngine((url, _environment, _options, handlers) => {
    const connection = new FakeConnection(url, handlers);
    connections.push(connection);
    return connection;
  });
  const registry = createRegistry(environment, source(engine));
  // Tests count timers; those of the health checks have tests of their own.
  registry.configure({ health: { intervalMs: 0 } });
  return {
    registry,
    clock: environment.clock,
    visible: environment.visible,
    connections,
    sockets,
    get connection() {
      const [connection, ...others] = connections;
      if (connection === undefined || others.length > 0) throw new Error(`${connections.length} connections`);
      return connection;
    },
  };
}

/** Notes everything a session says. */
export class Recorder implements SessionListener {
  heard = '';
  readonly offsets: number[] = [];
  readonly gaps: GapEvent[] = [];
  readonly errors: TerminalError[] = [];
  readonly created: SessionCreatedEvent[] = [];
  readonly closed: SessionClosedEvent[] = [];
  readonly statuses: string[] = [];

  static on(session: TerminalSession): Recorder {
    const recorder = new Recorder();
    session.subscribe(recorder);
    return recorder;
  }

  onOutput(payload: Uint8Array, offset: number): void {
    this.heard += text(payload);
    this.offsets.push(offset);
  }

  onGap(gap: GapEvent): void {
    this.gaps.push(gap);
  }

  onError(error: TerminalError): void {
    this.errors.push(error);
  }

  onSessionCreated(event: SessionCreatedEvent): void {
    this.created.push(event);
  }

  onSessionClosed(event: SessionClosedEvent): void {
    this.closed.push(event);
  }

  onStatus(status: string): void {
    this.statuses.push(status);
  }

  get codes(): string[] {
    return this.errors.map(({ code }) => code);
  }
}
