import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { TerminalError } from '../../protocol/errors.js';

/** @throws TerminalError `bad_option` for a name the system does not know */
export function signalNumber(name: string): number {
  const number = new Map<string, number>(Object.entries(constants.signals)).get(name);
  if (number === undefined) throw new TerminalError('bad_option', `There is no signal ${name}.`);
  return number;
}

/** The process groups a hang-up of the terminal reaches: the shell's own and the one in the foreground. */
export function terminalGroups(shellPid: number): Set<number> {
  const groups = new Set([shellPid]);
  const foreground = foregroundGroup(shellPid);
  if (foreground !== undefined) groups.add(foreground);
  return groups;
}

/** Sends the signal to every process of the groups; those that are gone, or not ours any more, are passed over. */
export function signalGroups(groups: Iterable<number>, signal: number): void {
  for (const group of groups) {
    // kill(-1) would reach every process of the user.
    if (group <= 1) continue;
    try {
      process.kill(-group, signal);
    } catch {
      // ESRCH: the group has ended meanwhile, which is what the caller is after. EPERM: a set-user-id program.
    }
  }
}

/** Linux only: `tpgid`, the eighth field of /proc/<pid>/stat; the second field may itself hold spaces and brackets. */
function foregroundGroup(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[5]);
    return group > 1 ? group : undefined;
  } catch {
    return undefined;
  }
}
