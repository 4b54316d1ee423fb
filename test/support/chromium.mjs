// Finds a Chromium for the element and end-to-end tests, and gets one when there is none.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canInstall, installPackages } from './debian.mjs';
import { isExecutable, onPath } from './executable.mjs';
import { runQuietly } from './install.mjs';

/** Where the copy out of an npm package lives, beside everything else that may be deleted at any time. */
const CACHE = fileURLToPath(new URL('../../.cache/chromium/', import.meta.url));
const CACHED = join(CACHE, 'chromium.sh');

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const PLACES = [
  '/usr/lib/chromium/chromium', '/snap/bin/chromium', '/opt/google/chrome/chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
];

const HINT = 'Set CHROME_PATH to a Chromium or Chrome binary, or install one (Debian and Ubuntu: apt-get install chromium; macOS: brew install --cask chromium).';

/** Flags for every launch: containers have no user namespaces, and nothing may call home. */
export const CHROMIUM_ARGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** @returns {string} path of an executable Chromium or Chrome. @throws when there is none; the message says what to do. */
export function chromiumPath() {
  const found = findChromium();
  if (found === undefined) throw new Error(`No Chromium found. \`npm test\` tries to get one. ${HINT}`);
  return found;
}

/**
 * Finds Chromium or gets it: Debian's package when we may install it, else the one inside an npm package (Linux x64).
 * @returns {Promise<string>} its path
 */
export async function provideChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  const faults = [];
  for (const source of [fromDebian, fromPackage]) {
    try {
      await source();
      const path = findChromium();
      if (path !== undefined) return path;
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error([`No Chromium found, and getting one failed. ${HINT}`, ...faults].join('\n'));
}

function findChromium() {
  const asked = process.env.CHROME_PATH;
  if (asked !== undefined && asked !== '') {
    if (!isExecutable(asked)) throw new Error(`CHROME_PATH is ${asked}, which is not an executable file.`);
    return asked;
  }
  return onPath(...COMMANDS) ?? [...PLACES, CACHED].find(isExecutable);
}

async function fromDebian() {
  if (!canInstall()) return;
  console.log('No Chromium found: installing the chromium package …');
  await installPackages('chromium');
}

async function fromPackage() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  console.log('No Chromium found: fetching the one in the npm package @sparticuz/chromium …');
  mkdirSync(CACHE, { recursive: true });
  await runQuietly('npm', ['install', '--no-save', '--no-package-lock', '--prefix', CACHE, '@sparticuz/chromium'], { cwd: CACHE });
  // The package unpacks into the temporary folder. The variable makes it unpack the libraries too that a bare machine lacks.
  const unpack = "const { default: chromium } = await import('@sparticuz/chromium'); console.log(await chromium.executablePath());";
  const env = { ...process.env, TMPDIR: CACHE, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' };
  const output = await runQuietly(process.execPath, ['--input-type=module', '-e', unpack], { cwd: CACHE, env });
  const binary = output.trim().split('\n').at(-1);
  const script = `#!/bin/sh\nLD_LIBRARY_PATH='${join(CACHE, 'al2023', 'lib')}'\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} exec '${binary}' "$@"\n`;
  const trial = join(CACHE, 'trial.sh');
  writeFileSync(trial, script, { mode: 0o755 });
  // Installed by now; not imported at the top, because this file is read before anything is.
  const { default: puppeteer } = await import('puppeteer-core');
  const browser = await puppeteer.launch({ executablePath: trial, args: CHROMIUM_ARGS, timeout: 30_000 });
  await browser.close();
  writeFileSync(CACHED, script, { mode: 0o755 });
}
