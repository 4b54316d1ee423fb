import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Status } from '../client/connection/status.js';
import type { TokenProvider } from '../client/registry/contract.js';
import type { TerminalSession } from '../client/session/contract.js';
import { VERSION } from '../client/version.js';
import type { TerminalError } from '../protocol/errors.js';
import { Appearance } from './appearance.js';
import type { CommandName } from './comforts/commands.js';
import { CustomStates } from './custom-states.js';
export type { PersistentTerminalEventMap } from './events.js';
import { words } from './localize.js';
import { popOutLoader } from './lazy-parts.js';
import type { OverlayAction } from './overlay-model.js';
import { pageServices } from './page-services.js';
import { persistentTerminalStyles } from './persistent-terminal.styles.js';
import { PortableElement } from './portable-element.js';
import { SessionController } from './session-controller.js';
import { targetRef } from './session-target.js';
import { StatusLayer } from './status-layer.js';
import { TERMINAL_STRINGS } from './strings.js';
import type { FindOptions } from './comforts/find-options.js';
import type { ITerminalOptions, ITheme, XtermTerminal } from './terminal-view/xterm.js';

/**
 * A terminal that outlives the DOM: it shows a session of the page's registry, and the session, its screen and its shell live on when the element is removed,
 * moved or hidden.
 *
 * @tag persistent-terminal
 * @slot toolbar - A strip above the screen.
 * @slot overlay - Replaces the built-in notices over the screen.
 * @slot auth-actions - Beside the buttons of the notice that somebody must sign in; so `<state>-actions` for every other state.
 * @csspart find-bar - Text field and buttons for finding.
 * @csspart key-bar - Keys below the screen, for fingers.
 * @csspart title - In the toolbar: what the terminal is called, and what its program says it does.
 * @csspart link-card - Says where a link under the pointer leads.
 * @csspart screen - The box with the terminal.
 * @csspart printed - The text of the screen, while the page is printed.
 * @csspart overlay - The layer of notices over the screen.
 * @csspart scroll-button - The way back to the last line.
 * @csspart menu - The menu of the right mouse button.
 * @csspart paste-question - Asks before several lines are pasted.
 * @csspart toolbar - The strip above the screen.
 * @csspart notice - A notice; also `<state>-notice`, such as `auth-notice` and `exited-notice`.
 * @csspart notice-icon - Its icon; also `-text`, and in it `-title`, `-detail`, `-countdown`, `-aside`, `-preview`.
 * @csspart notice-actions - Its buttons; each is a `notice-button`.
 * @csspart retry-button - The first button in a notice.
 * @csspart fold-button - Folds a strip to its icon.
 * @csspart dismiss-button - Ends a notice of what just happened.
 * @csspart notice-progress - How far a long paste is.
 * @csspart readonly-mark - Says that nothing is typed here.
 * @csspart diagnosis - The steps of a diagnosis, in a notice.
 * @csspart progress - The bar of a program's progress.
 * @cssprop --terminal-progress - Colour of that bar.
 * @cssprop --term-color-background - Also `-foreground`, `-cursor`, `-selection` and `--term-color-0` to `--term-color-15`.
 * @cssprop --term-font-family - Monospaced font.
 * @cssprop --term-font-size - Pixels; the `font-size` attribute wins.
 * @cssprop --term-line-height - Factor, default 1.2.
 * @cssprop --term-letter-spacing - Pixels, default 0.
 * @cssprop --terminal-padding - Space around the text, default 8px.
 * @cssprop --terminal-radius - Corner radius, default 8px.
 * @cssprop --terminal-bell - Colour of a bell that is seen.
 * @cssprop --terminal-focus-ring - Colour of the focus ring.
 * @fires {CustomEvent<TerminalReadyDetail>} terminal-ready - The screen is shown and up to date.
 * @fires {CustomEvent<TerminalStatusDetail>} terminal-status - The connection's state has changed, or another attempt begins.
 * @fires {CustomEvent<TerminalSessionCreatedDetail>} terminal-session-created - The server has told the session's full id.
 * @fires {CustomEvent<TerminalExitDetail>} terminal-exit - The shell has ended.
 * @fires {CustomEvent<TerminalErrorDetail>} terminal-error - Something failed; the element shows it too.
 * @fires {CustomEvent<TerminalTitleDetail>} terminal-title - The program set a title.
 * @fires {CustomEvent} terminal-bell - The program rang the bell.
 * @fires {CustomEvent<TerminalResizeDetail>} terminal-resize - The grid has another size.
 * @fires {CustomEvent<TerminalZoomDetail>} terminal-zoom - Somebody made the letters larger or smaller.
 * @fires {CustomEvent<TerminalPasteDetail>} terminal-paste - Text is about to be pasted. Cancelable.
 * @fires {CustomEvent<TerminalLinkDetail>} terminal-link - A link is about to be opened. Cancelable.
 */
export class PersistentTerminal extends PortableElement {
  /** Package version, for pages with two copies. */
  static readonly version = VERSION;
  static override styles = [persistentTerminalStyles];
  static override properties: PropertyDeclarations = {
    url: {}, sessionId: { attribute: 'session-id' }, project: {}, environment: {}, profile: {}, label: {}, renderer: {},
    keepWarm: { attribute: 'keep-warm', type: Boolean }, readOnly: { attribute: 'readonly', type: Boolean },
    colorScheme: { attribute: 'color-scheme' }, fontSize: { attribute: 'font-size', type: Number }, scrollback: { type: Number },
    hotkeys: {},
    bell: {},
    tabKey: { attribute: 'tab-key' },
    withToolbar: { attribute: 'with-toolbar', type: Boolean },
    keyBar: { attribute: 'key-bar' }, screenReaderMode: { attribute: 'screen-reader-mode' },
    withoutLinks: { attribute: 'without-links', type: Boolean },
    rightClick: { attribute: 'right-click' },
    pasteWarning: { attribute: 'paste-warning' },
    copyOnSelect: { attribute: 'copy-on-select', type: Boolean },
    cursorStyle: { attribute: 'cursor-style' },
    cursorBlink: { attribute: 'cursor-blink', type: Boolean }, minimumContrast: { attribute: 'minimum-contrast', type: Number },
    theme: {}, options: { attribute: false }, tokenProvider: { attribute: false },
  };

  /** Server; resolved against the page. Default `/terminal` on the page's own host. */
  declare url: string | undefined;
  /** Names the session. Default: by project and environment, else the element's `id`, else `default`. */
  declare sessionId: string | undefined;
  declare project: string | undefined;
  declare environment: string | undefined;
  /** Kind of shell, by the server's name for it; used when the session is created. */
  declare profile: string | undefined;
  /** What people call this terminal. */
  declare label: string | undefined;
  /** Exempts the session from eviction while it is not shown. */
  declare keepWarm: boolean;
  /** Shows without typing. */
  declare readOnly: boolean;
  /** `auto` (default: `dom`), `dom`, or `webgl`: faster on a graphics card, several times slower without one, and a page cannot ask which it is. */
  declare renderer: string;
  /** `auto` (the page's `color-scheme`, else the system's), `light` or `dark`. */
  declare colorScheme: string;
  /** Pixels, 4 to 200. Default 14. */
  declare fontSize: number | undefined;
  /** Lines kept above the screen, 0 to 1,000,000. Default 5000. */
  declare scrollback: number | undefined;
  /** Words that give keys back to the shell: `nofind nocopy nopaste noclear nozoom noscroll noprompts nomenu`, or `none` for all but Shift+Tab. */
  declare hotkeys: string | undefined;
  /** `escape`: Shift+Tab leaves the terminal (default). `trap`: it is typed. */
  declare tabKey: string | undefined;
  /** `menu` (default; Shift brings the browser's own), `paste` (what is selected is copied, else the clipboard pasted) or `none` (the browser's). */
  declare rightClick: string | undefined;
  /** Whether to ask before several lines are pasted. `auto` (default): unless the program knows that they are. `always`, `never`. */
  declare pasteWarning: string | undefined;
  /** What the mouse selects is copied at once. */
  declare copyOnSelect: boolean;
  /** Shows title and tools above the screen. */
  declare withToolbar: boolean;
  /** Keys below the screen: `auto` (default: where the pointer is a finger), `on` or `off`. */
  declare keyBar: string | undefined;
  /** `auto` (default): offered by a button before the terminal, which the keyboard reaches; then for the whole page. `on` or `off`. */
  declare screenReaderMode: string | undefined;
  /** Leaves addresses and hyperlinks text. */
  declare withoutLinks: boolean;
  /** `visual` (default), `sound` or `none`. */
  declare bell: string | undefined;
  /** `block` (default), `bar` or `underline`, until a program says otherwise. */
  declare cursorStyle: string | undefined;
  declare cursorBlink: boolean;
  /** Least contrast of text and its background, 1 to 21. Default 4.5. */
  declare minimumContrast: number | undefined;
  /** Colours that win over CSS: those of a bundled theme by its name, or your own. A family's name (`graphite`, `ember`, `high-contrast`) follows `color-scheme`. */
  declare theme: ITheme | string | undefined;
  /** Other xterm.js options. */
  declare options: ITerminalOptions | undefined;
  /** Fetches the credential before every attempt to connect to this server. */
  declare tokenProvider: TokenProvider | undefined;

  readonly #internals = this.attachInternals?.();
  readonly #states = new CustomStates(this.#internals);
  readonly #controller = new SessionController(this, {
    target: () => targetRef(this),
    keepWarm: () => this.keepWarm,
    tokenProvider: () => this.tokenProvider,
    box: () => this.#screen,
    looks: () => this.#appearance.wishes(),
  });
  readonly #appearance: Appearance = new Appearance(this, { restyle: () => this.#controller.restyle(), failed: (error) => this.#controller.failed(error) });
  readonly #layer = new StatusLayer({
    host: this,
    session: () => this.session,
    report: (error) => this.#controller.report(error),
    act: (action) => this.#act(action),
  });
  #hasToolbar = false;

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'id'];
  }

  constructor() {
    super();
    this.keepWarm = false;
    this.readOnly = false;
    this.cursorBlink = false;
    this.copyOnSelect = false;
    this.withoutLinks = false;
    this.withToolbar = false;
    this.renderer = 'auto';
    this.colorScheme = 'auto';
    if (this.#internals !== undefined) this.#internals.role = 'group';
  }

  // Read-only properties

  get status(): Status {
    return this.#controller.status;
  }

  /** The session named by the attributes; undefined while the element is not in a page. */
  get session(): TerminalSession | undefined {
    return this.#controller.session;
  }

  /** Whether keys are typed: neither `readOnly` is set nor does the server let this page look only. */
  get canType(): boolean {
    return !this.readOnly && this.session?.state.readOnly !== true;
  }

  /** xterm.js of the session, once it is shown. */
  get terminal(): Promise<XtermTerminal> {
    return this.#controller.terminal;
  }

  get lastError(): TerminalError | undefined {
    return this.#controller.lastError ?? this.#misused;
  }

  // Methods; without a session they do nothing

  override focus(options?: FocusOptions): void {
    const button = this.renderRoot?.querySelector<HTMLElement>('button[part~="retry-button"]');
    const { view } = this.#controller;
    if (view !== undefined) view.focus();
    else if (button !== null && button !== undefined) button.focus(options);
    else void this.terminal.then(() => this.isConnected && this.#controller.view?.focus());
  }

  override blur(): void {
    (this.renderRoot as ShadowRoot | undefined)?.querySelector<HTMLElement>(':focus')?.blur();
  }

  /** Types into the shell as it is; what can't be taken is shown and fired. */
  send(data: string | Uint8Array): void {
    this.#controller.send(data);
  }

  /** Pastes as a person would: without control characters, in a bracket if the program wants one, after `terminal-paste`. */
  paste(text: string): void {
    this.#controller.view?.paste(text);
  }

  /** Clears the screen but for the prompt, and the scrollback. */
  clear(): void {
    this.#controller.comforts?.clear();
  }

  /** Fits the grid to the box in the next frame; needed only after changes nobody can observe. */
  fit(): void {
    this.#controller.view?.fit();
  }

  /** Selects the next match and scrolls to it. Resolves with whether there is one. */
  find(text: string, options?: FindOptions): Promise<boolean> {
    return this.#controller.comforts?.find(text, options) ?? Promise.resolve(false);
  }

  /** Does what a key or a menu does. Returns false when there is nothing to do: nothing is selected, say, or no screen shown. */
  command(name: CommandName): boolean {
    return this.#controller.comforts?.run(name) ?? false;
  }

  /** Screen and scrollback as text. */
  getText(): string {
    return this.#controller.view?.text() ?? '';
  }

  /** Tries again at once, whatever keeps the terminal from working. */
  retry(): void {
    this.#controller.retry();
  }

  /** Stops showing the session; the shell runs on. */
  detach(): void {
    this.#controller.detach();
  }

  /**
   * Shows the session in a window of its own, which stays on top where the browser has such; to be called in a click or key. What is seen, selected and typed goes on there; closing the
   * window brings it back. Resolves with the window, also with one that is open already. Rejects with a TerminalError: `unsupported` without a session or when no window is opened.
   */
  async popOut(): Promise<Window> {
    return await (await popOutLoader.load()).popOut(this);
  }

  /** Ends the shell, for everybody. */
  closeSession(): void {
    this.#controller.session?.close();
  }

  // Life

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('focusin', this.#onFocusIn);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('focusin', this.#onFocusIn);
  }

  /** With it, `moveBefore` on the page is no disconnect. */
  connectedMoveCallback(): void {
    // Not every browser that has it keeps the focus.
    this.#controller.hostConnected();
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name === 'id') this.requestUpdate();
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { session } = this;
    if (changed.has('keepWarm') && session !== undefined && (this.keepWarm || changed.get('keepWarm') === true)) session.keepWarm = this.keepWarm;
    if (changed.has('tokenProvider') && this.tokenProvider !== undefined && session !== undefined) pageServices().registry.setTokenProvider(this.url, this.tokenProvider);
    if (this.#internals !== undefined) this.#internals.ariaLabel = this.label || words('terminal', TERMINAL_STRINGS, this).name;
    this.#appearance.follow(changed);
  }

  protected override render(): TemplateResult {
    const { binding, status, remark, view } = this.#controller;
    const { scheme, themeChanged } = this.#appearance;
    const comforts = this.#controller.comforts?.render();
    const state = this.session?.state;
    this.#states.set({
      [status]: true, shown: binding.phase === 'shown', elsewhere: binding.phase === 'elsewhere', exited: state?.exit !== undefined,
      readonly: !this.canType, [scheme]: true,
    });
    const { content, announcement } = this.#layer.render({
      phase: binding.phase, error: 'error' in binding ? binding.error : undefined,
      detail: state, exit: state?.exit, lastError: state?.lastError, hasContent: view?.hasContent ?? false, remark, misused: this.#misused, input: state?.input, terminal: view?.terminal,
    });
    // Overlay first: Shift+Tab leads from the terminal, which keeps Tab for the shell, to the buttons.
    return html`
      <div class="base ${scheme}">
        ${comforts?.start}
        <div part="toolbar" class="toolbar" ?hidden=${!this.#hasToolbar && !comforts?.toolbar}>${comforts?.toolbar}<slot name="toolbar" @slotchange=${this.#onToolbar}></slot></div>
        <div class="stage">
          <div part="overlay" class="overlay"><slot name="overlay">${content}</slot></div>
          ${comforts?.layers}
          <div part="screen" class="screen ${binding.phase}" @pointerdown=${this.#onPointerDown}></div>
        </div>
        ${comforts?.footer}
        <div class="announcer" role="status">${announcement}</div>
        <span class="theme-probe" aria-hidden="true" @transitionrun=${themeChanged}></span>
      </div>
    `;
  }

  get #misused(): TerminalError | undefined {
    return this.#appearance.misused ?? this.#controller.comforts?.misused;
  }

  get #screen(): HTMLElement {
    return this.renderRoot.querySelector('.screen') as HTMLElement;
  }

  #act(action: OverlayAction): void {
    if (action === 'retry') this.#controller.retry();
    else if (action === 'restart') this.#controller.restart();
    else this.#controller.attach();
    this.#controller.view?.focus();
  }

  readonly #onFocusIn = (): void => this.#controller.focused();

  readonly #onToolbar = (event: Event): void => {
    this.#hasToolbar = (event.target as HTMLSlotElement).assignedNodes().some((node) => node instanceof Element || node.textContent?.trim() !== '');
    this.requestUpdate();
  };

  /** A press on the padding belongs to the terminal too. */
  readonly #onPointerDown = (event: PointerEvent): void => {
    if (event.target !== this.#screen) return;
    event.preventDefault();
    this.#controller.view?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'persistent-terminal': PersistentTerminal;
  }
}
