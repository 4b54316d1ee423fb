import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { toDisposable, type Disposable } from '../../base/disposable.js';
import type { Logger } from '../../base/logger.js';
import { CloseCode } from '../../protocol/close-codes.js';
import { TerminalError } from '../../protocol/errors.js';
import { MAX_MESSAGE_BYTES } from '../../protocol/limits.js';
import type { ServerEnvironment } from '../environment.js';
import type { ServerOptions } from '../options.js';
import type { Refusal } from '../admission.js';
import type { SocketRequest } from '../socket.js';
import { TerminalServer, type HostedSessionInfo } from '../terminal-server.js';
import { nodeEnvironment } from './environment.js';
import { HostFront, type HostCloseOptions, type HostOptions } from './host/host-front.js';
import { loginShell } from './login-shell.js';
import { isLoopbackAddress, OriginPolicy, type OriginRequest } from './origin.js';
import { refuse, routeUpgrades } from './upgrade-router.js';
import { WebSocketUpgrader, type PausableSocket } from './ws-adapter.js';

/** Where terminals are mounted unless told otherwise. */
export const DEFAULT_PATH = '/terminal';

export interface NodeServerOptions extends ServerOptions {
  /**
   * Pages that may connect, e.g. `['https://portal.example']`. Default: the pages served under a permitted Host.
   * Pages of `localhost`, `127.0.0.1` and `[::1]` with the server's own port may always connect over loopback; `null` never may.
   */
  readonly allowedOrigins?: readonly string[];
  /** Values of the Host header that are served, e.g. `['portal.example']`, besides the loopback names over loopback. Default: none. */
  readonly allowedHosts?: readonly string[];
  /** Default: warnings and errors as JSON lines on standard error. */
  readonly logger?: Logger;
  /**
   * Shells live in a process of their own, started on demand, and outlive this one: the next server with the same user and name takes them over. Default: false, and shells end
   * with this process, as whatever else it starts; a library should not leave processes behind that nobody asked for.
   */
  readonly host?: boolean | HostOptions;
}

export interface AttachOptions {
  /** Compared whole. Default `/terminal`. */
  readonly path?: string;
}

export interface MountedTerminalServer {
  /**
   * Serves WebSockets at `path` of a `node:http` or `node:https` server, which may serve anything else besides. Lines without a
   * complete request are cut after 10 s.
   * @returns ends the mount; open sockets stay
   * @throws TerminalError `bad_option` for a malformed or taken path, or when there is no `authenticate` and the server listens beyond
   * loopback. If the server does not listen yet, that is found out when it does: the mount then ends with an error in the log
   */
  attach(server: HttpServer, options?: AttachOptions): Disposable;
  /** For frameworks that route upgrades themselves. The request is served whatever its path is. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Everybody's sessions, the ended ones that are still kept included. With a host: as it told last, at most half a second ago. */
  sessions(): HostedSessionInfo[];
  /**
   * Ends everything: clients are told, sockets closed, shells ended. Resolves when all of them are gone. With a host the shells go on unless
   * `shells` says `end`.
   */
  close(options?: HostCloseOptions): Promise<void>;
}

/** What stands behind the mount: the server core itself, or the front of a host. */
interface Backend {
  accept(socket: PausableSocket, request: SocketRequest, refusal: Refusal | undefined, port: number | undefined): void;
  sessions(): HostedSessionInfo[];
  close(options?: HostCloseOptions): Promise<void>;
  listening?(port: number | undefined): void;
}

/**
 * A terminal server for Node.
 * @param parts replaces parts of the real world: clock, ids, PTYs
 * @throws TerminalError `bad_option` naming the option that is wrong
 */
export function createTerminalServer(options: NodeServerOptions = {}, parts: Partial<ServerEnvironment> = {}): MountedTerminalServer {
  return new NodeTerminalServer(options, parts);
}

class NodeTerminalServer implements MountedTerminalServer {
  readonly #core: Backend;
  readonly #environment: ServerEnvironment;
  readonly #policy: OriginPolicy;
  readonly #upgrader: WebSocketUpgrader;
  readonly #authenticated: boolean;
  readonly #mounts = new Set<Disposable>();

  constructor({ allowedOrigins, allowedHosts, logger, host = false, ...options }: NodeServerOptions, parts: Partial<ServerEnvironment>) {
    this.#environment = nodeEnvironment(logger === undefined ? parts : { ...parts, logger });
    const serverOptions = { profiles: { default: { argv: loginShell() } }, ...options };
    if (host !== false && parts.spawnPty !== undefined) throw new TerminalError('bad_option', 'Option host: PTYs of your own cannot be started in another process.');
    this.#core = host === false ? new TerminalServer(this.#environment, serverOptions) : new HostFront(this.#environment, serverOptions, host === true ? {} : host);
    this.#authenticated = options.authenticate !== undefined;
    this.#policy = new OriginPolicy({ allowedOrigins, allowedHosts, allowMissingOrigin: this.#authenticated });
    this.#upgrader = new WebSocketUpgrader(options.limits?.frameBytes ?? MAX_MESSAGE_BYTES);
  }

  attach(server: HttpServer, { path = DEFAULT_PATH }: AttachOptions = {}): Disposable {
    this.#checkAddress(server.address());
    const route = routeUpgrades(server, path, (request, socket, head) => this.handleUpgrade(request, socket, head), this.#environment.clock);
    const onListening = (): void => {
      try {
        this.#checkAddress(server.address());
        this.#listening(server.address());
      } catch (error) {
        this.#environment.logger.error({ error }, 'terminals are not served');
        mount.dispose();
      }
    };
    server.once('listening', onListening);
    const mount = toDisposable(() => {
      server.off('listening', onListening);
      this.#mounts.delete(mount);
      route.dispose();
    });
    this.#mounts.add(mount);
    this.#listening(server.address());
    return mount;
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Node takes its own listener off before an upgrade; without one a reset line would end the process.
    socket.on('error', () => socket.destroy());
    try {
      const refusal = this.#refusal(request);
      const { url = '/', headers } = request;
      const facts = { url, headers, remoteAddress: request.socket.remoteAddress };
      this.#upgrader.upgrade(request, socket, head, (accepted) => this.#core.accept(accepted, facts, refusal, request.socket.localPort));
    } catch (error) {
      this.#environment.logger.error({ error }, 'an upgrade failed');
      refuse(socket, '500 Internal Server Error');
    }
  }

  sessions(): HostedSessionInfo[] {
    return this.#core.sessions();
  }

  async close(options?: HostCloseOptions): Promise<void> {
    await this.#core.close(options);
    for (const mount of [...this.#mounts]) mount.dispose();
    await this.#upgrader.emptied();
  }

  #listening(address: AddressInfo | string | null): void {
    if (address !== null) this.#core.listening?.(typeof address === 'string' ? undefined : address.port);
  }

  #refusal(request: IncomingMessage): Refusal | undefined {
    const verdict = this.#policy.judge(originRequest(request));
    if (verdict === 'ok') return undefined;
    this.#environment.logger.warn({ verdict, host: request.headers.host, origin: request.headers.origin }, 'a socket was refused');
    return verdict === 'host_refused' ? { code: CloseCode.hostRefused, reason: 'host not allowed' } : { code: CloseCode.originRefused, reason: 'origin not allowed' };
  }

  /** Without `authenticate` whoever reaches the address has a shell; only this machine may. A Unix socket tells no address to judge by. */
  #checkAddress(address: AddressInfo | string | null): void {
    if (this.#authenticated || address === null) return;
    if (typeof address !== 'string' && isLoopbackAddress(address.address)) return;
    const where = typeof address === 'string' ? address : address.address;
    throw new TerminalError('bad_option', `Option authenticate is missing, and the server listens on ${where}.`, {
      action: 'Give the terminal server an "authenticate" function, or let the HTTP server listen on 127.0.0.1.',
    });
  }
}

/** What the Host and Origin checks need of a request. */
export function originRequest({ rawHeaders, socket }: IncomingMessage): OriginRequest {
  return { rawHeaders, localAddress: socket.localAddress, localPort: socket.localPort };
}
