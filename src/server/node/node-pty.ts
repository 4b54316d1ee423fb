import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import type { Disposable } from '../../base/disposable.js';
import { Emitter } from '../../base/emitter.js';
import type { Logger } from '../../base/logger.js';
import { TerminalError } from '../../protocol/errors.js';
import { MAX_COLS, MAX_ROWS } from '../../protocol/limits.js';
import type { Pty, PtyExit, SpawnPty } from '../pty.js';
import { withoutInheritedDescriptors } from './inherited-descriptors.js';
import { signalGroups, signalNumber, terminalGroups } from './process-group.js';
import { ptyLibrary, type LibraryPty } from './pty-library.js';
import { isBusy, PtyWriter } from './pty-writer.js';
import { findShellCommand } from './shell-command.js';
import { shellEnvironment } from './shell-environment.js';
import { workClock as clock } from './system-clock.js';

/** After the shell's death, while background programs still hold its terminal: silence that counts as the end, and the longest wait. */
const QUIET_MS = 100;
const STRAGGLER_MS = 1_000;
const STRAGGLER_POLL_MS = 10;
/** Time between a hang-up and the kill of what ignored it. */
const HANG_UP_GRACE_MS = 2_000;
const READ_BYTES = 64 * 1024;
/** Reads per turn of the event loop while draining. */
const READS_PER_TURN = 16;

/** Starts shells on real pseudo-terminals. */
export function nodePtySpawner(logger: Logger): SpawnPty {
  return (spec) => {
    const env = shellEnvironment(process.env, spec.env);
    const { file, args, cwd } = withoutInheritedDescriptors(findShellCommand(spec.argv, spec.cwd, env), env);
    const size = { cols: clamp(spec.cols, MAX_COLS), rows: clamp(spec.rows, MAX_ROWS) };
    let pty: LibraryPty | undefined;
    const library = ptyLibrary();
    try {
      pty = library.spawn(file, args, { ...size, cwd, env, encoding: null });
      return new NodePty(pty, openSync(pty.ptsName, constants.O_RDWR | constants.O_NOCTTY), logger);
    } catch (cause) {
      if (pty !== undefined) {
        signalGroups([pty.pid], signalNumber('SIGKILL'));
        pty._socket.destroy();
      }
      throw new TerminalError('spawn_failed', 'The system did not give another terminal.', {
        action: 'Close sessions, or raise the limits of open files and pseudo-terminals of this machine.',
        cause,
      });
    }
  };
}

/**
 * One shell. The PTY package alone loses output: libuv takes "hung up" together with a short read for the end, and 200 ms
 * after the child's death the package closes a terminal that was paused, with all that is unread. So the slave side is held
 * open until everything has been read, and the terminal is closed by us alone: running → draining (the shell is dead) →
 * closing (everything is delivered) → ended (the exit is reported).
 */
class NodePty implements Pty {
  readonly pid: number;
  readonly #pty: LibraryPty;
  readonly #socket: ReadStream;
  readonly #writer: PtyWriter;
  readonly #data: Emitter<Uint8Array>;
  readonly #exit: Emitter<PtyExit>;
  readonly #destroySocket: () => void;
  #state: 'running' | 'draining' | 'closing' | 'ended' = 'running';
  /** The slave side; undefined once it has been let go. */
  #hold: number | undefined;
  /** Groups that were told to end; empty while nobody asked for it. */
  #hungUp = new Set<number>();
  #escalation: Disposable | undefined;

  constructor(pty: LibraryPty, hold: number, logger: Logger) {
    const report = (error: unknown) => logger.error({ error }, 'a listener of a terminal failed');
    this.pid = pty.pid;
    this.#pty = pty;
    this.#hold = hold;
    this.#data = new Emitter(report);
    this.#exit = new Emitter(report);
    this.#writer = new PtyWriter(pty.fd, clock);
    const socket = (this.#socket = pty._socket);
    this.#destroySocket = socket.destroy.bind(socket);
    // The package and the stream itself close at the child's death, at an early end and at EIO: all of them mean "drain now".
    socket.destroy = () => {
      this.#drain();
      return socket;
    };
    // At the child's death the package begins to wait for 'close': the earliest sign, 200 ms before it closes.
    socket.on('newListener', (name: string | symbol) => {
      if (name === 'close') this.#drain();
    });
    socket.on('data', (bytes: Uint8Array) => this.#deliver(bytes));
    pty.onExit(({ exitCode, signal }) => this.#end(signal ? { exitCode: null, signal } : { exitCode, signal: null }));
  }

  write(bytes: Uint8Array, done: () => void): void {
    if (this.#state === 'running') this.#writer.write(bytes, done);
  }

  resize(cols: number, rows: number): void {
    if (this.#state === 'running') this.#pty.resize(clamp(cols, MAX_COLS), clamp(rows, MAX_ROWS));
  }

  pause(): void {
    if (this.#state === 'running') this.#socket.pause();
  }

  resume(): void {
    if (this.#state === 'running') this.#socket.resume();
  }

  /**
   * Reaches the shell and the program in the foreground, stopped ones too. What has not ended 2 s after SIGHUP, or 1 s after its
   * shell, is killed. Other signals are sent once.
   */
  kill(signal = 'SIGHUP'): void {
    const number = signalNumber(signal);
    if (this.#state === 'closing' || this.#state === 'ended') return;
    const groups = terminalGroups(this.pid);
    signalGroups(groups, number);
    if (signal !== 'SIGHUP' && signal !== 'SIGKILL') return;
    signalGroups(groups, signalNumber('SIGCONT'));
    this.#hungUp = new Set([...this.#hungUp, ...groups]);
    this.#escalation ??= clock.after(HANG_UP_GRACE_MS, () => this.#killGroups());
  }

  onData(listener: (bytes: Uint8Array) => void): Disposable {
    return this.#data.subscribe(listener);
  }

  onExit(listener: (exit: PtyExit) => void): Disposable {
    return this.#exit.subscribe(listener);
  }

  #deliver(bytes: Uint8Array): void {
    if (this.#state !== 'running' && this.#state !== 'draining') return;
    this.#writer.poke();
    this.#data.emit(bytes);
  }

  #drain(): void {
    if (this.#state !== 'running') return;
    this.#state = 'draining';
    this.#writer.stop();
    // Paused or not: what is left is what the kernel holds of a dead shell, 12 KB on Linux.
    this.#socket.resume();
    setImmediate(() => this.#readRest());
  }

  #readRest(): void {
    // What the stream read before its pause comes first.
    if (this.#socket.readableLength > 0 && !this.#socket.readableEnded) return void setImmediate(() => this.#readRest());
    const found = this.#readSome();
    if (found === 'more') return void setImmediate(() => this.#readRest());
    // Nothing of the shell is left in the kernel. Without our hold, "end" tells that nobody has the terminal any more.
    this.#letGo();
    const now = clock.now();
    if (found === 'end') this.#close();
    else this.#awaitStragglers(now, now);
  }

  #awaitStragglers(since: number, lastData: number): void {
    const found = this.#readSome();
    const now = clock.now();
    const last = found === 'more' ? now : lastData;
    const patience = this.#hungUp.size > 0 ? STRAGGLER_MS : QUIET_MS;
    if (found === 'end' || now - since >= STRAGGLER_MS || now - last >= patience) this.#close();
    else clock.after(STRAGGLER_POLL_MS, () => this.#awaitStragglers(since, last));
  }

  /** Reads what is there. Linux empties its own buffers into the terminal before it says "nothing" or "end". */
  #readSome(): 'more' | 'nothing' | 'end' {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (let reads = 0; reads < READS_PER_TURN; reads++) {
      try {
        const count = readSync(this.#pty.fd, buffer, 0, READ_BYTES, null);
        if (count === 0) return 'end';
        this.#deliver(Uint8Array.prototype.slice.call(buffer, 0, count));
      } catch (error) {
        if (!isBusy(error)) return 'end';
        return reads === 0 ? 'nothing' : 'more';
      }
    }
    return 'more';
  }

  #close(): void {
    this.#state = 'closing';
    this.#letGo();
    this.#killGroups();
    // The package reports the exit when its socket has closed, or when the shell dies if the terminal ended first.
    this.#destroySocket();
  }

  #letGo(): void {
    if (this.#hold !== undefined) closeSync(this.#hold);
    this.#hold = undefined;
  }

  #killGroups(): void {
    this.#escalation?.dispose();
    signalGroups(this.#hungUp, signalNumber('SIGKILL'));
  }

  #end(exit: PtyExit): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#exit.emit(exit);
    this.#data.dispose();
    this.#exit.dispose();
  }
}

/** The kernel takes 16 bits and wraps silently. */
function clamp(cells: number, most: number): number {
  return Number.isFinite(cells) ? Math.min(most, Math.max(1, Math.trunc(cells))) : 1;
}
