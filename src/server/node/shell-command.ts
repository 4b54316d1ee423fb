import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { TerminalError } from '../../protocol/errors.js';

export interface ShellCommand {
  /** Absolute path of the program. */
  readonly file: string;
  readonly args: string[];
  /** Absolute path of an existing directory. */
  readonly cwd: string;
}

/**
 * Finds the program and the directory before anything is started: a PTY reports both only as "exit 1", after the fact.
 * @throws TerminalError `spawn_failed` naming what is missing
 */
export function findShellCommand(argv: readonly [string, ...string[]], cwd: string | undefined, env: Readonly<Record<string, string>>): ShellCommand {
  const directory = resolve(cwd ?? homeDirectory());
  checkDirectory(directory);
  const [program, ...args] = argv;
  const file = program.includes('/') ? resolve(directory, program) : searchPath(program, env['PATH'] ?? '');
  checkProgram(file, program);
  return { file, args, cwd: directory };
}

/** A service account's home may not exist; its shell starts at the root then, as login does. */
function homeDirectory(): string {
  const home = homedir();
  return isDirectory(home) ? home : '/';
}

function checkDirectory(path: string): void {
  const fix = { action: 'Correct the profile\'s working directory ("cwd").' };
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new TerminalError('spawn_failed', `The directory ${path} does not exist.`, fix);
  if (!stat.isDirectory()) throw new TerminalError('spawn_failed', `${path} is not a directory.`, fix);
  if (!permits(path)) throw new TerminalError('spawn_failed', `The directory ${path} may not be entered.`, fix);
}

function checkProgram(file: string | undefined, program: string): asserts file is string {
  const fix = { action: 'Correct the profile\'s program (first entry of "argv") or install it.' };
  const stat = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
  if (file === undefined || stat === undefined) throw new TerminalError('spawn_failed', `The program ${program} does not exist.`, fix);
  if (!stat.isFile()) throw new TerminalError('spawn_failed', `${file} is not a program.`, fix);
  if (!permits(file)) throw new TerminalError('spawn_failed', `${file} is not executable.`, fix);
}

function searchPath(program: string, path: string): string | undefined {
  for (const directory of path.split(delimiter)) {
    const file = join(directory, program);
    if (isAbsolute(directory) && statSync(file, { throwIfNoEntry: false })?.isFile() === true && permits(file)) return file;
  }
  return undefined;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function permits(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
