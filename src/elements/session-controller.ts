import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { MutableDisposable, toDisposable } from '../base/disposable.js';
import type { Status, StatusDetail } from '../client/connection/status.js';
import type { TokenProvider } from '../client/registry/contract.js';
import type { SessionClosedEvent, SessionCreatedEvent, SessionRef, TerminalSession } from '../client/session/contract.js';
import { isTerminalError, TerminalError } from '../protocol/errors.js';
import { fire } from './events.js';
import { Notice } from './notice.js';
import { pageServices } from './page-services.js';
import { sameTarget } from './session-target.js';
import type { ScreenHost, ScreenView, ScreenWishes } from './terminal-view/screen-view.js';
import type { XtermTerminal } from './terminal-view/xterm.js';
import { provideViews, screenOf } from './view-factory.js';

export interface SessionControllerHost extends ReactiveControllerHost, HTMLElement {
  readonly hasUpdated: boolean;
}

/** What the element's attributes and properties say just now. */
export interface SessionWishes {
  /** The session that is named. */
  target(): SessionRef;
  keepWarm(): boolean;
  tokenProvider(): TokenProvider | undefined;
  /** The box for the screen; there once the element has been rendered. */
  box(): HTMLElement;
  looks(): ScreenWishes;
}

type Loading = { readonly phase: 'loading'; readonly ref: SessionRef; readonly session: TerminalSession; readonly error: TerminalError | undefined };
type Bound = { readonly ref: SessionRef; readonly session: TerminalSession; readonly view: ScreenView };
export type Binding =
  | { readonly phase: 'none' }
  | { readonly phase: 'invalid'; readonly ref: SessionRef; readonly error: TerminalError }
  | Loading
  | ({ readonly phase: 'shown' | 'elsewhere' | 'detached' } & Bound);

/**
 * Ties an element to the session it names: shows the session's screen while the element is in the page, hands it back one task after it left (so that a move is no leave),
 * and turns what happens to the session into events. It never ends anything.
 */
export class SessionController implements ReactiveController, ScreenHost {
  readonly #host: SessionControllerHost;
  readonly #wishes: SessionWishes;
  readonly #subscription = new MutableDisposable();
  readonly #leaving = new MutableDisposable();
  readonly #notice = new Notice(() => pageServices().clock, () => this.#update());
  #binding: Binding = { phase: 'none' };
  /** Last status that was told in an event. */
  #told: Status = 'idle';
  #lastError: TerminalError | undefined;
  #terminalWaiters: ((terminal: XtermTerminal) => void)[] = [];

  constructor(host: SessionControllerHost, wishes: SessionWishes) {
    this.#host = host;
    this.#wishes = wishes;
    host.addController(this);
  }

  get binding(): Binding {
    return this.#binding;
  }

  get session(): TerminalSession | undefined {
    return 'session' in this.#binding ? this.#binding.session : undefined;
  }

  /** The screen, while it is shown here. */
  get view(): ScreenView | undefined {
    return this.#binding.phase === 'shown' ? this.#binding.view : undefined;
  }

  get status(): Status {
    return this.#binding.phase === 'invalid' ? 'failed' : (this.session?.status ?? 'idle');
  }

  get lastError(): TerminalError | undefined {
    return this.#lastError;
  }

  /** One sentence about a single failure just now; empty most of the time. */
  get notice(): string {
    return this.#notice.text;
  }

  /** xterm.js of the session shown; waits for one. */
  get terminal(): Promise<XtermTerminal> {
    const terminal = this.view?.terminal;
    return terminal === undefined ? new Promise((resolve) => this.#terminalWaiters.push(resolve)) : Promise.resolve(terminal);
  }

  // Life of the element

  hostConnected(): void {
    this.#leaving.clear();
    // Back within the task it left in, perhaps in another root or document: styles, size and focus are seen to.
    if (this.#binding.phase === 'shown') this.#binding.view.show(this);
    // The first time there is no box yet; `hostUpdated` follows in the same task.
    if (this.#host.hasUpdated) this.#settle();
  }

  hostUpdated(): void {
    if (this.#host.isConnected) this.#settle();
  }

  hostDisconnected(): void {
    this.#leaving.value = pageServices().clock.after(0, () => {
      if (!this.#host.isConnected) this.#unbind();
    });
  }

  /** The element is somewhere else in its document, without having left it. */
  moved(): void {
    this.view?.fit();
  }

  // What people ask for

  /** Shows the session here, wherever it is shown now; also after `detach`. */
  attach(): void {
    this.#unbind();
    this.#settle();
  }

  /** Stops showing the session; the shell runs on. */
  detach(): void {
    const binding = this.#binding;
    if (!('view' in binding)) return;
    this.#unbind();
    this.#binding = { ...binding, phase: 'detached' };
    this.#update();
  }

  /** Tries again whatever keeps this element from working. */
  retry(): void {
    const binding = this.#binding;
    if (binding.phase === 'invalid' || (binding.phase === 'loading' && binding.error !== undefined)) return this.attach();
    if ('session' in binding) binding.session.retry();
    this.#update();
  }

  /** A new shell under the same name. */
  restart(): void {
    const binding = this.#binding;
    if (!('view' in binding)) return;
    // After `close` the registry has forgotten session and screen.
    if (binding.session.view === binding.view) binding.session.restart();
    else {
      this.attach();
      this.session?.restart();
    }
    this.#update();
  }

  send(data: string | Uint8Array): void {
    try {
      this.session?.send(data);
    } catch (error) {
      this.failed(asTerminalError(error));
    }
  }

  /** The keyboard is here now. */
  focused(): void {
    const { registry } = pageServices();
    if (this.#binding.phase === 'shown' && registry.active !== this.#binding.session) registry.activate(this.#binding.session);
  }

  /** Says and fires a failure that changes nothing else. */
  failed(error: TerminalError): void {
    this.#lastError = error;
    this.#notice.show(error);
    const { code, category, message, action } = error;
    fire(this.#host, 'terminal-error', { code, category, message, action });
    this.#update();
  }

  // What the screen asks and tells

  get container(): HTMLElement {
    return this.#wishes.box();
  }

  wishes(): ScreenWishes {
    return this.#wishes.looks();
  }

  synced(restored: boolean): void {
    const { view } = this;
    // Later than the code that has just put the element in: it may still be adding its listeners.
    void Promise.resolve().then(() => {
      if (view === undefined || this.view !== view) return;
      const { cols, rows } = view.terminal;
      fire(this.#host, 'terminal-ready', { cols, rows, restored });
      this.#update();
    });
  }

  taken(): void {
    if (!('view' in this.#binding)) return;
    this.#subscription.clear();
    this.#binding = { ...this.#binding, phase: 'elsewhere' };
    this.#update();
  }

  freed(): void {
    if (this.#binding.phase === 'elsewhere' && this.#host.isConnected) this.attach();
  }

  ended(): void {
    this.#update();
  }

  titled(title: string): void {
    fire(this.#host, 'terminal-title', { title });
  }

  rang(): void {
    fire(this.#host, 'terminal-bell', undefined);
  }

  resized(cols: number, rows: number): void {
    fire(this.#host, 'terminal-resize', { cols, rows });
  }

  pasting(text: string): boolean {
    return fire(this.#host, 'terminal-paste', { text, lines: text.split(/\r\n|\r|\n/).length });
  }

  following(uri: string): boolean {
    return fire(this.#host, 'terminal-link', { uri });
  }

  // Binding

  /** Makes what is shown agree with what the attributes name. */
  #settle(): void {
    const ref = this.#wishes.target();
    if (this.#binding.phase !== 'none' && sameTarget(this.#binding.ref, ref)) return;
    this.#unbind();
    try {
      this.#bind(ref);
    } catch (cause) {
      this.#refuse(ref, asTerminalError(cause));
    }
    this.#update();
  }

  #refuse(ref: SessionRef, error: TerminalError): void {
    this.#binding = { phase: 'invalid', ref, error };
    this.failed(error);
    this.#tellStatus({ status: 'failed', reason: error.message, attempt: 0, retryAt: undefined });
  }

  #bind(ref: SessionRef): void {
    const { registry } = pageServices();
    const session = registry.open(ref);
    const tokenProvider = this.#wishes.tokenProvider();
    if (tokenProvider !== undefined) registry.setTokenProvider(ref.url, tokenProvider);
    if (this.#wishes.keepWarm()) session.keepWarm = true;
    if (provideViews()) this.#show(ref, session);
    else this.#load({ phase: 'loading', ref, session, error: undefined });
  }

  /** Fetches the code for screens and shows the session, if that is still wanted then. */
  #load(loading: Loading): void {
    this.#binding = loading;
    pageServices().screens.load().then(
      () => {
        provideViews();
        if (this.#binding !== loading) return;
        try {
          this.#show(loading.ref, loading.session);
        } catch (cause) {
          this.#refuse(loading.ref, asTerminalError(cause));
        }
        this.#update();
      },
      (cause: unknown) => {
        if (this.#binding !== loading) return;
        const error = asTerminalError(cause);
        this.#binding = { ...loading, error };
        this.failed(error);
      },
    );
  }

  #show(ref: SessionRef, session: TerminalSession): void {
    const view = screenOf(session);
    this.#binding = { phase: 'shown', ref, session, view };
    // Shown first: the screen has its size before the shell is asked for.
    view.show(this);
    if (session.view === undefined) session.setView(view);
    const leave = session.subscribe({
      onStatus: (_status, _previous, detail) => {
        this.#tellStatus(detail);
        this.#update();
      },
      onError: (error) => this.failed(error),
      onSessionCreated: ({ sessionId, created }: SessionCreatedEvent) => fire(this.#host, 'terminal-session-created', { sessionId, created }),
      onSessionClosed: ({ exitCode, signal }: SessionClosedEvent) => {
        fire(this.#host, 'terminal-exit', { exitCode, signal });
        this.#update();
      },
    });
    this.#subscription.value = toDisposable(leave);
    const { registry } = pageServices();
    if (!(registry.active?.view as Partial<ScreenView> | undefined)?.focused) registry.activate(session);
    this.#tellStatus(session.state);
    for (const resolve of this.#terminalWaiters.splice(0)) resolve(view.terminal);
  }

  #unbind(): void {
    const binding = this.#binding;
    this.#subscription.clear();
    this.#notice.clear();
    this.#binding = { phase: 'none' };
    if (!('view' in binding)) return;
    binding.view.release(this);
    const { registry } = pageServices();
    // Connected in the background from now on.
    if (binding.phase === 'shown' && registry.active === binding.session && !binding.view.shown) registry.activate(undefined);
  }

  #tellStatus({ status, reason, attempt, retryAt }: StatusDetail): void {
    const previous = this.#told;
    if (status === previous && attempt === 0) return;
    this.#told = status;
    const retryInMs = retryAt === undefined ? undefined : Math.max(0, retryAt - pageServices().clock.now());
    fire(this.#host, 'terminal-status', { status, previous, reason, attempt, retryInMs });
  }

  /** Later in this task: asked for in the middle of an update, Lit would warn. */
  #update(): void {
    void Promise.resolve().then(() => this.#host.requestUpdate());
  }
}

function asTerminalError(error: unknown): TerminalError {
  return isTerminalError(error) ? error : new TerminalError('internal', error instanceof Error ? error.message : String(error), { cause: error });
}
