import { Emitter } from '../../../../src/base/emitter.js';
import { createConnection } from '../../../../src/client/connection/connection.js';
import type { ConnectionOptions } from '../../../../src/client/connection/settings.js';
import type { StatusDetail } from '../../../../src/client/connection/status.js';
import type { ClientEnvironment } from '../../../../src/client/environment.js';
import type { TerminalError } from '../../../../src/protocol/errors.js';
import type { Frame } from '../../../../src/protocol/frames.js';
import type { ServerMessage, ServerMessages } from '../../../../src/protocol/messages.js';
import { ClientSocketFactory } from '../../../support/client-socket.js';
import { Switch } from '../../../support/fake-connection.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { SeededRandom } from '../../../support/seeded-random.js';

const rethrow = (error: unknown): never => {
  throw error;
};

export const WELCOME: ServerMessages['welcome'] = {
  type: 'welcome', version: 1, serverEpoch: 'server1', heartbeatMs: 15_000, limits: { frameBytes: 1 << 20, windowBytes: 1 << 18, inputBytes: 1 << 16 },
};

/** One connection in a world where only the test moves. `jitter` 1 makes every delay its ceiling. */
export class Rig {
  readonly clock = new ManualClock();
  readonly sockets = new ClientSocketFactory();
  readonly online = new Switch();
  readonly visible = new Switch();
  readonly #wake = new Emitter<void>(rethrow);
  readonly logs: string[] = [];
  readonly statuses: StatusDetail[] = [];
  readonly errors: TerminalError[] = [];
  readonly messages: ServerMessage[] = [];
  /** What those above do with a message. */
  onMessage: () => void = () => {};
  readonly frames: Frame[] = [];
  /** `ready`, `down` and statuses in the order of the calls. */
  readonly calls: string[] = [];
  readonly random: SeededRandom;
  jitter: number | undefined = 1;
  readonly environment: ClientEnvironment;
  readonly connection: ReturnType<typeof createConnection>;

  constructor(options: ConnectionOptions = {}, seed = 1) {
    this.random = new SeededRandom(seed);
    const log = (level: string) => (fields: Record<string, unknown>, message: string) => this.logs.push(`${level}: ${message} ${JSON.stringify(fields)}`);
    this.environment = {
      clock: this.clock, random: () => this.jitter ?? this.random.next(), randomId: this.random.id, openSocket: this.sockets.open,
      encodeText: (text) => new TextEncoder().encode(text), resolveUrl: (url) => ({ ok: true, value: url ?? 'ws://test/terminal' }),
      online: this.online, visible: this.visible, onWake: (listener) => this.#wake.subscribe(listener),
      logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
    };
    this.connection = createConnection('ws://test/terminal', this.environment, options, {
      onReady: () => this.calls.push('ready'),
      onDown: () => this.calls.push('down'),
      onMessage: (message) => {
        this.messages.push(message);
        this.onMessage();
      },
      onFrame: (frame) => this.frames.push(frame),
      onStatus: (detail) => {
        this.statuses.push(detail);
        this.calls.push(detail.status);
      },
      onError: (error) => this.errors.push(error),
    });
  }

  wake(): void {
    this.#wake.emit();
  }

  get wakers(): number {
    return this.#wake.size;
  }

  get status(): string {
    return this.connection.detail.status;
  }

  /** Opens the newest socket and welcomes it. */
  welcome(): this {
    this.sockets.last.open();
    this.sockets.last.message(WELCOME);
    return this;
  }

  /** Leased, attempted and welcomed. */
  connect(): this {
    this.connection.lease();
    this.clock.advance(0);
    return this.welcome();
  }

  /** The server's ping, and its answer to ours. */
  beat(): void {
    this.sockets.last.message({ type: 'ping', nonce: 1 });
    const ours = this.sockets.last.messages.findLast((message) => message.type === 'ping');
    if (ours !== undefined) this.sockets.last.message({ type: 'pong', nonce: ours.nonce });
  }

  /** Fails the newest socket and, after the wait, the attempts that follow, `times` in all. */
  fail(times: number, code = 1006): this {
    for (let i = 0; i < times; i++) {
      this.sockets.last.end(code);
      if (i < times - 1) this.clock.advance((this.connection.detail.retryAt ?? this.clock.now()) - this.clock.now());
    }
    return this;
  }

  sentTypes(): string[] {
    return this.sockets.last.messages.map((message) => message.type);
  }
}
