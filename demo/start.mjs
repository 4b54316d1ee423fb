// `npm start`: installs what is missing, builds what is stale, then starts the demo's server, which reads the arguments itself.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installDependencies, isInstalled, ROOT, runQuietly } from '../test/support/install.mjs';

const wantsHelp = process.argv.includes('--help') || process.argv.includes('-h');

try {
  if (!isInstalled()) {
    console.log('Installing packages …');
    await installDependencies();
  }
  if (!wantsHelp) await build();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
await import('./server.mjs');

async function build() {
  const bin = (name) => join(ROOT, 'node_modules/.bin', name);
  if (newest('dist', '.js') === 0) console.log('Building …');
  // Knows by itself what is up to date.
  await runQuietly(bin('tsc'), ['-b'], { cwd: ROOT });
  const bundle = newest('cdn', '.js');
  if (bundle > 0 && bundle >= newest('dist', '.js') && bundle >= newest('node_modules', '.package-lock.json')) return;
  console.log('Building the page bundle …');
  await runQuietly(bin('rollup'), ['--config', '--silent', '--configSizes=report'], { cwd: ROOT });
}

/** Milliseconds of the newest file with that ending; 0 when there is none. Does not look into packages. */
function newest(folder, ending) {
  if (!existsSync(join(ROOT, folder))) return 0;
  let time = 0;
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: folder !== 'node_modules' });
  for (const entry of entries) {
    if (entry.isFile() && entry.name.endsWith(ending)) time = Math.max(time, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
  }
  return time;
}
