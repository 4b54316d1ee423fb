import { createReadStream, readdirSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { OriginPolicy } from './origin.js';
import { originRequest } from './mount.js';
import { PAGE_CSS, PAGE_HTML, PAGE_JS } from './page-content.js';

const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
} as const;

const TYPES = new Map([['js', 'text/javascript'], ['css', 'text/css'], ['html', 'text/html'], ['map', 'application/json']]);

type Resource = { readonly type: string; readonly text: string } | { readonly type: string; readonly file: string };

/**
 * Serves the command's page.
 * @param policy its Host check holds for pages as for sockets
 * @param cdn folder of the page build; its files are listed once, so that no address reaches anything else
 */
export function pageListener(policy: OriginPolicy, cdn: string): RequestListener {
  const resources = new Map<string, Resource>([
    ['/', { type: 'html', text: PAGE_HTML }],
    ['/page.css', { type: 'css', text: PAGE_CSS }],
    ['/page.js', { type: 'js', text: PAGE_JS }],
  ]);
  for (const name of filesIn(cdn)) resources.set(`/cdn/${name}`, { type: name.slice(name.lastIndexOf('.') + 1), file: join(cdn, name) });
  return (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    if (policy.permittedHost(originRequest(request)) === undefined) return answer(response, 421, 'This server does not answer to that host name.\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 405, 'Only GET and HEAD.\n');
    const resource = resources.get((request.url ?? '').split('?', 1)[0] ?? '');
    if (resource === undefined) return answer(response, 404, 'Not found.\n');
    serve(request, response, resource);
  };
}

function serve(request: IncomingMessage, response: ServerResponse, resource: Resource): void {
  response.setHeader('content-type', `${TYPES.get(resource.type) ?? 'application/octet-stream'}; charset=utf-8`);
  if (request.method === 'HEAD') response.end();
  else if ('text' in resource) response.end(resource.text);
  else createReadStream(resource.file).on('error', () => response.destroy()).pipe(response);
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name);
  } catch {
    // Not built: the page says that its script could not be loaded.
    return [];
  }
}
