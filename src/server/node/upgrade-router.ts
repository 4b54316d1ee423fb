import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server as TlsServer } from 'node:tls';
import type { Clock } from '../../base/clock.js';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable.js';
import { TerminalError } from '../../protocol/errors.js';

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** A line on which no complete request has arrived after this time is cut, milliseconds. */
export const HANDSHAKE_TIMEOUT_MS = 10_000;

const routers = new WeakMap<HttpServer, UpgradeRouter>();

/**
 * Hands the upgrade requests of `server` for exactly `path` to `handler`. Other paths are left to other listeners of `upgrade`, and
 * answered with 404 when there are none.
 * @throws TerminalError `bad_option` for a malformed or taken path
 */
export function routeUpgrades(server: HttpServer, path: string, handler: UpgradeHandler, clock: Clock): Disposable {
  if (!/^\/[^?#\s]*$/.test(path)) throw new TerminalError('bad_option', `Option path: ${JSON.stringify(path)} must begin with "/" and hold no "?" or "#".`);
  const router = routers.get(server) ?? new UpgradeRouter(server, clock);
  return router.add(path, handler);
}

/** One listener for all terminal servers mounted on one HTTP server, so that they do not take each other for strangers. */
class UpgradeRouter {
  readonly #server: HttpServer;
  readonly #routes = new Map<string, UpgradeHandler>();
  readonly #subscriptions = new DisposableStore();

  constructor(server: HttpServer, clock: Clock) {
    this.#server = server;
    const halfHandshakes = this.#subscriptions.add(new HalfHandshakes(server, clock));
    const onUpgrade: UpgradeHandler = (request, socket, head) => {
      halfHandshakes.completed(request);
      this.#route(request, socket, head);
    };
    server.on('upgrade', onUpgrade);
    this.#subscriptions.add(toDisposable(() => server.off('upgrade', onUpgrade)));
    routers.set(server, this);
  }

  add(path: string, handler: UpgradeHandler): Disposable {
    if (this.#routes.has(path)) throw new TerminalError('bad_option', `Option path: another terminal server is mounted at ${path}.`);
    this.#routes.set(path, handler);
    return toDisposable(() => {
      this.#routes.delete(path);
      if (this.#routes.size > 0) return;
      routers.delete(this.#server);
      this.#subscriptions.dispose();
    });
  }

  #route(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const handler = this.#routes.get((request.url ?? '').split('?', 1)[0] ?? '');
    if (handler !== undefined) handler(request, socket, head);
    else if (this.#server.listenerCount('upgrade') === 1) refuse(socket, '404 Not Found');
  }
}

/** Answers an upgrade request in HTTP and hangs up. */
export function refuse(socket: Duplex, status: string): void {
  // Node has taken its own listener off; without one a reset line would end the process.
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

/** Cuts lines on which no request is completed in time. Node's own limits are checked every 30 s only, and are 60 s long. */
class HalfHandshakes implements Disposable {
  readonly #clock: Clock;
  readonly #waiting = new Map<Duplex, Disposable>();
  readonly #unsubscribe: () => void;

  constructor(server: HttpServer, clock: Clock) {
    this.#clock = clock;
    // The raw connection of a TLS server never carries a request itself.
    const event = server instanceof TlsServer ? 'secureConnection' : 'connection';
    const onConnection = (socket: Duplex): void => this.#watch(socket);
    const onRequest = (request: IncomingMessage): void => this.completed(request);
    server.on(event, onConnection).on('request', onRequest);
    this.#unsubscribe = () => server.off(event, onConnection).off('request', onRequest);
  }

  completed({ socket }: IncomingMessage): void {
    this.#forget(socket);
  }

  dispose(): void {
    this.#unsubscribe();
    for (const socket of [...this.#waiting.keys()]) this.#forget(socket);
  }

  #watch(socket: Duplex): void {
    this.#waiting.set(socket, this.#clock.after(HANDSHAKE_TIMEOUT_MS, () => socket.destroy()));
    socket.once('close', () => this.#forget(socket));
  }

  #forget(socket: Duplex): void {
    this.#waiting.get(socket)?.dispose();
    this.#waiting.delete(socket);
  }
}
