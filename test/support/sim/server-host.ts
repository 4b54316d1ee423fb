import { silentLogger } from '../../../src/base/logger.js';
import { TerminalServer } from '../../../src/server/terminal-server.js';
import type { ServerEnvironment } from '../../../src/server/environment.js';
import type { PtySpec } from '../../../src/server/pty.js';
import type { ScreenRequest, SessionScreen } from '../../../src/server/session-screen.js';
import { ProcessClock } from './process-clock.js';
import { realScreen } from './terminal-model.js';
import { SimShell } from './shell.js';
import type { TranscriptShape } from './transcript.js';
import { TranscriptScreen } from './transcript-screen.js';
import type { World } from './world.js';

/** Programs print no more when the network has been whole for so long. */
const QUIET_MS = 60_000;
/** A server that was closed has nothing left to do after this. */
const CLOSED_MS = 10_000;

/** The machine the server runs on: it can crash, with every shell, and come back as another process. */
export class ServerHost {
  server: TerminalServer;
  clock: ProcessClock;
  crashes = 0;
  readonly #world: World;
  #pid = 0;
  #made = 0;

  constructor(world: World) {
    this.#world = world;
    this.clock = this.#newClock();
    this.server = this.#boot();
  }

  crash(downMs: number, clientLearnsMs: number | undefined): void {
    const { network, invariants, clock } = this.#world;
    if (network.acceptor === undefined) return;
    this.crashes++;
    network.acceptor = undefined;
    this.clock.kill();
    for (const shell of invariants.shells) if (shell.state !== 'ended') shell.vanish();
    for (const link of network.links) link.serverDied(clientLearnsMs);
    clock.after(downMs, () => {
      this.clock = this.#newClock();
      this.server = this.#boot();
    });
  }

  /** The server is stopped as an operator stops it, and started again. */
  shutDown(downMs: number, drainMs: number): void {
    const { network, schedule, clock, closed } = this.#world;
    if (network.acceptor === undefined) return;
    network.acceptor = undefined;
    for (const { name } of schedule.sessions) closed.add(name);
    const { clock: old } = this;
    void this.server.close({ drainMs }).then(() => {
      if (old !== this.clock) return;
      clock.after(downMs, () => {
        this.clock = this.#newClock();
        this.server = this.#boot();
      });
      // Closing handshakes that nobody answers take their time.
      clock.after(CLOSED_MS, () => {
        if (old.pending > 0) this.#world.invariants.fail('E', `${old.pending} timers of a closed server left`);
      });
    });
  }

  #newClock(): ProcessClock {
    return new ProcessClock(this.#world.clock, (ms) => this.#world.fault.serverDelay?.(ms) ?? ms);
  }

  #boot(): TerminalServer {
    const { schedule, network, serverRandom } = this.#world;
    const plans = schedule.sessions.map(({ name }) => name);
    const environment: ServerEnvironment = { clock: this.clock, randomId: serverRandom.id, spawnPty: (spec) => this.#spawn(spec), createScreen: (wanted) => this.#createScreen(wanted), logger: silentLogger };
    const server = new TerminalServer(environment, {
      profiles: Object.fromEntries(plans.map((name) => [name, { argv: [name] as [string] }])),
      limits: { ringBytes: schedule.ringBytes, windowBytes: schedule.windowBytes, maxWindowBytes: schedule.maxWindowBytes },
    });
    network.acceptor = (socket, request) => server.accept(socket, request);
    return server;
  }

  /** Which shell a screen is for it is not told: shapes take turns. */
  #createScreen(request: ScreenRequest): SessionScreen {
    const { schedule, fault } = this.#world;
    if (schedule.screens === 'terminal') return realScreen(request, this.clock);
    const shape = this.#shapes[this.#made++ % this.#shapes.length] as TranscriptShape;
    return new TranscriptScreen(request, shape, fault);
  }

  get #shapes(): readonly TranscriptShape[] {
    return this.#world.schedule.sessions.map(({ shape }) => shape);
  }

  #spawn(spec: PtySpec): SimShell {
    const [name] = spec.argv;
    const plan = this.#world.schedule.sessions.find((session) => session.name === name);
    if (plan === undefined) throw new Error(`the schedule has no program ${name}`);
    return new SimShell(++this.#pid, spec, { session: name, program: plan.program, quietAtMs: this.#world.schedule.healAtMs + QUIET_MS }, new ProcessClock(this.#world.clock), this.#world.serverRandom, this.#world);
  }
}
