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

const folder = path => fileURLToPath(new URL(path, import.meta.url));
const ROOTS = [['/cdn/', folder('../cdn/')], ['/dist/', folder('../dist/')], ['/', folder('./')]];

/** The page runs under the strictest policy it can: no inline script or style anywhere, in the page or in the elements. */
export const SECURITY_HEADERS = {
  'content-security-policy': [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

export async function serveFile(request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(response, 405, 'Only GET and HEAD.', { allow: 'GET, HEAD' });
  const file = await find(request.url ?? '/');
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
  const type = TYPES[extname(path)];
  const [prefix, root] = ROOTS.find(([start]) => path.startsWith(start)) ?? [];
  if (!type || !root || path.includes('\0')) return undefined;
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
