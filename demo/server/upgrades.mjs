import { DIRECT } from './lines.mjs';

/**
 * Who answers which upgrade: `/terminal` the portal's server; `/lab` the lab's, undisturbed; `/line/<name>` the lab's, through a line that can be disturbed;
 * `/bad/…` servers of the gallery.
 */
export function createUpgradeRoutes({ terminals, lines, badServers, hosts, origins }) {
  return (request, socket, head) => {
    const path = request.url?.split('?', 1)[0] ?? '';
    if (path === '/terminal') return terminals.handleUpgrade(request, socket, head);
    // The servers behind the other paths check this too, but some of them are ours and check nothing.
    if (!origins.has(request.headers.origin ?? '') || !hosts.has(request.headers.host?.toLowerCase() ?? '')) return refuse(socket, '403 Forbidden');
    const line = path === '/lab' ? DIRECT : /^\/line\/([a-z0-9-]+)$/.exec(path)?.[1];
    const isServed = line === undefined ? badServers.serve(path, request, socket, head) : lines.admit(line, request, socket, head);
    if (!isServed) refuse(socket, '404 Not Found');
  };
}

function refuse(socket, status) {
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
