import { verbatim } from '../../src/base/sentence.js';
import { toDisposable, type Disposable } from '../../src/base/disposable.js';
import { Emitter } from '../../src/base/emitter.js';
import { silentLogger } from '../../src/base/logger.js';
import { ok } from '../../src/base/result.js';
import { FrameKind } from '../../src/protocol/frames.js';
import { encodeLinesHeader, encodeSectionHeader, SectionKind } from '../../src/protocol/snapshot-sections.js';
import type { TerminalError } from '../../src/protocol/errors.js';
import type { AttachedMessage, AttachMessage, ClientMessage, ServerMessage, ServerMessages } from '../../src/protocol/messages.js';
import type { Connection, ConnectionHandlers } from '../../src/client/connection/contract.js';
import type { StatusDetail } from '../../src/client/connection/status.js';
import type { ClientEnvironment, Signal } from '../../src/client/environment.js';
import type { TokenProvider } from '../../src/client/registry/contract.js';
import type { ScrollbackLines, SessionView, ShellStart, SnapshotSink, SnapshotStart } from '../../src/client/session/contract.js';
import { ManualClock } from './manual-clock.js';
import { SeededRandom } from './seeded-random.js';

export const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
export const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);

/** A signal in the test's hand. */
export class Switch implements Signal {
  readonly #changed = new Emitter<boolean>((error) => {
    throw error;
  });
  value = true;

  get subscribers(): number {
    return this.#changed.size;
  }

  subscribe(listener: (value: boolean) => void): Disposable {
    return this.#changed.subscribe(listener);
  }

  set(value: boolean): void {
    this.value = value;
    this.#changed.emit(value);
  }
}

export function fakeEnvironment(clock = new ManualClock(), seed = 1): ClientEnvironment & { readonly clock: ManualClock; readonly visible: Switch } {
  const random = new SeededRandom(seed);
  return {
    clock,
    random: random.next,
    randomId: random.id,
    openSocket: () => {
      throw new Error('the fake connection opens no socket');
    },
    encodeText: bytes,
    resolveUrl: (url) => (url?.startsWith('bad') === true ? { ok: false, error: verbatim(`${url} is no address`) } : ok(new URL(url ?? '/terminal', 'ws://page.test/').href)),
    online: { value: true, subscribe: () => toDisposable(() => {}) },
    visible: new Switch(),
    onWake: () => toDisposable(() => {}),
    logger: silentLogger,
  };
}

export interface SentInput {
  readonly channel: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

const IDLE: StatusDetail = { status: 'idle', reason: '', attempt: 0, retryAt: undefined };
const CONNECTED: StatusDetail = { ...IDLE, status: 'connected' };

/** A connection whose socket is in the test's hand: nothing happens by itself. */
export class FakeConnection implements Connection {
  ready = false;
  detail: StatusDetail = IDLE;
  leases = 0;
  retries = 0;
  nudges = 0;
  sockets = 0;
  disposed = false;
  unknownMessages = 0;
  provider: TokenProvider | undefined;
  /** What the client found wrong with what came. */
  readonly distrusted: string[] = [];
  #dropped = 0;
  readonly measuring: ((roundTripMs: number | undefined) => void)[] = [];
  readonly sent: ClientMessage[] = [];
  readonly inputs: SentInput[] = [];

  constructor(readonly url: string, readonly handlers: ConnectionHandlers) {}

  get state(): Connection['state'] {
    return { ...this.detail, url: this.url, sockets: this.sockets, reconnects: Math.max(0, this.sockets - 1), roundTripMs: undefined, roundTrips: undefined, serverEpoch: undefined, connectedAt: undefined, bytesIn: 0, bytesOut: 0 };
  }

  lease(): Disposable {
    this.leases += 1;
    return toDisposable(() => (this.leases -= 1));
  }

  send(message: ClientMessage): boolean {
    if (this.ready) this.sent.push(message);
    return this.ready;
  }

  sendInput(channel: number, offset: number, payload: Uint8Array): boolean {
    if (this.ready) this.inputs.push({ channel, offset, bytes: payload.slice() });
    return this.ready;
  }

  retry(): void {
    this.retries += 1;
  }

  nudge(): void {
    this.nudges += 1;
  }

  measure(done: (roundTripMs: number | undefined) => void): void {
    if (this.ready) this.measuring.push(done);
    else done(undefined);
  }

  cut(): boolean {
    const { ready } = this;
    if (ready) this.down();
    return ready;
  }

  /** As the real one: the socket goes after whatever led here. */
  distrust(detail: string): void {
    this.distrusted.push(detail);
  }

  setTokenProvider(provider: TokenProvider | undefined): void {
    this.provider = provider;
  }

  dispose(): void {
    this.disposed = true;
    this.ready = false;
  }

  // --- the test's hand ----------------------------------------------------------------------------------------------

  up(limits: Partial<ServerMessages['welcome']['limits']> = {}): void {
    this.sockets += 1;
    this.ready = true;
    this.status(CONNECTED);
    this.handlers.onReady({
      type: 'welcome', version: 1, serverEpoch: 'server', heartbeatMs: 15_000,
      limits: { frameBytes: 1 << 20, windowBytes: 256 * 1024, inputBytes: 64 * 1024, ...limits },
    });
  }

  down(detail: StatusDetail = { status: 'reconnecting', reason: 'The connection was lost.', attempt: 1, retryAt: 1000 }): void {
    const previous = this.detail;
    this.ready = false;
    this.detail = detail;
    this.handlers.onDown();
    this.handlers.onStatus(detail, previous);
  }

  status(detail: StatusDetail): void {
    const previous = this.detail;
    this.detail = detail;
    this.handlers.onStatus(detail, previous);
  }

  message(message: ServerMessage): void {
    this.handlers.onMessage(message);
    this.#dropIfDistrusted();
  }

  output(channel: number, offset: number, payload: string | Uint8Array): void {
    this.#frame(FrameKind.output, channel, offset, payload);
  }

  /** @param position in the snapshot */
  snapshot(channel: number, position: number, payload: string | Uint8Array): void {
    this.#frame(FrameKind.snapshot, channel, position, payload);
  }

  #frame(kind: FrameKind, channel: number, offset: number, payload: string | Uint8Array): void {
    this.handlers.onFrame({ kind, channel, offset, payload: typeof payload === 'string' ? bytes(payload) : payload });
    this.#dropIfDistrusted();
  }

  #dropIfDistrusted(): void {
    if (this.#dropped === this.distrusted.length || !this.ready) return;
    this.#dropped = this.distrusted.length;
    this.down();
  }

  fault(error: TerminalError): void {
    this.handlers.onError(error);
  }

  /** Messages of one type, oldest first. */
  all<T extends ClientMessage['type']>(type: T): Extract<ClientMessage, { type: T }>[] {
    return this.sent.filter((message): message is Extract<ClientMessage, { type: T }> => message.type === type);
  }

  get lastAttach(): AttachMessage {
    const attach = this.sent.findLast((message): message is AttachMessage => message.type === 'create_session' || message.type === 'session_sync');
    if (attach === undefined) throw new Error('nothing was attached');
    return attach;
  }

  /** Answers the last attach, or the one given; as a shell named `e1` that was just started, unless told otherwise. Returns the channel. */
  accept(fields: Partial<Omit<AttachedMessage, 'type'>> = {}, attach: AttachMessage = this.lastAttach): number {
    this.message({
      type: attach.type === 'create_session' ? 'session_created' : 'session_synced',
      request: attach.request, channel: attach.channel, sessionId: 'session_1_abcdef', epoch: 'e1', created: true, resume: 'new',
      offset: 0, end: 0, inputOffset: 0, windowBytes: 256 * 1024, profile: 'default', cols: attach.cols ?? 80, rows: attach.rows ?? 24, ...fields,
    });
    return attach.channel;
  }

  refuse(code: string, fields: Partial<ServerMessages['error']> = {}): void {
    const { request, channel } = this.lastAttach;
    this.message({ type: 'error', request, channel, code, category: 'server', message: `${code} happened`, retryable: true, ...fields });
  }

  closeSession(channel: number, fields: Partial<ServerMessages['session_closed']> = {}): void {
    this.message({ type: 'session_closed', channel, sessionId: 'session_1_abcdef', exitCode: 0, signal: null, reason: 'exited', ...fields });
  }
}

/** A screen that parses when it is told to, and shows everything it was ever given one below the other. */
export class FakeView implements SessionView {
  shown = false;
  disposed = 0;
  screen = '';
  /** Everything that was begun, oldest first. */
  readonly begun: ('shell' | SnapshotStart)[] = [];
  /** What was said of terminals, one for each of `begun`. */
  readonly terminals: ShellStart['terminal'][] = [];
  /** What was done with snapshots, without what they say: `screen`, `ready`, `lines`, `end`. */
  readonly calls: string[] = [];
  readonly blocks: ScrollbackLines[] = [];
  readonly waiting: (() => void)[] = [];

  /** @param mode `at once` parses inside `write` */
  constructor(readonly mode: 'at once' | 'by hand' = 'at once') {}

  get snapshots(): SnapshotStart[] {
    return this.begun.filter((start) => start !== 'shell');
  }

  write(payload: Uint8Array, parsed: () => void): void {
    this.screen += text(payload);
    this.#parse(parsed);
  }

  beginShell({ terminal }: ShellStart): void {
    this.terminals.push(terminal);
    this.begun.push('shell');
  }

  beginSnapshot(start: SnapshotStart): SnapshotSink {
    this.terminals.push(start.terminal);
    this.begun.push(start);
    let reset = false;
    const check = (): void => {
      if (this.snapshots.at(-1) !== start) throw new Error('a call for a snapshot that another has replaced');
    };
    return {
      screen: (payload, parsed) => {
        check();
        this.calls.push('screen');
        if (!reset) this.screen = '';
        reset = true;
        this.screen += text(payload);
        this.#parse(parsed);
      },
      ready: () => {
        check();
        this.calls.push('ready');
      },
      lines: (block, parsed) => {
        check();
        this.calls.push('lines');
        this.blocks.push({ ...block, bytes: block.bytes.slice() });
        this.screen = text(block.bytes) + this.screen;
        this.#parse(parsed);
      },
      end: () => {
        check();
        this.calls.push('end');
      },
    };
  }

  parse(writes = this.waiting.length): void {
    for (const parsed of this.waiting.splice(0, writes)) parsed();
  }

  dispose(): void {
    this.disposed += 1;
  }

  #parse(parsed: () => void): void {
    if (this.mode === 'at once') parsed();
    else this.waiting.push(parsed);
  }
}

/** The bytes of a snapshot. */
export function snapshotBytes({ screen, tail = '', blocks = [] }: { screen: readonly string[]; tail?: string; blocks?: readonly string[] }): Uint8Array {
  const section = (kind: SectionKind, ...parts: readonly Uint8Array[]): readonly Uint8Array[] =>
    [encodeSectionHeader(kind, parts.reduce((sum, { length }) => sum + length, 0)), ...parts];
  return join([
    ...screen.flatMap((piece) => section(SectionKind.screen, bytes(piece))),
    ...section(SectionKind.tail, bytes(tail)),
    ...blocks.flatMap((block, index) => section(SectionKind.lines, encodeLinesHeader({ lines: index + 1, cols: 80, continued: index % 2 === 1 }), bytes(block))),
    ...section(SectionKind.end),
  ]);
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
