import type { Disposable } from '../base/disposable.js';

/** What a profile asks the operating system to start. Nothing in it ever comes from a page. */
export interface PtySpec {
  readonly argv: readonly [string, ...string[]];
  /** Absolute path; the factory's own default when absent. */
  readonly cwd?: string | undefined;
  /** Additions to the allow-listed environment of the server. */
  readonly env: Readonly<Record<string, string>>;
  readonly cols: number;
  readonly rows: number;
}

export interface PtyExit {
  /** null when a signal ended it. */
  readonly exitCode: number | null;
  /** Signal number, null when it exited by itself. */
  readonly signal: number | null;
}

/**
 * One shell behind a pseudo-terminal. Bytes in, bytes out.
 * Contract (test/contract/pty): every byte the program wrote is delivered by `onData` before `onExit` fires, also when the program
 * exits at once and when the PTY was paused at that moment; nothing fires after `onExit`; methods called after the exit do nothing.
 */
export interface Pty {
  readonly pid: number;
  /** `done` is called when the kernel has taken the bytes; never after the exit. */
  write(bytes: Uint8Array, done: () => void): void;
  resize(cols: number, rows: number): void;
  /** Stops the flow soon: a few kilobytes may still come. */
  pause(): void;
  resume(): void;
  /** Default SIGHUP. */
  kill(signal?: string): void;
  onData(listener: (bytes: Uint8Array) => void): Disposable;
  onExit(listener: (exit: PtyExit) => void): Disposable;
}

/** @throws TerminalError `spawn_failed`, naming what is missing, before any process is left behind */
export type SpawnPty = (spec: PtySpec) => Pty;
