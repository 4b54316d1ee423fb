import { resolve } from 'node:path';
import type { Disposable } from '../../../base/disposable.js';
import { CloseCode } from '../../../protocol/close-codes.js';
import { TerminalError } from '../../../protocol/errors.js';
import { isValidId } from '../../../protocol/session-key.js';
import { admission, CLOSING, type Refusal } from '../../admission.js';
import type { ServerEnvironment } from '../../environment.js';
import type { ServerOptions } from '../../options.js';
import { resolveOptions, type ResolvedOptions } from '../../resolve-options.js';
import type { ServerSocketHandlers, SocketRequest } from '../../socket.js';
import { farewell, type CloseOptions, type HostedSessionInfo } from '../../terminal-server.js';
import { shellEnvironment } from '../shell-environment.js';
import type { PausableSocket } from '../ws-adapter.js';
import { HostAccess } from './host-access.js';
import type { FrontSettings } from './link-messages.js';
import { privateDirectory } from './private-directory.js';
import { RelayedClientSocket } from './relayed-client.js';

export interface HostOptions {
  /**
   * Where hosts of this user are found; made with mode 0700 if it is not there. Default: `persistent-terminal` in XDG_RUNTIME_DIR, else
   * `persistent-terminal-<uid>` in the folder for temporary files.
   */
  readonly directory?: string;
  /** Servers of one user with the same name share their shells. Default: `port-<the server's port>`. */
  readonly name?: string;
}

export interface HostCloseOptions extends CloseOptions {
  /** `keep`: the shells go on in their host, and the next server takes them over. `end`: they end, all of that host. Default `keep`. */
  readonly shells?: 'keep' | 'end';
}

const DEAF: ServerSocketHandlers = { onMessage() {}, onDrain() {}, onClose() {} };

/** The server whose shells live in a process of their own: authenticates, and passes on. */
export class HostFront {
  readonly #environment: ServerEnvironment;
  readonly #options: ResolvedOptions;
  readonly #settings: FrontSettings;
  readonly #authorize: 'owner' | 'ask';
  readonly #host: HostOptions;
  readonly #clients = new Set<RelayedClientSocket>();
  #access: HostAccess | undefined;
  #closing: Promise<void> | undefined;
  /** Called when the last socket has gone during a close. */
  #onEmpty: (() => void) | undefined;

  /** @throws TerminalError `bad_option` naming the option */
  constructor(environment: ServerEnvironment, options: ServerOptions, host: HostOptions) {
    this.#environment = environment;
    this.#options = resolveOptions(options);
    this.#authorize = options.authorize === undefined ? 'owner' : 'ask';
    this.#host = host;
    if (host.name !== undefined && !isValidId(host.name)) throw new TerminalError('bad_option', 'Option host.name is not 1–128 of A–Z a–z 0–9 . _ : -.');
    privateDirectory(host.directory);
    const { profiles, limits, scrollback, retentionMs, dropGraceMs, heartbeatMs } = this.#options;
    // The host was perhaps started elsewhere and under another environment: what a profile means is decided here.
    const resolved = [...profiles].map(([name, { argv, cwd, env = {}, title, terminal }]) => [
      name, { argv: [...argv] as [string, ...string[]], env: shellEnvironment(process.env, env), ...(cwd !== undefined && { cwd: resolve(cwd) }), ...(title !== undefined && { title }), ...(terminal !== undefined && { terminal }) },
    ] as const);
    this.#settings = { profiles: Object.fromEntries(resolved), limits, scrollback, retentionMs, dropGraceMs, heartbeatMs };
  }

  /** The server's port is known: shells that an earlier server left are taken over. */
  listening(port: number | undefined): void {
    if (this.#host.name === undefined && port === undefined) return;
    const warn = (error: unknown): void => this.#environment.logger.warn({ error: String(error) }, 'the host for shells cannot be taken over');
    try {
      this.#accessAt(port).adopt().catch(warn);
    } catch (error) {
      // The first client will be told.
      warn(error);
    }
  }

  accept(socket: PausableSocket, request: SocketRequest, refusal: Refusal | undefined, port: number | undefined): void {
    const why = refusal ?? (this.#closing === undefined ? admission(this.#options, request, this.#clients.size) : CLOSING);
    if (why !== undefined) {
      socket.handlers = DEAF;
      return socket.close(why.code, why.reason);
    }
    let access: HostAccess;
    try {
      access = this.#accessAt(port);
    } catch (error) {
      this.#environment.logger.error({ error: String(error) }, 'there can be no host for shells');
      socket.handlers = DEAF;
      return socket.close(CloseCode.internalError, 'shells cannot be reached');
    }
    const client = new RelayedClientSocket({
      environment: this.#environment, options: this.#options, settings: this.#settings, authorize: this.#authorize, access, socket, request,
      onClosed: (closed) => {
        this.#clients.delete(closed);
        if (this.#clients.size === 0) this.#onEmpty?.();
      },
    });
    this.#clients.add(client);
  }

  sessions(): HostedSessionInfo[] {
    return [...(this.#access?.sessions ?? [])];
  }

  close(options: HostCloseOptions = {}): Promise<void> {
    this.#closing ??= this.#close(options);
    return this.#closing;
  }

  async #close({ drainMs = 0, reason = '', shells = 'keep' }: HostCloseOptions): Promise<void> {
    const welcomed = [...this.#clients].filter((client) => client.welcomed);
    welcomed.forEach((client, at) => client.send(farewell(reason, at, welcomed.length)));
    if (drainMs > 0 && this.#clients.size > 0) await this.#emptied(drainMs);
    for (const client of [...this.#clients]) client.close(CloseCode.serviceRestart, reason);
    if (shells === 'end' && (this.#access !== undefined || this.#host.name !== undefined)) await this.#accessAt(undefined).end();
    await this.#access?.close();
  }

  /** Two servers must not share shells by accident: without a name it is the port that tells them apart. */
  #accessAt(port: number | undefined): HostAccess {
    if (this.#access !== undefined) return this.#access;
    const name = this.#host.name ?? (port === undefined ? undefined : `port-${port}`);
    if (name === undefined) throw new TerminalError('bad_option', 'Option host.name is missing, and the server has no port to be told apart by.');
    this.#access = new HostAccess(this.#host.directory, name, this.#settings, this.#environment.logger);
    return this.#access;
  }

  #emptied(withinMs: number): Promise<void> {
    return new Promise((done) => {
      const timer: Disposable = this.#environment.clock.after(withinMs, done);
      this.#onEmpty = () => {
        timer.dispose();
        done();
      };
    });
  }
}
