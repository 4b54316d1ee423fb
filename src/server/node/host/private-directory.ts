import { lstatSync, mkdirSync, type Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { TerminalError } from '../../../protocol/errors.js';

/** A Unix socket's path takes 108 bytes with the NUL at its end on Linux, 104 on other systems. */
const MAX_SOCKET_PATH = process.platform === 'linux' ? 107 : 103;
/** `/`, ten characters and `.sock`. */
const SOCKET_NAME_BYTES = 16;

/**
 * The folder where hosts of this user are found; made when it is not there.
 * @param wanted default: `persistent-terminal` in XDG_RUNTIME_DIR, else `persistent-terminal-<uid>` in the folder for temporary files
 * @throws TerminalError `bad_option` when somebody else could reach into it, or its path is too long for a socket
 */
export function privateDirectory(wanted: string | undefined): string {
  const directory = wanted === undefined ? defaultDirectory() : resolve(wanted);
  if (!fitsSocket(directory)) throw bad(`${directory} is too long for the path of a socket`);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw bad(`${directory} cannot be made (${String(error)})`);
  }
  checkPrivate(directory, lstatSync(directory), 'directory');
  return directory;
}

/**
 * What others can read or replace cannot be trusted with shells.
 * @throws TerminalError `bad_option` saying what is wrong
 */
export function checkPrivate(path: string, stat: Stats, kind: 'directory' | 'file' | 'socket'): void {
  // `lstat`: a link could lead to a place that is private, but not ours to choose.
  const right = kind === 'directory' ? stat.isDirectory() : kind === 'file' ? stat.isFile() : stat.isSocket();
  if (!right) throw bad(`${path} is not a ${kind}`);
  if (stat.uid !== ownUid()) throw bad(`${path} belongs to another user`);
  if ((stat.mode & 0o077) !== 0) throw bad(`${path} can be reached by other users`);
}

export function ownUid(): number {
  const uid = process.getuid?.();
  if (uid === undefined) throw new TerminalError('bad_option', 'A host for shells needs a system with Unix sockets and user ids.', { action: 'Leave the option host out.' });
  return uid;
}

function defaultDirectory(): string {
  const runtime = process.env['XDG_RUNTIME_DIR'];
  const own = `persistent-terminal-${ownUid()}`;
  const candidates = [...(runtime !== undefined && isAbsolute(runtime) ? [join(runtime, 'persistent-terminal')] : []), join(tmpdir(), own)];
  return candidates.find(fitsSocket) ?? join('/tmp', own);
}

function fitsSocket(directory: string): boolean {
  return Buffer.byteLength(directory) + SOCKET_NAME_BYTES <= MAX_SOCKET_PATH;
}

function bad(what: string): TerminalError {
  return new TerminalError('bad_option', `Option host: ${what}.`, { action: 'Name a directory of the server\'s user that nobody else can enter (mode 0700).' });
}
