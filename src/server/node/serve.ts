import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isTerminalError, TerminalError } from '../../protocol/errors.js';
import type { AuthorizeRequest, Profile } from '../options.js';
import type { CliArguments } from './cli-arguments.js';
import { asLoginShell, loginShell } from './login-shell.js';
import { createTerminalServer, type MountedTerminalServer } from './mount.js';
import { isLoopbackAddress, OriginPolicy, parseHost } from './origin.js';
import { pageListener } from './page.js';
import { findShellCommand } from './shell-command.js';
import { shellEnvironment } from './shell-environment.js';
import { randomToken, tokenCheck } from './tokens.js';

/** Seen from dist/server/node as from src/server/node. */
const CDN = fileURLToPath(new URL('../../../cdn', import.meta.url));
/** Time pages get to hear that the server goes, milliseconds. */
const DRAIN_MS = 250;

export interface RunningServer {
  /** The address to open, the token in its fragment. */
  readonly url: string;
  /** Something the user should know before going on. */
  readonly warnings: readonly string[];
  /** Resolves with how many shells go on in their host. */
  close(): Promise<number>;
}

/**
 * What the command does: an HTTP server with one page and one terminal mount.
 * @param isRoot whether shells would run as root
 * @throws TerminalError with a message for the person at the keyboard
 */
export async function serve(options: CliArguments, isRoot: boolean): Promise<RunningServer> {
  const server = createServer();
  checkShell(options);
  await listen(server, options);
  try {
    const { address, port } = server.address() as AddressInfo;
    const loopback = isLoopbackAddress(address);
    checkReach(options, isRoot, loopback);
    const token = options.noToken ? undefined : (options.token ?? randomToken());
    const terminals = mount(server, options, token, loopback ? [] : ownNames(options.host, port));
    return {
      url: `http://${urlName(options.host)}:${port}/${token === undefined ? '' : `#token=${encodeURIComponent(token)}`}`,
      warnings: warnings(isRoot, loopback),
      close: async () => {
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        await terminals.close({ drainMs: DRAIN_MS });
        server.closeAllConnections();
        await closed;
        return hasHost(options) ? terminals.sessions().filter(({ exited }) => exited === undefined).length : 0;
      },
    };
  } catch (error) {
    server.close();
    throw error;
  }
}

function mount(server: HttpServer, options: CliArguments, token: string | undefined, names: readonly string[]): MountedTerminalServer {
  const allowedHosts = [...names, ...options.allowHosts];
  const allowedOrigins = options.allowOrigins.length === 0 ? undefined : [...allowedHosts.map((name) => `http://${name}`), ...options.allowOrigins];
  const isToken = token === undefined ? undefined : tokenCheck(token);
  const terminals = createTerminalServer({
    allowedHosts,
    ...(allowedOrigins !== undefined && { allowedOrigins }),
    ...(isToken !== undefined && { authenticate: (candidate: string | undefined) => (isToken(candidate) ? { id: 'local' } : null) }),
    ...(options.readOnly && { authorize: isReading }),
    ...((options.shell !== undefined || options.cwd !== undefined || options.unicode !== undefined) && { profiles: { default: profile(options) } }),
    ...(options.maxSessions !== undefined && { limits: { sessions: options.maxSessions, sessionsPerUser: options.maxSessions } }),
    ...(options.retentionMs !== undefined && { retentionMs: options.retentionMs }),
    ...(hasHost(options) && { host: { name: options.hostName } }),
  });
  server.on('request', pageListener(new OriginPolicy({ allowedHosts, allowMissingOrigin: true }), CDN));
  terminals.attach(server);
  return terminals;
}

/** Where there are no Unix sockets, shells live in this process. */
function hasHost(options: CliArguments): options is CliArguments & { readonly hostName: string } {
  return options.hostName !== undefined && process.platform !== 'win32';
}

function isReading({ action, principal, ownerId }: AuthorizeRequest): boolean {
  return principal.id === ownerId && action !== 'input' && action !== 'close';
}

function profile({ shell, cwd, unicode }: CliArguments): Profile {
  return { argv: shell === undefined ? loginShell() : asLoginShell(shell), ...(cwd !== undefined && { cwd }), ...(unicode !== undefined && { terminal: { unicode } }) };
}

/** Tells at once what would otherwise be found out by the first page. */
function checkShell(options: CliArguments): void {
  const { argv, cwd } = profile(options);
  try {
    findShellCommand(argv, cwd, shellEnvironment(process.env, {}));
  } catch (error) {
    if (isTerminalError(error)) throw new TerminalError('bad_option', error.message, { action: 'Correct --shell or --cwd.', cause: error });
    throw error;
  }
}

function checkReach({ noToken, allowRoot, host }: CliArguments, isRoot: boolean, loopback: boolean): void {
  if (loopback) return;
  if (noToken) throw new TerminalError('bad_option', `--no-token would give everybody who reaches ${host} a shell.`, { action: 'Leave it out, or use --host 127.0.0.1.' });
  if (isRoot && !allowRoot) {
    throw new TerminalError('bad_option', `Refusing to offer root's shell on ${host}.`, { action: 'Use another user, --host 127.0.0.1, or --allow-root if you mean it.' });
  }
}

function warnings(isRoot: boolean, loopback: boolean): string[] {
  return [
    ...(isRoot ? ['Warning: running as root; whoever has the address below is root on this machine.'] : []),
    ...(loopback ? [] : ['Warning: reachable from other machines over plain HTTP; put TLS in front of it.']),
  ];
}

function listen(server: HttpServer, { port, host }: CliArguments): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port, host)));
    server.listen(port, host, resolve);
  });
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string): TerminalError {
  const because = (message: string, action: string): TerminalError => new TerminalError('bad_option', message, { action, cause: error });
  if (error.code === 'EADDRINUSE') return because(`Port ${port} is taken.`, 'Use --port 0 for any free one.');
  if (error.code === 'EACCES') return because(`Port ${port} needs privileges.`, 'Use --port 4700.');
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') return because(`This machine has no address ${host}.`, 'Use --host 127.0.0.1.');
  return because(`Cannot listen on ${host}, port ${port}: ${error.message}.`, 'See --help.');
}

/** The names under which other machines may call a server that listens on `host`. */
function ownNames(host: string, port: number): string[] {
  const everywhere = host === '0.0.0.0' || host === '::';
  const names = everywhere ? [hostname(), ...Object.values(networkInterfaces()).flatMap((entries) => entries?.map(({ address }) => address) ?? [])] : [host];
  return names.map((name) => `${bracketed(name)}:${port}`).filter((name) => parseHost(name) !== undefined);
}

function urlName(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '[::1]' : bracketed(host);
}

function bracketed(name: string): string {
  return name.includes(':') ? `[${name}]` : name;
}
