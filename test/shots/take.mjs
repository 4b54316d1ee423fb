// `npm run shots -- [folder] [--only text] [--looks 1280-dark,375-light]`: pictures of every page of the demo and of every state in its gallery, at 1280 and 375 px, dark
// and light, as PNG. Default folder: .cache/shots, which git ignores. Needs a build. Exits 1 when a state was not reached.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { STATES } from '../../demo/gallery/states.js';
import { startBrowser } from '../support/e2e/harness.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LOOKS = [1280, 375].flatMap((width) => ['dark', 'light'].map((scheme) => ({ width, scheme, name: `${width}-${scheme}` })));
const LAYOUTS = ['grid', 'tabs', 'split', 'boards', 'list', 'dialog', 'details', 'hidden', 'frame', 'shadow', 'route', 'pop-out'];
const STATE_MS = 120_000;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' }, looks: { type: 'string' } } });
const folder = resolve(positionals[0] ?? join(ROOT, '.cache/shots'));
const looks = LOOKS.filter(({ name }) => values.looks === undefined || values.looks.split(',').includes(name));
const home = await mkdtemp(join(tmpdir(), 'persistent-terminal-shots-'));
mkdirSync(folder, { recursive: true });

/** What is taken: its name, its address, and what has to happen first. */
const SHOTS = [
  { name: 'portal', address: 'portal', ready: connected },
  { name: 'portal-verdict', address: 'portal', ready: async (page) => (await connected(page), await page.click('#cut'), await verdict(page)) },
  ...LAYOUTS.map((id) => ({ name: `layouts-${id}`, address: `layouts/${id}`, ready: connected })),
  { name: 'chaos', address: 'chaos', ready: async (page) => (await connected(page), await press(page, 'Crash'), await verdict(page)) },
  { name: 'plots', address: 'plots', ready: async (page) => (await connected(page), await press(page, 'Compare 20 visits'), await page.waitForFunction(() => /Median/.test(document.querySelector('.charts').textContent), { timeout: 120_000 })) },
  { name: 'themes', address: 'themes', ready: connected },
  { name: 'themes-high-contrast', address: 'themes/high-contrast', ready: connected },
  { name: 'soak', address: 'soak?seed=3&minutes=0.1&start', ready: (page) => page.waitForFunction(() => ['good', 'bad'].includes(document.querySelector('.soak-verdict')?.dataset.verdict), { timeout: 180_000 }) },
  { name: 'inspector', address: 'inspector', ready: async (page) => (await connected(page), await page.waitForFunction(() => document.querySelector('terminal-inspector')?.shadowRoot?.querySelectorAll('.panel').length === 1)) },
  { name: 'gallery', address: 'gallery', ready: connected },
  ...STATES.map(({ id }) => ({ name: `state-${id}`, address: `gallery/${id}`, ready: (page) => page.waitForSelector(`#state-${id}[data-there]`, { timeout: STATE_MS }) })),
].filter(({ name }) => values.only === undefined || name.includes(values.only));

const server = spawn(process.execPath, [join(ROOT, 'demo/server.mjs'), '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, HOME: home } });
const faults = [];
let browser;
try {
  const [base, token] = (await address()).split('/#token=');
  browser = await startBrowser();
  for (const look of looks) await takeAll(look, base, token);
} finally {
  await browser?.close();
  server.kill('SIGTERM');
  await new Promise((done) => server.once('exit', done));
  await rm(home, { recursive: true, force: true });
}
for (const fault of faults) console.error(fault);
console.log(`${looks.length * SHOTS.length - faults.length} pictures in ${folder}`);
process.exitCode = faults.length === 0 ? 0 : 1;

async function takeAll({ width, scheme, name }, base, token) {
  for (const shot of SHOTS) {
    // A tab of its own, so that nothing is left of the one before.
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.setViewport(width < 500 ? { width, height: 812, deviceScaleFactor: 2, hasTouch: true, isMobile: true } : { width, height: 800 });
    await page.goto(`${base}/#${shot.address}${shot.address.includes('?') ? '&' : '?'}token=${token}`);
    try {
      await shot.ready(page);
    } catch (error) {
      faults.push(`${shot.name}, ${name}: ${error.message}`);
    }
    // What has come is drawn, and what moves has moved.
    await sleep(400);
    await page.screenshot({ path: join(folder, `${shot.name}-${name}.png`) });
    await context.close();
  }
  console.log(`${name}: ${SHOTS.length}`);
}

function connected(page) {
  return page.waitForFunction(() => {
    const seen = [...document.querySelectorAll('persistent-terminal')].filter((element) => element.offsetParent !== null);
    return seen.length > 0 && seen.every((element) => element.status !== 'connecting' && element.status !== 'idle');
  }, { timeout: 30_000 });
}

async function verdict(page) {
  await page.waitForFunction(() => [...document.querySelectorAll('.verdict')].some((node) => node.offsetParent !== null && node.querySelector('.facts') !== null), { timeout: 90_000 });
}

async function press(page, text) {
  await page.evaluate((words) => [...document.querySelectorAll('#bench button')].find((node) => node.textContent.trim() === words).click(), text);
}

function address() {
  return new Promise((done, reject) => {
    let out = '';
    server.stdout.on('data', (chunk) => {
      out += chunk;
      const found = /http:\/\/\S+#token=\S+/.exec(out);
      if (found !== null) done(found[0]);
    });
    server.once('exit', () => reject(new Error(`the demo server ended: ${out}`)));
  });
}
