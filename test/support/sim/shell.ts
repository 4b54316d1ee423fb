import { toDisposable, type Disposable } from '../../../src/base/disposable.js';
import type { Pty, PtyExit, PtySpec } from '../../../src/server/pty.js';
import type { SeededRandom } from '../seeded-random.js';
import { isBracket } from './brackets.js';
import type { ProcessClock } from './process-clock.js';
import { isAnswer, QUESTION_BYTES, writeQuestion } from './questions.js';
import { ByteRecord, fillStream, typistOf } from './stream.js';
import { TerminalText } from './terminal-text.js';

/** What a program does by itself: from `atMs` on, `bytes` in chunks of `chunk`, one every `everyMs`. */
export interface Burst {
  readonly atMs: number;
  readonly bytes: number;
  readonly chunk: number;
  readonly everyMs: number;
}

/** What runs in a shell. */
export interface ProgramPlan {
  readonly bursts: readonly Burst[];
  /** Whether it prints what it reads. */
  readonly echo: boolean;
  /** When it ends by itself, and how; undefined: never. */
  readonly exit: { readonly atMs: number; readonly code: number } | undefined;
  /** Time the kernel takes to take a write. */
  readonly writeMs: number;
  /** It asks its terminal something in every so many-th chunk; 0: never. */
  readonly askEvery: number;
  /** Whether it prints what terminals show, instead of any bytes. */
  readonly speaks: 'bytes' | 'terminal';
}

/** What is started, for whom. */
export interface ShellPlan {
  readonly session: string;
  readonly program: ProgramPlan;
  /** World time after which it prints nothing by itself. */
  readonly quietAtMs: number;
}

export interface ShellWatcher {
  readonly fault: { ptyWrite?(bytes: Uint8Array, shell: SimShell): Uint8Array; ptyPause?(): boolean; ptyResume?(): boolean };
  onSpawn(shell: SimShell): void;
  onEnd(shell: SimShell): void;
  /** The server has been given output. */
  onPrint(shell: SimShell): void;
  /** The server has written `bytes`, which the program will read. */
  onWrite(shell: SimShell, bytes: Uint8Array): void;
  /** The program has read input. */
  onInput(shell: SimShell, bytes: Uint8Array): void;
}

/** What may still come out after `pause`: the kernel's buffer. */
const PAUSE_SLACK_BYTES = 4096;

/** A shell whose program is a plan. Everything it printed is on record. */
export class SimShell implements Pty {
  readonly pid: number;
  readonly session: string;
  readonly output = new ByteRecord();
  readonly input = new ByteRecord();
  cols: number;
  rows: number;
  /** `ending` somebody asked for its end, or it is just ending · `gone` its machine crashed. */
  state: 'running' | 'ending' | 'ended' | 'gone' = 'running';
  exit: PtyExit | undefined;
  readonly #clock: ProcessClock;
  readonly #plan: ProgramPlan;
  readonly #quietAtMs: number;
  readonly #watcher: ShellWatcher;
  readonly #data = new Set<(bytes: Uint8Array) => void>();
  readonly #exits = new Set<(exit: PtyExit) => void>();
  #paused = false;
  #slack = PAUSE_SLACK_BYTES;
  /** Printed by the program, not yet read by the server. */
  #unread: Uint8Array[] = [];
  #quietUntil = 0;
  #chunks = 0;
  /** Questions printed so far; they are numbered from 0. */
  asked = 0;
  /** Since when what it printed waits for a server that does not read; undefined: it does not. */
  stuckSince: number | undefined;
  readonly #text: TerminalText | undefined;
  readonly #readOf = [0, 0, 0, 0];
  /** Read of brackets, whoever's they are. */
  bracketBytes = 0;
  #killed = false;

  constructor(pid: number, spec: PtySpec, { session, program: plan, quietAtMs }: ShellPlan, clock: ProcessClock, random: SeededRandom, watcher: ShellWatcher) {
    this.pid = pid;
    this.session = session;
    this.cols = spec.cols;
    this.rows = spec.rows;
    this.#clock = clock;
    this.#plan = plan;
    this.#quietAtMs = quietAtMs;
    this.#watcher = watcher;
    this.#quietUntil = clock.now();
    this.#text = plan.speaks === 'terminal' ? new TerminalText(pid) : undefined;
    for (const burst of plan.bursts) this.#start(burst, random.next() * burst.everyMs);
    if (plan.exit !== undefined) clock.after(plan.exit.atMs, () => this.#end({ exitCode: plan.exit?.code ?? 0, signal: null }));
    watcher.onSpawn(this);
  }

  /** Whether what its program printed waits for a server that does not read. */
  get stuck(): boolean {
    return this.#unread.length > 0;
  }

  /** Whether it ends without any page's doing. */
  get endsByItself(): boolean {
    return this.#plan.exit !== undefined || this.#killed;
  }

  write(bytes: Uint8Array, done: () => void): void {
    if (this.state !== 'running') return;
    const copy = this.#watcher.fault.ptyWrite?.(bytes, this) ?? bytes.slice();
    this.#watcher.onWrite(this, copy);
    this.#quietUntil = Math.max(this.#quietUntil, this.#clock.now()) + this.#plan.writeMs;
    this.#clock.after(this.#quietUntil - this.#clock.now(), () => {
      if (this.state !== 'running') return;
      this.input.append(copy);
      for (const byte of copy) {
        if (isBracket(byte)) this.bracketBytes++;
        else if (!isAnswer(byte)) this.#readOf[typistOf(byte)] = this.readOf(typistOf(byte)) + 1;
      }
      this.#watcher.onInput(this, copy);
      done();
      if (this.#plan.echo) this.#print(copy);
    });
  }

  /** Somebody on its machine ends it. */
  killFromOutside(): void {
    if (this.state !== 'running') return;
    this.#killed = true;
    this.kill('SIGKILL');
  }

  /** Bytes it has read of what one typist typed, without brackets. */
  readOf(typist: number): number {
    return this.#readOf[typist] ?? 0;
  }

  resize(cols: number, rows: number): void {
    this.cols = cols;
    this.rows = rows;
  }

  pause(): void {
    if (this.#watcher.fault.ptyPause?.() === false) return;
    if (!this.#paused) this.#slack = PAUSE_SLACK_BYTES;
    this.#paused = true;
  }

  resume(): void {
    if (this.#watcher.fault.ptyResume?.() === false) return;
    this.#paused = false;
    this.#flush();
  }

  kill(signal?: string): void {
    if (this.state !== 'running') return;
    this.state = 'ending';
    const number = signal === 'SIGKILL' ? 9 : signal === 'SIGTERM' ? 15 : 1;
    this.#clock.after(2, () => this.#end({ exitCode: null, signal: number }));
  }

  onData(listener: (bytes: Uint8Array) => void): Disposable {
    this.#data.add(listener);
    return toDisposable(() => this.#data.delete(listener));
  }

  onExit(listener: (exit: PtyExit) => void): Disposable {
    this.#exits.add(listener);
    return toDisposable(() => this.#exits.delete(listener));
  }

  /** The machine it ran on has crashed. */
  vanish(): void {
    this.state = 'gone';
    this.#clock.kill();
    this.#data.clear();
    this.#exits.clear();
  }

  #start(burst: Burst, phaseMs: number): void {
    let left = burst.bytes;
    const step = (): void => {
      if (this.state !== 'running' || left <= 0 || this.#clock.now() > this.#quietAtMs) return;
      // A program that writes to a full terminal waits; it loses nothing.
      if (this.#unread.length === 0) {
        const count = Math.min(left, burst.chunk);
        left -= count;
        this.#print(this.#text?.next(count) ?? this.#chunk(count));
      }
      if (left > 0) this.#clock.after(burst.everyMs, step);
    };
    this.#clock.after(burst.atMs + phaseMs, step);
  }

  #chunk(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    fillStream(bytes, this.pid, this.output.length);
    const { askEvery } = this.#plan;
    if (askEvery > 0 && count >= QUESTION_BYTES && ++this.#chunks % askEvery === 0) writeQuestion(bytes, (this.asked * 31) % (count - QUESTION_BYTES + 1), this.asked++);
    return bytes;
  }

  #print(bytes: Uint8Array): void {
    this.#unread.push(bytes);
    this.#flush();
  }

  #flush(): void {
    while (this.#unread.length > 0 && this.state !== 'gone') {
      const head = this.#unread[0] as Uint8Array;
      if (this.#paused && this.#slack <= 0) {
        this.stuckSince ??= this.#clock.now();
        return;
      }
      this.stuckSince = undefined;
      const bytes = this.#paused ? head.subarray(0, this.#slack) : head;
      if (bytes.length === head.length) this.#unread.shift();
      else this.#unread[0] = head.subarray(bytes.length);
      if (this.#paused) this.#slack -= bytes.length;
      this.output.append(bytes);
      this.#watcher.onPrint(this);
      // The reader may not keep or change the buffer it was given.
      const lent = bytes.slice();
      for (const listener of [...this.#data]) listener(lent);
    }
  }

  #end(exit: PtyExit): void {
    if (this.state !== 'running' && this.state !== 'ending') return;
    // What it has printed is read to its end now, and nobody can hold it any more.
    this.state = 'ending';
    this.#paused = false;
    this.#flush();
    this.state = 'ended';
    this.exit = exit;
    this.#watcher.onEnd(this);
    this.#clock.kill();
    for (const listener of [...this.#exits]) listener(exit);
  }
}
