import { spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TerminalError } from '../../../protocol/errors.js';
import { withoutInheritedDescriptors } from '../inherited-descriptors.js';
import { shellEnvironment } from '../shell-environment.js';
import { workClock } from '../system-clock.js';

/** The built file, seen from dist/server/node/host as from src/server/node/host. */
const ENTRY = fileURLToPath(new URL('../../../../dist/server/node/host/host-main.js', import.meta.url));
/** Time a host has to come up, milliseconds. */
const START_MS = 10_000;
/** Longest first line that is read, bytes. */
const MAX_LINE_BYTES = 4_096;

/**
 * Starts a host that does not depend on this process: a session and group of its own, none of our descriptors, nothing of our environment but
 * what shells get too. Resolves when it can be found, or another one can.
 * @throws TerminalError `spawn_failed`
 */
export async function startHost(directory: string, name: string): Promise<void> {
  const log = openSync(join(directory, `${name}.log`), constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW, 0o600);
  try {
    const { LD_LIBRARY_PATH: libraries } = process.env;
    const env = { ...shellEnvironment(process.env, {}), ...(libraries !== undefined && { LD_LIBRARY_PATH: libraries }) };
    const { file, args, cwd } = withoutInheritedDescriptors({ file: process.execPath, args: [ENTRY, '--directory', directory, '--name', name], cwd: '/' }, env);
    const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', log] });
    const line = await firstLine(child);
    child.unref();
    if (line !== 'ready' && line !== 'taken') throw failed(`It said ${JSON.stringify(line)}; see ${name}.log in ${directory}.`);
  } finally {
    closeSync(log);
  }
}

function firstLine(child: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve, reject) => {
    const { stdout } = child;
    let text = '';
    const settle = (act: () => void): void => {
      timer.dispose();
      stdout?.destroy();
      act();
    };
    const timer = workClock.after(START_MS, () => {
      child.kill('SIGKILL');
      settle(() => reject(failed(`It was not ready after ${START_MS / 1000} s.`)));
    });
    stdout?.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      if (text.includes('\n') || text.length > MAX_LINE_BYTES) settle(() => resolve(text.split('\n', 1)[0] ?? ''));
    });
    stdout?.on('error', () => {});
    child.once('error', (error) => settle(() => reject(failed(error.message))));
    child.once('exit', (code) => {
      // What it said on its way out may still be in the pipe.
      if (code !== 0 || !text.includes('\n')) setImmediate(() => settle(() => resolve(text.split('\n', 1)[0] || `exit code ${code}`)));
    });
  });
}

function failed(why: string): TerminalError {
  return new TerminalError('spawn_failed', `The host for shells could not be started. ${why}`, { action: 'Look at the host\'s log, or leave the option host out.' });
}
