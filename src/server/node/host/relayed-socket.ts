import { fitCloseReason } from '../../close-reason.js';
import type { ServerSocket, ServerSocketHandlers } from '../../socket.js';
import { LinkKind } from './link-framing.js';
import type { LinkSocket } from './link-socket.js';

/**
 * How much may have reached the client before the front says so, bytes. It says so for flow control only; for every keystroke's echo would be a waste.
 */
export const PASSED_STEP_BYTES = 16 * 1024;
/** `passed` is a count of bytes in six bytes: enough for any life of a socket. */
const COUNT_BYTES = 6;

export function passedPayload(total: number): Buffer {
  const payload = Buffer.allocUnsafe(COUNT_BYTES);
  payload.writeUIntBE(total, 0, COUNT_BYTES);
  return payload;
}

const noHandlers: ServerSocketHandlers = { onMessage() {}, onDrain() {}, onClose() {} };

/**
 * A client's socket as the host sees it: at the other end of the link the front passes everything on. What counts as unsent is what the
 * *client's* line has not taken, not what waits in the link: two buffers in a row would let a flood get that much further ahead of a keystroke's echo.
 */
export class RelayedSocket implements ServerSocket {
  handlers: ServerSocketHandlers = noHandlers;
  readonly #link: LinkSocket;
  #sent = 0;
  #passed = 0;
  #state: 'open' | 'waiting_for_drain' | 'closing' | 'closed' = 'open';

  constructor(link: LinkSocket) {
    this.#link = link;
    link.handlers = {
      onMessage: (kind, payload) => this.#received(kind, payload),
      onClosed: () => {
        if (this.#state === 'closed') return;
        this.#state = 'closed';
        this.handlers.onClose(1006, '');
      },
    };
  }

  get unsentBytes(): number {
    return Math.max(0, this.#sent - this.#passed - PASSED_STEP_BYTES);
  }

  send(message: string | Uint8Array): void {
    if (!this.#isOpen) return;
    const payload = typeof message === 'string' ? Buffer.from(message) : message;
    this.#sent += payload.length;
    this.#link.send(typeof message === 'string' ? LinkKind.text : LinkKind.binary, payload);
    if (this.unsentBytes > 0) this.#state = 'waiting_for_drain';
  }

  batch(writes: () => void): void {
    this.#link.batch(writes);
  }

  close(code: number, reason: string): void {
    if (!this.#isOpen) return;
    this.#state = 'closing';
    const payload = Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(fitCloseReason(reason))]);
    this.#link.send(LinkKind.close, payload);
    this.#link.end();
  }

  get #isOpen(): boolean {
    return this.#state === 'open' || this.#state === 'waiting_for_drain';
  }

  #received(kind: LinkKind, payload: Buffer): void {
    if (!this.#isOpen) return;
    if (kind === LinkKind.text) this.handlers.onMessage(payload.toString());
    else if (kind === LinkKind.binary) this.handlers.onMessage(payload);
    else if (kind === LinkKind.passed && payload.length === COUNT_BYTES) this.#passedOn(payload.readUIntBE(0, COUNT_BYTES));
  }

  #passedOn(total: number): void {
    this.#passed = Math.min(this.#sent, Math.max(this.#passed, total));
    if (this.#state !== 'waiting_for_drain' || this.unsentBytes > 0) return;
    this.#state = 'open';
    this.handlers.onDrain();
  }
}
