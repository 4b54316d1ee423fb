import type { TransmitResult } from '../../../src/client/session/contract.js';
import type { Invariants } from './invariants.js';
import type { SimShell } from './shell.js';
import { typedByte } from './stream.js';

/** Ctrl-C: what a person types who wants a text to stop. */
const INTERRUPT = 0x03;

/** A text that a page has asked to be typed: the bytes [from, to) of its typist. */
export interface Transmission {
  readonly from: number;
  readonly to: number;
  readonly bracketed: boolean;
  /** Of its text. */
  read: number;
  /** That read the last of it; undefined: none has. */
  shell: SimShell | undefined;
  /** Whether its bracket has been opened. */
  opened: boolean;
  /** How much of the typist's was read when the server ended its bracket for it. */
  abandonedAt: number | undefined;
  /** What the page was told in the end. */
  result: TransmitResult | undefined;
}

interface Discard {
  readonly from: number;
  readonly to: number;
  /** The shell lives, so nothing of it may have been typed. */
  readonly exact: boolean;
}

/** So many bytes from `at` on. */
interface Part {
  readonly at: number;
  readonly length: number;
}

/** Everything one typist typed into one session: accepted = written ⊎ reported. Texts that were transmitted are a part of it, each in a bracket of its own if it has one. */
export class InputLedger {
  /** Bytes that `send` and `transmit` took. */
  accepted = 0;
  /** Nothing before it is still expected. */
  cursor = 0;
  /** Nobody can be told any more: the page is gone, or nobody listens. */
  excused = false;
  readonly typist: number;
  readonly session: string;
  readonly #invariants: Invariants;
  /** In the order of their ends. */
  readonly #discards: Discard[] = [];
  readonly #acceptedFor: { readonly end: number; readonly epoch: string | undefined }[] = [];
  readonly #transmissions: Transmission[] = [];
  readonly #interrupts = new Set<number>();
  /** The bracket that is open in a shell, and whose it is as soon as a byte tells. */
  #open: { readonly shell: SimShell; of: Transmission | undefined } | undefined;

  constructor(invariants: Invariants, typist: number, session: string) {
    this.#invariants = invariants;
    this.typist = typist;
    this.session = session;
  }

  /** Whether any text was ever transmitted. */
  get transmits(): boolean {
    return this.#transmissions.length > 0;
  }

  next(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) bytes[i] = this.#byteAt(this.accepted + i);
    return bytes;
  }

  /** Ctrl-C, to be typed next. Only typist 0 has a byte for it. */
  nextInterrupt(): Uint8Array {
    this.#interrupts.add(this.accepted);
    return Uint8Array.of(INTERRUPT);
  }

  accept(count: number, epoch: string | undefined): void {
    this.accepted += count;
    this.#acceptedFor.push({ end: this.accepted, epoch });
  }

  /** The next `count` bytes are a text. */
  acceptTransmission(count: number, bracketed: boolean, epoch: string | undefined): Transmission {
    const from = this.accepted;
    this.accept(count, epoch);
    const transmission: Transmission = { from, to: this.accepted, bracketed, read: 0, shell: undefined, opened: false, abandonedAt: undefined, result: undefined };
    this.#transmissions.push(transmission);
    return transmission;
  }

  /** The page has been told how much of a text has been acknowledged. */
  progressed(transmission: Transmission, delivered: number, total: number): void {
    if (delivered > transmission.read) this.#fail(`${delivered} bytes of a text are told as delivered, its shell has read ${transmission.read}`);
    if (delivered > total || total !== transmission.to - transmission.from) this.#fail(`progress says ${delivered} of ${total} of a text of ${transmission.to - transmission.from} bytes`);
  }

  /** The page has been told what has become of a text. */
  finished(transmission: Transmission, result: TransmitResult): void {
    const { from, to, read } = transmission;
    const { outcome, delivered, total } = result;
    transmission.result = result;
    if (total !== to - from || delivered > total) this.#fail(`a text of ${to - from} bytes ends with ${delivered} of ${total}`);
    if (outcome === 'delivered' && (delivered !== total || (read < total && this.cursor < to))) this.#fail(`a text of ${total} bytes is told as delivered with ${delivered}, its shell has read ${read}`);
    // What is lost with its shell, or discarded by a person, is reported with all the rest.
    if (outcome === 'cancelled' && delivered < total) this.#discard({ from: from + delivered, to, exact: false });
  }

  /**
   * The client has reported that the last `count` bytes it had taken will not be delivered; undefined: all it still held.
   * @param to how many it had taken when it said so: which texts were cancelled before that, their promises tell a little later
   * @param exact the shell is there, and it is known to the byte what it has
   */
  discarded(count: number | undefined, to = this.accepted, exact = false): void {
    const from = count === undefined ? 0 : this.#lastNotDiscarded(count, to);
    if (from === undefined) this.#fail(`reports ${count} bytes discarded of ${to}`);
    this.#discard({ from: from ?? 0, to, exact });
  }

  written(shell: SimShell, bytes: Uint8Array): void {
    const parts = this.#fitting(this.cursor, bytes, shell);
    if (parts !== undefined) {
      for (const part of parts) this.#read(shell, part.at, part.length);
      return;
    }
    const again = this.#fitsBefore(bytes);
    const what = again === undefined ? 'bytes that are not the next ones typed' : `bytes ${again}… a second time`;
    this.#fail(`shell ${shell.pid} read ${bytes.length} ${what} (expected ${this.cursor} of ${this.accepted})`);
  }

  /** A shell has read the beginning of a bracket. */
  opened(shell: SimShell): void {
    if (this.#isOpenIn(shell)) this.#fail(`shell ${shell.pid} read the beginning of a bracket within one`);
    this.#open = { shell, of: undefined };
  }

  closed(shell: SimShell): void {
    if (this.#open?.shell !== shell) return this.#fail(`shell ${shell.pid} read the end of a bracket that was not begun`);
    const { of } = this.#open;
    this.#open = undefined;
    const whole = of === undefined ? this.#transmissions.some(({ bracketed, read, result }) => bracketed && read === 0 && result !== undefined) : this.cursor >= of.to || of.result !== undefined;
    if (!whole && !this.excused) this.#fail(`shell ${shell.pid} read the end of a bracket after ${of === undefined ? 'nothing' : `${of.read} of ${of.to - of.from} bytes`}, and nobody has given up the rest`);
  }

  /** The server has ended the bracket, as its page had gone: nothing more of that text may be read. */
  abandoned(shell: SimShell): void {
    if (this.#open?.shell !== shell) return this.#fail(`shell ${shell.pid} read the end of a bracket that was not begun`);
    const text = this.#open.of ?? this.#transmissions.find(({ bracketed, opened, from }) => bracketed && !opened && from >= this.cursor);
    this.#open = undefined;
    if (text !== undefined) text.abandonedAt = this.cursor;
  }

  /** At quiescence. */
  settle(): void {
    if (this.#open?.shell.state === 'running' && !this.excused) this.#fail(`shell ${this.#open.shell.pid} is left within a bracket`);
    if (this.excused) return;
    if (!this.#places().includes(this.accepted)) this.#fail(`${this.accepted - this.cursor} of ${this.accepted} bytes neither written nor reported`);
    for (const { from, result, read, shell, abandonedAt } of this.#transmissions) {
      if (result === undefined) this.#fail(`nothing is said of the text from ${from} on`);
      // What the server had of it, and had not said so, its page cannot know.
      else if (abandonedAt !== undefined && result.delivered <= read) continue;
      else if (shell?.state === 'running' ? !this.#isDelivered(from, read, result.delivered) : shell === undefined && result.delivered > 0 && result.outcome !== 'cancelled') this.#fail(`the text from ${from} on is ${result.outcome} with ${result.delivered} bytes, and ${read} were read`);
    }
  }

  /** Whether so much of the text from `from` on was read, or was on its way when that was said, and then reported as lost. */
  #isDelivered(from: number, read: number, delivered: number): boolean {
    return delivered === read || (read < delivered && (this.#places(from + read).at(-1) ?? 0) >= from + delivered);
  }

  #fail(what: string): void {
    this.#invariants.fail('I', `input of typist ${this.typist} into ${this.session}: ${what}`);
  }

  #discard(discard: Discard): void {
    const after = this.#discards.findIndex(({ to }) => to > discard.to);
    this.#discards.splice(after < 0 ? this.#discards.length : after, 0, discard);
  }

  /** Where the last `count` bytes before `end` begin that were not given up before. */
  #lastNotDiscarded(count: number, end: number): number | undefined {
    let at = end;
    let left = count;
    for (const { from, to } of [...this.#discards].reverse()) {
      const between = Math.max(0, at - to);
      if (left <= between) break;
      left -= between;
      at = Math.min(at, from);
    }
    return left > at ? undefined : at - left;
  }

  #byteAt(position: number): number {
    return this.#interrupts.has(position) ? INTERRUPT : typedByte(this.typist, position);
  }

  /** The shell that the byte at `offset` was typed for; undefined when none was known. */
  #epochAt(offset: number): string | undefined {
    return this.#acceptedFor.find(({ end }) => end > offset)?.epoch;
  }

  #isOpenIn(shell: SimShell): boolean {
    return this.#open?.shell === shell;
  }

  /** Whether bytes from `at` on belong where the shell is with its brackets: a text within its own, and nothing else there. */
  #standsRight(at: number, length: number, shell: SimShell): boolean {
    const texts = this.#transmissions.filter(({ bracketed, from, to }) => bracketed && from < at + length && at < to);
    if (!this.#isOpenIn(shell)) return texts.length === 0;
    const [text] = texts;
    if (text === undefined || texts.length > 1 || at < text.from || at + length > text.to) return false;
    return this.#open?.of === undefined ? at === text.from && !text.opened : this.#open.of === text;
  }

  #readOf(transmission: Transmission, shell: SimShell, start: number): void {
    const { from, to, bracketed } = transmission;
    if (this.cursor <= from || start >= to) return;
    transmission.read = Math.min(this.cursor, to) - from;
    transmission.shell = shell;
    if (!bracketed || this.#open === undefined) return;
    transmission.opened = true;
    this.#open.of = transmission;
  }

  /** Which bytes `bytes` are, the next being at `cursor` or behind what was given up there: one part, or several with something given up between them. */
  #fitting(cursor: number, bytes: Uint8Array, shell: SimShell): Part[] | undefined {
    const written = this.#invariants.epochOf(shell);
    const places = this.#places(cursor);
    // A few bytes may look alike in several places: taken are those that stand as they should to a bracket and were meant for this shell, and rather those behind what was given up.
    const fitting = places.filter((at) => this.#fits(at, bytes)).reverse();
    const standing = fitting.filter((at) => this.#standsRight(at, bytes.length, shell));
    const meant = (from: readonly number[]): number | undefined => from.find((at) => this.#epochAt(at) === written) ?? from[0];
    const start = meant(standing) ?? meant(fitting);
    if (start !== undefined) return [{ at: start, length: bytes.length }];
    for (const at of places) {
      let most = 0;
      while (most < bytes.length - 1 && at + most < this.accepted && bytes[most] === this.#byteAt(at + most)) most++;
      for (let length = most; length > 0; length--) {
        if (this.#places(at + length).length === 1) continue;
        const rest = this.#fitting(at + length, bytes.subarray(length), shell);
        if (rest !== undefined) return [{ at, length }, ...rest];
      }
    }
    return undefined;
  }

  #read(shell: SimShell, start: number, length: number): void {
    const written = this.#invariants.epochOf(shell);
    if (!this.#standsRight(start, length, shell)) this.#fail(`shell ${shell.pid} read ${length} bytes from ${start} on ${this.#isOpenIn(shell) ? 'within a bracket that is not theirs' : 'outside their bracket'}`);
    const abandoned = this.#transmissions.find(({ abandonedAt, to }) => abandonedAt !== undefined && start < to && abandonedAt < start + length);
    if (abandoned !== undefined) this.#fail(`bytes from ${start} on were read, of the text from ${abandoned.from} on that was given up at ${abandoned.abandonedAt}`);
    const epoch = this.#epochAt(start);
    if (epoch !== undefined && written !== undefined && epoch !== written) this.#fail(`byte ${start}, typed for epoch ${epoch}, reached ${written}`);
    const tooMuch = this.#discards.find(({ from, to, exact }) => exact && from < this.cursor && this.cursor < to && to <= start);
    if (tooMuch !== undefined) this.#fail(`the bytes from ${tooMuch.from} on were reported as discarded, and those before ${this.cursor} were read`);
    this.cursor = start + length;
    for (const transmission of this.#transmissions) this.#readOf(transmission, shell, start);
  }

  /** Where the next byte written may come from: the cursor, or behind what was reported as discarded. */
  #places(cursor = this.cursor): number[] {
    const places = [cursor];
    for (const { from, to } of this.#discards) {
      const reached = places.at(-1) ?? 0;
      if (from <= reached && to > reached) places.push(to);
    }
    return places;
  }

  #fits(at: number, bytes: Uint8Array): boolean {
    return at + bytes.length <= this.accepted && bytes.every((byte, i) => byte === this.#byteAt(at + i));
  }

  #fitsBefore(bytes: Uint8Array): number | undefined {
    for (let at = this.cursor - bytes.length; at >= 0; at--) if (this.#fits(at, bytes)) return at;
    return undefined;
  }
}
