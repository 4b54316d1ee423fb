import type { ViewerFacts } from '../protocol/messages.js';
import type { ReleaseReason } from './attachment-contract.js';
import type { Attachment } from './attachment.js';

/** Ended channels remembered per socket, to tell late messages from wrong ones. */
const REMEMBERED = 1024;

/** A channel whose attach has not been decided yet. */
export interface PendingChannel {
  readonly kind: 'pending';
  /** What the viewer has said last; undefined for nothing. */
  cols: number | undefined;
  rows: number | undefined;
  facts: ViewerFacts | undefined;
}

export type ChannelState =
  | PendingChannel
  | { readonly kind: 'attached'; readonly attachment: Attachment }
  /** What comes late for it is judged by how it ended. */
  | { readonly kind: 'ended'; readonly reason: ReleaseReason }
  | { readonly kind: 'unknown' };

/** The channels of one socket. */
export class ChannelTable {
  readonly #open = new Map<number, PendingChannel | { readonly kind: 'attached'; readonly attachment: Attachment }>();
  readonly #ended = new Map<number, ReleaseReason>();

  get(channel: number): ChannelState {
    const open = this.#open.get(channel);
    if (open !== undefined) return open;
    const reason = this.#ended.get(channel);
    return reason === undefined ? { kind: 'unknown' } : { kind: 'ended', reason };
  }

  /** Undefined when the number is in use. */
  reserve(channel: number, said: Omit<PendingChannel, 'kind'>): PendingChannel | undefined {
    if (this.#open.has(channel)) return undefined;
    const pending: PendingChannel = { kind: 'pending', ...said };
    this.#ended.delete(channel);
    this.#open.set(channel, pending);
    return pending;
  }

  /** Whether nobody has detached the channel meanwhile. */
  holds(channel: number, pending: PendingChannel): boolean {
    return this.#open.get(channel) === pending;
  }

  open(channel: number, attachment: Attachment): void {
    this.#open.set(channel, { kind: 'attached', attachment });
  }

  /** Frees a number without a trace. */
  free(channel: number): void {
    this.#open.delete(channel);
    this.#ended.delete(channel);
  }

  end(channel: number, reason: ReleaseReason): void {
    this.#open.delete(channel);
    this.#ended.set(channel, reason);
    for (const oldest of this.#ended.keys()) {
      if (this.#ended.size <= REMEMBERED) break;
      this.#ended.delete(oldest);
    }
  }

  attachments(): Attachment[] {
    const attachments: Attachment[] = [];
    for (const state of this.#open.values()) if (state.kind === 'attached') attachments.push(state.attachment);
    return attachments;
  }

  clear(): void {
    this.#open.clear();
    this.#ended.clear();
  }
}
