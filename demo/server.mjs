// The demo: two real terminal servers, the page, and a small control door for the page's fault buttons. Needs a build (`npm start` makes one).
import { createServer } from 'node:http';
import { networkInterfaces, userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { randomToken } from '../dist/server/node/index.js';
import { createAccess } from './server/access.mjs';
import { createBadServers } from './server/bad-servers.mjs';
import { createControl } from './server/control-api.mjs';
import { createLab } from './server/lab.mjs';
import { createLines } from './server/lines.mjs';
import { findLabProfiles, findPortalProfiles } from './server/profiles.mjs';
import { serveFile, setSecurityHeaders } from './server/static-files.mjs';
import { createTerminals } from './server/terminals.mjs';
import { createUpgradeRoutes } from './server/upgrades.mjs';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);
const USAGE = 'usage: npm start -- [--port 4700] [--host 127.0.0.1] [--allow-root]   (--port 0 takes a free port; PORT works too)';

const { port, host, allowRoot } = readArguments();
const token = randomToken();
const root = process.getuid?.() === 0;
const loopback = LOOPBACK.has(host);

if (root && !loopback && !allowRoot) fail(`Refusing to offer root shells on ${host}. Use --host 127.0.0.1, another user, or --allow-root if you mean it.`);

const server = createServer();
server.once('error', error => {
  if (error.code === 'EADDRINUSE') fail(`Port ${port} is taken. Try \`npm start -- --port ${port < 65_535 ? port + 1 : 4700}\`, or \`--port 0\` for any free one.`);
  if (error.code === 'EACCES') fail(`Port ${port} needs privileges. Try \`npm start -- --port 4700\`.`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') fail(`This machine has no address ${host}. Try \`npm start -- --host 127.0.0.1\`.`);
  fail(`Cannot listen on ${host}:${port}: ${error.message}`);
});
server.listen(port, host, () => start(server.address().port));

function start(boundPort) {
  const hosts = allowedHosts(boundPort);
  const origins = new Set([...hosts].map(name => `http://${name}`));
  const access = createAccess(token);
  const terminals = createTerminals({ profiles: findPortalProfiles(), access, hosts, origins });
  const lab = createLab({ token, profiles: findLabProfiles(), hosts, origins });
  const lines = createLines(lab);
  const badServers = createBadServers(lab);
  const control = createControl({ terminals, lab, lines, badServers, access, origins });

  server.on('request', (request, response) => {
    setSecurityHeaders(request, response);
    if (!hosts.has(request.headers.host?.toLowerCase() ?? '')) {
      response.writeHead(421, { 'content-type': 'text/plain; charset=utf-8' }).end('This server does not answer to that host name.\n');
    } else if (request.url?.split('?', 1)[0] === '/demo/control') void control(request, response);
    else void serveFile(request, response);
  });
  server.on('upgrade', createUpgradeRoutes({ terminals, lines, badServers, hosts, origins }));

  stopOnSignals(async () => {
    lines.dispose();
    badServers.dispose();
    await Promise.all([terminals.close(), lab.close()]);
  });
  announce(boundPort);
}

function announce(boundPort) {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  if (root) console.warn('Warning: running as root, so every terminal on the page is a root shell.');
  if (!loopback) console.warn(`Warning: reachable from other machines, over plain HTTP. Whoever has the address below has a shell as ${userInfo().username}.`);
  console.log(`Open ${origin(name, boundPort)}/#token=${token}`);
}

function stopOnSignals(close) {
  let stopping = false;
  const stop = async signal => {
    if (stopping) process.exit(130);
    stopping = true;
    console.log(`\n${signal}: closing the terminals.`);
    server.close();
    await close();
    server.closeAllConnections();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

/** The names by which this server may be called; everything else is a stranger's page pointing its own name at us (DNS rebinding). */
function allowedHosts(boundPort) {
  const names = loopback ? ['127.0.0.1', 'localhost', '::1'] : [host, '127.0.0.1', 'localhost'];
  if (host === '0.0.0.0' || host === '::') names.push(...Object.values(networkInterfaces()).flat().map(entry => entry.address));
  return new Set(names.map(name => origin(name, boundPort).slice('http://'.length)));
}

function origin(name, boundPort) {
  const bracketed = name.includes(':') ? `[${name}]` : name.toLowerCase();
  return boundPort === 80 ? `http://${bracketed}` : `http://${bracketed}:${boundPort}`;
}

function readArguments() {
  let values;
  try {
    ({ values } = parseArgs({
      options: { port: { type: 'string' }, host: { type: 'string', default: '127.0.0.1' }, 'allow-root': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    }));
  } catch (error) {
    fail(`${error.message.split('. ')[0]}. ${USAGE}`);
  }
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const text = values.port ?? (process.env.PORT || '4700');
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number > 65_535) fail(`"${text}" is not a port. ${USAGE}`);
  return { port: number, host: values.host, allowRoot: values['allow-root'] === true };
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
