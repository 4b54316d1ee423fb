// A @web/test-runner plugin: a real terminal server with real shells, one per test file, driven by executeServerCommand.
//   terminal:url      { origin }  starts it for pages of `origin` (once) → its ws: address
//   terminal:drop                 resets every socket's TCP connection
//   terminal:restart              stops it, ending the shells, and starts another on the same port
//   terminal:stop                 stops it; restart brings it back
//   terminal:sessions             → what it has
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';

const ENTRY = new URL('../../dist/server/node/index.js', import.meta.url);

const PROFILES = {
  default: { argv: ['bash', '--norc', '--noprofile', '-i'], env: { PS1: '$ ', HISTFILE: '/dev/null', BASH_SILENCE_DEPRECATION_WARNING: '1' } },
  exits: { argv: ['bash', '--norc', '--noprofile', '-c', 'echo bye; exit 7'] },
};

/** By test session: files run side by side, and one's restart must not be another's. */
const hosts = new Map();

async function start(origin, port = 0) {
  if (!existsSync(ENTRY)) throw new Error('the server is not built: npm run build:types');
  const { createTerminalServer } = await import(ENTRY.href);
  const terminals = createTerminalServer({ profiles: PROFILES, allowedOrigins: [origin] });
  const http = createServer((_request, response) => response.writeHead(404).end());
  const sockets = new Set();
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  terminals.attach(http, { path: '/terminal' });
  await new Promise((resolve, reject) => http.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    origin,
    port: http.address().port,
    terminals,
    drop() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async close() {
      await terminals.close({ drainMs: 0 });
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

const COMMANDS = {
  async 'terminal:url'(host, id, { origin }) {
    const running = host ?? (await start(origin));
    hosts.set(id, running);
    return `ws://127.0.0.1:${running.port}/terminal`;
  },
  'terminal:drop'(host) {
    host.drop();
    return true;
  },
  async 'terminal:stop'(host) {
    await host.close();
    return true;
  },
  async 'terminal:restart'(host, id) {
    await host.close().catch(() => undefined);
    hosts.set(id, await start(host.origin, host.port));
    return true;
  },
  'terminal:sessions'(host) {
    return host.terminals.sessions().map(({ sessionId, epoch, viewers, cols, rows }) => ({ sessionId, epoch, viewers, cols, rows }));
  },
};

export default {
  name: 'terminal-server',
  async executeCommand({ command, payload, session }) {
    return await COMMANDS[command]?.(hosts.get(session.id), session.id, payload ?? {});
  },
  async serverStop() {
    await Promise.all([...hosts.values()].map((host) => host.close().catch(() => undefined)));
    hosts.clear();
  },
};
