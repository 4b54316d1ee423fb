import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { SessionRef, SessionState, TerminalSession } from '../client/session/contract.js';
import type { ChipDetails } from './chip-details/chip-details.js';
import { chipFaceStyles } from './chip-face.styles.js';
import { chipIcon } from './chip-icons.js';
import { chipMarks } from './chip-marks.js';
import { chipMarksStyles } from './chip-marks.styles.js';
import { chipModel } from './chip-model.js';
import { CustomStates } from './custom-states.js';
import { createLoader } from './lazy-parts.js';
import { words } from './localize.js';
import { pageServices } from './page-services.js';
import { targetRef, type TargetAttributes } from './session-target.js';
import { CHIP_STRINGS } from './strings.js';
import { adopt, documentOf, sharedSheet, type StyleRoot } from './style-sheets.js';

/** What happens in an element that a chip is for, and may mean another session. */
const NEWS = ['terminal-status', 'terminal-ready'];
/** What card and menu hear of. */
const REACHES = ['pointerenter', 'pointerleave', 'focusin', 'focusout', 'click', 'keydown'];

/** What of them takes the keyboard. */
const PRESSES = ['click', 'keydown'];

/** Loaded when somebody first points at a chip that has details, or its focus does. */
export const detailsLoader = createLoader(() => import('./chip-details/chip-details.js'), 'A part of the status chip');

/** The chip, as its face sees it. */
export interface ChipFaceHost extends ReactiveControllerHost, HTMLElement, Omit<TargetAttributes, 'id' | 'label'> {
  readonly for: string | undefined;
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly session: TerminalSession | undefined;
  readonly variant: string;
  readonly label: string | undefined;
  readonly showIdle: boolean;
  readonly interactive: boolean;
  readonly menu: boolean;
}

/** All of a chip that is to be seen and heard. A lazy chunk named after this file: only ever imported dynamically, see lazy-parts.ts. */
export class ChipFace implements ReactiveController {
  readonly #host: ChipFaceHost;
  readonly #named: () => Element | null;
  readonly #states: CustomStates;
  #details: ChipDetails | undefined;
  #leave: (() => void) | undefined;
  #root: Node | undefined;
  readonly #look = (): void => this.#host.requestUpdate();

  /** @param named the element that the chip is for, if it is for one */
  constructor(host: ChipFaceHost, named: () => Element | null) {
    this.#host = host;
    this.#named = named;
    this.#states = new CustomStates(host.attachInternals?.());
    for (const type of REACHES) host.addEventListener(type, this.#reach);
    host.addController(this);
  }

  hostConnected(): void {
    this.#leave = pageServices().registry.subscribe(this.#look);
    // The element that it is for may turn to another session, which changes nothing in the registry.
    this.#root = this.#host.getRootNode();
    for (const type of NEWS) this.#root.addEventListener(type, this.#look);
    this.#look();
  }

  hostDisconnected(): void {
    this.#leave?.();
    this.#leave = undefined;
    for (const type of NEWS) this.#root?.removeEventListener(type, this.#look);
    this.#root = undefined;
    this.#details?.close();
  }

  hostUpdated(): void {
    this.#details?.updated();
  }

  /** To be asked in every render of the host. */
  render(): TemplateResult {
    const host = this.#host;
    const root = host.renderRoot as StyleRoot;
    // Each time: a root that came into another document has lost it.
    adopt(root, [chipFaceStyles, chipMarksStyles].map(({ cssText }) => sharedSheet(documentOf(root), cssText)));
    const state = this.#state();
    const model = chipModel(state, host.label ?? '', words('chip', CHIP_STRINGS, host), this.#wanted);
    const { tone, name, text, idle, status } = model;
    const empty = idle && !host.showIdle;
    const { unread = false, bell = false, progress } = state?.activity ?? {};
    this.#states.set({ [status]: true, active: tone === 'active', background: tone === 'background', empty, unread, bell, progress: progress !== undefined });
    const variant = host.variant === 'dot' || host.variant === 'label' ? host.variant : 'full';
    const marks = !empty && state !== undefined ? chipMarks(host, state.activity) : undefined;
    const button = empty || !this.#reachable ? nothing : this.#button(variant === 'label' ? name : undefined);
    // The live region is there before it speaks, and holds nothing but the state: news interrupt nobody.
    return html`<span part="chip" class=${empty ? '' : `chip ${tone} ${variant}`}>${
      empty ? nothing : html`<span class="mark">${marks?.ring}<svg part="dot" class="icon" viewBox="0 0 16 16" aria-hidden="true">${chipIcon(model)}</svg></span>`
    }<span part="label" class="label" id="label" role="status">${
      empty ? nothing : html`${variant === 'label' ? nothing : html`<span class="name">${name}</span>`}<span class="state">${text}</span>`
    }</span>${marks?.news}${button}</span>${this.#details?.render(model, empty)}`;
  }

  /** @param name of the session, where it is not to be seen */
  #button(name: string | undefined): TemplateResult {
    const { menu } = this.#host;
    const stage = this.#details?.stage;
    const open = stage === 'menu' || stage === 'ending';
    return html`<button part="button" class="hit" id="hit" type="button" aria-label=${name ?? nothing} aria-labelledby=${name === undefined ? 'label news' : 'hit label news'} aria-describedby=${stage === 'card' ? 'card' : nothing} aria-haspopup=${menu ? 'menu' : nothing} aria-expanded=${menu ? open : nothing} aria-controls=${open ? 'menu' : nothing}></button>`;
  }

  get #reachable(): boolean {
    return this.#host.interactive || this.#host.menu;
  }

  readonly #reach = (event: Event): void => {
    if (!this.#reachable) return;
    if (this.#details !== undefined) return this.#details.handle(event);
    const from = this.#focused;
    detailsLoader.load().then(
      ({ ChipDetails }) => {
        this.#details ??= new ChipDetails(this.#host, this.#named);
        // Late, a press takes the keyboard from nobody who has gone on elsewhere.
        if (this.#host.isConnected && (!PRESSES.includes(event.type) || this.#focused === from)) this.#details.handle(event);
      },
      // Asked for again by the next event.
      (error: Error) => pageServices().logger.warn({}, error.message),
    );
  };

  /** What it is asked to speak of, open or not. */
  get #wanted(): SessionRef {
    const { for: id, url, sessionId, project, environment } = this.#host;
    return targetRef(id ? (this.#named() ?? { id }) : { url, sessionId, project, environment });
  }

  get #focused(): Element | null {
    return this.#host.ownerDocument.activeElement;
  }

  #state(): SessionState | undefined {
    // A wrong name is told by the terminal that bears it.
    try {
      return this.#host.session?.state;
    } catch {
      return undefined;
    }
  }
}
