import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { TcpFaultLane, noFaults, type LaneFaults } from './tcp-fault-lane.js';

/** `up` is from the client to the server. */
export type Direction = 'up' | 'down';

/** `accept` · `refuse` new connections are reset · `swallow` they are accepted and never answered. */
export type Admission = 'accept' | 'refuse' | 'swallow';

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** A connection through the proxy, with the faults that can be done to it alone. */
export class ProxiedConnection {
  readonly up: TcpFaultLane;
  readonly down: TcpFaultLane;
  readonly #client: Socket;
  readonly #server: Socket;

  constructor(client: Socket, server: Socket, faults: Record<Direction, LaneFaults>, random: () => number, onEnd: () => void) {
    this.#client = client;
    this.#server = server;
    this.up = new TcpFaultLane(client, server, faults.up, random, () => this.reset());
    this.down = new TcpFaultLane(server, client, faults.down, random, () => this.reset());
    for (const [socket, lane] of [[client, this.up], [server, this.down]] as const) {
      socket.setNoDelay(true);
      // A reset of one side passes on as a reset, unless that direction is swallowed.
      socket.on('error', () => {
        if (!lane.swallowing) this.reset();
      });
      socket.on('close', () => {
        if (!client.destroyed || !server.destroyed) return;
        this.up.end();
        this.down.end();
        onEnd();
      });
    }
  }

  /** Both sides see the connection reset at once; bytes under way are lost. */
  reset(): void {
    this.up.end();
    this.down.end();
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }

  /** From now on nothing passes in this direction, not even the end; the other side is not told. */
  halfOpen(direction: Direction | 'both'): void {
    if (direction !== 'down') this.up.swallow();
    if (direction !== 'up') this.down.swallow();
  }
}

/**
 * A TCP proxy in this process, on a free port of 127.0.0.1, that can be as bad as networks are. Faults set in `faults` hold for all
 * connections, living and later; the methods act on the living ones.
 */
export class TcpFaultProxy {
  readonly faults: Record<Direction, LaneFaults> = { up: noFaults(), down: noFaults() };
  readonly connections = new Set<ProxiedConnection>();
  admission: Admission = 'accept';
  target: Target;
  readonly #server: Server;
  readonly #swallowed = new Set<Socket>();

  /** @param random uniform in [0, 1), for jitter */
  static async start(target: Target, random: () => number = Math.random): Promise<TcpFaultProxy> {
    const proxy = new TcpFaultProxy(target, random);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  private constructor(target: Target, random: () => number) {
    this.target = target;
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#admit(client, random));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ends all faults that last; swallowed directions stay swallowed, as their bytes are lost. */
  heal(): void {
    this.admission = 'accept';
    Object.assign(this.faults.up, noFaults());
    Object.assign(this.faults.down, noFaults());
  }

  resetAll(): void {
    for (const connection of [...this.connections]) connection.reset();
  }

  halfOpenAll(direction: Direction | 'both'): void {
    for (const connection of this.connections) connection.halfOpen(direction);
  }

  /** Resets everything and frees the port. */
  async close(): Promise<void> {
    this.resetAll();
    for (const socket of this.#swallowed) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #admit(client: Socket, random: () => number): void {
    client.on('error', () => {});
    if (this.admission === 'refuse') return void client.resetAndDestroy();
    if (this.admission === 'swallow') {
      this.#swallowed.add(client);
      client.on('close', () => this.#swallowed.delete(client));
      client.resume();
      return;
    }
    const server = connect({ ...this.target, allowHalfOpen: true });
    server.on('error', () => client.resetAndDestroy());
    const connection: ProxiedConnection = new ProxiedConnection(client, server, this.faults, random, () => this.connections.delete(connection));
    this.connections.add(connection);
  }
}
