import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** In packages only: ours with this ending run in Node. */
const PACKAGE_TYPES = { ...TYPES, '.mjs': TYPES['.js'] };

const folder = path => fileURLToPath(new URL(path, import.meta.url));
const ROOTS = [
  { prefix: '/cdn/', root: folder('../../cdn/') },
  { prefix: '/dist/', root: folder('../../dist/') },
  // Builds whose terminal chunk does not arrive, for the gallery.
  { prefix: '/cdn-slow/', root: folder('../../cdn/'), chunk: 'never' },
  { prefix: '/cdn-broken/', root: folder('../../cdn/'), chunk: 'missing' },
  { prefix: '/vendor/uplot/', root: folder('../../node_modules/uplot/dist/') },
  { prefix: '/vendor/xterm/', root: folder('../../node_modules/@xterm/xterm/'), types: PACKAGE_TYPES },
  { prefix: '/', root: folder('../') },
];
const TERMINAL_CHUNK = /\.xterm\.js$/;

/** Pages that pages of ours show in a frame. */
const FRAMED = new Set(['/layouts/frame.html', '/gallery/frame.html', '/plots/naive.html']);
/** xterm.js on its own writes style elements, which a page has to allow it. */
const LAX_STYLES = '/plots/naive.html';

/** The page runs under the strictest policy it can: no inline script or style anywhere, in the page or in the elements. */
function securityHeaders(path) {
  const isFramed = FRAMED.has(path);
  return {
    'content-security-policy': [
      "default-src 'none'", "script-src 'self'", `style-src 'self'${path === LAX_STYLES ? " 'unsafe-inline'" : ''}`, "connect-src 'self'", "img-src 'self' data:", "font-src 'self'",
      "frame-src 'self'", "base-uri 'none'", "form-action 'none'", `frame-ancestors ${isFramed ? "'self'" : "'none'"}`,
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': isFramed ? 'SAMEORIGIN' : 'DENY',
    'referrer-policy': 'no-referrer',
    // Both together isolate the page: browsers then measure its memory, and time to a fraction of a millisecond.
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  };
}

export function setSecurityHeaders(request, response) {
  for (const [name, value] of Object.entries(securityHeaders(request.url?.split('?', 1)[0]))) response.setHeader(name, value);
}

export async function serveFile(request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(response, 405, 'Only GET and HEAD.', { allow: 'GET, HEAD' });
  const file = await find(request.url ?? '/');
  if (file === 'never') return;
  if (!file) return plain(response, 404, 'There is nothing here.');

  const etag = `"${file.size.toString(36)}-${Math.round(file.mtimeMs).toString(36)}"`;
  response.setHeader('etag', etag);
  response.setHeader('cache-control', 'no-cache');
  if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
  response.writeHead(200, { 'content-type': file.type, 'content-length': file.size });
  if (request.method === 'HEAD') return void response.end();
  await pipeline(createReadStream(file.path), response).catch(() => response.destroy());
}

async function find(url) {
  let path;
  try {
    path = decodeURIComponent(url.split('?', 1)[0]);
  } catch {
    return undefined;
  }
  if (path === '/') path = '/index.html';
  const { prefix, root, types = TYPES, chunk } = ROOTS.find(place => path.startsWith(place.prefix)) ?? {};
  const type = types?.[extname(path)];
  if (!type || !root || path.includes('\0')) return undefined;
  if (chunk !== undefined && TERMINAL_CHUNK.test(path)) return chunk === 'never' ? 'never' : undefined;
  try {
    // The real path decides: neither dots nor symbolic links lead out of the folder.
    const real = await realpath(join(root, path.slice(prefix.length)));
    if (!real.startsWith(await realpath(root) + sep)) return undefined;
    const info = await stat(real);
    return info.isFile() ? { path: real, type, size: info.size, mtimeMs: info.mtimeMs } : undefined;
  } catch {
    return undefined;
  }
}

function plain(response, status, text, headers = {}) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(`${text}\n`);
}
