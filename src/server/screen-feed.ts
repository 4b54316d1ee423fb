import type { ByteLog } from '../base/byte-log.js';
import type { Clock } from '../base/clock.js';
import { MutableDisposable, type Disposable } from '../base/disposable.js';
import { WINDOW_BYTES } from '../protocol/limits.js';
import type { TerminalFeatures, ViewerFacts } from '../protocol/messages.js';
import type { FlowShare } from './flow-control.js';
import { safeCut } from './resume-start.js';
import { RESET_TERMINAL } from './screen/index.js';
import type { CreateScreen, SessionScreen, Snapshot } from './session-screen.js';
import type { TurnTaker, Worker } from './turn-taker.js';

/** Output parsed in one turn, bytes: about three milliseconds. */
export const TURN_BYTES = 64 * 1024;
/** Output parsed without waiting for a turn, bytes: a program that asks its terminal something waits for the answer. */
export const PROMPT_BYTES = 4 * 1024;
/** … and the most of it in `PROMPT_MS`, so that a flood in small pieces takes turns as any other. */
const PROMPT_TOTAL_BYTES = 16 * 1024;
const PROMPT_MS = 4;
/** Time without output after which a screen packs what it can, milliseconds. */
export const SETTLE_MS = 30_000;

export interface ScreenFeedParts {
  readonly clock: Clock;
  readonly turns: TurnTaker;
  readonly ring: ByteLog;
  readonly createScreen: CreateScreen;
  readonly cols: number;
  readonly rows: number;
  readonly scrollbackLines: number;
  readonly terminal: TerminalFeatures | undefined;
  /** Answers of the screen, for the shell. */
  readonly onAnswer: (bytes: Uint8Array) => void;
  /** Output has been parsed in a turn: the shell may have waited for that. */
  readonly onProgress: () => void;
  /** The screen threw. The session goes on, with a screen that may not be true any more. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Feeds a session's screen from the ring, as a viewer that counts: what it has not parsed stays there, and the shell waits for it. It comes after the viewers,
 * in turns with other sessions, but always before anything that needs the true screen.
 */
export class ScreenFeed implements FlowShare, Worker, Disposable {
  /** Most that may be unparsed before the shell waits, bytes. */
  readonly size = WINDOW_BYTES;
  readonly #parts: ScreenFeedParts;
  readonly #settle = new MutableDisposable();
  /** Undefined when it could not be made, and after the end. */
  #screen: SessionScreen | undefined;
  #parsed: number;
  #fedAt = -Infinity;
  /** When the present `PROMPT_MS` began, and what was parsed at once in it. */
  #promptSince = -Infinity;
  #promptBytes = 0;

  constructor(parts: ScreenFeedParts) {
    const { cols, rows, scrollbackLines, terminal, onAnswer, ring, createScreen } = parts;
    this.#parts = parts;
    this.#parsed = ring.end;
    this.#try(() => {
      this.#screen = createScreen({ cols, rows, scrollbackLines, terminal, onAnswer });
    });
  }

  /** Everything before it has been parsed. */
  get acked(): number {
    return this.#parsed;
  }

  /** Output has come and has been handed to the viewers. */
  outputArrived(): void {
    const pending = this.#parts.ring.end - this.#parsed;
    const now = this.#parts.clock.now();
    if (now - this.#promptSince >= PROMPT_MS) {
      this.#promptSince = now;
      this.#promptBytes = 0;
    }
    if (pending > PROMPT_BYTES || this.#promptBytes + pending > PROMPT_TOTAL_BYTES) return this.#parts.turns.ask(this);
    this.#promptBytes += pending;
    this.flush();
  }

  /** One turn. */
  work(): 'more' | 'done' {
    this.parseTo(Math.min(this.#parts.ring.end, this.#parsed + TURN_BYTES));
    this.#parts.onProgress();
    return this.#parsed < this.#parts.ring.end ? 'more' : 'done';
  }

  /** Parses everything that waits. */
  flush(): void {
    const { ring, turns } = this.#parts;
    // An answer may make the program print before `write` returns.
    while (this.#parsed < ring.end) this.parseTo(ring.end);
    turns.withdraw(this);
  }

  parseTo(offset: number): void {
    const { ring, clock } = this.#parts;
    if (this.#parsed >= offset) return;
    while (this.#parsed < offset) {
      const bytes = ring.read(this.#parsed, offset - this.#parsed);
      this.#parsed += bytes.length;
      this.#try(() => this.#screen?.write(bytes));
    }
    this.#fedAt = clock.now();
    this.#watchQuiet();
  }

  /** What was printed before is parsed at the size it was printed for. */
  resize(cols: number, rows: number): void {
    this.flush();
    this.#try(() => this.#screen?.resize(cols, rows));
  }

  setViewerFacts(facts: ViewerFacts): void {
    this.#try(() => this.#screen?.setViewerFacts(facts));
  }

  /** The screen after everything printed so far. From a screen that fails: what the bytes still held make of an empty terminal. */
  snapshot(cols: number, rows: number): Snapshot {
    this.flush();
    const taken = this.#try(() => this.#screen?.snapshot());
    return taken ?? { cols, rows, offset: this.#parsed, screen: this.#replay(), tail: new Uint8Array(0), scrollback: [] };
  }

  settle(): void {
    this.#settle.clear();
    this.#try(() => this.#screen?.settle());
  }

  dispose(): void {
    this.#settle.dispose();
    this.#parts.turns.withdraw(this);
    this.#try(() => this.#screen?.dispose());
    this.#screen = undefined;
  }

  /** One timer that looks again when it fires, instead of one per piece of output. */
  #watchQuiet(): void {
    const { clock } = this.#parts;
    this.#settle.value ??= clock.after(this.#fedAt + SETTLE_MS - clock.now(), () => {
      this.#settle.clear();
      if (clock.now() - this.#fedAt >= SETTLE_MS) this.settle();
      else this.#watchQuiet();
    });
  }

  #replay(): Uint8Array {
    const { ring } = this.#parts;
    const from = safeCut(ring);
    const bytes = new Uint8Array(RESET_TERMINAL.length + this.#parsed - from);
    bytes.set(RESET_TERMINAL);
    let at = RESET_TERMINAL.length;
    for (const part of ring.readAll(from, this.#parsed - from)) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  #try<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      this.#parts.onFault(error);
      return undefined;
    }
  }
}
