import { createServer } from 'node:net';
import { FaultyLine } from './faulty-line.mjs';

/** A faulty line with an entrance of its own: a TCP proxy in this process, on a free port of 127.0.0.1. */
export class TcpFaultProxy extends FaultyLine {
  #server = createServer({ allowHalfOpen: true }, (client) => this.admit(client));

  /**
   * @param {{ host: string, port: number }} target
   * @param {() => number} [random] uniform in [0, 1), for jitter
   * @returns {Promise<TcpFaultProxy>}
   */
  static async start(target, random) {
    const proxy = new TcpFaultProxy(target, random);
    await new Promise((resolve, reject) => proxy.#server.once('error', reject).listen(0, '127.0.0.1', () => resolve(undefined)));
    return proxy;
  }

  get port() {
    return /** @type {import('node:net').AddressInfo} */ (this.#server.address()).port;
  }

  /** Resets everything and frees the port. */
  async close() {
    this.dispose();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
