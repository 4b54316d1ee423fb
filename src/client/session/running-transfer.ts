import type { TransferState, TransmitResult } from './contract.js';
import { Transfer, type TransferRequest } from './transfer.js';

/** A transfer that has been taken, and where it stands. */
export class RunningTransfer {
  readonly stream: Transfer;
  /** Offset of its first byte in the outbox, once that is there. */
  start: number | undefined;
  /** `ending`: cancelled while nobody can say how much of it the server has. */
  standing: 'running' | 'ending' = 'running';
  /** Since when it has been getting nowhere for want of a line. */
  since: number;
  readonly #request: TransferRequest;
  readonly #abort: () => void;
  #delivered = 0;

  /** @param abort called when whoever asked for it wants it no more, until it has finished */
  constructor(request: TransferRequest, abort: () => void) {
    this.#request = request;
    this.#abort = abort;
    this.stream = new Transfer(request.bytes, request.options.bracketed === true);
    this.since = request.at;
    request.options.signal?.addEventListener('abort', abort);
  }

  /** Bytes of its text that are to be typed and are not before `offset` of the outbox. */
  leftAt(offset: number): number {
    if (this.standing === 'ending') return 0;
    return this.stream.total - (this.start === undefined ? 0 : this.stream.textBefore(offset - this.start));
  }

  /** The server has everything before `offset` of the outbox. @returns whether that is all of it */
  reached(offset: number, at: number): boolean {
    if (this.start === undefined) return false;
    const position = offset - this.start;
    if (position > 0) this.since = at;
    this.#delivered = this.stream.textBefore(position);
    return position >= this.stream.length;
  }

  state(going: boolean): TransferState | undefined {
    if (this.standing === 'ending') return undefined;
    return { state: going ? 'running' : 'paused', delivered: this.#delivered, total: this.stream.total };
  }

  report(state: TransferState): void {
    this.#request.options.onProgress?.(state);
  }

  /** @param delivered what of its text is gone for good; default: what was acknowledged */
  finish(outcome: TransmitResult['outcome'], delivered = this.#delivered): void {
    this.#request.options.signal?.removeEventListener('abort', this.#abort);
    this.#request.done({ outcome, delivered, total: this.stream.total });
  }
}
