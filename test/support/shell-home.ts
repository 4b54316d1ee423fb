import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A home for shells, to be removed when the test is over. Login scripts of whoever runs the tests may do anything, and take any time. A shell that is hung up
 * writes its history when its server is gone already: here it has none, so that nothing is written into a folder that is being removed.
 * @param folder one that is there; default a new one
 */
export async function shellHome(folder?: string): Promise<string> {
  const home = folder ?? (await mkdtemp(join(tmpdir(), 'persistent-terminal-home-')));
  for (const script of ['.bash_profile', '.bashrc']) await writeFile(join(home, script), 'unset HISTFILE\n');
  return home;
}
