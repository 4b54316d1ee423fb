import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { VERSION } from '../../client/version.js';
import { resolveScheme } from '../appearance.js';
import { shipDiagnosisStrings, stepNames } from '../diagnosis-strings.js';
import { shipStrings, words } from '../localize.js';
import { pageServices, type PageServices } from '../page-services.js';
import { PortableElement } from '../portable-element.js';
import { teller } from '../sentence.js';
import { CHIP_STRINGS } from '../strings.js';
import { renderConnections } from './connections-template.js';
import { detailsStyles } from './details.styles.js';
import { INSPECTOR_STRINGS } from './inspector-strings.js';
import { inspectorStyles } from './inspector.styles.js';
import { renderNumbers } from './numbers-template.js';
import { Observation } from './observation.js';
import { Operations } from './operations.js';
import { inspectorReport, rowReport, type ReportFacts } from './report.js';
import { renderSessions, type SessionDeeds, type TableState } from './sessions-template.js';
import { sideStyles } from './side.styles.js';
import { tableStyles } from './table.styles.js';
import { renderTimeline, type TimelineDeeds, type TimelineView } from './timeline-template.js';
import { Wording } from './wording.js';

shipStrings('de', () => import('./inspector-de.js'));

/**
 * Shows what the terminals of a page are doing: connections, sessions, what happened, how fast switching is, and what one can do about it. Reads the page's registry, so it
 * works with no terminal in the page. Costs nothing while it is closed: it subscribes to nothing and has no timer.
 *
 * @tag terminal-inspector
 * @csspart toggle - The button that opens and closes it.
 * @csspart panel - What it shows while it is open.
 * @cssprop --chip-color-active - Also `-background`, `-wait`, `-error` and `-idle`: colours of states, as in the chip.
 * @cssprop --terminal-focus-ring - Colour of the focus ring.
 * @cssprop --terminal-ui-font - Font of everything but ids.
 * @fires {Event} toggle - It was opened or closed. Does not bubble.
 */
export class TerminalInspector extends PortableElement {
  /** Package version, for pages with two copies. */
  static readonly version = VERSION;
  static override styles = [inspectorStyles, sideStyles, tableStyles, detailsStyles];
  static override properties: PropertyDeclarations = { open: { type: Boolean, reflect: true }, colorScheme: { attribute: 'color-scheme' } };

  /** Whether it shows something, and watches. */
  declare open: boolean;
  /** `auto` (the page's `color-scheme`, else the system's), `light` or `dark`. */
  declare colorScheme: string;

  readonly #operations = new Operations(() => this.#observation?.changed());
  #services: PageServices | undefined;
  #observation: Observation | undefined;
  /** The document that tells whether it is visible, while that matters. */
  #watched: Document | undefined;
  #openedRow: string | undefined;
  #confirming: string | undefined;
  #find = '';
  #timeline: TimelineView = { kind: 'all', words: '', paused: undefined };
  #copied: string | undefined;
  /** A report that the clipboard did not take. */
  #byHand: string | undefined;
  #focusBefore: Element | null = null;

  constructor() {
    super();
    this.open = false;
    this.colorScheme = 'auto';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.open) this.#watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#rest();
  }

  /** With it, `moveBefore` on the page is no disconnect. */
  connectedMoveCallback(): void {
    this.requestUpdate();
  }

  /** All of it as text, without tokens, queries, names and terminal content; empty while it is closed. */
  report(): string {
    const facts = this.#facts();
    return facts === undefined ? '' : inspectorReport(facts);
  }

  #facts(): ReportFacts | undefined {
    if (this.#observation === undefined || this.#services === undefined) return undefined;
    const { metrics, journal } = this.#observation;
    const { clock, registry } = this.#services;
    return {
      registryVersion: registry.version, now: clock.now(), wallNow: clock.wallNow(), connections: this.#observation.connections(), sessions: this.#observation.sessions(), metrics, entries: journal.entries,
    };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#focusBefore = this.shadowRoot?.activeElement ?? null;
    if (!changed.has('open')) return;
    if (this.open) return this.#watch();
    this.#rest();
    this.#observation = undefined;
    this.#services = undefined;
    this.#openedRow = undefined;
    this.#confirming = undefined;
    this.#find = '';
    this.#byHand = undefined;
    this.#timeline = { ...this.#timeline, paused: undefined };
  }

  protected override updated(changed: PropertyValues<this>): void {
    // What had the focus is gone (a row, a button): it must not fall back to the top of the page.
    if (this.#focusBefore !== null && !this.#focusBefore.isConnected) this.#focusOn(this.#openedRow === undefined ? undefined : '.expander[aria-expanded=true]');
    if (changed.get('open') !== undefined) this.dispatchEvent(new Event('toggle'));
  }

  protected override render(): TemplateResult {
    const observation = this.#observation;
    const wording = new Wording(words('inspector', INSPECTOR_STRINGS, this), words('chip', CHIP_STRINGS, this), stepNames(this), teller(this));
    const { text } = wording;
    const scheme = observation === undefined ? '' : this.#scheme();
    return html`
      <div class="base ${scheme} ${this.open ? 'open' : ''}">
        <div class="bar">
          <button type="button" part="toggle" class="toggle" aria-expanded=${this.open ? 'true' : 'false'} title=${this.open ? text.close : text.title} @click=${this.#toggle}>
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M1.6 8.6h3l2-5.2 2.8 9 2-3.8h3" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"></path></svg>
            ${this.open ? text.title : text.open}</button>
          ${observation === undefined ? nothing : html`<button type="button" data-copy @click=${this.#copyReport}>${this.#copied === PAGE_REPORT ? text.copied : text.copyReport}</button>`}
        </div>
        ${observation === undefined ? nothing : this.#renderPanel(observation, wording)}
      </div>
    `;
  }

  #renderPanel(observation: Observation, wording: Wording): TemplateResult {
    const { text } = wording;
    const { clock } = this.#services ?? pageServices();
    const { metrics, journal } = observation;
    const state: TableState = {
      opened: this.#openedRow, confirming: this.#confirming, copied: this.#copied, find: this.#find, now: clock.now(), wallNow: clock.wallNow(), operation: (row) => this.#operations.of(row),
    };
    return html`
      <div part="panel" class="panel" role="region" aria-label=${text.title}>
        ${this.#byHand === undefined ? nothing : html`<textarea class="by-hand" readonly rows="8" aria-label=${text.reportToCopy} .value=${this.#byHand}></textarea>`}
        <div class="grid">
          <div class="tables">
            ${renderConnections(observation.connections(wording.chip), state, wording, this.#deeds)}
            ${renderSessions(observation.sessions(wording.chip), state, wording, this.#deeds)}
          </div>
          ${renderTimeline(journal.entries, journal.count, state.now, this.#timeline, wording, this.#timelineDeeds)}
          <div class="numbers">${renderNumbers(metrics, wording)}</div>
        </div>
      </div>
    `;
  }

  readonly #deeds: SessionDeeds = {
    toggle: (row) => {
      this.#openedRow = this.#openedRow === row ? undefined : row;
      this.#confirming = undefined;
      this.requestUpdate();
    },
    run: (row, kind, target) => {
      if (kind === 'diagnose' || kind === 'recover' || kind === 'recover-full') shipDiagnosisStrings();
      if (this.#services !== undefined) this.#operations.run(row, kind, this.#services.registry, this.#services.clock, target);
      this.requestUpdate();
    },
    cancel: (row) => this.#operations.cancel(row),
    dismiss: (row) => {
      this.#operations.dismiss(row);
      this.requestUpdate();
    },
    askToClose: (row) => {
      this.#confirming = row;
      this.requestUpdate();
      void this.updateComplete.then(() => this.#focusOn(row === undefined ? '[data-action=close]' : '[data-action=cancel-close]'));
    },
    copyRow: (row) => {
      const facts = this.#facts();
      if (facts !== undefined) this.#copy(rowReport(row, facts), row);
    },
    copy: (text, name) => this.#copy(text, name),
    find: (words) => {
      this.#find = words;
      this.requestUpdate();
    },
  };

  readonly #timelineDeeds: TimelineDeeds = {
    look: (view) => {
      this.#timeline = { ...this.#timeline, ...view };
      this.requestUpdate();
    },
    pause: () => {
      const { journal } = this.#observation ?? {};
      const now = this.#services?.clock.now() ?? 0;
      const paused = this.#timeline.paused !== undefined || journal === undefined ? undefined : { entries: journal.entries, count: journal.count, now };
      this.#timeline = { ...this.#timeline, paused };
      this.requestUpdate();
    },
  };

  readonly #toggle = (): void => {
    this.open = !this.open;
  };

  readonly #copyReport = (): void => this.#copy(this.report(), PAGE_REPORT);

  #copy(text: string, name: string): void {
    const tell = (copied: boolean): void => {
      this.#copied = copied ? name : undefined;
      this.#byHand = copied ? undefined : text;
      this.requestUpdate();
    };
    // Absent in pages that are not secure, and refused in frames without permission.
    const written = this.ownerDocument.defaultView?.navigator.clipboard?.writeText(text);
    if (written === undefined) tell(false);
    else void written.then(() => tell(true), () => tell(false));
  }

  #watch(): void {
    if (!this.isConnected) return;
    this.#services ??= pageServices();
    this.#observation ??= new Observation({
      services: this.#services,
      visible: () => this.ownerDocument.visibilityState !== 'hidden',
      drawn: () => this.checkVisibility?.() ?? true,
      render: () => this.requestUpdate(),
    });
    this.#watched ??= this.ownerDocument;
    this.#watched.addEventListener('visibilitychange', this.#onVisibility);
    this.#observation.start();
  }

  #rest(): void {
    this.#watched?.removeEventListener('visibilitychange', this.#onVisibility);
    this.#watched = undefined;
    this.#observation?.stop();
    this.#operations.dispose();
  }

  readonly #onVisibility = (): void => {
    if (this.ownerDocument.visibilityState === 'hidden') this.#observation?.pause();
    else this.#observation?.resume();
  };

  #focusOn(selector: string | undefined): void {
    const wanted = selector === undefined ? null : this.renderRoot.querySelector<HTMLElement>(selector);
    (wanted ?? this.renderRoot.querySelector<HTMLElement>('.toggle'))?.focus();
  }

  #scheme(): string {
    const page = this.ownerDocument.defaultView;
    return page === null ? '' : resolveScheme(this.colorScheme, page.getComputedStyle(this), page.matchMedia('(prefers-color-scheme: dark)').matches);
  }
}

/** Name of the report of the whole page among what was copied last. */
const PAGE_REPORT = 'page';

declare global {
  interface HTMLElementTagNameMap {
    'terminal-inspector': TerminalInspector;
  }
}
