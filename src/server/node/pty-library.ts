import { createRequire } from 'node:module';
import type { ReadStream } from 'node:tty';
import { TerminalError } from '../../protocol/errors.js';

/*
 * The only importer of the PTY package. `@lydell/node-pty` is node-pty with prebuilt binaries; node-pty itself serves as well.
 * Three of the fields below are not in its typings: the version is pinned, and test/contract/pty.test.ts fails if they go away.
 */

export interface LibraryPty {
  readonly pid: number;
  readonly fd: number;
  /** Path of the slave side. */
  readonly ptsName: string;
  readonly _socket: ReadStream;
  resize(cols: number, rows: number): void;
  onExit(listener: (exit: { exitCode: number; signal?: number }) => void): unknown;
}

export interface LibraryOptions {
  readonly cols: number;
  readonly rows: number;
  readonly cwd: string;
  readonly env: Record<string, string>;
  /** null: bytes. */
  readonly encoding: null;
}

interface Library {
  spawn(file: string, args: string[], options: LibraryOptions): LibraryPty;
}

const PACKAGES = ['@lydell/node-pty', 'node-pty'];
let loaded: Library | undefined;

/** @throws TerminalError `spawn_failed` when no PTY package is installed */
export function ptyLibrary(): Library {
  return (loaded ??= load());
}

function load(): Library {
  const require = createRequire(import.meta.url);
  const causes: unknown[] = [];
  for (const name of PACKAGES) {
    try {
      return require(name) as Library;
    } catch (error) {
      causes.push(error);
    }
  }
  throw new TerminalError('spawn_failed', 'No PTY package can be loaded.', {
    action: 'Run "npm install @lydell/node-pty@1.1.0" where the server runs.',
    cause: new AggregateError(causes, PACKAGES.join(', ')),
  });
}
