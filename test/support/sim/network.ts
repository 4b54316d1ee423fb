import type { ClientSocket, ClientSocketHandlers } from '../../../src/client/environment.js';
import type { ServerSocket, SocketRequest } from '../../../src/server/socket.js';
import type { ManualClock } from '../manual-clock.js';
import type { SeededRandom } from '../seeded-random.js';
import { Link, type LinkTap, type PathQuality } from './link.js';

/** What happens to an attempt to connect. `refused`: answered with a reset · `swallowed`: never answered. */
export type Reachability = 'reachable' | 'refused' | 'swallowed';

export type Acceptor = (socket: ServerSocket, request: SocketRequest) => void;

/** All links between pages and the one server. */
export class Network {
  /** Every link ever opened, in order. */
  readonly links: Link[] = [];
  /** The listening server; undefined while none runs: attempts are refused. */
  acceptor: Acceptor | undefined;
  quality: PathQuality;
  /** While set, sockets are accepted and closed with it. */
  refusal: { readonly code: number; readonly reason: string } | undefined;
  /** Time an attempt waits for the answer to its upgrade, beside the way. */
  answerDelayMs = 0;
  readonly #clock: ManualClock;
  readonly #random: SeededRandom;
  readonly #tap: LinkTap;

  constructor(clock: ManualClock, random: SeededRandom, quality: PathQuality, tap: LinkTap) {
    this.#clock = clock;
    this.#random = random;
    this.quality = quality;
    this.#tap = tap;
  }

  /** @param reachability asked when the attempt leaves the page */
  connect(url: string, handlers: ClientSocketHandlers, reachability: Reachability, onLink: (link: Link) => void): ClientSocket {
    const link = new Link(this.links.length, this.#clock, this.#random, this.quality, this.#tap, handlers);
    this.links.push(link);
    onLink(link);
    const oneWayMs = this.quality.latencyMs + this.#random.next() * this.quality.jitterMs;
    if (reachability === 'swallowed') link.cut({ clientLearnsMs: undefined, serverLearnsMs: undefined, upSurvivors: 0, downSurvivors: 0 });
    else if (reachability === 'refused') link.serverDied(2 * oneWayMs);
    else this.#clock.after(oneWayMs + this.answerDelayMs, () => this.#arrive(link, url, oneWayMs));
    return link.clientSocket;
  }

  #arrive(link: Link, url: string, oneWayMs: number): void {
    if (link.clientState !== 'opening' || link.cutAt !== undefined) return;
    if (this.acceptor === undefined) return link.serverDied(oneWayMs);
    link.accepted();
    this.#clock.after(oneWayMs, () => {
      if (link.cutAt === undefined) link.opened();
    });
    if (this.refusal !== undefined) return link.serverSocket.close(this.refusal.code, this.refusal.reason);
    this.acceptor(link.serverSocket, { url, headers: {}, remoteAddress: '127.0.0.1' });
  }
}
