import type { TerminalError } from '../../protocol/errors.js';
import { detailOf, type StatusDetail } from '../connection/status.js';
import type { EngineLink, LineOwner, LineReading, SessionLine } from './line.js';
import { DEFAULT_SIZE, type TerminalSize } from './size.js';
import { checkInputFits, inputDiscarded, shellEnded } from './waiting-limits.js';

/** Somebody who waits for the engine of a server. */
export interface Waiter {
  /** The engine is there. Called at most once for each time of entering. */
  loaded(engine: EngineLink): void;
  /** What is said of the server has changed meanwhile. */
  changed(): void;
  /** The engine could not be loaded; reported and counted already. Who still wants it stays. */
  failed(error: TerminalError): void;
}

/** A server as a session sees it before it has the engine. */
export interface EarlyLink {
  readonly detail: StatusDetail;
  /** Puts a wish at the end of the order, loads the engine if nobody has yet, and hands it over at once if it is there. */
  enter(waiter: Waiter): void;
  leave(waiter: Waiter): void;
  /** @throws TerminalError `too_many_sessions` */
  checkCloseFits(): void;
  /** Loads again what could not be loaded. */
  reload(): void;
  /** An attempt at once: to load, or to connect. */
  retry(): void;
}

/** `closing, then waiting`: closed, and then a new shell was asked for. */
type Wish = 'nothing' | 'waiting' | 'closing' | 'closing, then waiting';

/**
 * A session that nobody has wanted yet, or that waits for the engine to be loaded: remembers what is wanted, as a session does that has no
 * connection, and hands it all to its successor.
 */
export class EarlyLine implements SessionLine, Waiter {
  readonly #link: EarlyLink;
  readonly #owner: LineOwner;
  readonly #succeed: (engine: EngineLink) => SessionLine;
  readonly #input: Uint8Array[] = [];
  #pending = 0;
  #size: TerminalSize | undefined;
  #wish: Wish = 'nothing';

  /** @param succeed makes the line that takes this one's place */
  constructor(link: EarlyLink, owner: LineOwner, succeed: (engine: EngineLink) => SessionLine) {
    this.#link = link;
    this.#owner = owner;
    this.#succeed = succeed;
  }

  get detail(): StatusDetail {
    return describeWish(this.#wish === 'closing, then waiting' ? 'waiting' : this.#wish, this.#link.detail);
  }

  get reading(): LineReading {
    return {
      ...this.detail, sessionId: undefined, epoch: undefined, exit: undefined, offset: 0, parsedOffset: 0, bytesIn: 0,
      pendingInput: this.#pending, ...(this.#size ?? DEFAULT_SIZE),
    };
  }

  get restartable(): boolean {
    return this.#wish === 'closing';
  }

  settle(): void {
    const wanted = this.#owner.wanted || this.#pending > 0;
    if (this.#wish === 'nothing' && wanted) {
      this.#wish = 'waiting';
      this.#link.enter(this);
    } else if (this.#wish === 'waiting' && !wanted) this.abandon();
    this.#owner.phaseChanged();
  }

  viewChanged(): void {
    this.settle();
  }

  type(bytes: Uint8Array): void {
    if (this.#wish === 'closing') throw shellEnded();
    if (bytes.length === 0) return;
    checkInputFits(this.#pending, bytes.length);
    this.#input.push(bytes.slice());
    this.#pending += bytes.length;
    this.settle();
    this.#link.reload();
  }

  resize(size: TerminalSize): void {
    this.#size = size;
  }

  restart(): void {
    if (this.#wish === 'closing') this.#wish = 'closing, then waiting';
    this.#owner.phaseChanged();
  }

  retry(): void {
    this.#link.retry();
  }

  close(): void {
    if (this.#wish === 'closing') return;
    this.#link.checkCloseFits();
    this.#wish = 'closing';
    const dropped = this.#pending;
    this.#input.length = this.#pending = 0;
    this.#owner.phaseChanged();
    if (dropped > 0) this.#owner.failed(inputDiscarded(dropped, 'the session was closed'));
    this.#link.enter(this);
  }

  abandon(): void {
    this.#link.leave(this);
    this.#wish = 'nothing';
    this.#owner.phaseChanged();
  }

  loaded(engine: EngineLink): void {
    const line = this.#succeed(engine);
    if (this.#size !== undefined) line.resize(this.#size);
    if (this.#wish === 'closing' || this.#wish === 'closing, then waiting') line.close();
    if (this.#wish === 'closing, then waiting') line.restart();
    line.viewChanged();
    for (const bytes of this.#input) line.type(bytes);
  }

  changed(): void {
    this.#owner.phaseChanged();
  }

  failed(error: TerminalError): void {
    this.#owner.connectionFailed(error);
  }
}

/** What people are told of a session that has nothing but wishes, given what its server's connection says. */
export function describeWish(wish: 'nothing' | 'waiting' | 'closing', connection: StatusDetail): StatusDetail {
  switch (wish) {
    case 'nothing':
      return detailOf('idle');
    case 'closing':
      return detailOf('closed', 'The session is being closed.');
    case 'waiting':
      return connection.status === 'idle' ? { ...connection, status: 'connecting', attempt: 1 } : connection;
  }
}
