import type { Clock } from '../../base/clock.js';
import { MutableDisposable } from '../../base/disposable.js';
import type { Logger } from '../../base/logger.js';
import type { SessionView, TerminalSession } from '../session/contract.js';
import type { Metrics } from '../telemetry/metrics.js';
import { evictsAt, judgeRetention, type Retained, type RetentionLimits } from './retention.js';

export type ViewFactory = (session: TerminalSession) => SessionView;

/** Makes the screens of sessions, and frees those that the retention policy does not let live. */
export class WarmScreens {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #metrics: Metrics;
  readonly #sessions: () => readonly TerminalSession[];
  readonly #limits: () => RetentionLimits;
  readonly #timer = new MutableDisposable();
  readonly #usedAt = new WeakMap<TerminalSession, number>();
  /** Closed on purpose while an element still shows their last screen. */
  readonly #leaving = new Set<TerminalSession>();
  /** To be warmed before anybody had said how screens are made; the value lets go of the session. */
  readonly #screenless = new Map<TerminalSession, () => void>();
  #factory: ViewFactory | undefined;

  /** @param sessions all that are open, oldest first */
  constructor(clock: Clock, logger: Logger, metrics: Metrics, sessions: () => readonly TerminalSession[], limits: () => RetentionLimits) {
    this.#clock = clock;
    this.#logger = logger;
    this.#metrics = metrics;
    this.#sessions = sessions;
    this.#limits = limits;
  }

  get factory(): ViewFactory | undefined {
    return this.#factory;
  }

  /** Makes the screens that were asked for before. */
  setFactory(factory: ViewFactory): void {
    this.#factory = factory;
    for (const session of [...this.#screenless.keys()]) {
      this.warm(session);
      this.#release(session);
    }
  }

  /** Without a factory the session is attached all the same, so that it is there when the screen comes. */
  warm(session: TerminalSession): void {
    if (session.view !== undefined) return;
    if (this.#factory === undefined) {
      if (!this.#screenless.has(session)) this.#screenless.set(session, session.subscribe({}));
      return;
    }
    try {
      session.setView(this.#factory(session));
    } catch (error) {
      this.#metrics.errors += 1;
      this.#logger.error({ session: session.id, error: String(error) }, 'The screen of a session could not be made.');
    }
  }

  touched(session: TerminalSession): void {
    this.#usedAt.set(session, this.#clock.now());
    if (this.#leaving.has(session) && session.view?.shown !== true) {
      this.#leaving.delete(session);
      this.#free(session);
    }
    this.sweep();
  }

  /** The session was closed: its screen goes when nobody looks at it any more. */
  forgotten(session: TerminalSession): void {
    this.#release(session);
    if (session.view?.shown === true) this.#leaving.add(session);
    else this.#free(session);
  }

  readmitted(session: TerminalSession): void {
    this.#leaving.delete(session);
  }

  /** Applies the policy now, and again when time alone changes its verdict. */
  sweep(): void {
    const now = this.#clock.now();
    const candidates = this.#sessions().map((session) => {
      if (session.view?.shown === true || !this.#usedAt.has(session)) this.#usedAt.set(session, now);
      return { session, ...this.#retained(session) };
    });
    const { evict, nextAt } = judgeRetention(candidates, this.#limits(), now);
    this.#timer.value = nextAt === undefined ? undefined : this.#clock.after(nextAt - now, () => this.sweep());
    for (const { session } of evict) {
      // Freeing a screen looks at all of them again: this one may have gone meanwhile.
      this.evict(session);
    }
  }

  /** Frees a screen that nobody looks at. Returns whether there was one. */
  evict(session: TerminalSession): boolean {
    if (session.view === undefined || session.view.shown) return false;
    this.#metrics.evictions += 1;
    this.#free(session);
    return true;
  }

  evictsAt(session: TerminalSession): number | undefined {
    return evictsAt(this.#retained(session), this.#limits());
  }

  dispose(sessions: readonly TerminalSession[]): void {
    for (const session of [...sessions, ...this.#leaving]) {
      this.#release(session);
      this.#free(session);
    }
    this.#leaving.clear();
    this.#timer.clear();
  }

  #retained(session: TerminalSession): Retained {
    const { view, keepWarm } = session;
    return { warm: view !== undefined, shown: view?.shown === true, keepWarm, usedAt: this.#usedAt.get(session) ?? this.#clock.now() };
  }

  #free(session: TerminalSession): void {
    const { view } = session;
    if (view === undefined) return;
    session.setView(undefined);
    try {
      view.dispose();
    } catch (error) {
      this.#logger.error({ session: session.id, error: String(error) }, 'The screen of a session threw when it was disposed of.');
    }
  }

  #release(session: TerminalSession): void {
    const letGo = this.#screenless.get(session);
    this.#screenless.delete(session);
    letGo?.();
  }
}
