import { createTerminalServer, randomToken, tokenCheck } from '../dist/server/node/index.js';

export { randomToken, tokenCheck };

/** The terminal server as the demo needs it: replaceable while the HTTP server stays, with sockets that can be cut and shells that can be counted. */
export function createTerminals({ profiles, isToken, hosts, origins }) {
  const sockets = new Set();
  let current = make();
  let accepted = 0;

  function make() {
    return createTerminalServer({
      profiles,
      authenticate: token => (isToken(token) ? { id: 'demo', name: 'Demo' } : null),
      allowedOrigins: [...origins],
      allowedHosts: [...hosts],
    });
  }

  function handleUpgrade(request, socket, head) {
    const isOurs = request.url?.split('?', 1)[0] === '/terminal';
    if (!isOurs || !current) {
      socket.end(`HTTP/1.1 ${isOurs ? '503 Service Unavailable' : '404 Not Found'}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
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
