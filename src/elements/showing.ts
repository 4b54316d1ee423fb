import { MutableDisposable, toDisposable } from '../base/disposable.js';
import type { StatusDetail } from '../client/connection/status.js';
import type { TerminalSession } from '../client/session/contract.js';
import { TerminalError } from '../protocol/errors.js';
import type { ComfortHost } from './comforts/comfort.js';
import { Comforts } from './comforts/comforts.js';
import { fire } from './events.js';
import { pageServices } from './page-services.js';
import { PrintedScreen } from './printed-screen.js';
import type { HoveredLink } from './terminal-view/links.js';
import type { ScreenHost, ScreenView, ScreenWishes } from './terminal-view/screen-view.js';

/** What shows a session's screen: the part of an element that is there before any screen is. */
export interface ShowingSite {
  /** Where events are fired. */
  readonly element: ComfortHost;
  /** The box for the screen; there once the element has been rendered. */
  box(): HTMLElement;
  looks(): ScreenWishes;
  statusChanged(detail: StatusDetail): void;
  /** Says and fires a failure that changes nothing else. */
  failed(error: TerminalError): void;
  /** So many bytes of output will never come; the screen is up to date. */
  skipped(bytes: number): void;
  /** Another element shows the screen now. */
  taken(): void;
  /** The element that took it has left. */
  freed(): void;
  /** Something else has changed that is seen. */
  changed(): void;
  /** A new shell under the same name. */
  restart(): void;
}

/** One session's screen in one element, from when it is shown there until it is shown no more; turns what happens to both into events. */
export class Showing implements ScreenHost {
  readonly view: ScreenView;
  readonly comforts: Comforts;
  readonly #session: TerminalSession;
  readonly #site: ShowingSite;
  readonly #subscription = new MutableDisposable();
  /** Set while the element is in another document than the page's. */
  readonly #visit = new MutableDisposable();
  readonly #print: PrintedScreen;
  /** What the server last said: whether it lets this page look only. */
  #readOnly: boolean | undefined;

  /** @throws TerminalError `unsupported` when somebody gave the session a view of another kind */
  constructor(session: TerminalSession, site: ShowingSite) {
    this.#session = session;
    this.#site = site;
    const view = (this.view = screenOf(session));
    this.#print = new PrintedScreen(() => site.box(), view);
    this.comforts = new Comforts({
      host: site.element, session, view, clock: pageServices().clock,
      box: () => site.box(),
      changed: () => site.changed(),
      restyle: () => this.restyle(),
      failed: (error) => site.failed(error),
      restart: () => site.restart(),
    });
  }

  begin(): void {
    const { view } = this;
    const { element } = this.#site;
    // Shown first: the screen has its size before the shell is asked for.
    view.show(this);
    this.#readOnly = this.#session.state.readOnly;
    this.#watchDocument();
    if (this.#session.view === undefined) this.#session.setView(view);
    this.#subscription.value = toDisposable(this.#session.subscribe({
      onStatus: (_status, _previous, detail) => this.#site.statusChanged(detail),
      onError: (error) => this.#site.failed(error),
      // Sessions of an older copy of the package on the same page do not tell news from history.
      onGap: ({ from, to, news = to - from }) => {
        if (news > 0) this.#site.skipped(news);
      },
      onInputState: () => {
        const { readOnly } = this.#session.state;
        if (readOnly !== this.#readOnly) this.restyle();
        this.#readOnly = readOnly;
        this.#site.changed();
      },
      onSessionCreated: ({ sessionId, created }) => fire(element, 'terminal-session-created', { sessionId, created }),
      onSessionClosed: ({ exitCode, signal }) => {
        fire(element, 'terminal-exit', { exitCode, signal });
        this.#site.changed();
      },
    }));
  }

  /** The element has moved, perhaps to another root or document: styles, size and focus are seen to. */
  resume(): void {
    this.view.show(this);
    this.#watchDocument();
  }

  /** What the attributes say of the looks has changed. */
  restyle(): void {
    this.view.configure(this.wishes());
  }

  end(): void {
    this.comforts.dispose();
    this.#subscription.dispose();
    this.#visit.dispose();
    this.#print.dispose();
    this.view.release(this);
  }

  // What the screen asks and tells

  get container(): HTMLElement {
    return this.#site.box();
  }

  wishes(): ScreenWishes {
    return this.comforts.amend(this.#site.looks());
  }

  synced(restored: boolean): void {
    // Later than the code that has just put the element in: it may still be adding its listeners.
    void Promise.resolve().then(() => {
      if (this.#subscription.value === undefined) return;
      const { cols, rows } = this.view.terminal;
      fire(this.#site.element, 'terminal-ready', { cols, rows, restored });
      this.#site.changed();
    });
  }

  taken(): void {
    this.#visit.clear();
    this.#print.dispose();
    this.comforts.dispose();
    this.#subscription.clear();
    this.#site.taken();
  }

  freed(): void {
    this.#site.freed();
  }

  ended(): void {
    this.#site.changed();
  }

  contentChanged(): void {
    this.#site.changed();
  }

  failed(error: TerminalError): void {
    this.#site.failed(error);
  }

  titled(title: string): void {
    fire(this.#site.element, 'terminal-title', { title });
  }

  rang(): void {
    this.comforts.rang();
    fire(this.#site.element, 'terminal-bell', undefined);
  }

  resized(cols: number, rows: number): void {
    fire(this.#site.element, 'terminal-resize', { cols, rows });
  }

  pressed(event: KeyboardEvent): boolean {
    return this.comforts.pressed(event);
  }

  pasted(text: string): void {
    if (!this.comforts.pasted(text)) this.view.paste(text);
  }

  pasting(text: string): boolean {
    return fire(this.#site.element, 'terminal-paste', { text, lines: text.split(/\r\n|\r|\n/).length });
  }

  typing(data: string): string {
    return this.comforts.typing(data);
  }

  linkHovered(link: HoveredLink | undefined): void {
    this.comforts.linkHovered(link);
  }

  linkPressed(uri: string, event: MouseEvent): void {
    this.comforts.linkPressed(uri, event);
  }

  following(uri: string): boolean {
    return fire(this.#site.element, 'terminal-link', { uri });
  }

  /** A frame or popup that goes takes the listeners of everything in it with it, for good, and tells no element: the screen has to leave before. */
  #watchDocument(): void {
    const { ownerDocument } = this.#site.element;
    const { defaultView } = ownerDocument;
    this.#visit.clear();
    this.#print.follow(defaultView);
    if (ownerDocument === document || defaultView === null) return;
    const leave = ({ persisted }: PageTransitionEvent): void => {
      if (persisted) return;
      this.end();
      this.#site.taken();
      const { registry } = pageServices();
      if (registry.active === this.#session && !this.view.shown) registry.activate(undefined);
    };
    defaultView.addEventListener('pagehide', leave);
    this.#visit.value = toDisposable(() => defaultView.removeEventListener('pagehide', leave));
  }
}

const isScreen = (view: unknown): view is ScreenView => typeof (view as Partial<ScreenView> | undefined)?.show === 'function';

/** The screen of a session, made if it has none; it is not yet the session's then. */
function screenOf(session: TerminalSession): ScreenView {
  const view = session.view ?? pageServices().registry.viewFactory?.(session);
  if (isScreen(view)) return view;
  throw new TerminalError('unsupported', 'This session has a view that no element can show.', { action: 'Call session.setView(undefined) first.', sessionId: session.state.sessionId });
}
