// What end-to-end tests and benches stand on: the built server with real shells, the built page bundle, a real Chromium.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { CHROMIUM_ARGS, chromiumPath } from '../chromium.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** What pages may load of this folder. */
const PARTS = { '/kit.js': './page-kit.js', '/sha256.js': './sha256.js', '/violations.js': './violations.js', '/strict.css': './strict.css' };
/** The strictest policy that leaves a page its own files. The one Trusted Types policy is Lit's, for its own templates. */
export const STRICT_POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:", "font-src 'self'",
  "require-trusted-types-for 'script'", 'trusted-types lit-html',
].join('; ');
const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.map': 'application/json', '.css': 'text/css', '.html': 'text/html' };

export const TOKEN = 'e2e-token';

/** Shells the tests ask for. No rc files: what they print is known to the byte. */
export const PROFILES = {
  default: { argv: ['bash', '--norc', '--noprofile', '-i'], env: { PS1: '$ ', HISTFILE: '/dev/null', BASH_SILENCE_DEPRECATION_WARNING: '1' } },
  // Waits for a line, prints 300,000 numbers, then waits for another line, so that the stream is known in advance.
  seq: { argv: ['bash', '--norc', '--noprofile', '-c', 'stty -echo; read go; seq 1 300000; read stop'] },
  // Waits for a line, then prints 60,000 numbers over about four seconds, long enough for a fault in the middle.
  counts: { argv: ['bash', '--norc', '--noprofile', '-c', 'stty -echo; read go; for i in {0..59}; do seq $((i * 1000 + 1)) $((i * 1000 + 1000)); sleep 0.05; done; read stop'] },
  // Says R, then echoes what it reads, byte for byte, with no terminal processing in between.
  echo: { argv: ['bash', '--norc', '--noprofile', '-c', 'stty raw -echo; printf R; exec cat'] },
  exits: { argv: ['bash', '--norc', '--noprofile', '-c', 'echo bye; exit 7'] },
  missing: { argv: ['/nonexistent/shell'] },
};

/**
 * An HTTP server on loopback with the page, the bundle and the terminal server in one.
 * @param {{ options?: object, port?: number, tls?: { key: string, cert: string } }} [settings] `options` go to createTerminalServer; with `tls` it speaks https and wss
 */
export async function startHost({ options = {}, port = 0, tls } = {}) {
  const { createTerminalServer } = await import(join(ROOT, 'dist/server/node/index.js'));
  const make = () => createTerminalServer({ profiles: PROFILES, authenticate: (token) => (token === TOKEN ? { id: 'tester' } : null), ...options });
  const http = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  let terminals = make();
  terminals.attach(http, { path: '/terminal' });
  const sockets = new Set();
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const upgraded = new Set();
  const watchUpgrades = () =>
    http.on('upgrade', (request, socket) => {
      socket.askedFor = request.url;
      upgraded.add(socket);
      socket.on('close', () => upgraded.delete(socket));
    });
  watchUpgrades();
  await new Promise((resolve, reject) => http.once('error', reject).listen(port, '127.0.0.1', resolve));
  const address = /** @type {import('node:net').AddressInfo} */ (http.address());
  return {
    http,
    port: address.port,
    origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`,
    get terminals() {
      return terminals;
    },
    /** Live WebSockets, counted below the product. */
    get webSockets() {
      return upgraded.size;
    },
    /** Resets the TCP connection of every WebSocket, or of those that asked for this path and query. */
    cut(url) {
      const hit = [...upgraded].filter((socket) => url === undefined || socket.askedFor === url);
      // Encrypted ones can only be closed.
      for (const socket of hit) if (socket.encrypted) socket.destroy(); else socket.resetAndDestroy();
      return hit.length;
    },
    /** Ends the terminal server with all its shells; a new one answers on the same port. */
    async restart() {
      for (const socket of upgraded) socket.destroy();
      http.removeAllListeners('upgrade');
      await terminals.close({ drainMs: 0 });
      watchUpgrades();
      terminals = make();
      terminals.attach(http, { path: '/terminal' });
    },
    async close() {
      await terminals.close({ drainMs: 0 });
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

async function serve(request, response) {
  const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
  if (path === '/') return html(response, 'no-store');
  // A page that is written with a terminal in it.
  if (path === '/written') return html(response, 'no-store', '<persistent-terminal session-id="written"></persistent-terminal>');
  // A page under the strictest policy; what it forbids is in `violations`.
  if (path === '/strict') return strict(response);
  // A page that may enter the back/forward cache, and one to go away to.
  if (path === '/kept' || path === '/elsewhere') return html(response, 'no-cache');
  if (path in PARTS) return file(response, fileURLToPath(new URL(PARTS[path], import.meta.url)));
  if (path.startsWith('/cdn/') || path.startsWith('/dist/') || path.startsWith('/node_modules/')) return file(response, join(ROOT, path));
  response.writeHead(404).end();
}

function html(response, cacheControl, content = '') {
  response.writeHead(200, { 'content-type': 'text/html', 'cache-control': cacheControl });
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>e2e</title><link rel="icon" href="data:,">
<style>body{margin:0;font:14px sans-serif} persistent-terminal{display:block;width:800px;height:400px} .grid{display:flex;flex-wrap:wrap}</style>
<body>${content}<script type="module" src="/kit.js"></script></body></html>`);
}

function strict(response) {
  response.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'no-store', 'content-security-policy': STRICT_POLICY });
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>strict</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/strict.css">
<body><script src="/violations.js"></script><script type="module" src="/kit.js"></script></body></html>`);
}

async function file(response, path) {
  try {
    await stat(path);
  } catch {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'cache-control': 'no-store' });
  createReadStream(path).pipe(response);
}

/**
 * A headless Chromium. Background throttling and the back/forward cache stay as in a real browser.
 * @param {{ flags?: string[] }} [settings] `flags` are added
 */
export async function startBrowser({ flags = [] } = {}) {
  return await puppeteer.launch({ executablePath: await chromiumPath(), headless: true, ignoreDefaultArgs: ['--disable-back-forward-cache'], protocolTimeout: 300_000, args: [...CHROMIUM_ARGS, '--enable-precise-memory-info', '--js-flags=--expose-gc', ...flags] });
}

/**
 * A page with the kit loaded (`kit` and `pt` are globals in it). Errors in the page fail the test that calls `errors()`.
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} origin
 */
export async function openPage(browser, origin, { width = 1000, height = 700, path = '/' } = {}) {
  const page = await browser.newPage();
  await page.setViewport({ width, height });
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(`${origin}${path}`);
  await page.waitForFunction('globalThis.kit !== undefined', { timeout: 20_000 });
  return { page, errors };
}

/** A program that prints the file whenever a key is pressed, and `over-1`, `over-2` … after it, whatever the file has left open. */
export const printing = (file) => ['bash', '--norc', '--noprofile', '-c', `stty raw -echo; printf 'ready\\r\\n'; while read -rsn1; do cat ${JSON.stringify(file)}; printf '\\030\\033\\\\\\033[0m\\r\\nover-%s\\r\\n' $((n+=1)); done`];

/** What the profile `counts` prints once it has read a line. */
export const COUNTS = Array.from({ length: 60_000 }, (_, i) => `${i + 1}\r\n`).join('');

/** A terminal server behind a TCP fault proxy, for pages of `origin`. */
export async function startProxiedHost(Proxy, origin, options = {}) {
  const proxy = await Proxy.start({ host: '127.0.0.1', port: 0 });
  const host = await startHost({ options: { allowedOrigins: [origin], allowedHosts: [`127.0.0.1:${proxy.port}`], ...options } });
  proxy.target = { host: '127.0.0.1', port: host.port };
  return {
    proxy,
    host,
    url: `ws://127.0.0.1:${proxy.port}/terminal`,
    async close() {
      await proxy.close();
      await host.close();
    },
  };
}

/** An HTTP server that answers every upgrade as a gateway does whose backend is gone; `port` 0 takes a free one. */
export async function startBadGateway(port = 0) {
  const http = createServer((_request, response) => response.writeHead(502).end());
  let upgrades = 0;
  http.on('upgrade', (_request, socket) => {
    upgrades++;
    const body = '<html><body><h1>502 Bad Gateway</h1></body></html>';
    socket.on('error', () => {});
    socket.end(`HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
  });
  await new Promise((resolve, reject) => http.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    port: /** @type {import('node:net').AddressInfo} */ (http.address()).port,
    get upgrades() {
      return upgrades;
    },
    close: () => new Promise((resolve) => {
      http.closeAllConnections();
      http.close(resolve);
    }),
  };
}
