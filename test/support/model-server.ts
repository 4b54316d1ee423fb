import type { AttachMessage, ClientMessage } from '../../src/protocol/messages.js';
import { SECTION_HEADER_BYTES } from '../../src/protocol/snapshot-sections.js';
import type { FakeConnection, SentInput } from './fake-connection.js';
import { bytes, snapshotBytes } from './fake-connection.js';
import type { SeededRandom } from './seeded-random.js';

/** Bytes that the screen shows, and that a block above it holds. */
const SCREEN = 40;
const BLOCK = 100;

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
  /** What the client said it has parsed: offset, and position in the snapshot. */
  acked: readonly [number, number];
  /** What a screen has to be given before output, how much of it was sent, and where its screen is complete. */
  readonly snapshot: { readonly content: Uint8Array; readonly completeAt: number; sent: number } | undefined;
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
  readonly #window: number;
  #attachments = new Map<number, ModelAttachment>();
  #readMessages = 0;
  #readInputs = 0;
  #printed = 0;
  /** Channel and offset of an acknowledgement that was put off. */
  #owed: [number, number] | undefined;

  /**
   * @param ring bytes of output that are kept
   * @param window bytes that may be under way, unacknowledged
   */
  constructor(connection: FakeConnection, random: SeededRandom, ring = 100_000, window = 256 * 1024) {
    this.#connection = connection;
    this.#random = random;
    this.#ring = ring;
    this.#window = window;
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

  /** Every attachment has fallen too far behind. */
  lag(): void {
    for (const channel of [...this.#attachments.keys()]) {
      this.#attachments.delete(channel);
      this.#connection.message({ type: 'error', channel, code: 'lagging', category: 'session', message: 'too far behind', retryable: true });
    }
  }

  /** Whether everything that was sent has been acknowledged. */
  get settled(): boolean {
    return [...this.#attachments.values()].every((attachment) => attachment.sent === this.#shell.output.length && underWay(attachment) === 0
      && (attachment.snapshot === undefined || attachment.snapshot.sent === attachment.snapshot.content.length));
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
    else if (message.type === 'ack') this.#acknowledged(message);
    else if (message.type === 'create_session' || message.type === 'session_sync') this.#attach(message);
  }

  #acknowledged({ channel, offset, snapshot = 0 }: Extract<ClientMessage, { type: 'ack' }>): void {
    const attachment = this.#attachments.get(channel);
    if (attachment === undefined) return;
    const [before, beforeSnapshot] = attachment.acked;
    if (offset < before || snapshot < beforeSnapshot || offset > attachment.sent || snapshot > (attachment.snapshot?.sent ?? 0)) {
      throw new Error(`bad ack: ${offset} and ${snapshot} after ${before} and ${beforeSnapshot}`);
    }
    attachment.acked = [offset, snapshot];
  }

  #attach(message: AttachMessage): void {
    const { epoch, output, ledger } = this.#shell;
    const oldest = Math.max(0, output.length - this.#ring);
    const same = message.type === 'session_sync' && message.epoch === epoch;
    const asked = message.type === 'session_sync' ? message.offset : 0;
    const exact = same && asked >= oldest && asked <= output.length;
    const offset = exact ? asked : oldest;
    const given = !exact && message.screen === true;
    const start = given ? output.length : offset;
    const gap = !exact && start > asked ? { from: asked, to: start } : undefined;
    const resume = exact ? 'exact' : given ? 'snapshot' : message.type === 'session_sync' && !same ? 'new' : 'replay';
    this.#attachments.set(message.channel, { client: message.client, sent: start, acked: [start, 0], snapshot: given ? this.#snapshot() : undefined });
    this.#connection.accept({ epoch, created: false, resume, offset: start, end: output.length, gap, windowBytes: this.#window, inputOffset: ledger.get(message.client) ?? 0 }, message);
  }

  /** The screen shows the last line of `SCREEN` bytes; above it all there ever was, in blocks. */
  #snapshot(): ModelAttachment['snapshot'] {
    const { output } = this.#shell;
    const cut = Math.max(0, output.length - SCREEN);
    const screen = [output.slice(cut, cut + (SCREEN >> 1)), output.slice(cut + (SCREEN >> 1), -1)];
    const tail = output.slice(-1);
    const blocks: string[] = [];
    for (let end = cut; end > 0; end -= BLOCK) blocks.push(output.slice(Math.max(0, end - BLOCK), end));
    const completeAt = snapshotBytes({ screen, tail }).length - SECTION_HEADER_BYTES;
    return { content: snapshotBytes({ screen, tail, blocks }), completeAt, sent: 0 };
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
      const credit = this.#window - underWay(attachment);
      if (credit <= 0) continue;
      if (this.#sendSnapshot(channel, attachment, credit) || attachment.sent >= output.length || !this.#attachments.has(channel)) continue;
      // Sometimes a few bytes that were sent before: delivery is idempotent.
      const from = Math.max(0, attachment.sent - (this.#random.chance(0.2) ? 3 : 0));
      const piece = output.slice(from, attachment.sent + Math.min(credit, this.#random.integer(1, 50)));
      attachment.sent = from + piece.length;
      this.#connection.output(channel, from, bytes(piece));
    }
  }

  /** Returns whether it was the snapshot's turn. */
  #sendSnapshot(channel: number, { snapshot }: ModelAttachment, credit: number): boolean {
    if (snapshot === undefined || snapshot.sent >= snapshot.content.length) return false;
    if (snapshot.sent >= snapshot.completeAt && this.#random.chance(0.5)) return false;
    const from = Math.max(0, snapshot.sent - (this.#random.chance(0.2) ? 3 : 0));
    const to = Math.min(snapshot.content.length, snapshot.sent + Math.min(credit, this.#random.integer(1, 80)));
    snapshot.sent = to;
    this.#connection.snapshot(channel, from, snapshot.content.subarray(from, to));
    return true;
  }
}

/** Bytes of output and snapshot that were sent and are not acknowledged. */
function underWay({ sent, acked: [offset, position], snapshot }: ModelAttachment): number {
  return sent - offset + (snapshot?.sent ?? 0) - position;
}
