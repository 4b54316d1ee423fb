// What a fresh clone lacks. Only Node's own modules here: it runs before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Installs what the lock file says, unless it is there. Not by `npm ci`: a lock file written on one platform may lack the optional
 * binaries of another, and `npm ci` then either refuses or leaves them out, while `npm install` gets them. The lock file stays as it is.
 * @returns {Promise<boolean>} whether anything had to be done
 */
export async function installDependencies() {
  if (isInstalled()) return false;
  // Without the first two NODE_ENV=production would leave out everything that builds and tests.
  await runQuietly('npm', ['install', '--include=dev', '--include=optional', '--no-save'], { cwd: ROOT });
  return true;
}

/**
 * Compares with the copy of the lock file that npm leaves in node_modules. Times of files say nothing after a checkout or a copy.
 * Optional packages may be absent: most are for other platforms.
 */
export function isInstalled(root = ROOT) {
  const left = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(left)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(left, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional }]) => path === '' || present[path]?.version === version || (optional === true && present[path] === undefined));
}

/**
 * Runs a command to its end and keeps its output for the error message.
 * @returns {Promise<string>} standard output
 */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    let everything = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      everything += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => (everything += text));
    child.once('error', (error) => reject(new Error(`${command} cannot be run: ${error.message}`)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ${args.join(' ')} ended with ${signal ?? code}:\n${everything.trim().split('\n').slice(-40).join('\n')}`));
    });
  });
}
