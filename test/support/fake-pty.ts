import type { Disposable } from '../../src/base/disposable.js';
import { toDisposable } from '../../src/base/disposable.js';
import type { Pty, PtyExit, PtySpec, SpawnPty } from '../../src/server/pty.js';

/** What a fake shell does by itself; without one it is driven by the test alone. */
export interface FakeProgram {
  /** Typed bytes have arrived at the terminal. */
  onInput?(bytes: Uint8Array): void;
  /** Default: SIGHUP and SIGKILL end it with that signal. Return true to survive. */
  onSignal?(signal: string): boolean;
  /** The reader takes output again. */
  onResume?(): void;
}

export interface FakePtyOptions {
  /** Bytes that are still delivered after a pause, as a kernel does. Default 0. */
  readonly pauseSlack?: number;
  readonly program?: (pty: FakePty) => FakeProgram;
}

const SIGNALS: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
/** One read of a PTY, at most. */
const READ_BYTES = 64 * 1024;
let nextPid = 1000;

/** A shell without an operating system. Keeps the contract of `Pty`: all output before the exit, nothing after it. */
export class FakePty implements Pty {
  readonly pid = nextPid++;
  readonly signals: string[] = [];
  readonly sizes: (readonly [cols: number, rows: number])[] = [];
  /** How often the reader paused. */
  pauses = 0;
  /** `hold`: writes are taken but not confirmed, as with a program that does not read. */
  writes: 'confirm' | 'hold' = 'confirm';
  /** `exiting`: the rest is read out, whatever the reader says. */
  #flow: 'flowing' | 'paused' | 'exiting' | 'exited' = 'flowing';
  #input: Uint8Array[] = [];
  #backlog: Uint8Array[] = [];
  #slackLeft = 0;
  #held: (() => void)[] = [];
  readonly #dataListeners = new Set<{ call: (bytes: Uint8Array) => void }>();
  readonly #exitListeners = new Set<{ call: (exit: PtyExit) => void }>();
  readonly #slack: number;
  readonly #program: FakeProgram;

  constructor(readonly spec: PtySpec, { pauseSlack = 0, program }: FakePtyOptions = {}) {
    this.#slack = pauseSlack;
    this.#program = program?.(this) ?? {};
  }

  get paused(): boolean {
    return this.#flow === 'paused';
  }

  get exited(): boolean {
    return this.#flow === 'exited';
  }

  /** Everything typed so far. */
  get input(): Uint8Array {
    return concat(this.#input);
  }

  /** Output printed and not yet read: a real program would be blocked by it. */
  get backlogBytes(): number {
    return this.#backlog.reduce((sum, { length }) => sum + length, 0);
  }

  /** The program prints; while paused the bytes wait. */
  emit(output: string | Uint8Array): void {
    if (this.#flow === 'exited') return;
    const bytes = typeof output === 'string' ? new TextEncoder().encode(output) : output;
    for (let at = 0; at < bytes.length; at += READ_BYTES) this.#backlog.push(bytes.slice(at, at + READ_BYTES));
    this.#deliver();
  }

  /** The program ends; what waits is read first, as the contract demands. */
  exit(exit: Partial<PtyExit> = {}): void {
    if (this.#flow === 'exiting' || this.#flow === 'exited') return;
    this.#flow = 'exiting';
    this.#deliver();
    this.#flow = 'exited';
    this.#held = [];
    const signal = exit.signal ?? null;
    for (const { call } of [...this.#exitListeners]) call({ exitCode: exit.exitCode ?? (signal === null ? 0 : null), signal });
  }

  /** Confirms writes that were held, all or the oldest `count`. */
  confirmWrites(count: number = this.#held.length): void {
    for (const done of this.#held.splice(0, count)) done();
  }

  write(bytes: Uint8Array, done: () => void): void {
    if (this.#flow === 'exited') return;
    this.#input.push(bytes.slice());
    if (this.writes === 'hold') this.#held.push(done);
    else done();
    this.#program.onInput?.(bytes);
  }

  resize(cols: number, rows: number): void {
    if (this.#flow !== 'exited') this.sizes.push([cols, rows]);
  }

  pause(): void {
    if (this.#flow !== 'flowing') return;
    this.#flow = 'paused';
    this.pauses++;
    this.#slackLeft = this.#slack;
  }

  resume(): void {
    if (this.#flow !== 'paused') return;
    this.#flow = 'flowing';
    this.#deliver();
    if (this.#flow === 'flowing') this.#program.onResume?.();
  }

  kill(signal = 'SIGHUP'): void {
    if (this.#flow === 'exited') return;
    this.signals.push(signal);
    if (this.#program.onSignal?.(signal) === true) return;
    this.exit({ signal: SIGNALS[signal] ?? 15 });
  }

  onData(listener: (bytes: Uint8Array) => void): Disposable {
    const entry = { call: listener };
    this.#dataListeners.add(entry);
    return toDisposable(() => this.#dataListeners.delete(entry));
  }

  onExit(listener: (exit: PtyExit) => void): Disposable {
    const entry = { call: listener };
    this.#exitListeners.add(entry);
    return toDisposable(() => this.#exitListeners.delete(entry));
  }

  #deliver(): void {
    while (this.#backlog.length > 0) {
      let chunk = this.#backlog[0] as Uint8Array;
      if (this.#flow === 'paused') {
        if (this.#slackLeft === 0) return;
        chunk = chunk.subarray(0, this.#slackLeft);
        this.#slackLeft -= chunk.length;
      }
      const rest = (this.#backlog[0] as Uint8Array).subarray(chunk.length);
      if (rest.length === 0) this.#backlog.shift();
      else this.#backlog[0] = rest;
      for (const { call } of [...this.#dataListeners]) call(chunk);
    }
  }
}

/** Starts fake shells and remembers them in order. */
export class FakePtyHost {
  readonly started: FakePty[] = [];
  /** Thrown by the next start, and only by that. */
  failNext: Error | undefined;

  constructor(readonly options: FakePtyOptions = {}) {}

  readonly spawn: SpawnPty = (spec) => {
    const { failNext } = this;
    this.failNext = undefined;
    if (failNext !== undefined) throw failNext;
    const pty = new FakePty(spec, this.options);
    this.started.push(pty);
    return pty;
  };

  get last(): FakePty {
    const last = this.started.at(-1);
    if (last === undefined) throw new Error('no shell was started');
    return last;
  }
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
