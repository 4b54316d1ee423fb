import { setTimeout as sleep } from 'node:timers/promises';

/** How long a group gets to end by itself, and how often it is looked after. Milliseconds. */
const GRACE_MS = 5_000;
const LOOK_MS = 50;

/** Ends whatever is left of a process group, at once. @param {number | undefined} pid of its leader */
export function killGroup(pid) {
  if (pid !== undefined) signalGroup(pid, 'SIGKILL');
}

/**
 * Asks a process group to end, as Ctrl+C does, and kills it if it does not. (At SIGTERM Web Test Runner only starts its browser anew.) Browsers that it has started are in groups of their own: who is killed at once leaves them behind.
 * @param {number} pid of its leader
 */
export async function endGroup(pid, graceMs = GRACE_MS) {
  let left = signalGroup(pid, 'SIGINT');
  for (const until = performance.now() + graceMs; left && performance.now() < until; left = signalGroup(pid, 0)) await sleep(LOOK_MS);
  killGroup(pid);
}

/** @returns whether there is anybody in it */
function signalGroup(pid, signal) {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
