import { connect } from 'node:net';
import { closeFrame } from './close-frame.mjs';
import { noFaults, TcpFaultLane } from './lane.mjs';

/**
 * `up` is from the client to the server.
 * @typedef {'up' | 'down'} Direction
 * @typedef {import('./lane.mjs').LaneFaults} LaneFaults
 * @typedef {import('node:net').Socket} Socket
 */

/** A connection through the line, with the faults that can be done to it alone. */
export class ProxiedConnection {
  /** @type {TcpFaultLane} */
  up;
  /** @type {TcpFaultLane} */
  down;
  #client;
  #server;

  /**
   * @param {Socket} client
   * @param {Socket} server
   * @param {Record<Direction, LaneFaults>} faults
   * @param {() => number} random
   * @param {() => void} onEnd
   */
  constructor(client, server, faults, random, onEnd) {
    this.#client = client;
    this.#server = server;
    this.up = new TcpFaultLane(client, server, faults.up, random, () => this.reset());
    this.down = new TcpFaultLane(server, client, faults.down, random, () => this.reset());
    for (const [socket, lane] of /** @type {const} */ ([[client, this.up], [server, this.down]])) {
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
  reset() {
    this.up.end();
    this.down.end();
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }

  /**
   * From now on nothing passes in this direction, not even the end; the other side is not told.
   * @param {Direction | 'both'} direction
   */
  halfOpen(direction) {
    if (direction !== 'down') this.up.swallow();
    if (direction !== 'up') this.down.swallow();
  }

  /**
   * The client is told by a close frame, as if by the server, which loses the connection.
   * @param {number} code 1000–4999, one that may stand in a frame
   * @param {string} [reason]
   */
  closeWith(code, reason) {
    this.up.swallow();
    this.down.endWith(closeFrame(code, reason));
    // What it has sent and nobody has read would hold the frame up for ever, and reads as a fault.
    this.#server.removeAllListeners('error').on('error', () => {}).resetAndDestroy();
  }
}

/** A way to a server that can be as bad as networks are. Faults set in `faults` hold for all connections, living and later; the methods act on the living ones. */
export class FaultyLine {
  /** @type {Record<Direction, LaneFaults>} */
  faults = { up: noFaults(), down: noFaults() };
  /** @type {Set<ProxiedConnection>} */
  connections = new Set();
  /** `accept` · `refuse` new connections are reset · `swallow` they are accepted and never answered. @type {'accept' | 'refuse' | 'swallow'} */
  admission = 'accept';
  /** @type {{ host: string, port: number }} */
  target;
  #random;
  /** @type {Set<Socket>} */
  #swallowed = new Set();

  /**
   * @param {{ host: string, port: number }} target
   * @param {() => number} [random] uniform in [0, 1), for jitter
   */
  constructor(target, random = Math.random) {
    this.target = target;
    this.#random = random;
  }

  /**
   * Takes a client in; `head` is what has already been read of it.
   * @param {Socket} client
   * @param {Buffer} [head]
   */
  admit(client, head) {
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
    const connection = new ProxiedConnection(client, server, this.faults, this.#random, () => this.connections.delete(connection));
    if (head !== undefined) connection.up.take(head);
    this.connections.add(connection);
  }

  /** Ends all faults that last; swallowed directions stay swallowed, as their bytes are lost. */
  heal() {
    this.admission = 'accept';
    Object.assign(this.faults.up, noFaults());
    Object.assign(this.faults.down, noFaults());
    this.stir();
  }

  /** Wanted after faults have become fewer. */
  stir() {
    for (const { up, down } of this.connections) {
      up.stir();
      down.stir();
    }
  }

  resetAll() {
    for (const connection of [...this.connections]) connection.reset();
  }

  /** @param {Direction | 'both'} direction */
  halfOpenAll(direction) {
    for (const connection of this.connections) connection.halfOpen(direction);
  }

  /** Resets everything. */
  dispose() {
    this.resetAll();
    for (const socket of this.#swallowed) socket.destroy();
  }
}
