// Finds a Firefox for the element tests, and gets one when there is none. Driven by puppeteer (WebDriver BiDi), which needs no driver beside it.
import { canInstall, installPackages } from './debian.mjs';
import { isExecutable, onPath } from './executable.mjs';

const PLACES = ['/usr/lib/firefox-esr/firefox-esr', '/snap/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'];
const HINT = 'Set FIREFOX_PATH to a Firefox binary, or install one (Debian: apt-get install firefox-esr).';

/** Preferences for every launch. */
export const FIREFOX_PREFS = {
  // Pages that were opened by a test have the focus they would have in front of a person.
  'focusmanager.testmode': true,
  // Nothing may call home.
  'network.captive-portal-service.enabled': false, 'network.connectivity-service.enabled': false, 'app.update.enabled': false,
};

/** @returns {string} path of an executable Firefox. @throws when there is none; the message says what to do. */
export function firefoxPath() {
  const asked = process.env.FIREFOX_PATH;
  if (asked !== undefined && asked !== '') {
    if (!isExecutable(asked)) throw new Error(`FIREFOX_PATH is ${asked}, which is not an executable file.`);
    return asked;
  }
  const found = onPath('firefox-esr', 'firefox') ?? PLACES.find(isExecutable);
  if (found === undefined) throw new Error(`No Firefox found. ${HINT}`);
  return found;
}

/**
 * Finds Firefox, or installs Debian's package when we may.
 * @returns {Promise<string>} its path
 */
export async function provideFirefox() {
  try {
    return firefoxPath();
  } catch (error) {
    if (process.env.FIREFOX_PATH || !canInstall()) throw error;
  }
  console.log('No Firefox found: installing the firefox-esr package …');
  await installPackages('firefox-esr');
  return firefoxPath();
}
