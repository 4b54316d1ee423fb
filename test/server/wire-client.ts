import { createServer, type Server as HttpServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';
import { decodeServerMessage, encodeMessage } from '../../src/protocol/codec.js';
import { FrameKind, decodeFrame, encodeFrame } from '../../src/protocol/frames.js';
import { SUBPROTOCOL } from '../../src/protocol/limits.js';
import type { ClientMessage, ClientMessages, ServerMessage, ServerMessages } from '../../src/protocol/messages.js';
import { createTerminalServer, type MountedTerminalServer, type NodeServerOptions } from '../../src/server/node/index.js';
import type { ServerEnvironment } from '../../src/server/environment.js';

export interface Mounted {
  readonly http: HttpServer;
  readonly port: number;
  readonly terminals: MountedTerminalServer;
  readonly logs: string[];
  close(): Promise<void>;
}

/** A terminal server on a free port of loopback. What it logs is kept. */
export async function mount(options: NodeServerOptions = {}, parts: Partial<ServerEnvironment> = {}): Promise<Mounted> {
  const logs: string[] = [];
  const log = (fields: Record<string, unknown>, message: string): void => void logs.push(JSON.stringify({ message, ...fields }));
  const http = createServer();
  const terminals = createTerminalServer({ profiles: { default: { argv: ['bash', '--norc', '--noprofile'] } }, ...options }, {
    logger: { debug: log, info: log, warn: log, error: log }, ...parts,
  });
  terminals.attach(http);
  const port = await listen(http);
  return {
    http, port, terminals, logs,
    async close() {
      await terminals.close();
      http.close();
      http.closeAllConnections();
    },
  };
}

export async function listen(http: HttpServer, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve) => http.listen(0, host, resolve));
  return (http.address() as AddressInfo).port;
}

/** A client that speaks the protocol over a real WebSocket. */
export class WireClient {
  readonly messages: ServerMessage[] = [];
  readonly socket: WebSocket;
  ended: { readonly code: number; readonly reason: string } | undefined;
  /** Response headers of the handshake. */
  upgradeHeaders: Record<string, string | string[] | undefined> = {};
  readonly #output = new Map<number, Buffer[]>();
  readonly #snapshots = new Map<number, Buffer[]>();
  #waiting: { reached: () => boolean; resolve: () => void; reject: (error: Error) => void }[] = [];
  #request = 0;

  constructor(port: number, options: ClientOptions & { path?: string; protocols?: string | string[] } = {}) {
    const { path = '/terminal', protocols = SUBPROTOCOL, ...rest } = options;
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { origin: `http://127.0.0.1:${port}`, ...rest });
    this.socket.on('upgrade', ({ headers }) => (this.upgradeHeaders = headers));
    this.socket.on('message', (data: Buffer, isBinary) => this.#received(data, isBinary));
    this.socket.on('error', () => {});
    this.socket.on('close', (code, reason) => {
      this.ended = { code, reason: reason.toString() };
      this.#check();
    });
  }

  async opened(): Promise<void> {
    if (this.socket.readyState === WebSocket.CONNECTING) await new Promise((resolve) => this.socket.once('open', resolve).once('close', resolve));
  }

  send(message: ClientMessage): void {
    this.socket.send(encodeMessage(message));
  }

  /** hello → welcome. */
  async greet(token?: string): Promise<ServerMessages['welcome']> {
    await this.opened();
    this.send({ type: 'hello', version: 1, minVersion: 1, token });
    return this.next('welcome');
  }

  /** Gets or makes a session on channel `channel`. */
  async create(channel: number, sessionId?: string, more: Partial<ClientMessages['create_session']> = {}): Promise<ServerMessages['session_created']> {
    const request = ++this.#request;
    this.send({ type: 'create_session', request, channel, client: 'test', sessionId, cols: 80, rows: 24, ...more });
    await this.until(() => this.all('session_created').some((message) => message.request === request) || this.all('error').length > 0);
    const created = this.all('session_created').find((message) => message.request === request);
    if (created === undefined) throw new Error(JSON.stringify(this.all('error')));
    return created;
  }

  type(channel: number, offset: number, text: string): void {
    this.socket.send(encodeFrame(FrameKind.input, channel, offset, Buffer.from(text)));
  }

  text(channel: number): string {
    return Buffer.concat(this.#output.get(channel) ?? []).toString();
  }

  snapshot(channel: number): Buffer {
    return Buffer.concat(this.#snapshots.get(channel) ?? []);
  }

  all<T extends ServerMessage['type']>(type: T): ServerMessages[T][] {
    return this.messages.filter((message) => message.type === type) as ServerMessages[T][];
  }

  async next<T extends ServerMessage['type']>(type: T): Promise<ServerMessages[T]> {
    await this.until(() => this.all(type).length > 0);
    return this.all(type)[0] as ServerMessages[T];
  }

  /** How the server ended the socket. */
  async refused(): Promise<number> {
    if (this.ended === undefined) await new Promise((resolve) => this.socket.once('close', resolve));
    return this.ended?.code ?? 0;
  }

  /** Rejects when the socket ends before. */
  async until(reached: () => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ reached, resolve, reject });
      this.#check();
    });
  }

  #received(data: Buffer, isBinary: boolean): void {
    if (isBinary) {
      const frame = decodeFrame(data);
      if (!frame.ok) throw new Error(frame.error);
      const { kind, channel, payload } = frame.value;
      const streams = kind === FrameKind.snapshot ? this.#snapshots : this.#output;
      streams.set(channel, [...(streams.get(channel) ?? []), Buffer.from(payload)]);
    } else {
      const message = decodeServerMessage(data.toString());
      if (!message.ok) throw new Error(message.error.detail);
      this.messages.push(message.value);
      if (message.value.type === 'ping') this.send({ type: 'pong', nonce: message.value.nonce });
    }
    this.#check();
  }

  #check(): void {
    for (const wait of [...this.#waiting]) {
      if (wait.reached()) wait.resolve();
      else if (this.ended !== undefined) wait.reject(new Error(`socket ended with ${this.ended.code} ${this.ended.reason}`));
      else continue;
      this.#waiting = this.#waiting.filter((other) => other !== wait);
    }
  }
}

/** A line without any protocol; everything received is kept. */
export class RawLine {
  readonly socket: Socket;
  received = Buffer.alloc(0);
  closed = false;
  #changed: (() => void)[] = [];

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (bytes) => {
      this.received = Buffer.concat([this.received, bytes]);
      this.#notify();
    });
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.closed = true;
      this.#notify();
    });
  }

  /** A correct handshake; `lines` replaces or adds headers. */
  handshake(port: number, lines: readonly string[] = [], path = '/terminal'): void {
    const named = (name: string): boolean => lines.some((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
    const standard = [`Host: 127.0.0.1:${port}`, `Origin: http://127.0.0.1:${port}`, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', `Sec-WebSocket-Protocol: ${SUBPROTOCOL}`];
    const headers = [...standard.filter((line) => !named(line.slice(0, line.indexOf(':')))), ...lines.filter((line) => !line.endsWith(': -'))];
    this.socket.write(`GET ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
  }

  async until(reached: (text: string) => boolean): Promise<void> {
    while (!reached(this.received.toString('latin1'))) {
      if (this.closed) throw new Error(`line closed after ${JSON.stringify(this.received.toString('latin1'))}`);
      await new Promise<void>((resolve) => this.#changed.push(resolve));
    }
  }

  async gone(): Promise<void> {
    while (!this.closed) await new Promise<void>((resolve) => this.#changed.push(resolve));
  }

  /** Code of the close frame at the end of what was received. */
  get closeCode(): number | undefined {
    const body = this.received.subarray(this.received.indexOf('\r\n\r\n') + 4);
    for (let at = 0; at + 2 <= body.length;) {
      const length = body.readUInt8(at + 1);
      const header = length === 126 ? 4 : 2;
      const size = length === 126 ? body.readUInt16BE(at + 2) : length;
      if (body.readUInt8(at) === 0x88) return size >= 2 ? body.readUInt16BE(at + header) : 1005;
      at += header + size;
    }
    return undefined;
  }

  #notify(): void {
    for (const resolve of this.#changed.splice(0)) resolve();
  }
}

/** A client's frame, masked as RFC 6455 wants it. */
export function clientFrame(first: number, payload: Uint8Array, { masked = true, length = payload.length } = {}): Buffer {
  const mask = Buffer.from([1, 2, 3, 4]);
  const flag = masked ? 0x80 : 0;
  let header: Buffer;
  if (length < 126) header = Buffer.from([first, flag | length]);
  else if (length < 65_536) header = Buffer.from([first, flag | 126, length >> 8, length & 255]);
  else {
    header = Buffer.alloc(10);
    header.set([first, flag | 127]);
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  const body = masked ? payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0)) : payload;
  return Buffer.concat([header, masked ? mask : Buffer.alloc(0), body]);
}
