// WebKitGTK for the element tests: Debian's driver, spoken to in plain WebDriver, on a screen of its own, because it has no headless mode.
// The client that the runner's own launcher brings is 250 packages; these tests need a page, keys and a mouse.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { canInstall, installPackages } from './debian.mjs';
import { onPath } from './executable.mjs';

const HINT = 'Debian: apt-get install webkit2gtk-driver xvfb; elsewhere it is not provided for.';
const PACKAGES = ['webkit2gtk-driver', 'xvfb'];
/** How long driver and browser may take to start, and each answer, in ms. */
const START_MS = 60_000;
const ANSWER_MS = 60_000;

/** @returns {{ driver: string, screen: string, browser: string }} what it takes. @throws when something is missing; the message says what to do */
export function webkitParts() {
  const driver = onPath('WebKitWebDriver');
  const screen = onPath('Xvfb');
  const browser = miniBrowser();
  if (driver === undefined || screen === undefined || browser === undefined) throw new Error(`No WebKit found. ${HINT}`);
  return { driver, screen, browser };
}

/** @returns {Promise<string>} path of its driver */
export async function provideWebKit() {
  try {
    return webkitParts().driver;
  } catch (error) {
    if (!canInstall()) throw error;
  }
  console.log(`No WebKit found: installing the packages ${PACKAGES.join(' and ')} …`);
  await installPackages(...PACKAGES);
  return webkitParts().driver;
}

function miniBrowser() {
  for (const folder of existsSync('/usr/lib') ? readdirSync('/usr/lib') : []) {
    for (const name of ['webkit2gtk-4.1', 'webkit2gtk-4.0']) {
      const path = join('/usr/lib', folder, name, 'MiniBrowser');
      if (existsSync(path)) return path;
    }
  }
  return undefined;
}

/** @returns {import('@web/test-runner').BrowserLauncher} one window, one page at a time */
export function webkitLauncher() {
  let window;
  let active;
  return {
    name: 'WebKit',
    // Commands of the runner and of ours ask a puppeteer page for keys and mouse; see `pageOf`.
    type: 'puppeteer',
    concurrency: 1,
    async startSession(id, url) {
      window ??= await openWindow();
      active = { id, url, page: pageOf(window) };
      await window.send('POST', '/url', { url });
    },
    isActive: (id) => active?.id === id,
    getBrowserUrl: () => active?.url,
    getPage: () => active.page,
    async stopSession() {
      active = undefined;
      await window.send('DELETE', '/actions').catch(() => {});
      return {};
    },
    startDebugSession: () => Promise.reject(new Error('WebKit has no debug session here.')),
    async stop() {
      await window?.close();
      window = undefined;
    },
  };
}

async function openWindow() {
  const { driver, screen, browser } = webkitParts();
  const port = await freePort();
  const children = [spawn(screen, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })];
  // In our own process group: whoever ends that ends them too.
  const end = () => children.splice(0).reverse().forEach((child) => child.kill());
  process.once('exit', end);
  const [display] = await once(children[0].stdio[3], 'data');
  children.push(spawn(driver, ['-p', String(port)], { stdio: 'ignore', env: { ...process.env, DISPLAY: `:${String(display).trim()}` } }));
  const ask = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method, signal: AbortSignal.timeout(ANSWER_MS), headers: { 'content-type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body),
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`WebKit: ${value?.error}: ${value?.message}`);
    return value;
  };
  const since = performance.now();
  while (!(await ask('GET', '/status').catch(() => undefined))?.ready) {
    if (performance.now() - since > START_MS) throw new Error('The driver of WebKit did not start.');
    await sleep(50);
  }
  const { sessionId } = await ask('POST', '/session', {
    capabilities: { alwaysMatch: { browserName: 'MiniBrowser', pageLoadStrategy: 'none', 'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] } } },
  });
  const send = (method, path, body) => ask(method, `/session/${sessionId}${path}`, body);
  await send('POST', '/window/rect', { x: 0, y: 0, width: 1000, height: 900 });
  return {
    send,
    async close() {
      await send('DELETE', '').catch(() => {});
      process.off('exit', end);
      end();
    },
  };
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Code points of WebDriver for keys that are no characters. */
const KEYS = {
  Backspace: '\ue003', Tab: '\ue004', Enter: '\ue007', Shift: '\ue008', Control: '\ue009', Alt: '\ue00a', Escape: '\ue00c', Space: ' ', PageUp: '\ue00e', PageDown: '\ue00f', End: '\ue010',
  Home: '\ue011', ArrowLeft: '\ue012', ArrowUp: '\ue013', ArrowRight: '\ue014', ArrowDown: '\ue015', Insert: '\ue016', Delete: '\ue017', Meta: '\ue03d',
};
const BUTTONS = { left: 0, middle: 1, right: 2 };

/** What commands use of a puppeteer page. One key per call: of two that are the same in one call the driver drops one. */
function pageOf({ send }) {
  const keys = (...actions) => send('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  const mouse = (...actions) => send('POST', '/actions', { actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }] });
  const codeOf = (key) => KEYS[key] ?? /^Key([A-Z])$/.exec(key)?.[1].toLowerCase() ?? /^Digit(\d)$/.exec(key)?.[1] ?? key;
  const press = async (key) => {
    await keys({ type: 'keyDown', value: codeOf(key) });
    await keys({ type: 'keyUp', value: codeOf(key) });
  };
  const down = ({ button = 'left' } = {}) => ({ type: 'pointerDown', button: BUTTONS[button] });
  const up = ({ button = 'left' } = {}) => ({ type: 'pointerUp', button: BUTTONS[button] });
  const move = (x, y) => ({ type: 'pointerMove', x, y, origin: 'viewport', duration: 0 });
  return {
    keyboard: {
      press,
      down: (key) => keys({ type: 'keyDown', value: codeOf(key) }),
      up: (key) => keys({ type: 'keyUp', value: codeOf(key) }),
      async type(text) {
        for (const key of text) await press(key);
      },
    },
    mouse: {
      move: (x, y) => mouse(move(x, y)),
      down: (options) => mouse(down(options)),
      up: (options) => mouse(up(options)),
      click: (x, y, { count = 1, ...options } = {}) => mouse(move(x, y), ...Array.from({ length: count }, () => [down(options), up(options)]).flat()),
      reset: () => send('DELETE', '/actions'),
    },
    emulateMediaFeatures: () => Promise.reject(new Error('WebKit’s driver emulates no media features.')),
    setViewport: () => Promise.reject(new Error('WebKit’s driver has no viewport to set.')),
  };
}
