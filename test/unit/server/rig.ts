import type { Clock } from '../../../src/base/clock.js';
import type { Logger } from '../../../src/base/logger.js';
import type { ClientMessages } from '../../../src/protocol/messages.js';
import type { ServerOptions } from '../../../src/server/options.js';
import type { SocketRequest } from '../../../src/server/socket.js';
import { TerminalServer } from '../../../src/server/terminal-server.js';
import { FakePtyHost, type FakePtyOptions } from '../../support/fake-pty.js';
import { ManualClock, turn } from '../../support/manual-clock.js';
import { SeededRandom } from '../../support/seeded-random.js';
import { FakeServerSocket } from '../../support/server-socket.js';
import type { CreateScreen } from '../../../src/server/session-screen.js';
import { FakeScreenHost } from './fake-screen.js';

export const LOOPBACK: SocketRequest = { url: '/terminal', headers: {}, remoteAddress: '127.0.0.1' };
export const HELLO: ClientMessages['hello'] = { type: 'hello', version: 1, minVersion: 1 };

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: Record<string, unknown>;
  readonly message: string;
}

/** A server on a hand-driven clock with fake shells; `connect` makes clients. */
export class Rig {
  readonly clock = new ManualClock();
  readonly shells: FakePtyHost;
  readonly screens = new FakeScreenHost();
  readonly log: LogLine[] = [];
  readonly server: TerminalServer;
  #request = 0;

  constructor(options: ServerOptions = {}, ptyOptions: FakePtyOptions = {}, createScreen?: (clock: Clock) => CreateScreen) {
    const random = new SeededRandom(7);
    this.shells = new FakePtyHost(ptyOptions);
    const write = (level: LogLine['level']) => (fields: Record<string, unknown>, message: string) => void this.log.push({ level, fields, message });
    const logger: Logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
    const environment = { clock: this.clock, randomId: random.id, spawnPty: this.shells.spawn, createScreen: createScreen?.(this.clock) ?? this.screens.create, logger };
    this.server = new TerminalServer(environment, options);
  }

  accept(request: SocketRequest = LOOPBACK): FakeServerSocket {
    const socket = new FakeServerSocket();
    this.server.accept(socket, request);
    return socket;
  }

  /** A welcomed client. */
  async connect(token?: string): Promise<FakeServerSocket> {
    const socket = this.accept();
    socket.receive({ ...HELLO, token });
    await turn();
    return socket;
  }

  async create(socket: FakeServerSocket, fields: Partial<ClientMessages['create_session']> = {}): Promise<ClientMessages['create_session']> {
    const message = { type: 'create_session', request: ++this.#request, channel: 1, client: 'page1', cols: 80, rows: 24, ...fields } as const;
    socket.receive(message);
    await settled();
    return message;
  }

  async sync(
    socket: FakeServerSocket, epoch: string, offset: number, fields: Partial<ClientMessages['session_sync']> = {},
  ): Promise<ClientMessages['session_sync']> {
    const message = { type: 'session_sync', request: ++this.#request, channel: 1, client: 'page1', cols: 80, rows: 24, epoch, offset, ...fields } as const;
    socket.receive(message);
    await settled();
    return message;
  }

  async close(socket: FakeServerSocket, fields: Partial<ClientMessages['close_session']> = {}): Promise<number> {
    const request = ++this.#request;
    socket.receive({ type: 'close_session', request, ...fields });
    await settled();
    return request;
  }

  /** The screens get their turns until nothing is left to parse. */
  parseAll(): void {
    while (this.clock.nextAt === this.clock.now()) this.clock.advance(0);
  }

  errors(): LogLine[] {
    return this.log.filter(({ level }) => level === 'error');
  }
}

/** Acknowledges everything the client has received on a channel. */
export function ackAll(socket: FakeServerSocket, channel = 1): void {
  socket.receive({ type: 'ack', channel, offset: socket.end(channel), snapshot: socket.snapshotEnd(channel) });
}

export function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Operations that wait for each other take several turns. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 4; i++) await turn();
}

/** Output whose every byte tells its place. */
export function pattern(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = at * 31 + (at >> 8);
  return bytes;
}

/** Where two byte strings begin to differ; −1 when they are equal. Comparing them by `toEqual` takes seconds per megabyte. */
export function difference(one: Uint8Array, other: Uint8Array): number {
  const at = one.findIndex((byte, index) => byte !== other[index]);
  return at < 0 && one.length !== other.length ? Math.min(one.length, other.length) : at;
}

export const KIB = 1024;
