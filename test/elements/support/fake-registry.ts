import { toDisposable, type Disposable } from '../../../src/base/disposable.js';
import { silentLogger } from '../../../src/base/logger.js';
import type { Status, StatusDetail } from '../../../src/client/connection/status.js';
import type { ConnectionState, Registry, RegistryEvent, SessionTarget } from '../../../src/client/registry/contract.js';
import type { DiagnosticsReport } from '../../../src/client/health/contract.js';
import type {
  InputState, SessionActivity, SessionClosedEvent, SessionListener, SessionProgress, SessionRef, SessionState, SessionView, TerminalSession, TransmitOptions, TransmitResult,
} from '../../../src/client/session/contract.js';
import type { ChipModule, OverlayModule, PartLoader, ScreensModule } from '../../../src/elements/lazy-parts.js';
import * as chipFace from '../../../src/elements/chip-face.js';
import * as overlay from '../../../src/elements/overlay.js';
import { replacePageServices } from '../../../src/elements/page-services.js';
import * as screens from '../../../src/elements/xterm.js';
import { TerminalError } from '../../../src/protocol/errors.js';
import type { TerminalFeatures, ViewerFacts } from '../../../src/protocol/messages.js';
import { canonicalName, isValidId, sessionKey } from '../../../src/protocol/session-key.js';
import { ManualClock } from '../../support/manual-clock.js';

const encoder = new TextEncoder();

/** A session without a server: the test says what the shell does, and sees what the elements ask for. */
export class FakeSession implements TerminalSession {
  readonly id: string;
  readonly key: string;
  readonly url: string;
  readonly ref: SessionRef;
  keepWarm = false;
  view: SessionView | undefined;
  readonly sent: (string | Uint8Array)[] = [];
  readonly sizes: string[] = [];
  readonly facts: ViewerFacts[] = [];
  readonly calls: string[] = [];
  sendError: TerminalError | undefined;
  pendingInput = 0;
  input: InputState = { waiting: 0, since: undefined, held: undefined, transfer: undefined };
  activity: SessionActivity = { unread: false, bell: false, progress: undefined, title: '' };
  /** What the view says of bells, titles and progress. */
  readonly notes: unknown[] = [];
  heldBytes = new Uint8Array(0);
  readonly transmissions: { readonly bytes: Uint8Array; readonly options: TransmitOptions | undefined }[] = [];
  #listeners = new Set<SessionListener>();
  #detail: StatusDetail = { status: 'idle', reason: '', attempt: 0, retryAt: undefined };
  #offset = 0;
  #since: number;
  /** What the test says of it besides. */
  reading: Partial<SessionState> = {};
  exit: SessionClosedEvent | undefined;
  lastError: TerminalError | undefined;

  constructor(readonly registry: FakeRegistry, ref: SessionRef) {
    this.ref = ref;
    this.url = ref.url ?? 'ws://fake/terminal';
    this.key = sessionKey(canonicalName(ref));
    this.id = `${this.url} ${this.key}`;
    this.#since = registry.now();
  }

  get status(): Status {
    return this.#detail.status;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  get state(): SessionState {
    return {
      ...this.#detail, key: this.key, url: this.url, ref: this.ref, sessionId: 'session_1_abcd', epoch: 'epoch', label: this.ref.label, profile: 'default', terminal: undefined,
      active: this.registry.active === this, warm: this.view !== undefined, shown: this.view?.shown ?? false, keepWarm: this.keepWarm, exit: this.exit, lastError: this.lastError,
      offset: this.#offset, parsedOffset: this.#offset, bytesIn: 0, bytesOut: 0, pendingInput: this.pendingInput, input: this.input, readOnly: false, activity: this.activity, cols: 80, rows: 24,
      statusSince: this.#since, evictsAt: undefined, lastSwitchMs: undefined, errors: 0, drops: 0, resume: undefined, flow: undefined, ...this.reading,
    };
  }

  subscribe(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  send(data: string | Uint8Array): void {
    if (this.sendError !== undefined) throw this.sendError;
    this.sent.push(data);
  }

  transmit(data: string | Uint8Array, options?: TransmitOptions): Promise<TransmitResult> {
    if (this.sendError !== undefined) return Promise.reject(this.sendError);
    this.transmissions.push({ bytes: typeof data === 'string' ? encoder.encode(data) : data, options });
    return new Promise(() => {});
  }

  cancelTransmit(): void {
    this.calls.push('cancelTransmit');
  }

  sendHeld(): void {
    this.calls.push('sendHeld');
  }

  discardHeld(): number {
    this.calls.push('discardHeld');
    return 0;
  }

  peekHeld(max: number): Uint8Array {
    return this.heldBytes.subarray(0, max);
  }

  resize(cols: number, rows: number): void {
    this.sizes.push(`${cols}x${rows}`);
  }

  describeViewer(facts: ViewerFacts): void {
    this.facts.push(facts);
  }

  setView(view: SessionView | undefined): void {
    this.view = view;
    this.registry.changed(this);
  }

  touch(): void {
    this.registry.changed(this);
  }

  noteBell(): void {
    this.notes.push('bell');
  }

  noteProgress(progress: SessionProgress | undefined): void {
    this.notes.push(progress);
    this.does({ progress });
  }

  noteTitle(title: string): void {
    this.notes.push(title);
    this.does({ title });
  }

  restart(): void {
    this.calls.push('restart');
  }

  retry(): void {
    this.calls.push('retry');
  }

  close(): void {
    this.calls.push('close');
    this.registry.forget(this);
    const view = this.view;
    this.view = undefined;
    view?.dispose();
    this.end({ exitCode: null, signal: null, reason: 'closed' });
  }

  // What the test does

  /** Something waits to be typed. */
  waits(input: Partial<InputState>): void {
    this.input = { waiting: 0, since: undefined, held: undefined, transfer: undefined, ...input };
    for (const listener of [...this.#listeners]) listener.onInputState?.(this.input);
    this.registry.changed(this);
  }

  /** Something goes on in it. */
  does(activity: Partial<SessionActivity>): void {
    this.activity = { ...this.activity, ...activity };
    this.registry.changed(this);
  }

  set(status: Status, detail: Partial<StatusDetail> = {}): void {
    const previous = this.#detail.status;
    if (status !== previous) this.#since = this.registry.now();
    this.#detail = { status, reason: '', attempt: 0, retryAt: undefined, ...detail };
    for (const listener of [...this.#listeners]) listener.onStatus?.(status, previous, this.#detail);
    this.registry.changed(this);
    // As if it were the only session of its server.
    if (status !== previous) this.registry.emit({ type: 'connection-changed', connection: { ...this.#detail, url: this.url } as ConnectionState });
  }

  /** A new shell is there, or one whose screen is `history`. Resolves when that has been parsed. */
  async attach(history = '', terminal?: TerminalFeatures): Promise<void> {
    this.#offset = 0;
    const { view } = this;
    const [cols = 80, rows = 24] = this.sizes.at(-1)?.split('x').map(Number) ?? [];
    const sink = history === '' ? undefined : view?.beginSnapshot({ cols, rows, terminal, anotherShell: false });
    if (history === '') view?.beginShell({ terminal });
    for (const listener of [...this.#listeners]) listener.onSessionCreated?.({ sessionId: 'session_1_abcd', epoch: 'epoch', created: history === '' });
    this.set('connected');
    sink?.screen(encoder.encode(`\x18\x1bc${history}`), () => {});
    sink?.ready();
    sink?.end();
    await this.output('');
  }

  /** Resolves when it has been parsed. */
  async output(text: string | Uint8Array): Promise<void> {
    const bytes = typeof text === 'string' ? encoder.encode(text) : text;
    this.#offset += bytes.length;
    await new Promise<void>((resolve) => (this.view === undefined ? resolve() : this.view.write(bytes, resolve)));
  }

  /** So many bytes will never come; the screen is up to date. */
  skip(from: number, to: number): void {
    for (const listener of [...this.#listeners]) listener.onGap?.({ from, to, news: to - from });
  }

  end(exit: SessionClosedEvent): void {
    this.exit = exit;
    for (const listener of [...this.#listeners]) listener.onSessionClosed?.(exit);
    this.set('closed');
  }

  fail(error: TerminalError): void {
    this.lastError = error;
    for (const listener of [...this.#listeners]) listener.onError?.(error);
  }
}

/** What the elements use of a registry; the rest throws. */
export class FakeRegistry {
  active: FakeSession | undefined;
  viewFactory: Registry['viewFactory'];
  readonly switchTimes: number[] = [];
  /** `Clock.now` of whoever looks. */
  now: () => number = () => 0;
  readonly tokens: unknown[] = [];
  readonly diagnoses: SessionTarget[] = [];
  /** Answers the last diagnosis that was asked for. */
  giveReport: (report: DiagnosticsReport) => void = () => {};
  #sessions = new Map<string, FakeSession>();
  #listeners = new Set<(event: RegistryEvent) => void>();

  get sessions(): FakeSession[] {
    return [...this.#sessions.values()];
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  open(ref: SessionRef = {}): FakeSession {
    if (ref.url !== undefined && !/^(wss?:|https?:|\/)/.test(ref.url)) throw new TerminalError('bad_url', `"${ref.url}" is not an address.`, { action: 'Write it as wss://host/path.' });
    for (const part of [ref.sessionId, ref.project, ref.environment]) {
      if (part !== undefined && !isValidId(part)) throw new TerminalError('bad_session_id', `"${part}" cannot name a session.`, { action: 'Use letters, digits and . _ : -' });
    }
    const session = this.#sessions.get(this.#id(ref)) ?? new FakeSession(this, ref);
    if (!this.#sessions.has(session.id)) {
      this.#sessions.set(session.id, session);
      this.emit({ type: 'session-opened', session });
    }
    return session;
  }

  get(target: SessionTarget): FakeSession | undefined {
    if (typeof target === 'string') return this.#sessions.get(target);
    return this.#sessions.get('id' in target ? target.id : this.#id(target));
  }

  activate(session: FakeSession | undefined): void {
    if (session === this.active) return;
    this.active = session;
    this.emit({ type: 'active-changed', session });
  }

  diagnose(target: SessionTarget): Promise<DiagnosticsReport> {
    this.diagnoses.push(target);
    return new Promise((resolve) => (this.giveReport = resolve));
  }

  setTokenProvider(url: string | undefined, provider: unknown): void {
    this.tokens.push([url, provider]);
  }

  recordSwitch(milliseconds: number, session: FakeSession): void {
    this.switchTimes.push(milliseconds);
    session.reading = { ...session.reading, lastSwitchMs: milliseconds };
  }

  subscribe(listener: (event: RegistryEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(session: FakeSession): void {
    this.emit({ type: 'session-changed', session });
  }

  forget(session: FakeSession): void {
    this.#sessions.delete(session.id);
    this.emit({ type: 'session-closed', session });
  }

  /** Also what the retention policy does. */
  evict(session: FakeSession): boolean {
    const view = session.view;
    if (view === undefined || view.shown) return false;
    session.setView(undefined);
    view.dispose();
    return true;
  }

  emit(event: RegistryEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  #id(ref: SessionRef): string {
    return `${ref.url ?? 'ws://fake/terminal'} ${sessionKey(canonicalName(ref))}`;
  }
}

/** A part that is there at once. */
export const atHand = <T>(module: T): PartLoader<T> => ({ loaded: module, load: () => Promise.resolve(module) });

/** The page's word that it is online, said by the test. */
export class FakeOnline {
  readonly #listeners = new Set<(value: boolean) => void>();

  get listeners(): number {
    return this.#listeners.size;
  }

  subscribe(listener: (value: boolean) => void): Disposable {
    this.#listeners.add(listener);
    return toDisposable(() => this.#listeners.delete(listener));
  }

  say(value: boolean): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}

export interface FakeParts {
  readonly screens?: PartLoader<ScreensModule>;
  readonly overlays?: PartLoader<OverlayModule>;
  readonly chips?: PartLoader<ChipModule>;
}

export interface Fakes<R extends FakeRegistry = FakeRegistry> {
  readonly registry: R;
  readonly clock: ManualClock;
  readonly online: FakeOnline;
  readonly warnings: string[];
}

/** Elements made from now on use this registry and clock, until `endFakes`. */
export function useFakes(parts?: FakeParts): Fakes;
export function useFakes<R extends FakeRegistry>(parts: FakeParts, registry: R): Fakes<R>;
export function useFakes(parts: FakeParts = {}, registry = new FakeRegistry()): Fakes {
  const clock = new ManualClock();
  registry.now = () => clock.now();
  const online = new FakeOnline();
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (_fields: Record<string, unknown>, message: string) => void warnings.push(message) };
  replacePageServices({ registry: registry as unknown as Registry, clock, logger, online, screens: atHand(screens), overlays: atHand(overlay), chips: atHand(chipFace), ...parts });
  return { registry, clock, online, warnings };
}

export function endFakes(): void {
  replacePageServices(undefined);
}
