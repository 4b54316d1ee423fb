import type { AttachMessage, ClientMessage } from '../../src/protocol/messages.js';
import type { FakeConnection, SentInput } from './fake-connection.js';
import { bytes } from './fake-connection.js';
import type { SeededRandom } from './seeded-random.js';

interface ModelShell {
  readonly epoch: string;
  /** Values of the bytes read, in order. */
  readonly input: number[];
  output: string;
  /** What of the input each client has delivered. */
  readonly ledger: Map<string, number>;
}

interface ModelAttachment {
  readonly client: string;
  sent: number;
}

/**
 * One session of a server as PROTOCOL.md describes it, written in the plainest way, to hold the client against. It works one message at a time,
 * when told to; a drop loses what it has not read yet and what it has not said yet.
 */
export class ModelServer {
  readonly shells: ModelShell[] = [];
  readonly #connection: FakeConnection;
  readonly #random: SeededRandom;
  readonly #ring: number;
  #attachments = new Map<number, ModelAttachment>();
  #readMessages = 0;
  #readInputs = 0;
  #printed = 0;
  /** Channel and offset of an acknowledgement that was put off. */
  #owed: [number, number] | undefined;

  /** @param ring bytes of output that are kept */
  constructor(connection: FakeConnection, random: SeededRandom, ring = 100_000) {
    this.#connection = connection;
    this.#random = random;
    this.#ring = ring;
    this.restartShell();
  }

  get #shell(): ModelShell {
    return this.shells.at(-1) as ModelShell;
  }

  connect(): void {
    if (this.#connection.ready) return;
    this.#readMessages = this.#connection.sent.length;
    this.#readInputs = this.#connection.inputs.length;
    this.#connection.up();
  }

  drop(): void {
    if (!this.#connection.ready) return;
    this.#attachments.clear();
    this.#owed = undefined;
    this.#connection.down();
  }

  /** The machine with the shell on it was started anew, so the socket goes too. */
  restartShell(): void {
    this.drop();
    this.shells.push({ epoch: `e${this.shells.length + 1}`, input: [], output: '', ledger: new Map() });
  }

  print(count: number): void {
    for (let i = 0; i < count; i++) this.#shell.output += String.fromCharCode(97 + (this.#printed++ % 26));
  }

  /** Reads up to `steps` messages, and sends as many pieces of output. */
  work(steps: number): void {
    for (let i = 0; i < steps && this.#connection.ready; i++) {
      const message = this.#connection.sent[this.#readMessages];
      const input = this.#connection.inputs[this.#readInputs];
      if (message !== undefined) {
        this.#readMessages++;
        this.#take(message);
      } else if (input !== undefined) {
        this.#readInputs++;
        this.#read(input);
      }
      this.#send();
    }
  }

  #take(message: ClientMessage): void {
    if (message.type === 'detach_session') this.#attachments.delete(message.channel);
    else if (message.type === 'create_session' || message.type === 'session_sync') this.#attach(message);
  }

  #attach(message: AttachMessage): void {
    const { epoch, output, ledger } = this.#shell;
    const oldest = Math.max(0, output.length - this.#ring);
    const same = message.type === 'session_sync' && message.epoch === epoch;
    const asked = message.type === 'session_sync' ? message.offset : 0;
    const exact = same && asked >= oldest && asked <= output.length;
    const offset = exact ? asked : oldest;
    this.#attachments.set(message.channel, { client: message.client, sent: offset });
    const resume = exact ? 'exact' : message.type === 'session_sync' && !same ? 'new' : 'replay';
    const gap = !exact && offset > asked ? { from: asked, to: offset } : undefined;
    this.#connection.accept({ epoch, created: false, resume, offset, end: output.length, gap, inputOffset: ledger.get(message.client) ?? 0 }, message);
  }

  #read({ channel, offset, bytes: payload }: SentInput): void {
    const attachment = this.#attachments.get(channel);
    if (attachment === undefined) return;
    const { ledger, input } = this.#shell;
    const known = ledger.get(attachment.client) ?? 0;
    if (offset > known) throw new Error(`input gap: ${offset} after ${known}`);
    const fresh = payload.subarray(known - offset);
    input.push(...fresh);
    ledger.set(attachment.client, known + fresh.length);
    this.#owed = this.#random.chance(0.3) ? [channel, known + fresh.length] : undefined;
    if (this.#owed === undefined) this.#connection.message({ type: 'input_ack', channel, offset: known + fresh.length });
  }

  #send(): void {
    if (this.#owed !== undefined && this.#attachments.has(this.#owed[0]) && this.#connection.inputs[this.#readInputs] === undefined) {
      const [channel, offset] = this.#owed;
      this.#owed = undefined;
      this.#connection.message({ type: 'input_ack', channel, offset });
    }
    for (const [channel, attachment] of [...this.#attachments]) {
      const { output } = this.#shell;
      if (attachment.sent >= output.length || !this.#attachments.has(channel)) continue;
      // Sometimes a few bytes that were sent before: delivery is idempotent.
      const from = Math.max(0, attachment.sent - (this.#random.chance(0.2) ? 3 : 0));
      const piece = output.slice(from, attachment.sent + this.#random.integer(1, 50));
      attachment.sent = from + piece.length;
      this.#connection.output(channel, from, bytes(piece));
    }
  }
}
