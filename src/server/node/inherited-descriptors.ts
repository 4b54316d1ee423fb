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
const CLOSERS = ['/bin/bash', '/usr/bin/bash'];

/** The same command, started without any descriptor of the server. Without bash the command is left as it is. */
export function withoutInheritedDescriptors(command: ShellCommand): ShellCommand {
  if (process.platform !== 'linux') return command;
  const closer = CLOSERS.find((path) => existsSync(path));
  if (closer === undefined) return command;
  return { ...command, file: closer, args: ['-p', '-c', CLOSE_AND_BECOME, closer, command.file, ...command.args] };
}
