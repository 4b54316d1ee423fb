import { decodeFrame, FrameKind } from '../../../src/protocol/frames.js';
import { DROP_GRACE_MS, LAGGING_MS } from '../../../src/protocol/limits.js';
import { ABANDONED_BYTES } from '../../../src/server/input-ledger.js';
import type { Presence } from './bracket-watch.js';
import type { Invariants } from './invariants.js';
import type { WireMessage } from './lane.js';
import type { Link, LinkTap } from './link.js';
import type { SimShell } from './shell.js';
import { SnapshotWatch } from './snapshot-watch.js';
import type { Trace } from './trace.js';

/** How far a screen has parsed which shell's output. */
export interface Progress {
  readonly shell: SimShell | undefined;
  readonly parsedTo: number;
  /** Bytes of content of its present snapshot. */
  readonly snapshotParsed: number;
  /** A screen that has thrown: the client speaks for it. */
  readonly threw: boolean;
}

/** What the watch must know of what is behind the links. */
export interface Pages {
  /** Whether the server takes sockets; one that is being closed lets go of viewers before it ends their shells. */
  serving(): boolean;
  parsed(session: string, link: Link): Progress | undefined;
  typist(link: Link): number | undefined;
  visible(link: Link): boolean;
}

interface WatchedAttachment {
  readonly session: string;
  readonly client: string;
  readonly shell: SimShell | undefined;
  /** `over` the shell's end was told, the viewer has left, or a newer socket has taken over. */
  state: 'open' | 'over';
  readonly link: Link;
  readonly epoch: string;
  /** Where the shell's output ended when it attached, or began to keep up again. */
  from: number;
  /** Where its output begins. */
  readonly start: number;
  sent: number;
  acked: number;
  /** When the server last learned that the viewer keeps up. */
  progressAt: number;
  /** While it did not count the ring let go of what lies before. */
  keptFrom: number;
  readonly windowBytes: number;
  /** Set when it was promised one. */
  readonly snapshot: SnapshotWatch | undefined;
}

/** What an attach asked for. */
interface Asked {
  readonly session: string;
  readonly client: string;
  /** undefined for a viewer with nothing on its screen. */
  readonly epoch: string | undefined;
  readonly offset: number;
  /** With what came while the answer was under way; undefined for a viewer without a size. */
  size: string | undefined;
}

/** What a server may still take from a shell while it finds out who lags: more than that is a shell that nobody holds. */
const PRINTED_SLACK_BYTES = 64 * 1024;

/** A shell may stand still for this long although nobody holds it: timers of the server's own. */
const HELD_SLACK_MS = 300;

const sizeIn = (data: Record<string, unknown>): string | undefined => (data.cols === undefined ? undefined : `${String(data.cols)}×${String(data.rows)}`);

/** Reads along on every link, as the two ends must agree on it: epochs, credit, content of frames. */
export class WireWatch implements LinkTap, Presence {
  readonly #invariants: Invariants;
  readonly #trace: Trace;
  readonly #now: () => number;
  readonly #maxWindowBytes: number;
  readonly #ringBytes: number;
  readonly #asked = new Map<string, Asked>();
  /** When each client last asked: its place may be another's already when the shell prints, before the answer says so. */
  readonly #askedAt = new Map<string, number>();
  readonly #attachments = new Map<string, WatchedAttachment>();
  /** By client: the last one that was not given up. */
  readonly #places = new Map<string, WatchedAttachment>();
  readonly #fullIds = new Map<string, string>();
  /** By session: the size asked for last. */
  readonly #sizes = new Map<string, string>();
  /** What each link is a socket of, and the newest one that was welcomed of each: the server does not listen to older ones. */
  readonly #connections = new Map<Link, string>();
  readonly #newest = new Map<string, Link>();
  /** Links of pages that have said nobody sees them, as the server has read it. */
  readonly #hidden = new Set<Link>();
  /** When a shell that nobody holds began to wait, once it was told. */
  readonly #heldAt = new Map<SimShell, number>();
  readonly #pages: Pages;
  /** Whose input the server has read just now. */
  reading: number | undefined;

  constructor(invariants: Invariants, trace: Trace, now: () => number, { maxWindowBytes, ringBytes }: { readonly maxWindowBytes: number; readonly ringBytes: number }, pages: Pages) {
    this.#pages = pages;
    this.#maxWindowBytes = maxWindowBytes;
    this.#ringBytes = ringBytes;
    this.#invariants = invariants;
    this.#trace = trace;
    this.#now = now;
  }

  fromClient(message: WireMessage, link: Link): readonly WireMessage[] {
    if (typeof message !== 'string') return [message];
    const data = JSON.parse(message) as Record<string, unknown>;
    const attachment = data.type === 'ack' ? this.#attachments.get(`${link.number} ${String(data.channel)}`) : undefined;
    if (attachment === undefined) return [message];
    const view = this.#pages.parsed(attachment.session, link);
    if (view === undefined || view.threw || view.shell !== attachment.shell || this.#places.get(attachment.client) !== attachment) return [message];
    if (Number(data.offset) > Math.max(view.parsedTo, attachment.start)) this.#invariants.fail('B', `${attachment.session}: ${String(data.offset)} is acknowledged, ${view.parsedTo} parsed`);
    const content = attachment.snapshot?.contentBefore(Number(data.snapshot ?? 0)) ?? 0;
    if (content > view.snapshotParsed) this.#invariants.fail('B', `${attachment.session}: ${content} bytes of the snapshot are acknowledged, ${view.snapshotParsed} parsed`);
    return [message];
  }

  /** A shell waits for a viewer that keeps up, however long a program prints. */
  printed(shell: SimShell): void {
    // What a dead program had printed before is read to its end, whoever keeps up.
    if (shell.state !== 'running' || !this.#pages.serving()) return;
    const bound = this.#maxWindowBytes + PRINTED_SLACK_BYTES;
    for (const { session, client, shell: read, state, link, from, acked, progressAt } of this.#places.values()) {
      if (read !== shell || this.#askedAt.get(client) === this.#now() || state !== 'open' || link.serverState !== 'open' || this.#hidden.has(link) || this.#now() - progressAt >= LAGGING_MS) continue;
      const waiting = shell.output.length - Math.max(from, acked);
      if (waiting > bound) this.#invariants.fail('B', `${session}: ${waiting} bytes printed beyond the last acknowledgement, window ${this.#maxWindowBytes}`);
    }
  }

  /** A shell that has something to print and is not read waits for somebody: a viewer that counts, and whose window is at least half full. */
  checkHeld(shell: SimShell, now: number): void {
    if (shell.state !== 'running' || shell.stuckSince === undefined || now - shell.stuckSince < HELD_SLACK_MS || this.#heldAt.get(shell) === shell.stuckSince) return;
    for (const place of this.#places.values()) if (place.shell === shell && this.#mayHold(place, shell, now)) return;
    this.#heldAt.set(shell, shell.stuckSince);
    this.#invariants.fail('S', `shell ${shell.pid} of ${shell.session} waits to print, and nobody holds it`);
  }

  #mayHold({ state, link, acked, windowBytes, progressAt }: WatchedAttachment, shell: SimShell, now: number): boolean {
    if (state !== 'open' || this.#hidden.has(link) || shell.output.length - acked <= windowBytes / 2) return false;
    const { serverClosedAt } = link;
    // A place that is kept counts, unless its viewer lagged before it went.
    if (serverClosedAt !== undefined && now - serverClosedAt > DROP_GRACE_MS + HELD_SLACK_MS) return false;
    return (serverClosedAt ?? now) - Math.max(progressAt, shell.stuckSince ?? 0) < LAGGING_MS + HELD_SLACK_MS;
  }

  isThere(typist: number, shell: SimShell): boolean {
    for (const { shell: attachedTo, state, link } of this.#places.values()) {
      if (attachedTo === shell && state === 'open' && link.serverState === 'open' && this.#pages.typist(link) === typist) return true;
    }
    return false;
  }

  /** At quiescence. */
  settle(): void {
    for (const attachment of this.#places.values()) {
      const { session, shell, link, state, sent, acked } = attachment;
      if (state !== 'open' || shell?.state !== 'running' || link.clientState !== 'open' || link.serverState !== 'open') continue;
      if (acked !== sent) this.#invariants.fail('B', `${session}: ${sent - acked} bytes of ${sent} were never acknowledged`);
      if (this.#hidden.has(link) && this.#pages.visible(link)) this.#invariants.fail('S', `${session}: the server takes a page for hidden that is not`);
      const { snapshot } = attachment;
      if (snapshot !== undefined && snapshot.acked !== snapshot.sent) this.#invariants.fail('B', `${session}: ${snapshot.sent - snapshot.acked} bytes of ${snapshot.sent} of the snapshot were never acknowledged`);
      if (snapshot?.over === false) this.#invariants.fail('O', `${session}: the snapshot never came to its end`);
      const asked = this.#sizes.get(session);
      if (asked !== undefined && asked !== `${shell.cols}×${shell.rows}`) this.#invariants.fail('S', `${session} is ${shell.cols}×${shell.rows}, asked for was ${asked}`);
    }
    for (const shell of this.#invariants.shells) {
      if (shell.state === 'running' && shell.stuck) this.#invariants.fail('S', `shell ${shell.pid} of ${shell.session} waits for ever to print`);
    }
  }

  toServer(message: WireMessage, link: Link): readonly WireMessage[] {
    this.#event('>', message, link);
    this.reading = typeof message === 'string' ? undefined : this.#pages.typist(link);
    if (typeof message !== 'string') return [message];
    const data = JSON.parse(message) as Record<string, unknown>;
    if (data.type === 'hello') this.#connections.set(link, String(data.connection));
    else if (this.#isDeaf(link)) return [message];
    const key = `${link.number} ${String(data.channel)}`;
    if (data.type === 'create_session' || data.type === 'session_sync') {
      const session = String(data.sessionId);
      this.#askedAt.set(String(data.client), this.#now());
      this.#asked.set(key, { session: this.#fullIds.get(session) ?? session, client: String(data.client), epoch: data.epoch as string | undefined, offset: Number(data.offset), size: sizeIn(data) });
    } else if (data.type === 'ack') {
      const attachment = this.#attachments.get(key);
      if (attachment === undefined) return [message];
      // While it lagged the shell ran on; from now on the shell waits for it again.
      if (attachment.snapshot !== undefined) attachment.snapshot.acked = Math.max(attachment.snapshot.acked, Number(data.snapshot ?? 0));
      if (this.#now() - attachment.progressAt >= LAGGING_MS) this.#countsAgain(attachment);
      attachment.acked = Math.max(attachment.acked, Number(data.offset));
      attachment.progressAt = this.#now();
    } else if (data.type === 'resize') {
      const attachment = this.#attachments.get(key);
      const asked = this.#asked.get(key);
      if (attachment?.state === 'open') this.#sizes.set(attachment.session, sizeIn(data) ?? '');
      else if (attachment === undefined && asked !== undefined) asked.size = sizeIn(data);
    } else if (data.type === 'visibility') {
      if (data.visible === false) this.#hidden.add(link);
      else this.#seen(link);
    } else if (data.type === 'detach_session') {
      const attachment = this.#attachments.get(key);
      if (attachment !== undefined) this.#over(attachment);
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

  #isDeaf(link: Link): boolean {
    const newest = this.#newest.get(this.#connections.get(link) ?? '');
    return newest !== undefined && newest.number > link.number;
  }

  #over(attachment: WatchedAttachment): void {
    attachment.state = 'over';
    if (this.#places.get(attachment.client) === attachment) this.#places.delete(attachment.client);
  }

  #control(data: Record<string, unknown>, link: Link): void {
    if (data.type === 'welcome') this.#newest.set(this.#connections.get(link) ?? '', link);
    const here = this.#attachments.get(`${link.number} ${String(data.channel)}`);
    if (data.type === 'session_closed' && here !== undefined) {
      here.state = 'over';
      // Nobody holds the ring of an ended shell: it keeps its size.
      here.keptFrom = Math.max(here.keptFrom, Number(data.offset) - this.#ringBytes);
    }
    // It has no place any more, whatever it has acknowledged.
    if (data.type === 'error' && data.code === 'lagging' && here !== undefined) this.#over(here);
    if (data.type === 'input_ack' && here !== undefined) this.#checkInputAck(here, Number(data.offset));
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
    const older = this.#places.get(client);
    if (older?.state === 'open' && older.link.number > link.number && older.link.serverState === 'open') this.#invariants.fail('S', `${session}: socket ${link.number} takes the place of the newer ${older.link.number}`);
    // An ended shell is another session to the server: what it printed last may still be on its way to whoever read it.
    if (older?.epoch === epoch) older.state = 'over';
    const attachment: WatchedAttachment = {
      session, client, shell, state: 'open', link, epoch, from: Number(data.end), start: offset, sent: offset, acked: offset, keptFrom: 0, progressAt: this.#now(),
      windowBytes: Number(data.windowBytes),
      snapshot: data.resume === 'snapshot' ? new SnapshotWatch((what) => this.#invariants.fail('O', `${session}: ${what}`)) : undefined,
    };
    this.#attachments.set(key, attachment);
    if (asked.size !== undefined) this.#sizes.set(session, asked.size);
    else if (data.created === true) this.#sizes.delete(session);
    this.#places.set(client, attachment);
    if (Number(data.windowBytes) > this.#maxWindowBytes) this.#invariants.fail('B', `a window of ${String(data.windowBytes)} bytes`);
  }

  /** A page is seen again: its viewers count from now on. */
  #seen(link: Link): void {
    if (!this.#hidden.delete(link)) return;
    for (const attachment of this.#places.values()) {
      if (attachment.link !== link) continue;
      this.#countsAgain(attachment);
      attachment.progressAt = this.#now();
    }
  }

  /** The shell waits for it again; what the ring has let go of meanwhile is gone. */
  #countsAgain(attachment: WatchedAttachment): void {
    const end = attachment.shell?.output.length;
    if (end === undefined) return;
    attachment.from = end;
    attachment.keptFrom = Math.max(attachment.keptFrom, end - this.#ringBytes);
  }

  /** A viewer that kept up and comes back within the grace goes on exactly where it was. */
  #checkGrace({ session, client, epoch, offset }: Asked, answered: string, resume: string): void {
    const place = this.#places.get(client);
    if (place === undefined || epoch !== answered || place.epoch !== epoch || offset < Math.max(place.acked, place.keptFrom) || resume === 'exact' || this.#hidden.has(place.link)) return;
    const now = this.#now();
    const goneFor = place.link.serverClosedAt === undefined ? 0 : now - place.link.serverClosedAt;
    if (goneFor < DROP_GRACE_MS && now - place.progressAt < LAGGING_MS) {
      this.#invariants.fail('G', `${session}: back at ${offset} after ${goneFor.toFixed(0)} ms, and the answer is ${resume}`);
    }
  }

  /** What is acknowledged has reached the shell. */
  #checkInputAck({ session, shell, link }: WatchedAttachment, offset: number): void {
    const typist = this.#pages.typist(link);
    if (typist === undefined || shell === undefined) return;
    const { read, moved, given } = this.#invariants.readOf(shell, typist);
    // A count that was moved because a text was given up says nothing of what came before.
    if (offset - moved * ABANDONED_BYTES > Math.max(read, given)) this.#invariants.fail('I', `${session}: input before ${offset} is acknowledged, shell ${shell.pid} has read ${read}`);
  }

  #output(message: Uint8Array, link: Link): void {
    const frame = decodeFrame(message);
    if (!frame.ok) return this.#invariants.fail('O', `the server sends a broken frame: ${frame.error}`);
    const { kind, channel, offset, payload } = frame.value;
    const attachment = this.#attachments.get(`${link.number} ${channel}`);
    if (attachment === undefined) return this.#invariants.fail('O', `the server sends output on channel ${channel}, which was never opened`);
    if (attachment.state === 'over') this.#invariants.fail('O', `output for ${attachment.session} on socket ${link.number}, where its attachment is over`);
    const { snapshot } = attachment;
    if (kind === FrameKind.snapshot) {
      if (snapshot === undefined) return this.#invariants.fail('O', `a snapshot for ${attachment.session}, which was promised none`);
      snapshot.take(offset, payload);
    } else {
      if (snapshot?.ready === false) this.#invariants.fail('O', `output for ${attachment.session} before the tail of its snapshot`);
      const bad = attachment.shell?.output.mismatch(offset, payload) ?? -1;
      if (bad >= 0) this.#invariants.fail('O', `the server sends a wrong byte at ${offset + bad} of ${attachment.session}`);
      attachment.sent = Math.max(attachment.sent, offset + payload.length);
    }
    const owed = attachment.sent - attachment.acked + (snapshot === undefined ? 0 : snapshot.sent - snapshot.acked);
    if (owed > this.#maxWindowBytes) this.#invariants.fail('B', `${owed} bytes unacknowledged on ${attachment.session}, window ${this.#maxWindowBytes}`);
  }

  #event(direction: string, message: WireMessage, link: Link): void {
    if (typeof message === 'string') return this.#trace.event(this.#now(), `${link.number}${direction}${message}`);
    this.#trace.event(this.#now(), `${link.number}${direction} frame ${message[0]}/${message[4]} ${message.length}`, message);
  }
}
