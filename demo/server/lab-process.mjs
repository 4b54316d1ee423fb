// The lab's terminal server, in a process of its own so that it can crash. Its shells live in another one still, the host, and survive that.
// Told everything by the demo's server over the channel to it, never in arguments, which other users of the machine can read.
import { createServer } from 'node:http';
import { createTerminalServer } from '../../dist/server/node/index.js';
import { createAccess, LIMITS } from './access.mjs';

let terminals;

const tasks = {
  start({ token, profiles, origins, hosts, host }) {
    const { authenticate, authorize } = createAccess(token);
    terminals = createTerminalServer({
      profiles, limits: LIMITS, authenticate, authorize, allowedOrigins: origins, allowedHosts: hosts, host, retentionMs: 10 * 60_000,
    });
    const http = createServer();
    terminals.attach(http);
    return new Promise(resolve => http.listen(0, '127.0.0.1', () => resolve({ port: http.address().port })));
  },
  sessions: () => terminals.sessions(),
  async stop({ shells }) {
    await terminals.close({ drainMs: 100, shells });
    setImmediate(() => process.exit(0));
  },
};

process.on('message', async ({ id, task, details }) => {
  const answer = await tasks[task](details);
  process.send?.({ id, answer });
});
// Whoever started it is gone without a word.
process.on('disconnect', () => void terminals?.close({ shells: 'end' }).then(() => process.exit(0)));
// Ctrl-C in a terminal reaches the whole group; the demo's server decides.
process.on('SIGINT', () => {});
