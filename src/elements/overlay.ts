import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Clock } from '../base/clock.js';
import type { TerminalSession } from '../client/session/contract.js';
import { Announcer } from './announcer.js';
import { Countdown } from './countdown.js';
import { diagnosable, Diagnosis } from './diagnosis.js';
import { firstFault, renderDiagnosis } from './diagnosis-template.js';
import { stepNames } from './diagnosis-strings.js';
import { diagnosisStyles } from './diagnosis.styles.js';
import { FreeEdge } from './free-edge.js';
import { inputNoticeStyles } from './input-notice.styles.js';
import { words, type Strings } from './localize.js';
import { Notice } from './notice.js';
import type { NoticeAction, NoticeKind, OverlayAction, OverlayFacts, OverlayModel } from './overlay-model.js';
import { OVERLAY_STRINGS } from './overlay-strings.js';
import { overlayStyles } from './overlay.styles.js';
import { overlayAnnouncement, renderOverlay, type OverlayParts } from './overlay-template.js';
import { overlayModel } from './overlay-words.js';
import { previewOf } from './preview.js';
import { sentenceOf, teller, type Tell } from './sentence.js';
import { renderReadOnlyMark } from './read-only-mark.js';
import { smallBoxStyles } from './small-boxes.styles.js';
import { adopt, documentOf, sharedSheet, type StyleRoot } from './style-sheets.js';
import { TerminalKeys } from './terminal-keys.js';
import type { ScreenView } from './terminal-view/screen-view.js';

/** What is said over a screen, for eyes and for ears. */
export interface Saying {
  readonly content: TemplateResult | typeof nothing;
  /** What a live region is to hold. */
  readonly announcement: string;
}

export interface OverlaySettings {
  readonly host: ReactiveControllerHost & HTMLElement & { readonly renderRoot: HTMLElement | DocumentFragment; readonly canType: boolean };
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
  readonly #announcer: Announcer;
  readonly #keys: TerminalKeys;
  #kind: NoticeKind | undefined;
  /** Somebody has folded it: it stays so while the state lasts. */
  #folded = false;
  /** The report that was copied last. */
  #copied: string | undefined;

  constructor(settings: OverlaySettings) {
    const { host, clock, session } = settings;
    this.#settings = settings;
    this.#countdown = new Countdown(host, clock);
    this.#diagnosis = new Diagnosis(host, session);
    this.#edge = new FreeEdge(host, clock);
    this.#announcer = new Announcer(host, clock);
    this.#notice = new Notice(clock, () => documentOf(host.renderRoot as StyleRoot), () => host.requestUpdate());
    this.#keys = new TerminalKeys({ host, clock, act: (action) => this.#act(action), refused: () => this.#notice.add({ readOnly: true }) });
  }

  /** To be asked in every render of the host. */
  render(facts: OverlayFacts): Saying {
    const { host, session } = this.#settings;
    const byServer = session()?.state.readOnly === true;
    const text = words('overlay', OVERLAY_STRINGS, host);
    const tell = teller(host);
    const model = this.#model(facts, text, tell);
    if (model?.kind !== this.#kind) this.#folded = false;
    this.#kind = model?.kind;
    this.#keys.offer(facts.phase === 'shown' ? model?.enter : undefined);
    const root = host.renderRoot as StyleRoot;
    // Each time: a root that came into another document has lost it.
    adopt(root, [overlayStyles, diagnosisStyles, inputNoticeStyles, smallBoxStyles].map(({ cssText }) => sharedSheet(documentOf(root), cssText)));
    const parts = this.#parts(model, facts, text, tell);
    return {
      content: html`${model === undefined ? nothing : renderOverlay(model, parts, text)}${!host.canType && facts.phase === 'shown' ? renderReadOnlyMark(byServer ? text.readOnlyByServer : text.readOnly) : nothing}`,
      announcement: this.#announcer.text(overlayAnnouncement(model), text.connectedSaid),
    };
  }

  #model({ remark, misused, terminal: _terminal, ...state }: OverlayFacts, text: Strings['overlay'], tell: Tell): OverlayModel | undefined {
    const { host, session } = this.#settings;
    const view = session()?.view as Partial<ScreenView> | undefined;
    const place = view?.terminal?.element?.ownerDocument;
    const notice = this.#notice.model(remark, text, tell) ?? (misused === undefined ? undefined : { kind: 'notice', tone: 'error', text: sentenceOf(misused, tell) } as const);
    const model = overlayModel({ ...state, notice, readOnly: !host.canType, otherWindow: place !== undefined && place !== host.ownerDocument }, text, tell);
    this.#diagnosis.follow(model);
    const { reading } = this.#diagnosis;
    const fault = reading.phase === 'done' && model !== undefined && diagnosable(model) ? firstFault(reading.report, tell) : '';
    return model === undefined || fault === '' ? model : { ...model, detail: fault };
  }

  #parts(model: OverlayModel | undefined, { terminal }: OverlayFacts, text: Strings['overlay'], tell: Tell): OverlayParts {
    const { reading, open, show } = this.#diagnosis;
    if (!open) this.#copied = undefined;
    return {
      secondsLeft: this.#countdown.secondsLeft(model?.retryAt),
      edge: this.#edge.of(model?.layout === 'bar' ? terminal : undefined),
      preview: model?.kind === 'held' ? previewOf((max) => this.#settings.session()?.peekHeld(max)) : '',
      folded: this.#folded,
      fold: this.#fold,
      act: this.#act,
      diagnosis: !diagnosable(model) ? undefined : {
        found: reading.phase === 'done' && model?.detail === firstFault(reading.report, tell),
        show: open ? undefined : show,
        panel: open ? renderDiagnosis(this.#diagnosis, reading.phase === 'done' && this.#copied === reading.report.text, this.#copy, text, stepNames(this.#settings.host), tell) : undefined,
      },
    };
  }

  readonly #fold = (folded: boolean): void => {
    const { host } = this.#settings;
    this.#folded = folded;
    host.requestUpdate();
    // The button goes; the keyboard goes on at the one that undoes it.
    void host.updateComplete.then(() => host.renderRoot.querySelector<HTMLElement>(`[data-action=${folded ? 'unfold' : 'fold'}]`)?.focus());
  };

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
