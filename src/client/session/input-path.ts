import { ByteLog } from '../../base/byte-log.js';
import type { Clock } from '../../base/clock.js';
import { MutableDisposable } from '../../base/disposable.js';
import { TerminalError } from '../../protocol/errors.js';
import { INPUT_AGE_MS, INPUT_BYTES } from '../../protocol/limits.js';
import type { AttachedMessage } from '../../protocol/messages.js';
import type { NotDelivered } from '../sentences.js';
import type { HeldInput, InputState, TransmitResult } from './contract.js';
import { InputOutbox } from './outbox.js';
import { RunningTransfer } from './running-transfer.js';
import type { TransferRequest } from './transfer.js';
import { checkInputFits, checkTransferFits, countCharacters } from './waiting-limits.js';
import type { WakingTime } from './waking-time.js';

/** Time without an acknowledgement after which what was typed counts as waiting, milliseconds. */
const OVERDUE_MS = 1_000;
/** Room in the outbox that a transfer leaves for what ends it: bracket, rest of a character, Ctrl-C and the keys after it, bytes. */
const RESERVE_BYTES = 4 * 1024;
/** Ctrl-C, as terminals have typed it since teletypes. */
const INTERRUPT = 0x03;

export type LineStanding = 'live' | 'settling' | 'down';

export interface InputOwner {
  sessionId(): string | undefined;
  /** `settling`: the socket is there, but not the answer to an attach. */
  line(): LineStanding;
  /** Hands a slice to the socket. @returns whether it took it */
  send(offset: number, bytes: Uint8Array): boolean;
  /** Bytes that may be unacknowledged. */
  window(): number;
  /** Something of `state` has changed, or `readOnly`. */
  changed(): void;
  /** So many bytes will not be typed. */
  discarded(bytes: number, why: NotDelivered): void;
  failed(error: TerminalError): void;
  sent(bytes: number): void;
}

/**
 * What is typed into one shell, in order: what is in the outbox, then the rest of a transfer, then what was typed behind that. Nothing of it overtakes.
 * What has waited too long for a line is held until somebody says what is to become of it.
 */
export class InputPath {
  readonly #clock: Clock;
  readonly #time: WakingTime;
  readonly #owner: InputOwner;
  readonly #outbox = new InputOutbox();
  /** Typed behind a transfer, and moved to the outbox as there is room. */
  #behind = new ByteLog();
  #running: RunningTransfer | undefined;
  #hold: HeldInput['reason'] | undefined;
  /** When the server last acknowledged something, or the first byte of what is pending was typed. */
  #movedAt = 0;
  readonly #overdue = new MutableDisposable();
  #line: LineStanding = 'down';
  #readOnly = false;
  /** What was last said of it. */
  #told = '';

  /** @param time in which everything here is reckoned */
  constructor(clock: Clock, time: WakingTime, owner: InputOwner) {
    this.#clock = clock;
    this.#time = time;
    this.#owner = owner;
  }

  /** Bytes of input that are kept here; of a transfer only what is in the outbox. */
  get pending(): number {
    return this.#outbox.pending + this.#behind.size;
  }

  /** Whether there is anything for the shell. */
  get wanted(): boolean {
    return this.pending > 0 || this.#running !== undefined;
  }

  /** Whether the server takes no input of this page, as far as it has said. */
  get readOnly(): boolean {
    return this.#readOnly;
  }

  get state(): InputState {
    const since = this.#outbox.since ?? this.#running?.since ?? this.#movedAt;
    return {
      waiting: this.#waiting,
      since: this.wanted ? this.#time.onClock(since) : undefined,
      held: this.#hold && { reason: this.#hold, bytes: this.#typedFrom(this.#outbox.sent) },
      transfer: this.#running?.state(this.#hold === undefined && this.#owner.line() !== 'down'),
    };
  }

  // What the page asks for

  /** @param at when it was typed @throws TerminalError `input_overflow` */
  type(bytes: Uint8Array, at: number): void {
    if (bytes.length === 1 && bytes[0] === INTERRUPT) this.#interrupt();
    const queued = this.#running !== undefined || this.#behind.size > 0;
    checkInputFits(queued ? this.#behind.size : this.#outbox.pending, bytes.length, this.#owner.sessionId());
    if (!this.wanted) this.#movedAt = this.#time.now();
    if (queued) this.#behind.append(bytes);
    else this.#outbox.append(bytes, at);
    this.flush();
  }

  /** @throws TerminalError `input_overflow` when there is one already */
  transmit(request: TransferRequest): void {
    const { bytes: { length }, options, done } = request;
    checkTransferFits(this.#running, this.#owner.sessionId());
    if (length === 0 || options.signal?.aborted === true) return done({ outcome: length === 0 ? 'delivered' : 'cancelled', delivered: 0, total: length });
    if (!this.wanted) this.#movedAt = this.#time.now();
    const running = new RunningTransfer(request, () => this.#running === running && this.cancelTransmit());
    this.#running = running;
    this.flush();
  }

  /** Types nothing more of the transfer than cannot be helped, and nothing of what was typed behind it: an Enter would carry out a part of it. */
  cancelTransmit(): void {
    const running = this.#running;
    if (running === undefined || running.standing === 'ending') return;
    if (this.#hold !== undefined) return void this.discardHeld();
    const behind = this.#behind.size;
    this.#behind = new ByteLog();
    running.standing = 'ending';
    if (this.#owner.line() === 'live' || running.start === undefined) this.#cut(running, 'cancelled');
    this.flush();
    if (behind > 0) this.#owner.discarded(behind, 'behind-cancelled');
  }

  sendHeld(): void {
    if (this.#hold === undefined) return;
    const now = this.#time.now();
    this.#hold = undefined;
    this.#movedAt = now;
    this.#outbox.renew(now);
    if (this.#running !== undefined) this.#running.since = now;
    this.flush();
  }

  /** Returns the bytes that will not be typed. */
  discardHeld(): number {
    if (this.#hold === undefined) return 0;
    const before = this.#outstanding;
    this.#hold = undefined;
    this.#behind = new ByteLog();
    // Nothing has been sent since the server said what it has: all of that will be typed.
    if (this.#running !== undefined) this.#cut(this.#running, 'discarded');
    else this.#outbox.takeBack(this.#outbox.sent);
    const bytes = before - this.#outstanding;
    this.flush();
    return bytes;
  }

  /** The first `max` bytes of what is held. */
  peekHeld(max: number): Uint8Array {
    if (this.#hold === undefined) return new Uint8Array(0);
    const rest = this.#running?.stream.peek(max) ?? new Uint8Array(0);
    return join([...this.#outbox.peek(max, this.#outbox.sent), rest, ...this.#behind.readAll(this.#behind.start, max)], max);
  }

  // What the server and the line say

  /**
   * The answer to an attach: what the server has of all this.
   * @param returned whether the line was down before, as opposed to another attach on the socket in use
   * @returns the number of bytes dropped undelivered
   */
  attached({ epoch, inputOffset, inputAccepted = inputOffset, readOnly = false }: AttachedMessage, returned: boolean): number {
    this.#readOnly = readOnly;
    const outstanding = this.#outstanding;
    const same = this.#outbox.isFor(epoch);
    const placed = this.#placed;
    if ((!this.#outbox.rebase(epoch, { written: inputOffset, accepted: inputAccepted }) && placed) || !same) {
      this.#forget();
      return outstanding;
    }
    const running = this.#running;
    if (running?.standing === 'ending') this.#cut(running, 'cancelled');
    else if (returned) this.#holdWhatIsOld();
    this.#progress();
    return 0;
  }

  /** @returns the number of bytes dropped undelivered */
  acknowledged(offset: number): number {
    const before = this.#outbox.acknowledged;
    const outstanding = this.#outstanding;
    const placed = this.#placed;
    if (!this.#outbox.acknowledge(offset) && placed) {
      this.#forget();
      this.#tell();
      return outstanding;
    }
    if (this.#outbox.acknowledged > before) this.#movedAt = this.#time.now();
    this.#progress();
    this.flush();
    return 0;
  }

  /** The server has seen a gap: everything unacknowledged goes again. */
  rewind(): void {
    this.#outbox.rewind();
    this.flush();
  }

  /** Hands over what the line takes. */
  flush(): void {
    if (this.#owner.line() === 'live' && this.#hold === undefined) {
      this.#feed();
      this.#owner.sent(this.#outbox.flush(this.#owner.window(), (offset, bytes) => this.#owner.send(offset, bytes)));
    }
    this.#tell();
  }

  lineChanged(): void {
    const before = this.#line;
    this.#line = this.#owner.line();
    if (this.#line === 'down' && before !== 'down' && this.#running !== undefined) this.#running.since = this.#time.now();
    this.#tell();
  }

  /** The server takes no input of this page: what waits is not wanted there; the shell stays. Returns the bytes dropped. */
  refused(): number {
    this.#readOnly = true;
    const outstanding = this.#outstanding;
    this.#outbox.discard();
    this.#forget();
    this.#tell();
    return outstanding;
  }

  /** The shell is gone, and the next one counts from 0. Returns the bytes dropped. */
  reset(): number {
    const outstanding = this.#outstanding;
    this.#outbox.reset();
    this.#forget();
    this.#tell();
    return outstanding;
  }

  dispose(): void {
    this.#forget();
    this.#overdue.dispose();
  }

  // Inside

  /** As a terminal driver does it: an interrupt takes back what waits to be read. */
  #interrupt(): void {
    if (this.#hold === undefined) return this.cancelTransmit();
    this.#owner.discarded(this.discardHeld(), 'ctrl-c');
  }

  #feed(): void {
    const now = this.#time.now();
    const room = (): number => INPUT_BYTES - this.#outbox.pending;
    const running = this.#running;
    if (running === undefined) {
      for (let part = this.#behind.read(this.#behind.start, room()); part.length > 0; part = this.#behind.read(this.#behind.start, room())) {
        this.#outbox.append(part, now);
        this.#behind.dropTo(this.#behind.start + part.length);
      }
      return;
    }
    running.start ??= this.#outbox.end;
    const share = (): number => Math.max(0, room() - RESERVE_BYTES);
    while (!running.stream.taken && share() > 0) this.#outbox.append(running.stream.take(share()), now);
  }

  #cut(running: RunningTransfer, outcome: TransmitResult['outcome']): void {
    const { start = this.#outbox.end, stream } = running;
    const from = outcome === 'discarded' ? this.#outbox.sent : Math.max(this.#outbox.sent, start);
    this.#outbox.takeBack(from);
    const { rest, text } = stream.cut(Math.max(0, from - start));
    for (const part of rest) this.#outbox.append(part, this.#time.now());
    if (this.#outbox.end > start) for (const { start: at, end } of stream.brackets(this.#outbox.end - start)) this.#outbox.markAdded(start + at, start + end);
    this.#running = undefined;
    running.finish(outcome, text);
  }

  #progress(): void {
    const running = this.#running;
    if (running?.reached(this.#outbox.acknowledged, this.#movedAt) !== true) return;
    this.#running = undefined;
    running.finish('delivered');
  }

  /** Whether anything has a place in the outbox, which it cannot keep when the two ends have lost each other: also a text of which all is acknowledged that is there. */
  get #placed(): boolean {
    return this.#outbox.pending > 0 || this.#running?.start !== undefined;
  }

  /** Everything there is beside the outbox. */
  #forget(): void {
    const running = this.#running;
    this.#hold = undefined;
    this.#behind = new ByteLog();
    this.#running = undefined;
    running?.finish(running.standing === 'ending' ? 'cancelled' : 'discarded');
  }

  #holdWhatIsOld(): void {
    const now = this.#time.now();
    const old = (at: number | undefined): boolean => at !== undefined && now - at > INPUT_AGE_MS;
    const running = this.#running;
    const unsent = this.#outbox.sinceUnsent;
    // What the server has will be typed, whatever anybody says now.
    const waits = running !== undefined && (running.start === undefined || this.#outbox.sent < running.start + running.stream.length);
    if (running !== undefined && (old(unsent) || (waits && old(running.since)))) this.#hold = 'interrupted';
    else if (old(unsent)) this.#hold = 'old';
  }

  /** Says what people look at, if it has changed, and comes back when silence has lasted long enough to be told. */
  #tell(): void {
    const now = this.#time.now();
    const overdueAt = this.#movedAt + OVERDUE_MS;
    const soon = this.#owner.line() !== 'down' && this.#hold === undefined && this.pending > 0 && now < overdueAt;
    this.#overdue.value = soon ? this.#clock.after(overdueAt - now, () => this.#tell()) : undefined;
    const running = this.#running;
    const { transfer, held, waiting } = this.state;
    const percent = transfer && Math.floor((transfer.delivered / transfer.total) * 100);
    const told = `${waiting} ${held?.reason} ${held?.bytes} ${transfer?.state} ${percent} ${this.#readOnly}`;
    if (told === this.#told) return;
    this.#told = told;
    this.#owner.changed();
    if (transfer === undefined || running !== this.#running) return;
    try {
      running?.report(transfer);
    } catch (cause) {
      this.#owner.failed(new TerminalError('listener_failed', 'The onProgress of a transmission threw.', { cause, sessionId: this.#owner.sessionId() }));
    }
  }

  /** Characters, for people. Those that will be there in a moment wait for nothing, and those of a transfer are told with it. */
  get #waiting(): number {
    if (!this.wanted) return 0;
    if (this.#hold === undefined && this.#owner.line() !== 'down' && this.#time.now() < this.#movedAt + OVERDUE_MS) return 0;
    const { acknowledged } = this.#outbox;
    const until = Math.max(acknowledged, this.#running?.start ?? this.#outbox.end);
    // What was added is ASCII: as many characters as bytes.
    const added = until - acknowledged - this.#outbox.typedBefore(until);
    return countAll(this.#outbox.peek(until - acknowledged)) - added + countAll(this.#behind.readAll(this.#behind.start, INPUT_BYTES));
  }

  /** Bytes that would be lost with the shell, of those that somebody typed. */
  get #outstanding(): number {
    return this.#typedFrom(this.#outbox.acknowledged);
  }

  /** Bytes that somebody typed and that are not before `offset` of the outbox. */
  #typedFrom(offset: number): number {
    const running = this.#running;
    const end = running?.start ?? this.#outbox.end;
    const before = this.#outbox.typedBefore(end) - this.#outbox.typedBefore(Math.min(offset, end));
    return before + (running?.leftAt(offset) ?? 0) + this.#behind.size;
  }
}

const countAll = (parts: readonly Uint8Array[]): number => parts.reduce((sum, part) => sum + countCharacters(part), 0);

function join(parts: readonly Uint8Array[], max: number): Uint8Array {
  const whole = new Uint8Array(Math.min(max, parts.reduce((sum, part) => sum + part.length, 0)));
  let at = 0;
  for (const part of parts) {
    whole.set(part.subarray(0, whole.length - at), at);
    at += Math.min(part.length, whole.length - at);
  }
  return whole;
}
