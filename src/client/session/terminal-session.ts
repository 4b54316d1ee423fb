import type { Logger } from '../../base/logger.js';
import { TerminalError } from '../../protocol/errors.js';
import type { AttachedMessage } from '../../protocol/messages.js';
import type { CanonicalName } from '../../protocol/session-key.js';
import { sessionKey } from '../../protocol/session-key.js';
import type { Status, StatusDetail } from '../connection/status.js';
import type { ClientEnvironment } from '../environment.js';
import type { Metrics } from '../telemetry/metrics.js';
import { AckPacer } from './ack-pacer.js';
import { Attachment } from './attachment.js';
import type { SessionListener, SessionRef, SessionState, SessionView, TerminalSession } from './contract.js';
import { SessionListeners } from './listeners.js';
import type { Multiplexer } from './multiplexer.js';
import { OutputPath } from './output-path.js';
import { describePhase, sameDetail } from './phase.js';
import type { CloseQueue } from './requests.js';
import { clampSize, DEFAULT_SIZE } from './size.js';

/** What a session needs from the registry that holds it. */
export interface SessionHost {
  isActive(session: TerminalSession): boolean;
  /** Whether it is the registry's session of its key. */
  holds(session: TerminalSession): boolean;
  /** Something in `session.state` that people look at has changed. */
  changed(session: TerminalSession): void;
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
  readonly link: Multiplexer;
  readonly closes: CloseQueue;
  readonly host: SessionHost;
  readonly id: string;
  readonly ref: SessionRef;
  readonly name: CanonicalName;
}

/** The one implementation of `TerminalSession`. */
export class PersistentSession implements TerminalSession {
  readonly id: string;
  readonly key: string;
  readonly url: string;
  readonly ref: SessionRef;
  readonly #settings: SessionSettings;
  readonly #listeners: SessionListeners;
  readonly #output: OutputPath;
  readonly #attachment: Attachment;
  #keepWarm = false;
  #bytesOut = 0;
  #label: string | undefined;
  #profile: string | undefined;
  #lastError: TerminalError | undefined;
  #told: StatusDetail = { status: 'idle', reason: '', attempt: 0, retryAt: undefined };

  constructor(settings: SessionSettings) {
    const { environment, metrics, link, name, ref } = settings;
    this.#settings = settings;
    this.id = settings.id;
    this.key = sessionKey(name);
    this.url = link.connection.url;
    this.ref = ref;
    this.#label = ref.label;
    this.#profile = ref.profile;
    this.#listeners = new SessionListeners((error) => this.#report(error));
    const viewFailed = (cause: unknown): void => this.#report(new TerminalError('listener_failed', 'The screen of the session threw.', { cause }));
    this.#output = new OutputPath(this.#listeners, metrics, new AckPacer(environment.clock), viewFailed);
    this.#attachment = new Attachment(
      { environment, link, metrics, output: this.#output, name, profile: ref.profile, label: ref.label, size: DEFAULT_SIZE },
      this.#owner(),
    );
  }

  get status(): Status {
    return this.#detail().status;
  }

  get state(): SessionState {
    const { size: { cols, rows }, phase } = this.#attachment;
    return {
      ...this.#detail(),
      key: this.key, url: this.url, ref: this.ref,
      sessionId: this.#attachment.sessionId, epoch: this.#output.epoch, label: this.#label, profile: this.#profile,
      active: this.#settings.host.isActive(this), warm: this.view !== undefined, shown: this.view?.shown ?? false, keepWarm: this.#keepWarm,
      exit: phase.name === 'ended' ? phase.exit : undefined, lastError: this.#lastError,
      offset: this.#output.received, parsedOffset: this.#output.parsedOffset, bytesIn: this.#output.bytesIn, bytesOut: this.#bytesOut,
      pendingInput: this.#attachment.pendingInput, cols, rows,
    };
  }

  get keepWarm(): boolean {
    return this.#keepWarm;
  }

  set keepWarm(value: boolean) {
    if (this.#keepWarm === value) return;
    this.#keepWarm = value;
    this.#settings.host.touched(this);
    this.#settings.host.changed(this);
  }

  get view(): SessionView | undefined {
    return this.#output.view;
  }

  subscribe(listener: SessionListener): () => void {
    const leave = this.#listeners.add(listener, () => this.#attachment.settle());
    this.#attachment.settle();
    return leave;
  }

  send(data: string | Uint8Array): void {
    const bytes = typeof data === 'string' ? this.#settings.environment.encodeText(data) : data;
    this.#attachment.type(bytes);
    this.#bytesOut += bytes.length;
  }

  resize(cols: number, rows: number): void {
    this.#attachment.resize(clampSize(cols, rows));
  }

  setView(view: SessionView | undefined): void {
    if (view === this.view) return;
    this.#output.setView(view);
    this.#attachment.viewChanged();
    this.#settings.host.touched(this);
    this.#settings.host.changed(this);
  }

  touch(): void {
    this.#settings.host.touched(this);
    this.#settings.host.changed(this);
  }

  restart(): void {
    const { name } = this.#attachment.phase;
    if (name !== 'ended' && name !== 'failed' && name !== 'closing') return;
    if (!this.#settings.host.readmit(this)) return;
    this.#attachment.restart();
  }

  retry(): void {
    this.#attachment.retry();
  }

  close(): void {
    // Closed before: by now its key may be another session's.
    if (!this.#settings.host.holds(this)) return;
    if (this.#attachment.phase.name !== 'ended') this.#attachment.closing();
    // Also for a shell that has ended: the server keeps its last screen until somebody lets go of it.
    this.#settings.closes.close(this.#settings.name, (result) => {
      if (result instanceof TerminalError) this.#attachment.closeRefused(result);
      else this.#attachment.closeAnswered({ exitCode: result.exitCode, signal: result.signal, reason: result.reason });
    });
    this.#settings.host.forget(this);
  }

  /** The registry is disposed of: lets go of everything on this page, the shell runs on. */
  abandon(): void {
    this.#attachment.abandon();
  }

  #detail(): StatusDetail {
    return describePhase(this.#attachment.phase, this.#settings.link.detail, this.#output.epoch !== undefined);
  }

  #owner(): ConstructorParameters<typeof Attachment>[1] {
    const wanted = (): boolean => this.view !== undefined || this.#listeners.size > 0;
    return {
      get wanted() {
        return wanted();
      },
      phaseChanged: () => this.#tellStatus(),
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
    const detail = this.#detail();
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
    this.#listeners.error(error);
    this.#settings.host.changed(this);
  }
}
