// The servers under measurement, in a process of their own: ours on /terminal, the same without a screen on /screenless and with its shells in a host on /hosted,
// and on /bare what one would write by hand, ws and a PTY joined with nothing between. Prints one JSON line with the origin; takes commands on stdin, one a line.
import { spawn } from '@lydell/node-pty';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocketServer } from 'ws';
import { startHost } from '../support/e2e/harness.mjs';

const LOG = process.argv[2];
const RAW_ECHO = ['bash', '--norc', '--noprofile', '-c', 'stty raw -echo; exec cat'];

const profiles = {
  default: { argv: ['bash', '--norc', '--noprofile', '-i'], env: { PS1: '$ ', HISTFILE: '/dev/null' } },
  echo: { argv: RAW_ECHO },
  yes: { argv: ['bash', '--norc', '--noprofile', '-c', 'exec yes "a line of output, eighty columns long, as compilers and log files like to print"'] },
  cat: { argv: ['bash', '--norc', '--noprofile', '-c', `stty raw -echo; while read -r -n1 go; do cat ${JSON.stringify(LOG)}; done`] },
};
const host = await startHost({ options: { profiles } });
const { createTerminalServer } = await import('../../dist/server/node/index.js');
const authenticate = () => ({ id: 'tester' });
/** Takes bytes in and does nothing with them: what the product would be without a screen. */
const noScreen = ({ cols, rows }) => {
  let offset = 0;
  return {
    get offset() {
      return offset;
    },
    memoryBytes: 0,
    write: (bytes) => void (offset += bytes.length),
    resize() {},
    setViewerFacts() {},
    snapshot: () => ({ cols, rows, offset, screen: new Uint8Array(0), tail: new Uint8Array(0), scrollback: [] }),
    settle() {},
    dispose() {},
  };
};
const screenless = createTerminalServer({ profiles, authenticate }, { createScreen: noScreen });
screenless.attach(host.http, { path: '/screenless' });
const directory = await mkdtemp(join(tmpdir(), 'persistent-terminal-bench-host-'));
const hosted = createTerminalServer({ profiles, authenticate, host: { directory, name: 'bench' } });
hosted.attach(host.http, { path: '/hosted' });
const bare = new WebSocketServer({ noServer: true });
host.http.on('upgrade', (request, socket, head) => {
  if (!request.url.startsWith('/bare')) return;
  bare.handleUpgrade(request, socket, head, (ws) => {
    const pty = spawn(RAW_ECHO[0], RAW_ECHO.slice(1), { encoding: null, cols: 80, rows: 24 });
    pty.onData((data) => ws.send(data));
    ws.on('message', (data) => pty.write(data));
    ws.on('close', () => pty.kill());
  });
});
console.log(JSON.stringify({ origin: host.origin }));
for await (const line of createInterface({ input: process.stdin })) {
  if (line.startsWith('cut ')) host.cut(line.slice(4));
  if (line === 'stop') break;
}
for (const client of bare.clients) client.terminate();
await screenless.close();
await hosted.close({ shells: 'end' });
await host.close();
await rm(directory, { recursive: true, force: true });
process.exit(0);
