import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { MutableDisposable } from '../base/disposable.js';
import type { Status, StatusDetail } from '../client/connection/status.js';
import type { TokenProvider } from '../client/registry/contract.js';
import type { SessionRef, TerminalSession } from '../client/session/contract.js';
import { isTerminalError, TerminalError } from '../protocol/errors.js';
import { whenTimesAreBetter } from './better-times.js';
import type { ComfortHost } from './comforts/comfort.js';
import type { Comforts } from './comforts/comforts.js';
import { fire } from './events.js';
import type { ScreensModule } from './lazy-parts.js';
import type { Remark } from './notice.js';
import { pageServices } from './page-services.js';
import { sameTarget } from './session-target.js';
import type { Showing, ShowingSite } from './showing.js';
import type { ScreenView, ScreenWishes } from './terminal-view/screen-view.js';
import type { XtermTerminal } from './terminal-view/xterm.js';
import { provideViews } from './view-factory.js';

export interface SessionControllerHost extends ReactiveControllerHost, ComfortHost {
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
type Bound = { readonly ref: SessionRef; readonly session: TerminalSession; readonly showing: Showing };
export type Binding =
  | { readonly phase: 'none' }
  | { readonly phase: 'invalid'; readonly ref: SessionRef; readonly error: TerminalError }
  | Loading
  | ({ readonly phase: 'shown' | 'elsewhere' | 'detached' } & Bound);

/**
 * Ties an element to the session it names: shows the session's screen while the element is in the page and hands it back one task after it left (so that a move is no leave).
 * It never ends anything.
 */
export class SessionController implements ReactiveController, ShowingSite {
  readonly element: SessionControllerHost;
  readonly #wishes: SessionWishes;
  readonly #leaving = new MutableDisposable();
  /** Set while a load has failed. */
  readonly #again = new MutableDisposable();
  #binding: Binding = { phase: 'none' };
  /** Last status that was told in an event. */
  #told: Status = 'idle';
  #lastError: TerminalError | undefined;
  #remark: Remark | undefined;
  #terminalWaiters: ((terminal: XtermTerminal) => void)[] = [];

  constructor(host: SessionControllerHost, wishes: SessionWishes) {
    this.element = host;
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
    return this.#binding.phase === 'shown' ? this.#binding.showing.view : undefined;
  }

  /** What makes it pleasant to use, while it is shown here. */
  get comforts(): Comforts | undefined {
    return this.#binding.phase === 'shown' ? this.#binding.showing.comforts : undefined;
  }

  get status(): Status {
    return this.#binding.phase === 'invalid' ? 'failed' : (this.session?.status ?? 'idle');
  }

  get lastError(): TerminalError | undefined {
    return this.#lastError;
  }

  /** The latest thing that happened and changed nothing else; a failure of the connection only until that works again. */
  get remark(): Remark | undefined {
    return this.#remark;
  }

  /** xterm.js of the session shown; waits for one. */
  get terminal(): Promise<XtermTerminal> {
    const terminal = this.view?.terminal;
    return terminal === undefined ? new Promise((resolve) => this.#terminalWaiters.push(resolve)) : Promise.resolve(terminal);
  }

  // Life of the element

  hostConnected(): void {
    this.#leaving.clear();
    // Back within the task it left in, perhaps in another root or document.
    if (this.#binding.phase === 'shown') this.#binding.showing.resume();
    // The first time there is no box yet; `hostUpdated` follows in the same task.
    if (this.element.hasUpdated) this.#settle();
  }

  hostUpdated(): void {
    if (this.element.isConnected) this.#settle();
    this.comforts?.follow();
  }

  hostDisconnected(): void {
    this.#leaving.value = pageServices().clock.after(0, () => {
      if (!this.element.isConnected) this.#unbind();
    });
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
    if (!('showing' in binding)) return;
    this.#unbind();
    this.#binding = { ...binding, phase: 'detached' };
    this.changed();
  }

  /** Tries again whatever keeps this element from working. */
  retry(): void {
    const binding = this.#binding;
    if (binding.phase === 'invalid' || (binding.phase === 'loading' && binding.error !== undefined)) return this.attach();
    if ('session' in binding) binding.session.retry();
    this.changed();
  }

  /** The looks have changed. */
  restyle(): void {
    if (this.#binding.phase === 'shown') this.#binding.showing.restyle();
  }

  /** A new shell under the same name. */
  restart(): void {
    const binding = this.#binding;
    if (!('showing' in binding)) return;
    // After `close` the registry has forgotten session and screen.
    if (binding.session.view === binding.showing.view) binding.session.restart();
    else {
      this.attach();
      this.session?.restart();
    }
    this.changed();
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

  // What the screen asks and tells

  box(): HTMLElement {
    return this.#wishes.box();
  }

  looks(): ScreenWishes {
    return this.#wishes.looks();
  }

  statusChanged({ status, reason, attempt, retryAt }: StatusDetail): void {
    const previous = this.#told;
    // Faults of the connection and of loading are over with it.
    if (status === 'connected' && (this.#remark?.error?.category === 'network' || this.#remark?.error?.category === 'auth')) this.#remark = undefined;
    this.changed();
    if (status === previous && attempt === 0) return;
    this.#told = status;
    const retryInMs = retryAt === undefined ? undefined : Math.max(0, retryAt - pageServices().clock.now());
    fire(this.element, 'terminal-status', { status, previous, reason, attempt, retryInMs });
  }

  failed(error: TerminalError): void {
    // A listener's fault is its author's to see.
    if (error.code !== 'listener_failed') this.#remark = { error };
    this.report(error);
  }

  skipped(bytes: number): void {
    this.#remark = { skipped: bytes };
    this.changed();
  }

  /** Fires a failure that is shown by other means. */
  report(error: TerminalError): void {
    this.#lastError = error;
    const { code, category, message, action } = error;
    fire(this.element, 'terminal-error', { code, category, message, action });
    this.changed();
  }

  taken(): void {
    if (!('showing' in this.#binding)) return;
    this.#binding = { ...this.#binding, phase: 'elsewhere' };
    this.changed();
  }

  freed(): void {
    if (this.#binding.phase === 'elsewhere' && this.element.isConnected) this.attach();
  }

  /** Later in this task: asked for in the middle of an update, Lit would warn. */
  changed(): void {
    void Promise.resolve().then(() => this.element.requestUpdate());
  }

  // Binding

  /** Makes what is shown agree with what the attributes name. */
  #settle(): void {
    const ref = this.#wishes.target();
    if (this.#binding.phase !== 'none' && sameTarget(this.#binding.ref, ref)) return;
    this.#unbind();
    this.#attempt(ref, () => this.#bind(ref));
  }

  /** Runs what may find the session or its view unfit. */
  #attempt(ref: SessionRef, step: () => void): void {
    try {
      step();
    } catch (cause) {
      const error = asTerminalError(cause);
      this.#binding = { phase: 'invalid', ref, error };
      this.failed(error);
      this.statusChanged({ status: 'failed', reason: error.message, attempt: 0, retryAt: undefined });
    }
    this.changed();
  }

  #bind(ref: SessionRef): void {
    const { registry } = pageServices();
    const session = registry.open(ref);
    const tokenProvider = this.#wishes.tokenProvider();
    if (tokenProvider !== undefined) registry.setTokenProvider(ref.url, tokenProvider);
    if (this.#wishes.keepWarm()) session.keepWarm = true;
    const screens = provideViews();
    if (screens !== undefined) this.#show(screens, ref, session);
    else this.#load({ phase: 'loading', ref, session, error: undefined });
  }

  /** Fetches the code for screens and shows the session, if that is still wanted then. */
  #load(loading: Loading): void {
    this.#binding = loading;
    const { ref, session } = loading;
    pageServices().screens.load().then(
      (screens) => {
        provideViews();
        if (this.#binding === loading) this.#attempt(ref, () => this.#show(screens, ref, session));
      },
      (cause: unknown) => {
        if (this.#binding !== loading) return;
        const error = asTerminalError(cause);
        this.#binding = { ...loading, error };
        this.#again.value = whenTimesAreBetter(session.url, () => this.attach());
        this.failed(error);
      },
    );
  }

  #show({ Showing }: ScreensModule, ref: SessionRef, session: TerminalSession): void {
    const showing = new Showing(session, this);
    this.#binding = { phase: 'shown', ref, session, showing };
    showing.begin();
    const { registry } = pageServices();
    if (!(registry.active?.view as Partial<ScreenView> | undefined)?.focused) registry.activate(session);
    this.statusChanged(session.state);
    for (const resolve of this.#terminalWaiters.splice(0)) resolve(showing.view.terminal);
  }

  #unbind(): void {
    const binding = this.#binding;
    this.#again.clear();
    this.#remark = undefined;
    this.#binding = { phase: 'none' };
    if (!('showing' in binding)) return;
    const { showing, session, phase } = binding;
    showing.end();
    const { registry } = pageServices();
    // Connected in the background from now on.
    if (phase === 'shown' && registry.active === session && !showing.view.shown) registry.activate(undefined);
  }
}

function asTerminalError(error: unknown): TerminalError {
  return isTerminalError(error) ? error : new TerminalError('internal', error instanceof Error ? error.message : String(error), { cause: error });
}
