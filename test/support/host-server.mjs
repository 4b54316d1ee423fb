// A server with a host, in a process of its own, so that it can be killed: node host-server.mjs '<config as JSON>'. Prints its port.
// The token is the user's name; `name:ms` expires after so many milliseconds.
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const { dist, authorize, ...options } = JSON.parse(process.argv[2] ?? '{}');
const { createTerminalServer } = await import(pathToFileURL(`${dist}/server/node/index.js`).href);

const authenticate = (token) => {
  const [id, ms] = (token ?? '').split(':');
  return id ? { id, ...(ms && { expiresAt: Date.now() + Number(ms) }) } : null;
};
// Everybody may look at everything, and type and close what is theirs.
const shared = ({ principal, ownerId, action }) => principal.id === ownerId || action === 'attach';
const terminals = createTerminalServer({ authenticate, ...(authorize === 'shared' && { authorize: shared }), ...options });
const http = createServer((request, response) => response.end(JSON.stringify(terminals.sessions())));
terminals.attach(http);
http.listen(0, '127.0.0.1', () => process.stdout.write(`${http.address().port}\n`));

const end = (shells) => void terminals.close({ drainMs: 100, ...(shells && { shells }) }).then(() => process.exit(0));
process.on('SIGTERM', () => end());
process.on('SIGUSR2', () => end('end'));
// Whoever started it is gone.
process.stdin.on('end', () => end('end')).resume();
