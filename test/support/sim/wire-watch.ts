import { decodeFrame } from '../../../src/protocol/frames.js';
import { DROP_GRACE_MS, LAGGING_MS } from '../../../src/protocol/limits.js';
import type { Invariants } from './invariants.js';
import type { WireMessage } from './lane.js';
import type { Link, LinkTap } from './link.js';
import type { SimShell } from './shell.js';
import type { Trace } from './trace.js';

interface WatchedAttachment {
  readonly session: string;
  readonly client: string;
  readonly shell: SimShell | undefined;
  readonly link: Link;
  readonly epoch: string;
  sent: number;
  acked: number;
  /** When the server last learned that the viewer keeps up. */
  progressAt: number;
}

/** What an attach asked for. */
interface Asked {
  readonly session: string;
  readonly client: string;
  /** undefined for a viewer with nothing on its screen. */
  readonly epoch: string | undefined;
  readonly offset: number;
}

/** Reads along on every link, as the two ends must agree on it: epochs, credit, content of frames. */
export class WireWatch implements LinkTap {
  readonly #invariants: Invariants;
  readonly #trace: Trace;
  readonly #now: () => number;
  readonly #maxWindowBytes: number;
  readonly #asked = new Map<string, Asked>();
  readonly #attachments = new Map<string, WatchedAttachment>();
  /** By client: the last one that was not given up. */
  readonly #places = new Map<string, WatchedAttachment>();
  readonly #fullIds = new Map<string, string>();

  constructor(invariants: Invariants, trace: Trace, now: () => number, maxWindowBytes: number) {
    this.#maxWindowBytes = maxWindowBytes;
    this.#invariants = invariants;
    this.#trace = trace;
    this.#now = now;
  }

  toServer(message: WireMessage, link: Link): readonly WireMessage[] {
    this.#event('>', message, link);
    if (typeof message !== 'string') return [message];
    const data = JSON.parse(message) as Record<string, unknown>;
    const key = `${link.number} ${String(data.channel)}`;
    if (data.type === 'create_session' || data.type === 'session_sync') {
      const session = String(data.sessionId);
      this.#asked.set(key, { session: this.#fullIds.get(session) ?? session, client: String(data.client), epoch: data.epoch as string | undefined, offset: Number(data.offset) });
    } else if (data.type === 'ack') {
      const attachment = this.#attachments.get(key);
      if (attachment === undefined) return [message];
      attachment.acked = Math.max(attachment.acked, Number(data.offset));
      attachment.progressAt = this.#now();
    } else if (data.type === 'detach_session') {
      const attachment = this.#attachments.get(key);
      if (attachment !== undefined && this.#places.get(attachment.client) === attachment) this.#places.delete(attachment.client);
    }
    return [message];
  }

  fromServer(message: WireMessage, link: Link): readonly WireMessage[] {
    this.#event('<', message, link);
    if (typeof message === 'string') this.#control(JSON.parse(message) as Record<string, unknown>, link);
    else this.#output(message, link);
    return [message];
  }

  toClient(message: WireMessage, link: Link): readonly WireMessage[] {
    this.#event('}', message, link);
    return [message];
  }

  #control(data: Record<string, unknown>, link: Link): void {
    if (data.type !== 'session_created' && data.type !== 'session_synced') return;
    const key = `${link.number} ${String(data.channel)}`;
    const asked = this.#asked.get(key);
    if (asked === undefined) return this.#invariants.fail('S', `the server answers an attach that nobody asked for (${key})`);
    this.#fullIds.set(String(data.sessionId), asked.session);
    const offset = Number(data.offset);
    const epoch = String(data.epoch);
    const shell = this.#invariants.epochNamed(epoch, asked.session);
    this.#checkGrace(asked, epoch, String(data.resume));
    const { session, client } = asked;
    const attachment = { session, client, shell, link, epoch, sent: offset, acked: offset, progressAt: this.#now() };
    this.#attachments.set(key, attachment);
    this.#places.set(client, attachment);
    if (Number(data.windowBytes) > this.#maxWindowBytes) this.#invariants.fail('B', `a window of ${String(data.windowBytes)} bytes`);
  }

  /** A viewer that kept up and comes back within the grace goes on exactly where it was. */
  #checkGrace({ session, client, epoch, offset }: Asked, answered: string, resume: string): void {
    const place = this.#places.get(client);
    if (place === undefined || epoch !== answered || place.epoch !== epoch || offset < place.acked || resume === 'exact') return;
    const now = this.#now();
    const goneFor = place.link.serverClosedAt === undefined ? 0 : now - place.link.serverClosedAt;
    if (goneFor < DROP_GRACE_MS && now - place.progressAt < LAGGING_MS) {
      this.#invariants.fail('G', `${session}: back at ${offset} after ${goneFor.toFixed(0)} ms, and the answer is ${resume}`);
    }
  }

  #output(message: Uint8Array, link: Link): void {
    const frame = decodeFrame(message);
    if (!frame.ok) return this.#invariants.fail('O', `the server sends a broken frame: ${frame.error}`);
    const { channel, offset, payload } = frame.value;
    const attachment = this.#attachments.get(`${link.number} ${channel}`);
    if (attachment === undefined) return this.#invariants.fail('O', `the server sends output on channel ${channel}, which was never opened`);
    const bad = attachment.shell?.output.mismatch(offset, payload) ?? -1;
    if (bad >= 0) this.#invariants.fail('O', `the server sends a wrong byte at ${offset + bad} of ${attachment.session}`);
    attachment.sent = Math.max(attachment.sent, offset + payload.length);
    const owed = attachment.sent - attachment.acked;
    if (owed > this.#maxWindowBytes) this.#invariants.fail('B', `${owed} bytes unacknowledged on ${attachment.session}, window ${this.#maxWindowBytes}`);
  }

  #event(direction: string, message: WireMessage, link: Link): void {
    if (typeof message === 'string') return this.#trace.event(this.#now(), `${link.number}${direction}${message}`);
    this.#trace.event(this.#now(), `${link.number}${direction} frame ${message[0]}/${message[4]} ${message.length}`, message);
  }
}
