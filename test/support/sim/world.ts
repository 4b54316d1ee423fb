import { turn } from '../manual-clock.js';
import { SeededRandom } from '../seeded-random.js';
import { GridClock } from './grid-clock.js';
import { Invariants } from './invariants.js';
import type { LinkTap } from './link.js';
import { Network } from './network.js';
import { SimPage } from './page.js';
import type { Schedule } from './schedule.js';
import { ServerHost } from './server-host.js';
import type { ShellWatcher, SimShell } from './shell.js';
import { Trace } from './trace.js';
import { WireWatch } from './wire-watch.js';

/** Four typists can be told apart, so four pages can live in one schedule. */
const MAX_PAGES = 4;

/** What a planted fault may get its hands on, beside the wire. */
export interface Fault extends LinkTap {
  /** What reaches the shell when the server writes `bytes`. */
  ptyWrite?(bytes: Uint8Array): Uint8Array;
  /** How long a client's timer of `ms` really takes. */
  clientDelay?(ms: number): number;
}

/** Plants a fault, to prove that the invariants see it. Called anew for every schedule. */
export type Tamper = (world: World) => Fault;

/** Everything there is in one schedule. */
export class World implements ShellWatcher {
  readonly clock = new GridClock();
  readonly trace: Trace;
  readonly invariants: Invariants;
  readonly network: Network;
  readonly host: ServerHost;
  readonly pages: SimPage[] = [];
  readonly schedule: Schedule;
  /** Moments at which the invariants were looked at. */
  looks = 0;
  /** All pages are gone for good: sessions may end. */
  emptied = false;
  // One stream of chance for each, so that a change in one place leaves the others' choices alone.
  readonly clientRandom: SeededRandom;
  readonly fault: Fault;
  /** Sessions that some page has asked to end. */
  readonly closed = new Set<string>();
  readonly serverRandom: SeededRandom;

  constructor(schedule: Schedule, { keepTrace, tamper }: { keepTrace: boolean; tamper: Tamper | undefined }) {
    this.schedule = schedule;
    this.clientRandom = new SeededRandom(schedule.seed * 4 + 1);
    this.serverRandom = new SeededRandom(schedule.seed * 4 + 2);
    this.trace = new Trace(keepTrace);
    const now = (): number => this.clock.now();
    this.invariants = new Invariants(now, this.trace);
    const watch = new WireWatch(this.invariants, this.trace, now, schedule.maxWindowBytes);
    this.fault = tamper?.(this) ?? {};
    const tap = tamper === undefined ? watch : chain(watch, this.fault);
    this.network = new Network(this.clock, new SeededRandom(schedule.seed * 4 + 3), schedule.quality, tap);
    this.host = new ServerHost(this);
  }

  /** Page 0 is the first one that still lives, page 1 another one if there is one. */
  page(number: number): SimPage | undefined {
    const living = this.pages.filter((page) => !page.gone);
    return living[number] ?? living[0];
  }

  get roomForPage(): boolean {
    return this.pages.length < MAX_PAGES;
  }

  addPage(): void {
    if (!this.roomForPage) return;
    const page = new SimPage(this.pages.length, this);
    this.pages.push(page);
    for (const plan of this.schedule.sessions) page.open(plan);
  }

  /** Runs until `endMs`, looking at the invariants after every moment at which something happened. */
  async run(endMs: number, look: () => void): Promise<void> {
    await turn();
    for (let at = this.clock.nextAt; at !== undefined && at <= endMs; at = this.clock.nextAt) {
      this.clock.advance(Math.max(0, at - this.clock.now()));
      await turn();
      look();
    }
    this.clock.advance(endMs - this.clock.now());
  }

  onSpawn(shell: SimShell): void {
    this.trace.event(this.clock.now(), `shell ${shell.pid} starts for ${shell.session}`);
    this.invariants.spawned(shell);
  }

  onEnd(shell: SimShell): void {
    this.trace.event(this.clock.now(), `shell ${shell.pid} ends`);
    if (!shell.endsByItself && !this.closed.has(shell.session) && !this.emptied) {
      this.invariants.fail('Z', `shell ${shell.pid} of ${shell.session} was ended although nobody asked for it`);
    }
  }

  onInput(shell: SimShell, bytes: Uint8Array): void {
    this.trace.event(this.clock.now(), `shell ${shell.pid} reads ${bytes.length}`, bytes);
    this.invariants.inputRead(shell, bytes);
  }
}

/** Messages on the way out pass the planted fault after the watch; on the way in before it. */
function chain(watch: WireWatch, fault: LinkTap): LinkTap {
  return {
    fromServer: (message, link) => watch.fromServer(message, link).flatMap((each) => fault.fromServer?.(each, link) ?? [each]),
    toServer: (message, link) => (fault.toServer?.(message, link) ?? [message]).flatMap((each) => watch.toServer(each, link)),
    fromClient: (message, link) => fault.fromClient?.(message, link) ?? [message],
    toClient: (message, link) => (fault.toClient?.(message, link) ?? [message]).flatMap((each) => watch.toClient(each, link)),
  };
}
