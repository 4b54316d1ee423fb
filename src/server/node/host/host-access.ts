import { connect, type Socket } from 'node:net';
import type { Logger } from '../../../base/logger.js';
import { TerminalError } from '../../../protocol/errors.js';
import type { HostedSessionInfo } from '../../terminal-server.js';
import { workClock } from '../system-clock.js';
import { checkedSocket, descriptorPath, discard, readDescriptor, type Descriptor } from './descriptor.js';
import { LinkKind } from './link-framing.js';
import { LINK_VERSION, readHostMessage, type FrontSettings } from './link-messages.js';
import { LinkSocket } from './link-socket.js';
import { privateDirectory } from './private-directory.js';
import { startHost } from './start-host.js';

/** Time a host has to answer, milliseconds. */
const ANSWER_MS = 5_000;
/** Time its shells have to end, milliseconds: hang-up, kill, and a moment. */
const END_MS = 10_000;
/** Time it has to tell what it holds when its server leaves, milliseconds. */
const REPORT_MS = 500;
/** Times a host is looked for or started before it is given up for now. */
const MAX_TURNS = 3;

/** A host that answered, and the line on which it did: as long as that is open, it lives. */
interface LivingHost {
  readonly descriptor: Descriptor;
  readonly socketPath: string;
  readonly control: LinkSocket;
}

/** Finds the host of one name, starts it when there is none, and finds or starts the next one when it dies. */
export class HostAccess {
  readonly #directory: string;
  readonly #name: string;
  readonly #settings: FrontSettings;
  readonly #logger: Logger;
  #living: Promise<LivingHost | undefined> | undefined;
  #sessions: readonly HostedSessionInfo[] = [];
  #phase: 'open' | 'closed' = 'open';

  /** @throws TerminalError `bad_option` when the directory is not private */
  constructor(directory: string | undefined, name: string, settings: FrontSettings, logger: Logger) {
    this.#directory = privateDirectory(directory);
    this.#name = name;
    this.#settings = settings;
    this.#logger = logger;
  }

  /** As the host told last. */
  get sessions(): readonly HostedSessionInfo[] {
    return this.#sessions;
  }

  /** A new line to the host, and the secret that opens it; the host is started if need be. @throws TerminalError */
  async open(): Promise<{ readonly socket: Socket; readonly secret: string }> {
    for (let turn = 0; turn < MAX_TURNS; turn++) {
      const host = await this.#host('start');
      const socket = host && (await dial(host.socketPath));
      if (host !== undefined && socket !== undefined) return { socket, secret: host.descriptor.secret };
      this.distrust();
    }
    throw new TerminalError('internal', 'The host for shells has gone.', { action: 'Try again.' });
  }

  /** A host that is being killed may still take calls: what was found out about it is found out again before the next line. */
  distrust(): void {
    const living = this.#living;
    this.#living = undefined;
    void living?.then((host) => host?.control.destroy(), () => {});
  }

  /** Takes to a host that is there already. @returns whether there is one */
  async adopt(): Promise<boolean> {
    return (await this.#host('find')) !== undefined;
  }

  /** Lets the host go on by itself. `sessions` tells from then on what it holds. */
  async close(): Promise<void> {
    this.#phase = 'closed';
    const host = await this.#living?.catch(() => undefined);
    if (host?.control.open !== true) return;
    await new Promise<void>((resolve) => {
      const timer = workClock.after(REPORT_MS, resolve);
      host.control.handlers = {
        onMessage: (_kind, payload) => {
          const message = readHostMessage(payload);
          if (message?.type !== 'sessions') return;
          this.#sessions = message.sessions;
          timer.dispose();
          resolve();
        },
        onClosed: resolve,
      };
      host.control.sendJson({ type: 'report' });
    });
    host.control.end();
  }

  /** Ends a living host with all its shells and resolves when it has gone. */
  async end(): Promise<void> {
    const host = await this.#host('find').catch(() => undefined);
    this.#phase = 'closed';
    if (host === undefined) return;
    await new Promise<void>((resolve) => {
      const timer = workClock.after(END_MS, () => host.control.destroy());
      const { handlers } = host.control;
      host.control.handlers = {
        ...handlers,
        onClosed: () => {
          timer.dispose();
          handlers.onClosed();
          resolve();
        },
      };
      host.control.sendJson({ type: 'end_shells' });
    });
  }

  /** One search at a time: everybody who asks meanwhile gets its outcome. */
  #host(mode: 'start' | 'find'): Promise<LivingHost | undefined> {
    if (this.#phase === 'closed') return Promise.reject(new TerminalError('internal', 'The server is closing.'));
    if (this.#living !== undefined) return this.#living.then((host) => host ?? (mode === 'find' ? undefined : this.#host(mode)));
    const search = this.#search(mode);
    const forget = (): void => {
      if (this.#living === search) this.#living = undefined;
    };
    this.#living = search;
    search.then((host) => {
      if (host === undefined) return forget();
      if (this.#phase === 'closed') host.control.end();
      if (!host.control.open) return forget();
      host.control.handlers = {
        ...host.control.handlers,
        onClosed: () => {
          if (this.#living === search) this.#sessions = [];
          forget();
        },
      };
    }, forget);
    return search;
  }

  async #search(mode: 'start' | 'find'): Promise<LivingHost | undefined> {
    const path = descriptorPath(this.#directory, this.#name);
    for (let turn = 0; turn < MAX_TURNS; turn++) {
      const found = readDescriptor(path);
      if (typeof found === 'object') {
        const host = await this.#greet(found);
        if (host !== undefined) return host;
      }
      if (found !== undefined) discard(path, found);
      if (mode === 'find') return undefined;
      await startHost(this.#directory, this.#name);
      this.#logger.info({ name: this.#name }, 'a host for shells was started');
    }
    throw new TerminalError('spawn_failed', 'The host for shells does not stay.', { action: `Look at ${this.#name}.log in ${this.#directory}.` });
  }

  /**
   * @returns undefined when nobody is there, or somebody who does not know us
   * @throws TerminalError when it is there and does not answer: its shells must not be given up for that
   */
  async #greet(descriptor: Descriptor): Promise<LivingHost | undefined> {
    const socketPath = checkedSocket(this.#directory, descriptor);
    const socket = socketPath === undefined ? undefined : await dial(socketPath);
    if (socketPath === undefined || socket === undefined) return undefined;
    const control = new LinkSocket(socket);
    const ready = await new Promise<boolean>((resolve, reject) => {
      const timer = workClock.after(ANSWER_MS, () => {
        control.destroy();
        reject(new TerminalError('internal', 'The host for shells does not answer.', { action: 'Try again.' }));
      });
      const settle = (answer: boolean): void => {
        timer.dispose();
        resolve(answer);
      };
      control.handlers = {
        onMessage: (kind, payload) => {
          const message = kind === LinkKind.control ? readHostMessage(payload) : undefined;
          if (message?.type === 'ready') settle(message.version === LINK_VERSION);
          else if (message?.type === 'sessions') this.#sessions = message.sessions;
          else if (message?.type === 'refused') {
            this.#logger.warn({ reason: message.reason, pid: descriptor.pid }, 'the host for shells refused this server');
            settle(false);
          }
        },
        onClosed: () => settle(false),
      };
      control.sendJson({ type: 'front', version: LINK_VERSION, secret: descriptor.secret, settings: this.#settings });
    });
    if (ready) return { descriptor, socketPath, control };
    control.destroy();
    return undefined;
  }
}

/** Undefined when nobody listens there. */
function dial(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', () => resolve(undefined));
  });
}
