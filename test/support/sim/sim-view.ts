import type { ScrollbackLines, SessionView, SnapshotSink, SnapshotStart, TerminalSession } from '../../../src/client/session/contract.js';
import type { Invariants } from './invariants.js';
import type { ProcessClock } from './process-clock.js';
import { Reading } from './reading.js';
import type { ReaderPlan } from './schedule.js';
import type { SimShell } from './shell.js';
import { ByteRecord } from './stream.js';
import type { SimTerminal } from './terminal-model.js';
import { blockContinued, blockLines, decodeTranscriptHeader, TRANSCRIPT_HEADER_BYTES, type TranscriptHeader } from './transcript.js';

/** What a view is part of. */
export interface ViewPlace {
  readonly session: TerminalSession;
  readonly invariants: Invariants;
  readonly clock: ProcessClock;
  readonly plan: ReaderPlan;
  /** In schedules with real screens: what shows. Checked cell by cell instead of byte by byte. */
  readonly terminal: SimTerminal | undefined;
  /** A planted fault looks at what is shown. */
  readonly onBytes: ((bytes: Uint8Array) => void) | undefined;
}

/** A screen that checks every byte it is given and parses at a pace of its own. */
export class SimView implements SessionView {
  shown = true;
  disposed = false;
  readonly reading: Reading;
  readonly place: ViewPlace;
  /** Everything before it is on the screen. */
  parsedTo = 0;
  /** Bytes of the content of the present snapshot that are on the screen. */
  snapshotParsed = 0;
  /** Whether it has thrown: then the client speaks for it. */
  threw = false;
  /** `blank` until it is told what it shows · `loading` a snapshot is not complete yet · `true` it shows the truth. */
  state: 'blank' | 'loading' | 'true' = 'blank';
  #busyUntil = 0;
  #calls = 0;
  #generation = 0;
  #sink: IncomingSnapshot | undefined;

  constructor(who: string, place: ViewPlace) {
    this.reading = new Reading(`view ${who}`, place.invariants);
    this.place = place;
  }

  get shell(): SimShell | undefined {
    return this.reading.shell;
  }

  beginShell(): void {
    this.#begin();
    this.state = 'true';
    const { offset } = this.place.session.state;
    if (offset !== 0) this.reading.fail(`a shell that begins at ${offset}`);
    this.place.terminal?.reset(this.reading.shell);
  }

  beginSnapshot(start: SnapshotStart): SnapshotSink {
    const before = this.state === 'true' ? this.reading.shell : undefined;
    this.#begin();
    if (before !== undefined && start.anotherShell !== (before !== this.reading.shell)) this.reading.fail(`a snapshot of ${start.anotherShell ? 'another' : 'the same'} shell`);
    this.state = 'loading';
    this.#sink = this.place.terminal === undefined ? new TranscriptSink(this, start) : new TerminalSink(this, start, this.place.terminal);
    return this.#sink;
  }

  write(bytes: Uint8Array, parsed: () => void): void {
    if (this.state !== 'true') this.reading.fail(this.state === 'blank' ? 'output for a blank screen' : 'output before the snapshot is ready');
    this.reading.take(bytes);
    this.place.terminal?.write(bytes);
    this.place.onBytes?.(bytes);
    const end = this.reading.at;
    this.parse(bytes.length, () => (this.parsedTo = end), parsed);
  }

  /** Takes its time over `size` bytes. @param note is left out if the screen has begun anew meanwhile */
  parse(size: number, note: () => void, parsed: () => void): void {
    if (this.disposed) this.reading.fail('a disposed view is written to');
    const { delayMs, bytesPerMs, throwEvery } = this.place.plan;
    if (throwEvery !== undefined && ++this.#calls % throwEvery === 0) {
      this.threw = true;
      throw new Error('planted: a screen that fails');
    }
    const generation = this.#generation;
    const done = (): void => {
      if (generation === this.#generation) note();
      parsed();
    };
    const now = this.place.clock.now();
    if (delayMs === 0 && this.#busyUntil <= now) return done();
    this.#busyUntil = Math.max(this.#busyUntil, now + delayMs) + size / bytesPerMs;
    this.place.clock.after(this.#busyUntil - now, done);
  }

  /** The parser does nothing for a while: a hidden tab, a busy thread. */
  stopReading(forMs: number): void {
    this.#busyUntil = Math.max(this.#busyUntil, this.place.clock.now() + forMs);
  }

  dispose(): void {
    if (this.disposed) this.place.invariants.fail('E', `a view of ${this.place.session.key} is disposed twice`);
    this.disposed = true;
  }

  isCurrent(sink: IncomingSnapshot): boolean {
    return sink === this.#sink;
  }

  /** The screen of a snapshot is complete. */
  ready(offset: number): void {
    this.state = 'true';
    this.reading.at = this.parsedTo = offset;
  }

  /** At quiescence: the whole truth. */
  settle(): void {
    if (this.state === 'loading') this.reading.fail('its snapshot was never completed');
    if (this.state === 'true' && this.#sink !== undefined && !this.#sink.over) this.reading.fail('the scrollback of its snapshot never came to its end');
    if (this.state === 'true') this.place.terminal?.compare(this.reading);
  }

  #begin(): void {
    if (this.disposed) this.reading.fail('a disposed view is told to begin');
    this.reading.shell = this.place.invariants.shellOf(this.place.session.state.epoch);
    this.reading.at = this.parsedTo = this.snapshotParsed = 0;
    this.#generation++;
    this.#sink = undefined;
  }
}

/** Takes a snapshot in and sees to it that its parts come in order. */
abstract class IncomingSnapshot implements SnapshotSink {
  readonly view: SimView;
  readonly start: SnapshotStart;
  #part: 'screen' | 'lines' | 'over' = 'screen';

  constructor(view: SimView, start: SnapshotStart) {
    this.view = view;
    this.start = start;
  }

  get over(): boolean {
    return this.#part === 'over';
  }

  screen(bytes: Uint8Array, parsed: () => void): void {
    this.#expect('screen', 'screen');
    this.take(bytes);
    this.#parse(bytes.length, parsed);
  }

  ready(): void {
    this.#expect('screen', 'ready');
    this.#part = 'lines';
    this.complete();
  }

  lines(block: ScrollbackLines, parsed: () => void): void {
    this.#expect('lines', 'lines');
    this.takeLines(block);
    this.#parse(block.bytes.length, parsed);
  }

  end(): void {
    this.#expect('lines', 'end');
    this.#part = 'over';
    this.finish();
  }

  protected abstract take(bytes: Uint8Array): void;
  protected abstract complete(): void;
  protected abstract takeLines(block: ScrollbackLines): void;
  protected abstract finish(): void;

  #parse(size: number, parsed: () => void): void {
    this.view.parse(size, () => (this.view.snapshotParsed += size), parsed);
  }

  #expect(part: 'screen' | 'lines', call: string): void {
    if (!this.view.isCurrent(this)) this.view.reading.fail(`${call} of a snapshot that is void`);
    if (part !== this.#part) this.view.reading.fail(`${call} of a snapshot whose ${this.#part} was next`);
  }
}

/** The snapshot of a `TranscriptScreen`. */
class TranscriptSink extends IncomingSnapshot {
  readonly #screen = new ByteRecord();
  #header: TranscriptHeader | undefined;
  /** Everything from here on is shown. */
  #top = 0;

  protected take(bytes: Uint8Array): void {
    this.#screen.append(bytes);
  }

  protected complete(): void {
    const { reading } = this.view;
    const bytes = this.#screen.slice(0, this.#screen.length);
    const header = decodeTranscriptHeader(bytes);
    if (header === undefined) return reading.fail('a snapshot that does not begin by resetting the screen');
    const { offset, screenFrom, cols, rows, hash } = header;
    const content = bytes.subarray(TRANSCRIPT_HEADER_BYTES);
    if (content.length !== offset - screenFrom) reading.fail(`a screen of ${content.length} bytes instead of ${offset - screenFrom}`);
    reading.check(screenFrom, content, 'screen');
    if (hash !== reading.shell?.output.hashTo(offset)) reading.fail(`a snapshot of something else than the ${offset} bytes printed`);
    if (cols !== this.start.cols || rows !== this.start.rows) reading.fail(`a snapshot of ${cols}×${rows}, announced as ${this.start.cols}×${this.start.rows}`);
    this.#header = header;
    this.#top = screenFrom;
    this.view.ready(offset);
  }

  protected takeLines({ bytes, lines, cols, continued }: ScrollbackLines): void {
    const { reading } = this.view;
    const from = this.#top - bytes.length;
    reading.check(Math.max(0, from), bytes, 'scrollback');
    if (lines !== blockLines(from, this.#top) || continued !== blockContinued(from)) reading.fail(`wrong header of the scrollback at ${from}`);
    if (cols !== this.#header?.cols) reading.fail(`scrollback for ${cols} columns`);
    this.#top = from;
  }

  protected finish(): void {
    if (this.#header !== undefined && this.#top !== this.#header.oldest) this.view.reading.fail(`scrollback from ${this.#top} on, ${this.#header.oldest} is held`);
  }
}

/** The snapshot of a real screen: given to a terminal, which shows afterwards whether it was right. */
class TerminalSink extends IncomingSnapshot {
  readonly #terminal: SimTerminal;

  constructor(view: SimView, start: SnapshotStart, terminal: SimTerminal) {
    super(view, start);
    this.#terminal = terminal;
    terminal.resize(start.cols, start.rows);
  }

  protected take(bytes: Uint8Array): void {
    this.#terminal.write(bytes);
  }

  protected complete(): void {
    // Where it ends only the client knows: output must go on from there.
    this.view.ready(this.view.place.session.state.offset);
    this.#terminal.shows(this.view.reading.shell);
    this.#terminal.compare(this.view.reading);
  }

  protected takeLines({ bytes, lines }: ScrollbackLines): void {
    if (bytes.length === 0 || lines === 0) this.view.reading.fail('an empty block of scrollback');
  }

  protected finish(): void {}
}
