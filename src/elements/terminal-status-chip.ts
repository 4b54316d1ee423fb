import { nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { MutableDisposable } from '../base/disposable.js';
import type { TerminalSession } from '../client/session/contract.js';
import { VERSION } from '../client/version.js';
import { whenTimesAreBetter } from './better-times.js';
export type { TerminalChipActivateDetail, TerminalStatusChipEventMap } from './chip-events.js';
import type { ChipFace } from './chip-face.js';
import { pageServices } from './page-services.js';
import { PortableElement } from './portable-element.js';
import { targetRef } from './session-target.js';

/** A session, or an element that shows one. */
interface SessionHolder extends Element {
  readonly session?: TerminalSession | undefined;
}

/**
 * Says how a session is doing: active, connected in the background, connecting, failed, ended; nothing when there is no connection. Reads the page's registry, so it works
 * with no terminal in the page. What it looks like is loaded with the first chip.
 *
 * @tag terminal-status-chip
 * @csspart chip - The pill.
 * @csspart dot - The icon.
 * @csspart label - The text.
 * @csspart badge - The mark for a bell, unread output, or a progress that failed.
 * @csspart progress - The ring around the icon.
 * @csspart button - The whole pill, when it is a button.
 * @csspart popup - The box with card and menu.
 * @csspart card - Its upper part, the details.
 * @csspart menu - Its lower part.
 * @csspart menu-item - One action.
 * @cssprop --chip-color-active - Also `-background`, `-wait`, `-error` and `-idle`: text and icon.
 * @cssprop --chip-background - Fill of the pill; default by state.
 * @cssprop --chip-color-badge - Bell and unread mark.
 * @cssprop --chip-badge-surround - Behind the mark of a `dot`, which lies over the icon; default `Canvas`.
 * @cssprop --chip-popup-background - Fill of card and menu.
 * @cssprop --terminal-focus-ring - Colour of the focus ring.
 * @cssprop --terminal-ui-font - Font.
 * @fires {CustomEvent<TerminalChipActivateDetail>} terminal-chip-activate - The chip was pressed, or "Show terminal" chosen. Cancelable: by default the terminal that shows the session gets the focus.
 */
export class TerminalStatusChip extends PortableElement {
  /** Package version, for pages with two copies. */
  static readonly version = VERSION;
  static override properties: PropertyDeclarations = {
    for: {}, url: {}, sessionId: { attribute: 'session-id' }, project: {}, environment: {}, variant: {}, label: {}, showIdle: { attribute: 'show-idle', type: Boolean },
    interactive: { type: Boolean }, menu: { type: Boolean },
  };

  /** Id of a `<persistent-terminal>` in the same root; wins over the names. */
  declare for: string | undefined;
  /** Server; default that of the registry. */
  declare url: string | undefined;
  declare sessionId: string | undefined;
  declare project: string | undefined;
  declare environment: string | undefined;
  /** `full` (name, state, percentage), `label` (state) or `dot` (icon, with the text for screen readers). */
  declare variant: string;
  /** What to call the session instead of its own label. */
  declare label: string | undefined;
  /** Speaks also when there is no connection. */
  declare showIdle: boolean;
  /** A button: pointing at it or focusing it shows a card with details, pressing it goes to the terminal. */
  declare interactive: boolean;
  /** As `interactive`, but pressing it opens a menu: show, reconnect, copy report, end the session. */
  declare menu: boolean;

  readonly #again = new MutableDisposable();
  #face: ChipFace | undefined;

  constructor() {
    super();
    this.variant = 'full';
    this.showIdle = this.interactive = this.menu = false;
  }

  /** The session it speaks of, if that is open. */
  get session(): TerminalSession | undefined {
    if (this.for) return this.#named?.session;
    return pageServices().registry.get(targetRef({ url: this.url, sessionId: this.sessionId, project: this.project, environment: this.environment }));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#again.clear();
  }

  protected override render(): TemplateResult | typeof nothing {
    return this.#face?.render() ?? nothing;
  }

  get #named(): SessionHolder | null {
    return (this.getRootNode() as Document | ShadowRoot).querySelector<SessionHolder>(`#${CSS.escape(this.for ?? '')}`);
  }

  #load(): void {
    if (this.#face !== undefined) return;
    this.#again.clear();
    const { chips, logger } = pageServices();
    chips.load().then(({ ChipFace }) => {
      this.#face ??= new ChipFace(this, () => (this.for ? this.#named : null));
      this.requestUpdate();
    }, (error: Error) => {
      logger.warn({}, error.message);
      // Coming back tries again.
      if (this.isConnected) this.#again.value = whenTimesAreBetter(this.session?.url, () => this.#load());
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'terminal-status-chip': TerminalStatusChip;
  }
}
