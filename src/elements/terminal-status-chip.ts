import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { SessionState, TerminalSession } from '../client/session/contract.js';
import { VERSION } from '../client/version.js';
import { chipIcon } from './chip-icons.js';
import { chipModel } from './chip-model.js';
import { CustomStates } from './custom-states.js';
import { words } from './localize.js';
import { pageServices } from './page-services.js';
import { PortableElement } from './portable-element.js';
import { targetRef } from './session-target.js';
import { CHIP_STRINGS } from './strings.js';
import { terminalStatusChipStyles } from './terminal-status-chip.styles.js';

/** A session, or an element that shows one. */
interface SessionHolder extends Element {
  readonly session?: TerminalSession | undefined;
}

/**
 * Says how a session is doing: active, connected in the background, connecting, failed; nothing when there is no connection. Reads the page's registry, so it works
 * with no terminal in the page.
 *
 * @tag terminal-status-chip
 * @csspart chip - The pill.
 * @csspart dot - The icon.
 * @csspart label - The text.
 * @cssprop --chip-color-active - Also `-background`, `-wait`, `-error` and `-idle`: text and icon.
 */
export class TerminalStatusChip extends PortableElement {
  /** Package version, for pages with two copies. */
  static readonly version = VERSION;
  static override styles = terminalStatusChipStyles;
  static override properties: PropertyDeclarations = {
    for: {}, url: {}, sessionId: { attribute: 'session-id' }, project: {}, environment: {}, variant: {}, label: {}, showIdle: { attribute: 'show-idle', type: Boolean },
  };

  /** Id of a `<persistent-terminal>` in the same root; wins over the names. */
  declare for: string | undefined;
  /** Server; default that of the registry. */
  declare url: string | undefined;
  declare sessionId: string | undefined;
  declare project: string | undefined;
  declare environment: string | undefined;
  /** `full` (name and state), `label` (state) or `dot` (icon, with the text for screen readers). */
  declare variant: string;
  /** What to call the session instead of its own label. */
  declare label: string | undefined;
  /** Speaks also when there is no connection. */
  declare showIdle: boolean;

  readonly #states = new CustomStates(this.attachInternals?.());
  #leave: (() => void) | undefined;
  #root: Node | undefined;
  readonly #look = (): void => this.requestUpdate();

  constructor() {
    super();
    this.variant = 'full';
    this.showIdle = false;
  }

  /** The session it speaks of, if that is open. */
  get session(): TerminalSession | undefined {
    if (this.for) return (this.getRootNode() as Document | ShadowRoot).querySelector<SessionHolder>(`#${CSS.escape(this.for)}`)?.session;
    return pageServices().registry.get(targetRef({ url: this.url, sessionId: this.sessionId, project: this.project, environment: this.environment }));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#leave = pageServices().registry.subscribe(this.#look);
    // The element named by `for` may turn to another session, which changes nothing in the registry.
    this.#root = this.getRootNode();
    for (const type of ['terminal-status', 'terminal-ready'] as const) this.#root.addEventListener(type, this.#look);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave?.();
    this.#leave = undefined;
    for (const type of ['terminal-status', 'terminal-ready'] as const) this.#root?.removeEventListener(type, this.#look);
    this.#root = undefined;
  }

  protected override render(): TemplateResult {
    const model = chipModel(this.#state(), this.label ?? '', words('chip', CHIP_STRINGS, this));
    const empty = model.idle && !this.showIdle;
    this.#states.set({ [model.status]: true, active: model.tone === 'active', background: model.tone === 'background', empty });
    const variant = this.variant === 'dot' || this.variant === 'label' ? this.variant : 'full';
    const name = variant === 'label' ? nothing : html`<span class="name">${model.name}</span>`;
    return html`<span role="status">${
      empty
        ? nothing
        : html`<span part="chip" class="chip ${model.tone} ${variant}"><svg part="dot" class="icon" viewBox="0 0 16 16" aria-hidden="true">${chipIcon(model)}</svg
            ><span part="label" class="label">${name}<span class="state">${model.text}</span></span></span>`
    }</span>`;
  }

  #state(): SessionState | undefined {
    // On a server there is no registry to read, and a wrong name is told by the terminal that bears it.
    if (!this.isConnected) return undefined;
    try {
      return this.session?.state;
    } catch {
      return undefined;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'terminal-status-chip': TerminalStatusChip;
  }
}
