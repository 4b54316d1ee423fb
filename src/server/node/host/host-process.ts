import type { Socket } from 'node:net';
import type { Disposable } from '../../../base/disposable.js';
import { TerminalError } from '../../../protocol/errors.js';
import type { ServerEnvironment } from '../../environment.js';
import type { AuthorizeRequest } from '../../options.js';
import { TerminalServer } from '../../terminal-server.js';
import { tokenCheck } from '../tokens.js';
import { LinkKind } from './link-framing.js';
import { LINK_VERSION, readFrontMessage, type FrontHello, type FrontMessage, type SessionsMessage } from './link-messages.js';
import { LinkSocket, type LinkHandlers } from './link-socket.js';
import { RelayedSocket } from './relayed-socket.js';

/** A line that does not say who it is within this time is cut, milliseconds. */
const HELLO_MS = 5_000;
/** How long a host waits that has never had a session, milliseconds; and the least it ever waits: its server is just coming. */
const UNUSED_MS = 10_000;
const LEAST_MS = 1_000;
/** How often it looks whether it is still needed, and tells fronts of changed sessions, milliseconds. */
const LOOK_MS = 500;
/** Sessions in one report. */
const MAX_REPORTED = 10_000;

/** Holds the shells: the server core, reached by fronts only. It ends by itself. */
export class HostProcess {
  readonly #environment: ServerEnvironment;
  readonly #isSecret: (candidate: string | undefined) => boolean;
  readonly #onEnd: () => void;
  readonly #lines = new Set<LinkSocket>();
  readonly #fronts = new Set<LinkSocket>();
  /** Made by the first front, under its settings. */
  #core: TerminalServer | undefined;
  #retentionMs = UNUSED_MS;
  #phase: 'unused' | 'used' | 'ending' = 'unused';
  /** When somebody needed it last. */
  #neededAt: number;
  #reported = '';
  #look: Disposable;

  /** @param onEnd nobody needs it any more; its shells have ended */
  constructor(environment: ServerEnvironment, secret: string, onEnd: () => void) {
    this.#environment = environment;
    this.#isSecret = tokenCheck(secret);
    this.#onEnd = onEnd;
    this.#neededAt = environment.clock.now();
    this.#look = this.#lookLater();
  }

  serve(socket: Socket): void {
    const link = new LinkSocket(socket);
    const timer = this.#environment.clock.after(HELLO_MS, () => link.destroy());
    this.#lines.add(link);
    socket.once('close', () => {
      timer.dispose();
      this.#lines.delete(link);
    });
    link.handlers = {
      onMessage: (kind, payload) => {
        timer.dispose();
        this.#greet(link, kind === LinkKind.control ? readFrontMessage(payload) : undefined);
      },
      onClosed() {},
    };
  }

  /** Ends all shells, and then itself. */
  async end(reason: string): Promise<void> {
    if (this.#phase === 'ending') return;
    this.#phase = 'ending';
    this.#look.dispose();
    await this.#core?.close({ reason });
    this.#onEnd();
  }

  #greet(link: LinkSocket, hello: FrontMessage | undefined): void {
    const reason = this.#fault(hello);
    if (reason !== undefined || hello === undefined || (hello.type !== 'front' && hello.type !== 'relay')) {
      this.#environment.logger.warn({ reason }, 'a line was refused');
      link.sendJson({ type: 'refused', reason });
      return link.end();
    }
    try {
      this.#core ??= new TerminalServer(this.#environment, hello.settings);
      this.#retentionMs = hello.settings.retentionMs;
      if (hello.type === 'front') this.#front(link);
      else this.#relay(this.#core, link, hello);
    } catch (error) {
      this.#environment.logger.warn({ error: String(error) }, 'a line was refused');
      link.sendJson({ type: 'refused', reason: String(error) });
      link.end();
    }
  }

  #fault(hello: FrontMessage | undefined): string | undefined {
    if (this.#phase === 'ending') return 'the host is ending';
    if (hello?.type !== 'front' && hello?.type !== 'relay') return 'no hello of a front';
    if (!this.#isSecret(hello.secret)) return 'wrong secret';
    return hello.version === LINK_VERSION ? undefined : `this host speaks version ${LINK_VERSION}`;
  }

  #front(link: LinkSocket): void {
    this.#fronts.add(link);
    link.handlers = {
      onMessage: (kind, payload) => {
        const message = kind === LinkKind.control ? readFrontMessage(payload) : undefined;
        if (message?.type === 'report') link.sendJson(this.#sessions());
        else if (message?.type === 'end_shells') void this.end('server is closing');
      },
      onClosed: () => this.#fronts.delete(link),
    };
    link.sendJson({ type: 'ready', version: LINK_VERSION, pid: process.pid });
    link.sendJson(this.#sessions());
  }

  #relay(core: TerminalServer, link: LinkSocket, { principal, authorize, settings }: FrontHello & { type: 'relay' }): void {
    const questions = new Questions(link);
    const socket = new RelayedSocket(link);
    link.handlers = { ...questions.before(link.handlers), onFault: (error) => this.#environment.logger.error({ error: String(error) }, 'a line failed') };
    core.acceptRelayed(socket, { principal, settings, ...(authorize === 'ask' && { authorize: (request: AuthorizeRequest) => questions.ask(request) }) });
  }

  #sessions(): SessionsMessage {
    return { type: 'sessions', sessions: (this.#core?.sessions() ?? []).slice(-MAX_REPORTED) };
  }

  #lookLater(): Disposable {
    return this.#environment.clock.after(LOOK_MS, () => {
      this.#report();
      this.#endIfUnused();
      if (this.#phase !== 'ending') this.#look = this.#lookLater();
    });
  }

  #report(): void {
    if (this.#fronts.size === 0) return;
    const message = this.#sessions();
    const text = JSON.stringify(message);
    if (text === this.#reported) return;
    this.#reported = text;
    for (const link of this.#fronts) link.sendJson(message);
  }

  #endIfUnused(): void {
    const now = this.#environment.clock.now();
    const sessions = this.#core?.sessions() ?? [];
    if (this.#phase === 'unused' && sessions.length > 0) this.#phase = 'used';
    if (this.#lines.size > 0 || sessions.some(({ exited }) => exited === undefined)) this.#neededAt = now;
    const patience = Math.max(LEAST_MS, this.#phase === 'unused' ? Math.min(UNUSED_MS, this.#retentionMs) : this.#retentionMs);
    if (now - this.#neededAt >= patience) void this.end('nobody needs the host');
  }
}

/** What the host asks the front about one client. */
class Questions {
  readonly #link: LinkSocket;
  readonly #open = new Map<number, { resolve: (allowed: boolean) => void; reject: (error: TerminalError) => void }>();
  #last = 0;

  constructor(link: LinkSocket) {
    this.#link = link;
  }

  /** The core asks at most as many at once as one socket may have operations waiting. */
  ask({ action, ownerId, sessionId, project, environment, profile }: AuthorizeRequest): Promise<boolean> {
    return new Promise((resolve, reject) => {
      if (!this.#link.open) return reject(frontGone());
      const question = ++this.#last;
      this.#open.set(question, { resolve, reject });
      this.#link.sendJson({ type: 'ask', question, action, ownerId, sessionId, project, environment, profile });
    });
  }

  /** Takes the answers out of what arrives. */
  before(next: LinkHandlers): LinkHandlers {
    return {
      onMessage: (kind, payload) => {
        if (kind !== LinkKind.control) return next.onMessage(kind, payload);
        const message = readFrontMessage(payload);
        if (message?.type !== 'answer') return;
        this.#open.get(message.question)?.resolve(message.allowed);
        this.#open.delete(message.question);
      },
      onClosed: () => {
        for (const { reject } of this.#open.values()) reject(frontGone());
        this.#open.clear();
        next.onClosed();
      },
    };
  }
}

function frontGone(): TerminalError {
  return new TerminalError('internal', 'The server has gone.');
}
