import type { Clock } from '../../base/clock.js';
import { MutableDisposable } from '../../base/disposable.js';
import { decodeClientMessage, encodeMessage } from '../../protocol/codec.js';
import { TerminalError } from '../../protocol/errors.js';
import type { AttachMessage, ClientMessage, ViewerFacts } from '../../protocol/messages.js';
import { sentence } from './sentences.js';
import { DEFAULT_SIZE, type TerminalSize } from './size.js';

/** A box that is dragged has another size in every frame, and every one makes the program draw anew: the server is told no more often, milliseconds. */
const RESIZE_MS = 100;

/** What the server is told of whoever looks at a session: size, colours, cells. Said with every request, and again when it changes meanwhile. */
export class ViewerReport {
  readonly #clock: Clock;
  /** On the channel that is live, if one is. */
  readonly #send: (message: (channel: number) => ClientMessage) => boolean;
  readonly #factsTimer = new MutableDisposable();
  readonly #sizeTimer = new MutableDisposable();
  #size: TerminalSize | undefined;
  #sentSize: TerminalSize | undefined;
  /** When a size was told last on this attachment. */
  #toldAt = -Infinity;
  /** What the server said the size is: true as long as nobody here wants another. */
  #found: TerminalSize = DEFAULT_SIZE;
  #facts: ViewerFacts | undefined;
  #sentFacts: string | undefined;

  constructor(clock: Clock, send: (message: (channel: number) => ClientMessage) => boolean) {
    this.#clock = clock;
    this.#send = send;
  }

  get size(): TerminalSize {
    return this.#size ?? this.#found;
  }

  resize(size: TerminalSize): void {
    this.#size = size;
    this.#tellSize();
  }

  /** Returns false, and forgets nothing, for what the protocol can't say: in a request it would cost the session. */
  describe(facts: ViewerFacts): boolean {
    if (!decodeClientMessage(encodeMessage({ ...facts, type: 'viewer', channel: 1 })).ok) return false;
    this.#facts = facts;
    // A view says its colours and its cells one after the other: one message for all of a task.
    this.#factsTimer.value ??= this.#clock.after(0, () => {
      this.#factsTimer.clear();
      this.#tellFacts();
    });
    return true;
  }

  /** For a request: a viewer that has no size yet says none. */
  fields(): Pick<AttachMessage, 'cols' | 'rows' | 'viewer'> {
    this.#sentSize = this.#size;
    this.#sentFacts = JSON.stringify(this.#facts);
    return { ...this.#size, ...(this.#facts === undefined ? {} : { viewer: this.#facts }) };
  }

  /** The request was answered: what has changed since is told. */
  attached({ cols, rows }: TerminalSize): void {
    this.#found = { cols, rows };
    this.#tellSize();
    this.#tellFacts();
  }

  /** Nobody is there to be told until the next request. */
  detached(): void {
    this.#factsTimer.clear();
    this.#sizeTimer.clear();
    this.#toldAt = -Infinity;
  }

  /** The first size at once, then the latest every 100 ms. */
  #tellSize(): void {
    if (this.#sizeTimer.value !== undefined) return;
    const size = this.#size;
    if (size === undefined || (size.cols === this.#sentSize?.cols && size.rows === this.#sentSize.rows)) return;
    const wait = this.#toldAt + RESIZE_MS - this.#clock.now();
    if (wait > 0) {
      this.#sizeTimer.value = this.#clock.after(wait, () => {
        this.#sizeTimer.clear();
        this.#tellSize();
      });
      return;
    }
    const { cols, rows } = size;
    if (!this.#send((channel) => ({ type: 'resize', channel, cols, rows }))) return;
    this.#sentSize = size;
    this.#toldAt = this.#clock.now();
  }

  #tellFacts(): void {
    const facts = this.#facts;
    const text = JSON.stringify(facts);
    if (facts === undefined || text === this.#sentFacts) return;
    if (this.#send((channel) => ({ ...facts, type: 'viewer', channel }))) this.#sentFacts = text;
  }
}

/** What the protocol can't say was said of the viewer. */
export function badViewer(sessionId?: string): TerminalError {
  return new TerminalError('bad_option', sentence('badViewer'), { action: sentence('giveViewer'), sessionId });
}
