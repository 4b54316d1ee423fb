import { userInfo } from 'node:os';
import { basename } from 'node:path';

/** Shells that take `-l` for "read the profile files". */
const LOGIN_SHELLS = new Set(['ash', 'bash', 'dash', 'fish', 'ksh', 'mksh', 'sh', 'zsh']);

/** The login shell of the server's user, from the user database: SHELL may be anybody's. */
export function loginShell(): [string, ...string[]] {
  return asLoginShell(shellOfUser() || '/bin/sh');
}

/** A shell is started as login shell, any other program without arguments. */
export function asLoginShell(program: string): [string, ...string[]] {
  return LOGIN_SHELLS.has(basename(program)) ? [program, '-l'] : [program];
}

function shellOfUser(): string | null {
  try {
    return userInfo().shell;
  } catch {
    // A container may run a user id that has no entry.
    return null;
  }
}
