// Debian's packages, for browsers that a machine lacks.
import { existsSync } from 'node:fs';
import { runQuietly } from './install.mjs';

/** Whether packages can be installed here without asking anybody. */
export const canInstall = () => process.getuid?.() === 0 && existsSync('/etc/debian_version');

/** Installs packages. @throws when that fails; the message has the last lines of the output */
export async function installPackages(...names) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Another installation may be under way.
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  await runQuietly('apt-get', [...wait, 'update'], { env });
  await runQuietly('apt-get', [...wait, 'install', '-y', ...names], { env });
}
