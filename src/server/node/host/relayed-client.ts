import { DisposableStore, MutableDisposable } from '../../../base/disposable.js';
import { CloseCode } from '../../../protocol/close-codes.js';
import { decodeClientMessage, encodeMessage } from '../../../protocol/codec.js';
import { TerminalError } from '../../../protocol/errors.js';
import { HELLO_TIMEOUT_MS, PROTOCOL_VERSION } from '../../../protocol/limits.js';
import type { ClientMessages, ServerMessage } from '../../../protocol/messages.js';
import { authenticate } from '../../authentication.js';
import { fitCloseReason } from '../../close-reason.js';
import type { ServerEnvironment } from '../../environment.js';
import { ExpiryWatch } from '../../expiry-watch.js';
import { errorAnswer } from '../../message-errors.js';
import { OperationQueue } from '../../operation-queue.js';
import type { Principal } from '../../options.js';
import type { ResolvedOptions } from '../../resolve-options.js';
import type { SocketRequest } from '../../socket.js';
import type { PausableSocket } from '../ws-adapter.js';
import type { HostAccess } from './host-access.js';
import { LinkKind } from './link-framing.js';
import { LINK_VERSION, readHostMessage, type FrontSettings, type HostMessage } from './link-messages.js';
import { LinkSocket } from './link-socket.js';
import { PASSED_STEP_BYTES, passedPayload } from './relayed-socket.js';

/** Hosts that a client is joined to before one has said a word. */
const MAX_TURNS = 3;

/** `opening`: authenticated; the host has not said anything yet. */
type Phase = 'hello' | 'authenticating' | 'opening' | 'relaying' | 'closed';

export interface ClientParts {
  readonly environment: ServerEnvironment;
  readonly options: ResolvedOptions;
  readonly settings: FrontSettings;
  /** Whether the host has to ask before it lets a client do something; else it lets owners. */
  readonly authorize: 'owner' | 'ask';
  readonly access: HostAccess;
  readonly socket: PausableSocket;
  readonly request: SocketRequest;
  readonly onClosed: (client: RelayedClientSocket) => void;
}

/**
 * One browser's socket in the front. It is authenticated here, and what it sends from then on goes to the host as it is, and back: the front
 * reads only what may be a message for itself.
 */
export class RelayedClientSocket {
  readonly #parts: ClientParts;
  readonly #socket: PausableSocket;
  readonly #resources = new DisposableStore();
  readonly #helloTimer = this.#resources.add(new MutableDisposable());
  readonly #expiry: ExpiryWatch;
  readonly #queue = new OperationQueue();
  #phase: Phase = 'hello';
  #principal: Principal | undefined;
  #link: LinkSocket | undefined;
  /** Bytes that came from the host, and of which of them it was told that they have passed. */
  #received = 0;
  #reported = 0;

  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.#socket = parts.socket;
    const { clock } = parts.environment;
    this.#expiry = this.#resources.add(new ExpiryWatch(clock, () => this.close(CloseCode.tokenExpired, 'token expired')));
    this.#helloTimer.value = clock.after(HELLO_TIMEOUT_MS, () => {
      if (this.#phase === 'hello') this.close(CloseCode.helloTimeout, 'no hello');
      else this.close(CloseCode.overloaded, 'the server is not ready in time');
    });
    parts.socket.handlers = {
      onMessage: (message) => this.#fromClient(message),
      onDrain: () => this.#reportPassed(),
      onClose: () => this.#end(),
    };
  }

  /** Whether it has been welcomed and not left. */
  get welcomed(): boolean {
    return this.#phase === 'relaying';
  }

  send(message: ServerMessage): void {
    this.#socket.send(encodeMessage(message));
  }

  close(code: number, reason: string): void {
    if (this.#phase === 'closed') return;
    this.#parts.environment.logger.info({ code, reason }, 'socket closed by the server');
    this.#end();
    this.#socket.close(code, fitCloseReason(reason));
  }

  #fromClient(message: string | Uint8Array): void {
    switch (this.#phase) {
      case 'relaying':
        if (typeof message === 'string') this.#textFromClient(message);
        else this.#relay(LinkKind.binary, message);
        return;
      case 'hello': {
        const decoded = typeof message === 'string' ? decodeClientMessage(message) : undefined;
        if (decoded?.ok !== true || decoded.value.type !== 'hello') return this.close(CloseCode.protocolViolation, 'message before hello');
        void this.#greet(decoded.value);
        return;
      }
      case 'authenticating':
      case 'opening':
        return this.close(CloseCode.protocolViolation, 'message before welcome');
      case 'closed':
    }
  }

  /** JSON cannot say `authenticate` without these letters or a backslash: everything else is none of our business, and not parsed. */
  #textFromClient(text: string): void {
    if (text.includes('authenticate') || text.includes('\\')) {
      const decoded = decodeClientMessage(text);
      if (decoded.ok && decoded.value.type === 'authenticate') return this.#authenticateAgain(decoded.value);
    }
    this.#relay(LinkKind.text, Buffer.from(text));
  }

  #relay(kind: LinkKind, payload: Uint8Array): void {
    if (this.#link?.send(kind, payload) === false) this.#socket.pause();
  }

  async #greet(hello: ClientMessages['hello']): Promise<void> {
    const { version, minVersion, token } = hello;
    if (minVersion > PROTOCOL_VERSION || version < PROTOCOL_VERSION) return this.close(CloseCode.versionUnsupported, `this server speaks version ${PROTOCOL_VERSION}`);
    this.#phase = 'authenticating';
    const outcome = await this.#authenticate(token);
    if (!this.#is('authenticating')) return;
    if (outcome.kind === 'refused') return this.close(outcome.code, outcome.reason);
    if (outcome.kind === 'unavailable') return this.close(CloseCode.overloaded, 'authentication is not available');
    this.#principal = outcome.principal;
    this.#expiry.watch(outcome.principal);
    this.#phase = 'opening';
    await this.#open(outcome.principal, hello, MAX_TURNS);
  }

  async #open(principal: Principal, hello: ClientMessages['hello'], turns: number): Promise<void> {
    try {
      const { socket, secret } = await this.#parts.access.open();
      const link = new LinkSocket(socket);
      if (this.#is('opening')) this.#join(link, secret, principal, hello, turns);
      else link.destroy();
    } catch (error) {
      this.#parts.environment.logger.error({ error: String(error) }, 'the host for shells cannot be reached');
      this.close(CloseCode.tryAgainLater, 'shells cannot be reached');
    }
  }

  #join(link: LinkSocket, secret: string, principal: Principal, hello: ClientMessages['hello'], turns: number): void {
    const { access, settings, authorize } = this.#parts;
    const { id, name } = principal;
    this.#link = link;
    link.handlers = {
      onRead: (deliver) => {
        this.#socket.batch(deliver);
        this.#reportPassed();
      },
      onMessage: (kind, payload) => this.#fromHost(kind, payload),
      onDrain: () => this.#socket.resume(),
      onFault: (error) => this.#parts.environment.logger.error({ error: String(error) }, 'a line to the host failed'),
      onClosed: () => {
        if (!this.#is('opening') || turns <= 1) return this.close(CloseCode.serviceRestart, 'the host for shells has gone');
        access.distrust();
        void this.#open(principal, hello, turns - 1);
      },
    };
    link.batch(() => {
      // When the token expires is the front's affair; the token itself never leaves it.
      link.sendJson({ type: 'relay', version: LINK_VERSION, secret, principal: { id, name }, authorize, settings });
      link.send(LinkKind.text, Buffer.from(encodeMessage({ ...hello, token: undefined })));
    });
  }

  #fromHost(kind: LinkKind, payload: Buffer): void {
    if (this.#phase === 'closed') return;
    switch (kind) {
      case LinkKind.binary:
        this.#received += payload.length;
        return this.#socket.send(payload);
      case LinkKind.text:
        if (this.#phase === 'opening') {
          this.#phase = 'relaying';
          this.#helloTimer.clear();
        }
        this.#received += payload.length;
        return this.#socket.send(payload.toString());
      case LinkKind.close:
        return this.close(payload.readUInt16BE(0), payload.toString('utf8', 2));
      case LinkKind.control: {
        const message = readHostMessage(payload);
        if (message?.type === 'ask') void this.#answer(message);
        return;
      }
      case LinkKind.passed:
    }
  }

  async #answer({ question, ...request }: HostMessage & { type: 'ask' }): Promise<void> {
    const { options, environment } = this.#parts;
    let allowed = false;
    try {
      const principal = this.#principal;
      const { action, ownerId, sessionId, project, environment: place, profile } = request;
      // Only `true` allows, here as in a server without a host.
      allowed = principal !== undefined && (await options.authorize({ principal, action, ownerId, sessionId, project, environment: place, profile })) === true;
    } catch (error) {
      environment.logger.error({ error: String(error) }, 'authorize failed');
    }
    this.#link?.sendJson({ type: 'answer', question, allowed });
  }

  #authenticateAgain({ request, token }: ClientMessages['authenticate']): void {
    const taken = this.#queue.run('', async () => {
      if (this.#is('relaying')) await this.#renew(request, token);
    });
    if (!taken) this.send(errorAnswer({ request }, new TerminalError('rate_limited', 'Too many operations are waiting.', { action: 'Wait for answers.' })));
  }

  async #renew(request: number, token: string): Promise<void> {
    const outcome = await this.#authenticate(token);
    if (!this.#is('relaying')) return;
    if (outcome.kind === 'refused') return this.close(outcome.code, outcome.reason);
    if (outcome.kind === 'unavailable') {
      return this.send(errorAnswer({ request }, new TerminalError('internal', 'The token could not be checked.', { action: 'Try again.' })));
    }
    const { principal } = outcome;
    // Sessions and permissions of this socket belong to the user who opened it.
    if (principal.id !== this.#principal?.id) return this.close(CloseCode.forbidden, 'token of another user');
    this.#principal = principal;
    this.#expiry.watch(principal);
    this.send({ type: 'authenticated', request, expiresAt: principal.expiresAt });
  }

  #authenticate(token: string | undefined) {
    const { options, environment: { logger, clock }, request } = this.#parts;
    return authenticate(options, logger, token, request, () => clock.wallNow());
  }

  /** Tells the host what this client's line has taken; what it has not holds the host's output back. */
  #reportPassed(): void {
    const passed = this.#received - this.#socket.unsentBytes;
    if (passed - this.#reported < PASSED_STEP_BYTES) return;
    this.#reported = passed;
    this.#link?.send(LinkKind.passed, passedPayload(passed));
  }

  /** A method, as the compiler takes a field that was compared for unchanged after a wait. */
  #is(phase: Phase): boolean {
    return this.#phase === phase;
  }

  #end(): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'closed';
    this.#resources.dispose();
    this.#link?.end();
    this.#parts.onClosed(this);
  }
}
