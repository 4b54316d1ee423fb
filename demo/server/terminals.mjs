import { createTerminalServer } from '../../dist/server/node/index.js';
import { LIMITS } from './access.mjs';

/** The terminal server of the portal: replaceable while the HTTP server stays, with sockets that can be cut and shells that can be counted. */
export function createTerminals({ profiles, access, hosts, origins }) {
  const sockets = new Set();
  let current = make();
  let accepted = 0;

  function make() {
    return createTerminalServer({
      profiles, limits: LIMITS, authenticate: access.authenticate, authorize: access.authorize, allowedOrigins: [...origins], allowedHosts: [...hosts],
    });
  }

  function handleUpgrade(request, socket, head) {
    if (!current) return void socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    accepted += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    current.handleUpgrade(request, socket, head);
  }

  /** As a pulled cable does it: no closing handshake, no last words. */
  function cutSockets() {
    const count = sockets.size;
    for (const socket of sockets) socket.destroy();
    return count;
  }

  /** All shells end, nobody is served for `downMs`, and a server that knows nothing of the past takes over. */
  async function restart(downMs) {
    const old = current;
    current = undefined;
    await old?.close();
    cutSockets();
    await new Promise(resolve => setTimeout(resolve, downMs));
    current = make();
    return { downMs };
  }

  function stats() {
    return { profiles: Object.keys(profiles), accepted, sockets: sockets.size, sessions: current?.sessions() ?? [] };
  }

  async function close() {
    const old = current;
    current = undefined;
    await old?.close();
    cutSockets();
  }

  return { handleUpgrade, cutSockets, restart, stats, close };
}
