import type { Logger } from '../../base/logger.js';
import { TerminalError } from '../../protocol/errors.js';
import type { AttachedMessage, ViewerFacts } from '../../protocol/messages.js';
import type { CanonicalName } from '../../protocol/session-key.js';
import { sessionKey } from '../../protocol/session-key.js';
import { StatusSince } from '../connection/status-since.js';
import { detailOf, sameDetail, type Status } from '../connection/status.js';
import type { ClientEnvironment } from '../environment.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { SessionListener, SessionProgress, SessionRef, SessionState, SessionView, TerminalSession, TransmitOptions, TransmitResult } from './contract.js';
import { EarlyLine, type EarlyLink } from './early-line.js';
import type { LineOwner, SessionLine } from './line.js';
import { SessionListeners } from './listeners.js';
import { clampSize } from './size.js';
import { WakingTime } from './waking-time.js';

/** What a session needs from the registry that holds it. */
export interface SessionHost {
  isActive(session: TerminalSession): boolean;
  /** Whether it is the registry's session of its key. */
  holds(session: TerminalSession): boolean;
  /** Something in `session.state` that people look at has changed. */
  changed(session: TerminalSession): void;
  /** As `SessionState.evictsAt`. */
  evictsAt(session: TerminalSession): number | undefined;
  /** Shown, parked, given or deprived of a screen, or used otherwise: the retention policy looks again. */
  touched(session: TerminalSession): void;
  /** The session was closed on purpose. */
  forget(session: TerminalSession): void;
  /** A session that was closed wants a new shell. Returns whether its key is still, or again, its own. */
  readmit(session: TerminalSession): boolean;
}

export interface SessionSettings {
  readonly environment: ClientEnvironment;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly link: EarlyLink;
  readonly host: SessionHost;
  readonly id: string;
  /** Absolute. */
  readonly url: string;
  readonly ref: SessionRef;
  readonly name: CanonicalName;
}

/** The one implementation of `TerminalSession`: what people see of it, on a line that the engine takes over once it is wanted. */
export class PersistentSession implements TerminalSession {
  readonly id: string;
  readonly key: string;
  readonly url: string;
  readonly ref: SessionRef;
  readonly #settings: SessionSettings;
  readonly #listeners: SessionListeners;
  readonly #time: WakingTime;
  readonly #since: StatusSince;
  #line: SessionLine;
  #view: SessionView | undefined;
  #keepWarm = false;
  #bytesOut = 0;
  #label: string | undefined;
  #profile: string | undefined;
  #lastError: TerminalError | undefined;
  #errors = 0;
  /** Written by the registry, which is told. */
  lastSwitchMs: number | undefined;
  #told = detailOf('idle');

  constructor(settings: SessionSettings) {
    const { id, link, name, ref, url } = settings;
    this.#settings = settings;
    this.id = id;
    this.key = sessionKey(name);
    this.url = url;
    this.ref = ref;
    this.#label = ref.label;
    this.#profile = ref.profile;
    this.#listeners = new SessionListeners((error) => this.#report(error));
    const owner = this.#owner();
    const time = (this.#time = new WakingTime(settings.environment.clock));
    this.#since = new StatusSince(settings.environment.clock, 'idle');
    const line = { name, profile: ref.profile, label: ref.label, listeners: this.#listeners, owner, time };
    this.#line = new EarlyLine(link, owner, time, (engine) => (this.#line = engine.attach(line)));
  }

  get status(): Status {
    return this.#line.detail.status;
  }

  get state(): SessionState {
    const { reading } = this.#line;
    const { host } = this.#settings;
    return {
      ...reading, statusSince: this.#since.of(reading.status), key: this.key, url: this.url, ref: this.ref, label: this.#label, profile: this.#profile,
      active: host.isActive(this), warm: this.view !== undefined, shown: this.view?.shown ?? false, keepWarm: this.#keepWarm, evictsAt: host.evictsAt(this), lastSwitchMs: this.lastSwitchMs,
      lastError: this.#lastError, errors: this.#errors, bytesOut: this.#bytesOut,
    };
  }

  get keepWarm(): boolean {
    return this.#keepWarm;
  }

  set keepWarm(value: boolean) {
    if (this.#keepWarm === value) return;
    this.#keepWarm = value;
    this.touch();
  }

  get view(): SessionView | undefined {
    return this.#view;
  }

  subscribe(listener: SessionListener): () => void {
    const leave = this.#listeners.add(listener, () => this.#line.settle());
    this.#line.settle();
    return leave;
  }

  send(data: string | Uint8Array): void {
    const bytes = typeof data === 'string' ? this.#settings.environment.encodeText(data) : data;
    this.#line.type(bytes, this.#time.now());
    this.#bytesOut += bytes.length;
  }

  transmit(data: string | Uint8Array, options: TransmitOptions = {}): Promise<TransmitResult> {
    return new Promise((done) => {
      const bytes = typeof data === 'string' ? this.#settings.environment.encodeText(data) : data;
      this.#line.transmit({ bytes, at: this.#time.now(), options, done });
      this.#bytesOut += bytes.length;
    });
  }

  cancelTransmit(): void {
    this.#line.cancelTransmit();
  }

  sendHeld(): void {
    this.#line.sendHeld();
  }

  discardHeld(): number {
    return this.#line.discardHeld();
  }

  peekHeld(max: number): Uint8Array {
    return this.#line.peekHeld(max);
  }

  resize(cols: number, rows: number): void {
    this.#line.resize(clampSize(cols, rows));
  }

  describeViewer(facts: ViewerFacts): void {
    this.#line.describeViewer(facts);
  }

  setView(view: SessionView | undefined): void {
    if (view === this.view) return;
    this.#view = view;
    this.#line.viewChanged();
    this.touch();
  }

  touch(): void {
    this.#line.activity?.look();
    this.#settings.host.touched(this);
    this.#settings.host.changed(this);
  }

  noteBell(): void {
    this.#line.activity?.rang();
  }

  noteProgress(progress: SessionProgress | undefined): void {
    this.#line.activity?.progressed(progress);
  }

  noteTitle(title: string): void {
    this.#line.activity?.titled(title);
  }

  restart(): void {
    if (this.#line.restartable && this.#settings.host.readmit(this)) this.#line.restart();
  }

  retry(): void {
    this.#line.retry();
  }

  close(): void {
    // Closed before: by now its key may be another session's.
    if (!this.#settings.host.holds(this)) return;
    this.#line.close();
    this.#settings.host.forget(this);
  }

  /** The registry is disposed of: lets go of everything on this page, the shell runs on. */
  abandon(): void {
    this.#line.abandon();
  }

  #owner(): LineOwner {
    const view = (): SessionView | undefined => this.#view;
    const listeners = this.#listeners;
    return {
      get view() {
        return view();
      },
      get wanted() {
        return view() !== undefined || listeners.size > 0;
      },
      phaseChanged: () => this.#tellStatus(),
      inputChanged: () => {
        this.#listeners.inputState(this.#line.reading.input);
        this.#settings.host.changed(this);
      },
      activityChanged: () => this.#settings.host.changed(this),
      attached: (message, anotherShell) => this.#attached(message, anotherShell),
      exited: (exit) => {
        this.#listeners.closed(exit);
        this.#settings.host.changed(this);
      },
      failed: (error) => this.#report(error),
      connectionFailed: (error) => this.#tellError(error),
    };
  }

  #attached({ sessionId, epoch, created, label, profile }: AttachedMessage, anotherShell: boolean): void {
    this.#label = label ?? this.#label;
    this.#profile = profile;
    if (anotherShell) this.#listeners.created({ sessionId, epoch, created });
    this.#settings.host.changed(this);
  }

  #tellStatus(): void {
    const previous = this.#told;
    const { detail } = this.#line;
    this.#since.of(detail.status);
    if (sameDetail(previous, detail)) return;
    this.#told = detail;
    this.#listeners.status(detail.status, previous.status, detail);
    this.#settings.host.changed(this);
  }

  #report(error: TerminalError): void {
    this.#settings.metrics.errors += 1;
    this.#settings.logger.warn({ code: error.code, session: this.id }, error.message);
    this.#tellError(error);
  }

  #tellError(error: TerminalError): void {
    this.#lastError = error;
    this.#errors += 1;
    this.#listeners.error(error);
    this.#settings.host.changed(this);
  }
}
