import type { GapEvent, TerminalSession, TransmitResult } from '../../../src/client/session/contract.js';
import type { TerminalError } from '../../../src/protocol/errors.js';
import { SeededRandom } from '../seeded-random.js';
import { BracketWatch } from './bracket-watch.js';
import { GridClock } from './grid-clock.js';
import { Invariants } from './invariants.js';
import type { WireMessage } from './lane.js';
import type { Link, LinkTap } from './link.js';
import { Network } from './network.js';
import { SimPage } from './page.js';
import type { Schedule } from './schedule.js';
import { ServerHost } from './server-host.js';
import type { ShellWatcher, SimShell } from './shell.js';
import { Trace } from './trace.js';
import type { ScreenFault } from './transcript-screen.js';
import { WireWatch, type Progress } from './wire-watch.js';

/** Four typists can be told apart, so four pages can live in one schedule. */
const MAX_PAGES = 4;

/** What a planted fault may get its hands on, beside the wire. */
export interface Fault extends LinkTap, ScreenFault {
  /** What reaches the shell when the server writes `bytes`. */
  ptyWrite?(bytes: Uint8Array, shell: SimShell): Uint8Array;
  /** How long a client's timer of `ms` really takes. */
  clientDelay?(ms: number): number;
  /** The same for the server's timers. */
  serverDelay?(ms: number): number;
  /** Whether a shell that is told to stop reading its program does so; the same for going on. */
  ptyPause?(): boolean;
  ptyResume?(): boolean;
  /** A page has put `bytes` on a screen of its own. */
  viewShows?(bytes: Uint8Array, session: TerminalSession): void;
  /** What listeners are told of a gap; undefined: nothing. */
  gapTold?(gap: GapEvent): GapEvent | undefined;
  /** Whether a page is told of an error. */
  errorTold?(error: TerminalError): boolean;
  /** How much of a text its page is told to have been delivered. */
  textGoesOn?(delivered: number, total: number): number;
  /** What a page is told of a text in the end. */
  textEnds?(result: TransmitResult): TransmitResult;
  /** What the server makes of a message that came in whole: a fault of its own, which the watch on the wire does not see. */
  serverReads?(message: WireMessage, link: Link): readonly WireMessage[];
  /** What a faulty server sends instead, which the watch on the wire sees. */
  serverSends?(message: WireMessage, link: Link): readonly WireMessage[];
}

/** Plants a fault, to prove that the invariants see it. Called anew for every schedule. */
export type Tamper = (world: World) => Fault;

/** Everything there is in one schedule. */
export class World implements ShellWatcher {
  readonly clock = new GridClock();
  readonly trace: Trace;
  readonly invariants: Invariants;
  readonly network: Network;
  readonly watch: WireWatch;
  readonly brackets: BracketWatch;
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
    const parsed = (session: string, link: Link): Progress | undefined => this.pages.find(({ links, gone }) => !gone && links.includes(link))?.sessions.get(session)?.view;
    const typist = (link: Link): number | undefined => this.pages.find(({ links }) => links.includes(link))?.typist;
    const visible = (link: Link): boolean => this.pages.find(({ links }) => links.includes(link))?.visible.value ?? false;
    this.watch = new WireWatch(this.invariants, this.trace, now, schedule, { parsed, typist, visible, serving: () => this.network.acceptor !== undefined });
    this.brackets = new BracketWatch(this.invariants, this.watch);
    this.invariants.brackets = this.brackets;
    this.fault = tamper?.(this) ?? {};
    const tap = tamper === undefined ? this.watch : chain(this.watch, this.fault);
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
    await settled();
    for (let at = this.clock.nextAt; at !== undefined && at <= endMs; at = this.clock.nextAt) {
      this.clock.advance(Math.max(0, at - this.clock.now()));
      await settled();
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

  onPrint(shell: SimShell): void {
    this.watch.printed(shell);
  }

  onWrite(shell: SimShell, bytes: Uint8Array): void {
    this.brackets.written(shell, bytes);
  }

  onInput(shell: SimShell, bytes: Uint8Array): void {
    this.trace.event(this.clock.now(), `shell ${shell.pid} reads ${bytes.length}`, bytes);
    this.invariants.inputRead(shell, bytes);
  }
}

/** Once everything that is already resolved has run, however long the chain: what is left over would happen after the next event, in a process that may be dead by then. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Between the two ends' own faults stands the watch, between it and the clients the faults of the wire. */
function chain(watch: WireWatch, fault: Fault): LinkTap {
  return {
    fromServer: (message, link) =>
      (fault.serverSends?.(message, link) ?? [message]).flatMap((each) => watch.fromServer(each, link)).flatMap((each) => fault.fromServer?.(each, link) ?? [each]),
    toServer: (message, link) =>
      (fault.toServer?.(message, link) ?? [message]).flatMap((each) => watch.toServer(each, link)).flatMap((each) => fault.serverReads?.(each, link) ?? [each]),
    fromClient: (message, link) => (fault.fromClient?.(message, link) ?? [message]).flatMap((each) => watch.fromClient(each, link)),
    toClient: (message, link) => (fault.toClient?.(message, link) ?? [message]).flatMap((each) => watch.toClient(each, link)),
  };
}
