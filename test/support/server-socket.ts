import { decodeServerMessage, encodeMessage } from '../../src/protocol/codec.js';
import { FrameKind, decodeFrame, encodeFrame, type Frame } from '../../src/protocol/frames.js';
import type { ClientMessage, ServerMessage, ServerMessages } from '../../src/protocol/messages.js';
import type { ServerSocket, ServerSocketHandlers } from '../../src/server/socket.js';
import { concat } from './fake-pty.js';

/** A server's end of a WebSocket in memory; the test is the client. Everything the server sends is checked against the protocol. */
export class FakeServerSocket implements ServerSocket {
  handlers: ServerSocketHandlers = { onMessage() {}, onDrain() {}, onClose() {} };
  /** Everything received from the server, in order. */
  readonly log: (ServerMessage | Frame)[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  /** `hold`: nothing leaves until `drain`, as on a stalled line. */
  line: 'flow' | 'hold' = 'flow';
  batches = 0;
  /** Largest `unsentBytes` ever seen. */
  peakUnsent = 0;
  #unsent = 0;

  get unsentBytes(): number {
    return this.#unsent;
  }

  send(message: string | Uint8Array): void {
    if (this.closed !== undefined) return;
    if (this.line === 'hold') {
      this.#unsent += message.length;
      this.peakUnsent = Math.max(this.peakUnsent, this.#unsent);
    }
    this.log.push(typeof message === 'string' ? decodedMessage(message) : decodedFrame(message));
  }

  batch(writes: () => void): void {
    this.batches++;
    writes();
  }

  close(code: number, reason: string): void {
    this.closed ??= { code, reason };
  }

  /** The line takes everything that waits. */
  drain(): void {
    if (this.#unsent === 0) return;
    this.#unsent = 0;
    this.handlers.onDrain();
  }

  receive(message: ClientMessage | string | Uint8Array): void {
    if (this.closed !== undefined) return;
    this.handlers.onMessage(typeof message === 'string' || message instanceof Uint8Array ? message : encodeMessage(message));
  }

  type(channel: number, offset: number, text: string | Uint8Array): void {
    this.receive(encodeFrame(FrameKind.input, channel, offset, typeof text === 'string' ? new TextEncoder().encode(text) : text));
  }

  /** The client goes, or the line is cut. */
  drop(code = 1006): void {
    if (this.closed !== undefined) return;
    this.closed = { code, reason: '' };
    this.handlers.onClose(code, '');
  }

  messages(): ServerMessage[] {
    return this.log.filter((item): item is ServerMessage => 'type' in item);
  }

  all<T extends ServerMessage['type']>(type: T): ServerMessages[T][] {
    return this.messages().filter((message): message is ServerMessages[T] & ServerMessage => message.type === type);
  }

  last<T extends ServerMessage['type']>(type: T): ServerMessages[T] {
    const found = this.all(type).at(-1);
    if (found === undefined) throw new Error(`no ${type} among ${this.messages().map((message) => message.type).join(', ')}`);
    return found;
  }

  /** Frames of output, or of another kind. */
  frames(channel?: number, kind: FrameKind = FrameKind.output): Frame[] {
    return this.log.filter((item): item is Frame => 'kind' in item && item.kind === kind && (channel === undefined || item.channel === channel));
  }

  /** All output of a channel; throws when a byte is missing or comes twice. */
  output(channel: number): Uint8Array {
    const frames = this.frames(channel);
    return joined(frames, frames[0]?.offset ?? 0);
  }

  /** The snapshot of a channel, as far as it has come; throws when a byte is missing or comes twice. */
  snapshot(channel: number): Uint8Array {
    return joined(this.frames(channel, FrameKind.snapshot), 0);
  }

  text(channel: number): string {
    return new TextDecoder().decode(this.output(channel));
  }

  /** Offset after the last byte of output received on a channel; at first the one that output begins at. */
  end(channel: number): number {
    const last = this.frames(channel).at(-1);
    return last === undefined ? this.#begin(channel) : last.offset + last.payload.length;
  }

  snapshotEnd(channel: number): number {
    const last = this.frames(channel, FrameKind.snapshot).at(-1);
    return last === undefined ? 0 : last.offset + last.payload.length;
  }

  #begin(channel: number): number {
    return [...this.all('session_created'), ...this.all('session_synced')].findLast((answer) => answer.channel === channel)?.offset ?? 0;
  }
}

function joined(frames: readonly Frame[], from: number): Uint8Array {
  let next = from;
  for (const { offset, payload } of frames) {
    if (offset !== next) throw new Error(`frame at ${offset}, expected ${next}`);
    next += payload.length;
  }
  return concat(frames.map(({ payload }) => payload));
}

function decodedMessage(text: string): ServerMessage {
  const decoded = decodeServerMessage(text);
  if (!decoded.ok) throw new Error(`the server sent a bad message: ${decoded.error.detail}`);
  return decoded.value;
}

function decodedFrame(message: Uint8Array): Frame {
  const decoded = decodeFrame(message);
  if (!decoded.ok) throw new Error(`the server sent a bad frame: ${decoded.error}`);
  return decoded.value;
}
