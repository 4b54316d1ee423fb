import { CLIENT_SILENCE_MS, INPUT_BYTES, PROBE_TIMEOUT_MS } from '../../../src/protocol/limits.js';
import { perform } from './perform.js';
import { makeSchedule, type Schedule } from './schedule.js';
import type { SimPage } from './page.js';
import { World, type Tamper } from './world.js';

export interface RunOptions {
  readonly keepTrace?: boolean;
  readonly tamper?: Tamper;
  /** Instead of the seed's own: for cutting a failing one down. */
  readonly schedule?: Schedule;
}

export interface RunResult {
  readonly seed: number;
  readonly ok: boolean;
  readonly violations: readonly string[];
  /** Same seed, same hash. */
  readonly traceHash: string;
  readonly trace: readonly string[];
  /** World time simulated until everything had settled, milliseconds. */
  readonly simulatedMs: number;
  readonly outputBytes: number;
  readonly inputBytes: number;
  /** Brackets that the server has ended because their pages had gone. */
  readonly abandoned: number;
}

/** After the faults: longest silence limit (60 s), longest backoff, the floods' rest over the slowest line. */
const SETTLE_MS = 150_000;
/** How much longer a line that is known to be slow is given for the answer to the last question. */
const SLOW_PROBE_MS = 8_000;
const TRUTH_SLACK_MS = 100;
/** Reading a session's whole state costs more than all the rest: one look in so many does it. */
const STATE_EVERY = 200;
/** Faults of the connection are told to all its sessions. */
const CONNECTION_ERRORS = new Set<string>(['connection_failed', 'connect_timeout', 'connection_refused', 'server_breaker']);
/** What a session may hear when its shell has ended or its server has crashed. */
const SHELL_ERRORS = new Set<string>(['input_discarded', 'session_ended']);
/** Retention, silence limit and the ends of shells. */
const EMPTY_MS = 32 * 60_000;
/** Budget of a socket plus one slice and its neighbours' control messages. */
const SOCKET_BYTES = 64 * 1024 + 2 * 16 * 1024;

/** Runs one seeded schedule against the real client and the real server core. */
export async function runSchedule(seed: number, { keepTrace = false, tamper, schedule = makeSchedule(seed) }: RunOptions = {}): Promise<RunResult> {
  const world = new World(schedule, { keepTrace, tamper });
  world.addPage();
  for (const action of schedule.actions) world.clock.after(action.atMs, () => perform(world, action));
  await world.run(schedule.healAtMs, () => checkStep(world));
  await world.run(schedule.healAtMs + SETTLE_MS, () => checkStep(world));
  checkSettled(world);
  const simulatedMs = world.clock.now();
  await checkEmpty(world);
  return {
    seed,
    ok: world.invariants.violations.length === 0,
    violations: world.invariants.violations,
    traceHash: world.trace.hash,
    trace: world.trace.lines,
    simulatedMs,
    outputBytes: world.invariants.shells.reduce((sum, shell) => sum + shell.output.length, 0),
    abandoned: world.brackets.abandoned,
    inputBytes: world.invariants.shells.reduce((sum, shell) => sum + shell.input.length, 0),
  };
}

function checkStep(world: World): void {
  const { invariants } = world;
  world.looks++;
  for (const link of world.network.links) {
    if (link.unsentBytes > SOCKET_BYTES) invariants.fail('B', `${link.unsentBytes} bytes wait on socket ${link.number}`);
  }
  for (const shell of invariants.shells) if (shell.stuckSince !== undefined) world.watch.checkHeld(shell, world.clock.now());
  for (const page of world.pages) if (!page.gone && !page.held) checkPage(world, page);
}

function checkPage(world: World, page: SimPage): void {
  const { invariants } = world;
  const alive = page.links.filter(({ clientState }) => clientState === 'opening' || clientState === 'open');
  if (alive.length > 1) invariants.fail('T', `page ${page.typist} has ${alive.length} sockets`);
  const link = alive[0] ?? page.links.at(-1);
  const blindFor = link?.cutAt === undefined ? 0 : world.clock.now() - Math.max(link.heardAt, page.heldUntil);
  const late = blindFor > CLIENT_SILENCE_MS + TRUTH_SLACK_MS;
  // Reading these costs more than all the rest.
  if (!late && world.looks % STATE_EVERY !== 0) return;
  for (const { handle, plan, ledger } of page.sessions.values()) {
    if (late && handle.status === 'connected' && blindFor > allowance(page)) {
      invariants.fail('T', `${plan.name} of page ${page.typist} says connected, ${blindFor.toFixed(0)} ms after the last sign of life of a broken line`);
    }
    // What is typed behind a text may be as much again.
    const most = INPUT_BYTES * (ledger.transmits ? 2 : 1);
    if (world.looks % STATE_EVERY === 0 && handle.state.pendingInput > most) invariants.fail('B', `${handle.state.pendingInput} bytes of input wait for ${plan.name}`);
  }
}

/** How long a page may believe in a silent line. */
function allowance(page: SimPage): number {
  const slow = (page.registry.connections[0]?.roundTripMs ?? 0) > PROBE_TIMEOUT_MS / 2;
  return CLIENT_SILENCE_MS + TRUTH_SLACK_MS + (slow ? SLOW_PROBE_MS : 0);
}

/** Faults have ended, the network is whole, and everything had time: now all must be as if nothing had happened. */
function checkSettled(world: World): void {
  const { invariants } = world;
  for (const page of world.pages) {
    if (page.gone) continue;
    for (const session of page.sessions.values()) {
      const { handle, plan, view, listener, errors, ledger } = session;
      const who = `${plan.name} of page ${page.typist}`;
      const { status, exit, pendingInput, epoch, reason } = handle.state;
      const shell = exit === undefined ? invariants.latestShell(plan.name) : invariants.shellOf(epoch);
      const story = `says ${status} (${reason}); its shell ${shell?.pid} is ${shell?.state}; errors: ${errors.map(({ code }) => code).join(' ')}`;
      if (exit === undefined ? status !== 'connected' || shell?.state !== 'running' : status !== 'closed' || shell?.state === 'running') {
        invariants.fail('T', `${who} ${story}`);
      }
      if (exit?.reason === 'exited' && shell?.exit !== undefined && exit.exitCode !== shell.exit.exitCode) {
        invariants.fail('T', `${who} ended with ${shell.exit.exitCode}, told ${exit.exitCode}`);
      }
      for (const { code, message } of errors) {
        if (code === 'listener_failed' && plan.reader.throwEvery !== undefined) continue;
        // Behind a text that a person cancelled.
        if (code === 'input_discarded' && ledger.transmits) continue;
        if (!CONNECTION_ERRORS.has(code) && !(SHELL_ERRORS.has(code) && invariants.endedOnce(plan.name))) invariants.fail('Z', `${who} is told ${code}: ${message}`);
      }
      if (pendingInput > 0) invariants.fail('I', `${who} still holds ${pendingInput} bytes of input`);
      view?.reading.settle(shell, session.gap);
      view?.settle();
      // A listener beside a screen may never hear of a shell whose output came as a snapshot.
      if (plan.audience === 'listener' || listener?.reading.shell === shell) listener?.reading.settle(shell, undefined);
    }
  }
  world.watch.settle();
  invariants.settleAnswers();
  for (const ledger of invariants.ledgers) ledger.settle();
}

/** Pages go, retention passes: nothing may be left. */
async function checkEmpty(world: World): Promise<void> {
  const { invariants, host } = world;
  world.emptied = true;
  for (const page of world.pages) if (!page.gone) page.unload();
  await world.run(world.clock.now() + EMPTY_MS, () => {});
  const left = invariants.shells.filter(({ state }) => state === 'running' || state === 'ending');
  if (left.length > 0) invariants.fail('E', `${left.length} shells outlive their retention`);
  if (host.clock.pending > 0) invariants.fail('E', `${host.clock.pending} timers of the server left with nobody there`);
}
