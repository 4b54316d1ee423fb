import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isTerminalError, TerminalError } from '../../protocol/errors.js';
import type { CliArguments } from './cli-arguments.js';
import { createTerminalServer, type MountedTerminalServer } from './mount.js';
import { isLoopbackAddress, OriginPolicy } from './origin.js';
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
  close(): Promise<void>;
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
    ...(options.readOnly && { authorize: ({ action }) => action !== 'input' && action !== 'close' }),
    ...((options.shell !== undefined || options.cwd !== undefined) && { profiles: { default: profile(options) } }),
    ...(options.maxSessions !== undefined && { limits: { sessions: options.maxSessions, sessionsPerUser: options.maxSessions } }),
    ...(options.retentionMs !== undefined && { retentionMs: options.retentionMs }),
  });
  server.on('request', pageListener(new OriginPolicy({ allowedHosts, allowMissingOrigin: true }), CDN));
  terminals.attach(server);
  return terminals;
}
