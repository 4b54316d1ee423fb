import type { TerminalError } from '../../protocol/errors.js';
import type { ViewerFacts } from '../../protocol/messages.js';
import { detailOf, type StatusDetail } from '../connection/status.js';
import { sentence, type NotDelivered } from '../sentences.js';
import type { InputState } from './contract.js';
import type { EngineLink, LineOwner, LineReading, SessionLine } from './line.js';
import { NO_ACTIVITY } from './no-activity.js';
import { DEFAULT_SIZE, type TerminalSize } from './size.js';
import type { TransferRequest } from './transfer.js';
import { checkInputFits, checkTransferFits, countCharacters, inputDiscarded, shellEnded } from './waiting-limits.js';
import type { WakingTime } from './waking-time.js';

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
  readonly #time: WakingTime;
  readonly #succeed: (engine: EngineLink) => SessionLine;
  readonly activity = undefined;
  /** What was typed, in order; a transfer is one of it. */
  #input: (Typed | TransferRequest)[] = [];
  #size: TerminalSize | undefined;
  #facts: ViewerFacts | undefined;
  #wish: Wish = 'nothing';

  /** @param succeed makes the line that takes this one's place */
  constructor(link: EarlyLink, owner: LineOwner, time: WakingTime, succeed: (engine: EngineLink) => SessionLine) {
    this.#link = link;
    this.#owner = owner;
    this.#time = time;
    this.#succeed = succeed;
  }

  get detail(): StatusDetail {
    return describeWish(this.#wish === 'closing, then waiting' ? 'waiting' : this.#wish, this.#link.detail);
  }

  get reading(): LineReading {
    return {
      ...this.detail, sessionId: undefined, epoch: undefined, exit: undefined, offset: 0, parsedOffset: 0, bytesIn: 0, flow: undefined, drops: 0, resume: undefined, terminal: undefined,
      pendingInput: this.#typed.reduce((sum, { bytes }) => sum + bytes.length, 0), input: this.#inputState, readOnly: false, activity: NO_ACTIVITY, ...(this.#size ?? DEFAULT_SIZE),
    };
  }

  get restartable(): boolean {
    return this.#wish === 'closing';
  }

  settle(): void {
    const wanted = this.#owner.wanted || this.#input.length > 0;
    if (this.#wish === 'nothing' && wanted) {
      this.#wish = 'waiting';
      this.#link.enter(this);
    } else if (this.#wish === 'waiting' && !wanted) this.abandon();
    this.#owner.phaseChanged();
  }

  viewChanged(): void {
    this.settle();
  }

  type(bytes: Uint8Array, at: number): void {
    if (this.#wish === 'closing') throw shellEnded();
    if (bytes.length === 0) return;
    checkInputFits(this.reading.pendingInput, bytes.length);
    this.#take({ bytes: bytes.slice(), at });
  }

  transmit(request: TransferRequest): void {
    if (this.#wish === 'closing') throw shellEnded();
    checkTransferFits(this.#transfer);
    this.#take(request);
  }

  cancelTransmit(): void {
    const transfer = this.#transfer;
    if (transfer !== undefined) this.#drop(this.#input.splice(this.#input.indexOf(transfer)), 'behind-cancelled', 'cancelled');
  }

  // Nothing is held before a server is there.

  sendHeld(): void {}

  discardHeld(): number {
    return 0;
  }

  peekHeld(): Uint8Array {
    return new Uint8Array(0);
  }

  resize(size: TerminalSize): void {
    this.#size = size;
  }

  describeViewer(facts: ViewerFacts): void {
    this.#facts = facts;
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
    this.#owner.phaseChanged();
    this.#drop(this.#input.splice(0), 'session-closed', 'discarded');
    this.#link.enter(this);
  }

  abandon(): void {
    this.#link.leave(this);
    this.#wish = 'nothing';
    for (const item of this.#input) if ('done' in item) item.done({ outcome: 'discarded', delivered: 0, total: item.bytes.length });
    this.#input = [];
    this.#owner.phaseChanged();
  }

  loaded(engine: EngineLink): void {
    const line = this.#succeed(engine);
    if (this.#size !== undefined) line.resize(this.#size);
    if (this.#facts !== undefined) line.describeViewer(this.#facts);
    if (this.#wish === 'closing' || this.#wish === 'closing, then waiting') line.close();
    if (this.#wish === 'closing, then waiting') line.restart();
    line.viewChanged();
    for (const item of this.#input.splice(0)) {
      if ('done' in item) line.transmit(item);
      else line.type(item.bytes, item.at);
    }
  }

  changed(): void {
    this.#owner.phaseChanged();
  }

  failed(error: TerminalError): void {
    this.#owner.connectionFailed(error);
  }

  get #typed(): Typed[] {
    return this.#input.filter((item) => !('done' in item));
  }

  get #transfer(): TransferRequest | undefined {
    return this.#input.find((item) => 'done' in item);
  }

  get #inputState(): InputState {
    const total = this.#transfer?.bytes.length;
    return {
      waiting: this.#typed.reduce((sum, { bytes }) => sum + countCharacters(bytes), 0), since: this.#input[0] && this.#time.onClock(this.#input[0].at), held: undefined,
      transfer: total === undefined ? undefined : { state: 'paused', delivered: 0, total },
    };
  }

  #take(item: Typed | TransferRequest): void {
    this.#input.push(item);
    this.settle();
    this.#owner.inputChanged();
    this.#link.reload();
  }

  #drop(items: readonly (Typed | TransferRequest)[], why: NotDelivered, outcome: 'cancelled' | 'discarded'): void {
    let lost = 0;
    for (const item of items) {
      const { length } = item.bytes;
      if ('done' in item) item.done({ outcome, delivered: 0, total: length });
      if (!('done' in item) || outcome === 'discarded') lost += length;
    }
    if (items.length > 0) this.#owner.inputChanged();
    if (lost > 0) this.#owner.failed(inputDiscarded(lost, why));
    this.settle();
  }
}

interface Typed {
  readonly bytes: Uint8Array;
  /** `WakingTime.now`. */
  readonly at: number;
}

/** What people are told of a session that has nothing but wishes, given what its server's connection says. */
export function describeWish(wish: 'nothing' | 'waiting' | 'closing', connection: StatusDetail): StatusDetail {
  switch (wish) {
    case 'nothing':
      return detailOf('idle');
    case 'closing':
      return detailOf('closed', [sentence('beingClosed')]);
    case 'waiting':
      return connection.status === 'idle' ? { ...connection, status: 'connecting', attempt: 1 } : connection;
  }
}
