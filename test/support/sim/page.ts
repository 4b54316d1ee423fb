import { createEngine } from '../../../src/client/engine.js';
import { createRegistry } from '../../../src/client/registry/registry.js';
import { silentLogger } from '../../../src/base/logger.js';
import { ok } from '../../../src/base/result.js';
import type { ClientEnvironment, Signal } from '../../../src/client/environment.js';
import type { Registry } from '../../../src/client/registry/contract.js';
import type { GapEvent, TerminalSession } from '../../../src/client/session/contract.js';
import { isTerminalError, type TerminalError } from '../../../src/protocol/errors.js';
import type { InputLedger } from './input-ledger.js';
import type { Link } from './link.js';
import type { Reachability } from './network.js';
import { ProcessClock } from './process-clock.js';
import type { SessionPlan } from './schedule.js';
import { SimListener } from './sim-listener.js';
import { SimView } from './sim-view.js';
import { SimTerminal } from './terminal-model.js';
import type { World } from './world.js';

/** How long a person takes to decide. */
const DECISION_MS = [0, 700, 5_000];

class Switch implements Signal {
  #listeners = new Set<(value: boolean) => void>();

  constructor(public value: boolean) {}

  subscribe(listener: (value: boolean) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  set(value: boolean): void {
    if (value === this.value) return;
    this.value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  get size(): number {
    return this.#listeners.size;
  }
}

/** One session as a page uses it: who looks at it and what was typed into it. */
export interface PageSession {
  readonly plan: SessionPlan;
  readonly handle: TerminalSession;
  readonly ledger: InputLedger;
  view: SimView | undefined;
  listener: SimListener | undefined;
  unsubscribe: (() => void) | undefined;
  /** The epoch whose end the page has been told. */
  ended: string | undefined;
  /** The last one told. */
  gap: GapEvent | undefined;
  /** Somebody has been asked what becomes of held input. */
  deciding: boolean;
  /** Cancels the text that is under way. */
  text: AbortController | undefined;
  /** Errors told about it. */
  readonly errors: TerminalError[];
}

/** A page in a browser: the real registry on simulated timers, sockets and signals. */
export class SimPage {
  readonly clock: ProcessClock;
  /** Timers of the simulated screens, which are not the client's. */
  readonly screens: ProcessClock;
  readonly registry: Registry;
  readonly online = new Switch(true);
  readonly visible = new Switch(true);
  readonly sessions = new Map<string, PageSession>();
  readonly links: Link[] = [];
  /** How its sockets ended, in the order in which it heard of it. */
  readonly closes: { readonly link: Link | undefined; readonly code: number }[] = [];
  reachability: Reachability = 'reachable';
  gone = false;
  /** World time up to which the page stood still. */
  heldUntil = 0;
  #decisions = 0;
  readonly #untold: ['online' | 'visible', boolean][] = [];
  readonly #wake = new Set<() => void>();
  readonly #world: World;

  /** @param typist which of the four names its input bears */
  constructor(readonly typist: number, world: World) {
    this.#world = world;
    this.clock = new ProcessClock(world.clock, (ms) => world.fault.clientDelay?.(ms) ?? ms);
    this.screens = new ProcessClock(world.clock);
    this.registry = createRegistry(this.#environment(), createEngine());
  }

  get held(): boolean {
    return this.clock.held;
  }

  open(plan: SessionPlan): PageSession {
    const known = this.sessions.get(plan.name);
    if (known !== undefined) return known;
    const handle = this.registry.open({ sessionId: plan.name, profile: plan.name });
    const ledger = this.#world.invariants.ledger(this.typist, plan.name);
    const session: PageSession = { plan, handle, ledger, view: undefined, listener: undefined, unsubscribe: undefined, ended: undefined, gap: undefined, deciding: false, text: undefined, errors: [] };
    this.sessions.set(plan.name, session);
    this.attend(session);
    return session;
  }

  /** Gives the session its audience. */
  attend(session: PageSession): void {
    const { plan, handle } = session;
    const who = `${plan.name} of page ${this.typist}`;
    if (session.unsubscribe === undefined) {
      this.catchUp(session);
      const listener = plan.audience === 'view' ? undefined : new SimListener(who, handle, this.#world.invariants);
      session.listener = listener;
      session.unsubscribe = handle.subscribe({
        ...(listener === undefined ? {} : {
          onOutput: (bytes, offset) => listener.onOutput(bytes, offset),
          onSessionCreated: () => listener.onSessionCreated(),
        }),
        onGap: (gap) => {
          session.gap = gap;
          const { gapTold } = this.#world.fault;
          const told = gapTold === undefined ? gap : gapTold(gap);
          if (told !== undefined) listener?.onGap(told);
        },
        onError: (error) => this.#heardError(session, error),
        onInputState: ({ held }) => {
          if (held !== undefined) this.#askPerson(session);
        },
        onSessionClosed: () => {
          session.ended = handle.state.epoch;
        },
      });
    }
    this.#askPerson(session);
    if (session.view === undefined && plan.audience !== 'listener') {
      session.view = this.#newView(session, who);
      handle.setView(session.view);
    }
  }

  /** The screen is lost and another one takes its place. */
  swapView(session: PageSession): void {
    const { view, handle, plan } = session;
    if (view === undefined) return;
    session.view = this.#newView(session, `${plan.name} of page ${this.typist}`);
    handle.setView(session.view);
    if (!view.disposed) view.dispose();
  }

  /** Its parsers do nothing for a while. */
  stopReading(forMs: number): void {
    for (const { view } of this.sessions.values()) view?.stopReading(forMs);
  }

  #newView({ handle, plan }: PageSession, who: string): SimView {
    const { invariants, fault, schedule } = this.#world;
    return new SimView(who, {
      session: handle, invariants, clock: this.screens, plan: plan.reader,
      terminal: schedule.screens === 'terminal' ? new SimTerminal() : undefined,
      onBytes: fault.viewShows === undefined ? undefined : (bytes) => fault.viewShows?.(bytes, handle),
    });
  }

  /** Takes the audience away; with `deaf` the listener too, which detaches the session. */
  leave(session: PageSession, deaf: boolean): void {
    if (session.view !== undefined) {
      const { view } = session;
      session.view = undefined;
      session.handle.setView(undefined);
      if (!view.disposed) view.dispose();
    }
    if (!deaf) return;
    session.unsubscribe?.();
    session.unsubscribe = undefined;
    session.listener = undefined;
  }

  type(session: PageSession, count: number): void {
    this.#send(session, (ledger) => ledger.next(count));
  }

  interrupt(session: PageSession): void {
    this.#send(session, (ledger) => ledger.nextInterrupt());
  }

  /** The shell that what is typed now is for. After the end of one, input is for whichever comes next. */
  shellInMind(session: PageSession): string | undefined {
    this.catchUp(session);
    const { handle, ended } = session;
    const { epoch, exit } = handle.state;
    return exit !== undefined || ended === epoch ? undefined : epoch;
  }

  #send(session: PageSession, next: (ledger: InputLedger) => Uint8Array): void {
    const { handle, ledger } = session;
    const shell = this.shellInMind(session);
    const bytes = next(ledger);
    try {
      handle.send(bytes);
    } catch (error) {
      if (!isTerminalError(error)) throw error;
      return;
    }
    // What it made the client give up was typed before it.
    this.catchUp(session);
    ledger.accept(bytes.length, shell);
  }

  close(session: PageSession): void {
    this.sessions.delete(session.plan.name);
    this.#world.closed.add(session.plan.name);
    // What is typed just before a close is given up with the shell.
    session.ledger.discarded(undefined);
    session.handle.close();
  }

  /** The system says something to the page, which hears of it once it runs. */
  tell(signal: 'online' | 'visible', value: boolean): void {
    if (this.held) this.#untold.push([signal, value]);
    else this[signal].set(value);
  }

  hold(sleep: boolean): void {
    this.clock.hold(sleep);
    this.screens.hold(sleep);
    for (const link of this.links) link.holdClient(true);
  }

  release(wake: boolean): void {
    this.heldUntil = this.#world.clock.now();
    this.clock.release();
    this.screens.release();
    for (const link of this.links) link.holdClient(false);
    for (const [signal, value] of this.#untold.splice(0)) this[signal].set(value);
    if (wake) for (const listener of [...this.#wake]) listener();
  }

  /** The page is closed or reloaded: its registry is disposed of, its sockets go. */
  unload(): void {
    this.gone = true;
    for (const session of this.sessions.values()) session.ledger.excused = true;
    this.registry.dispose();
    const left = this.clock.pending + this.online.size + this.visible.size + this.#wake.size;
    if (left > 0) this.#world.invariants.fail('E', `${left} timers or listeners of page ${this.typist} left after dispose`);
    for (const link of this.links) link.clientDied();
    this.clock.kill();
    this.screens.kill();
  }

  /** Held input needs somebody who says what becomes of it; two of three want it. */
  #askPerson(session: PageSession): void {
    if (session.deciding || session.handle.state.input.held === undefined) return;
    session.deciding = true;
    this.screens.after(DECISION_MS[this.#decisions % DECISION_MS.length] as number, () => {
      session.deciding = false;
      if (session.handle.state.input.held === undefined) return;
      if (++this.#decisions % 3 !== 0) return session.handle.sendHeld();
      const bytes = session.handle.discardHeld();
      this.#world.trace.event(this.#world.clock.now(), `page ${this.typist} ${session.plan.name} discards ${bytes}`);
      session.ledger.discarded(bytes, undefined, true);
    });
  }

  /** Without a listener the last error is all there is to read. */
  catchUp(session: PageSession): void {
    const { lastError } = session.handle.state;
    if (lastError !== undefined && session.unsubscribe === undefined && session.errors.at(-1) !== lastError) this.#heardError(session, lastError);
  }

  #heardError(session: PageSession, error: TerminalError): void {
    session.errors.push(error);
    if (this.#world.fault.errorTold?.(error) === false) return;
    this.#world.trace.event(this.#world.clock.now(), `page ${this.typist} ${session.plan.name} error ${error.code} ${error.message}`);
    if (error.code !== 'input_discarded') return;
    const size = /(\d[\d,]*) bytes?/.exec(error.message)?.[1];
    if (size === undefined) this.#world.invariants.fail('I', `input_discarded does not say how much: ${error.message}`);
    const { accepted } = session.ledger;
    queueMicrotask(() => session.ledger.discarded(size === undefined ? undefined : Number(size.replaceAll(',', '')), accepted));
  }

  #environment(): ClientEnvironment {
    const world = this.#world;
    return {
      clock: this.clock,
      random: world.clientRandom.next,
      randomId: world.clientRandom.id,
      openSocket: (url, _protocols, handlers) => {
        const onClose = (code: number, reason: string): void => {
          this.closes.push({ link, code });
          handlers.onClose(code, reason);
        };
        let link: Link | undefined;
        return world.network.connect(url, { ...handlers, onOpen: () => handlers.onOpen(), onMessage: (message) => handlers.onMessage(message), onClose }, this.online.value ? this.reachability : 'refused', (made) => {
          link = made;
          this.links.push(made);
        });
      },
      encodeText: (text) => new TextEncoder().encode(text),
      resolveUrl: (url) => ok(url ?? 'ws://server/terminal'),
      online: this.online,
      visible: this.visible,
      onWake: (listener) => {
        this.#wake.add(listener);
        return { dispose: () => this.#wake.delete(listener) };
      },
      logger: silentLogger,
    };
  }
}
