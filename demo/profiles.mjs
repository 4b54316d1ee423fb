import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const CANDIDATES = {
  bash: { argv: ['bash', '-l'], title: 'Bash' },
  sh: { argv: ['sh'], title: 'POSIX shell' },
  zsh: { argv: ['zsh', '-l'], title: 'Z shell' },
  python: { argv: ['python3', '-q'], title: 'Python' },
  node: { argv: ['node'], title: 'Node.js' },
  htop: { argv: ['htop'], title: 'Processes' },
  top: { argv: ['top'], title: 'Processes' },
};

/** The programs of this machine that a page may ask for, by name; `default` is the best shell there is. */
export function findProfiles() {
  const found = Object.fromEntries(Object.entries(CANDIDATES).filter(([, profile]) => isInstalled(profile.argv[0])));
  return { default: found.bash ?? found.sh ?? { argv: ['/bin/sh'] }, ...found };
}

function isInstalled(program) {
  return (process.env.PATH ?? '').split(delimiter).some(directory => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
