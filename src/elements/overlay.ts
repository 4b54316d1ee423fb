import { nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Clock } from '../base/clock.js';
import type { TerminalSession } from '../client/session/contract.js';
import { Countdown } from './countdown.js';
import { diagnosable, Diagnosis } from './diagnosis.js';
import { firstFault, renderDiagnosis } from './diagnosis-template.js';
import { FreeEdge } from './free-edge.js';
import { inputNoticeStyles } from './input-notice.styles.js';
import { words } from './localize.js';
import { Notice } from './notice.js';
import { overlayModel, type NoticeAction, type OverlayAction, type OverlayFacts, type OverlayModel } from './overlay-model.js';
import { OVERLAY_STRINGS } from './overlay-strings.js';
import { overlayStyles } from './overlay.styles.js';
import { overlayAnnouncement, renderOverlay } from './overlay-template.js';
import { previewOf } from './preview.js';
import { adopt, documentOf, sharedSheet, type StyleRoot } from './style-sheets.js';

/** What is said over a screen, for eyes and for ears. */
export interface Saying {
  readonly content: TemplateResult | typeof nothing;
  /** Changes with the state, not with every attempt and second. */
  readonly announcement: string;
}

export interface OverlaySettings {
  readonly host: ReactiveControllerHost & HTMLElement & { readonly renderRoot: HTMLElement | DocumentFragment };
  /** Asked each time: tests replace it. */
  readonly clock: () => Clock;
  readonly session: () => TerminalSession | undefined;
  /** Called with the button's action. */
  readonly act: (action: OverlayAction) => void;
}

/** Says over a screen how its session is doing. A lazy chunk named after this file: only ever imported dynamically, see lazy-parts.ts. */
export class Overlay {
  readonly #settings: OverlaySettings;
  readonly #countdown: Countdown;
  readonly #notice: Notice;
  readonly #edge: FreeEdge;
  readonly #diagnosis: Diagnosis;
  /** The report that was copied last. */
  #copied: string | undefined;

  constructor(settings: OverlaySettings) {
    const { host, clock } = settings;
    this.#settings = settings;
    this.#countdown = new Countdown(host, clock);
    this.#diagnosis = new Diagnosis(host, settings.session);
    this.#edge = new FreeEdge(host, clock);
    this.#notice = new Notice(clock, () => documentOf(host.renderRoot as StyleRoot), () => host.requestUpdate());
  }

  /** To be asked in every render of the host. */
  render({ failure, misused, terminal, ...state }: OverlayFacts): Saying {
    const text = words('overlay', OVERLAY_STRINGS, this.#settings.host);
    const said = overlayModel({ ...state, notice: this.#notice.text(failure, text) || (misused?.message ?? '') }, text);
    this.#diagnosis.follow(said);
    const { reading, open } = this.#diagnosis;
    const fault = reading.phase === 'done' && said !== undefined && diagnosable(said) ? firstFault(reading.report) : '';
    const model = said === undefined || fault === '' ? said : { ...said, detail: fault };
    if (!open) this.#copied = undefined;
    const diagnosis = !diagnosable(said) ? undefined : {
      show: open ? undefined : this.#diagnosis.show,
      panel: open ? renderDiagnosis(this.#diagnosis, reading.phase === 'done' && this.#copied === reading.report.text, this.#copy, text) : undefined,
    };
    const seconds = this.#countdown.secondsLeft(model?.retryAt);
    const root = this.#settings.host.renderRoot as StyleRoot;
    // Each time: a root that came into another document has lost it.
    adopt(root, [overlayStyles, inputNoticeStyles].map(({ cssText }) => sharedSheet(documentOf(root), cssText)));
    const edge = this.#edge.of(model?.layout === 'bar' ? terminal : undefined);
    const parts = { secondsLeft: seconds, edge, preview: this.#preview(model), act: this.#act, diagnosis };
    return { content: model === undefined ? nothing : renderOverlay(model, parts, text), announcement: overlayAnnouncement(model) };
  }

  #preview(model: OverlayModel | undefined): string {
    return model?.kind === 'held' ? previewOf((max) => this.#settings.session()?.peekHeld(max)) : '';
  }

  readonly #act = (action: NoticeAction): void => {
    const { host, act, session } = this.#settings;
    switch (action) {
      case 'send-held':
      case 'continue-held':
        session()?.sendHeld();
        break;
      case 'discard-held':
        session()?.discardHeld();
        break;
      case 'cancel-transmit':
        session()?.cancelTransmit();
        break;
      case 'dismiss':
        this.#notice.dismiss();
        break;
      default:
        return act(action);
    }
    // The button goes; the keyboard goes on in the terminal.
    host.focus();
  };

  readonly #copy = (text: string): void => {
    // Absent in pages that are not secure; the report can be selected all the same.
    const written = documentOf(this.#settings.host.renderRoot as StyleRoot).defaultView?.navigator.clipboard?.writeText(text);
    void written?.then(() => {
      this.#copied = text;
      this.#settings.host.requestUpdate();
    }, () => {});
  };
}
