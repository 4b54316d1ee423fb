import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CANDIDATES = {
  bash: { argv: ['bash', '-l'], title: 'Bash' },
  sh: { argv: ['sh'], title: 'POSIX shell' },
  zsh: { argv: ['zsh', '-l'], title: 'Z shell' },
  python: { argv: ['python3', '-q'], title: 'Python' },
  node: { argv: ['node'], title: 'Node.js' },
  htop: { argv: ['htop'], title: 'Processes' },
  top: { argv: ['top'], title: 'Processes' },
};

const own = name => [process.execPath, fileURLToPath(new URL(`programs/${name}.mjs`, import.meta.url))];

/** Programs that show something to the pages of the bench. */
const SHOWN = {
  pulse: { argv: own('pulse'), title: 'Pulse' },
  sample: { argv: own('sample'), title: 'Sample' },
  'slow-reader': { argv: own('slow-reader'), title: 'Slow reader' },
  'exits-0': { argv: ['/bin/sh', '-c', 'echo "All done."; exit 0'], title: 'Ends well' },
  'exits-3': { argv: ['/bin/sh', '-c', 'echo "deploy: no such host"; exit 3'], title: 'Ends badly' },
  killed: { argv: ['/bin/sh', '-c', 'echo "Out of memory, soon."; sleep 0.3; kill -9 $$'], title: 'Is killed' },
  missing: { argv: ['/nonexistent/shell'], title: 'Is not there' },
};

/** The programs of this machine that a page may ask for, by name; `default` is the best shell there is. */
function findProfiles() {
  const found = Object.fromEntries(Object.entries(CANDIDATES).filter(([, profile]) => isInstalled(profile.argv[0])));
  return { default: found.bash ?? found.sh ?? { argv: ['/bin/sh'] }, ...found };
}

/** The same, and what they print may be pictures. */
export const findPortalProfiles = () => Object.fromEntries(Object.entries(findProfiles()).map(([name, profile]) => [name, { ...profile, terminal: { images: true } }]));

/** The programs of this machine, and what the bench needs. Without pictures: its twins, which judge every cell, are terminals that know of none. */
export const findLabProfiles = () => ({ ...findProfiles(), ...SHOWN });

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
