import { existsSync } from 'node:fs';
import type { ShellCommand } from './shell-command.js';

/*
 * The trap: on Linux the PTY package opens its masters without close-on-exec, so every new shell inherits the masters of all
 * older ones. A shell could then read and type into its neighbours, and a neighbour's copy keeps a terminal alive after the
 * server is gone: its shell never hears the hang-up. Node cannot set the flag, so a shell of two lines closes everything but
 * 0, 1 and 2 and then becomes the program. (`-p`: it reads no start-up file and imports no function.
 * No redirection around the loop: bash would keep the original under a number above 2, and the loop would close that.)
 */
const CLOSE_AND_BECOME = 'for f in /proc/$$/fd/*; do n=${f##*/}; [ "$n" -gt 2 ] && eval "exec $n>&-"; done; exec -- "$@"';
/** The closer is a shell too: it would drop the prompts that a profile sets, and count itself as a level. */
const RESTORER = '/usr/bin/env';
const DROPPED = ['PS1', 'PS2'];
const CLOSERS = ['/bin/bash', '/usr/bin/bash'];

/**
 * The same command, started without any descriptor of the server. Without bash the command is left as it is.
 * @param env what the command is started with
 */
export function withoutInheritedDescriptors(command: ShellCommand, env: Readonly<Record<string, string>>): ShellCommand {
  if (process.platform !== 'linux') return command;
  const closer = CLOSERS.find((path) => existsSync(path));
  if (closer === undefined) return command;
  // `env` would read a path with `=` in it as a variable.
  const restored = DROPPED.filter((name) => env[name] !== undefined).map((name) => `${name}=${env[name]}`);
  const restorer = command.file.includes('=') || !existsSync(RESTORER) ? [] : [RESTORER, '-u', 'SHLVL', '-u', 'OLDPWD', ...restored];
  return { ...command, file: closer, args: ['-p', '-c', CLOSE_AND_BECOME, closer, ...restorer, command.file, ...command.args] };
}
