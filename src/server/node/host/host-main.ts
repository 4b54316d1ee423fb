import { chdir } from 'node:process';
import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { jsonLogger, nodeEnvironment } from '../environment.js';
import { randomToken } from '../tokens.js';
import { descriptorPath, discard, publish, socketName, type Descriptor } from './descriptor.js';
import { HostProcess } from './host-process.js';
import { LINK_VERSION } from './link-messages.js';
import { privateDirectory } from './private-directory.js';

/*
 * The process that holds the shells. A server starts it (start-host.ts) and hears one line from it: `ready`, `taken` when another host was
 * quicker, or what is wrong. After that nobody may be there to read, so nothing is ever written to standard output again.
 */

/** A log nobody looks at must not fill the disk, bytes. */
const MAX_LOG_BYTES = 1024 * 1024;

const { directory: wanted = '', name = '' } = parseArgs({ options: { directory: { type: 'string' }, name: { type: 'string' } } }).values;
let logged = 0;
const logger = jsonLogger('warn', (line) => {
  logged += line.length;
  if (logged < MAX_LOG_BYTES) process.stderr.write(line);
});
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
// A terminal's hang-up is no reason: this host may outlive the terminal its server was started from.
process.on('SIGHUP', () => {});

const directory = privateDirectory(wanted);
const path = descriptorPath(directory, name);
const descriptor: Descriptor = { version: LINK_VERSION, pid: process.pid, socket: socketName(), secret: randomToken() };
const socketPath = join(directory, descriptor.socket);
const host = new HostProcess(nodeEnvironment({ logger }), descriptor.secret, () => {
  discard(path, descriptor);
  rmSync(socketPath, { force: true });
  process.exit(0);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void host.end(signal));

const server = createServer((socket) => host.serve(socket));
// The mode of a socket is what the mask leaves of it. The directory is closed to others anyway, and the mask is put back before any shell inherits it.
const mask = process.umask(0o177);
server.once('error', (error) => {
  process.stdout.write(`failed: ${error.message}\n`, () => process.exit(1));
});
server.listen(socketPath, () => {
  process.umask(mask);
  chmodSync(socketPath, 0o600);
  chdir('/');
  if (publish(path, descriptor)) return void process.stdout.write('ready\n');
  rmSync(socketPath, { force: true });
  process.stdout.write('taken\n', () => process.exit(0));
});
