import { html, nothing, type ReactiveController } from 'lit';
import { MutableDisposable } from '../base/disposable.js';
import type { TerminalError } from '../protocol/errors.js';
import { whenTimesAreBetter } from './better-times.js';
import type { OverlayModule } from './lazy-parts.js';
import { words } from './localize.js';
import type { Overlay, OverlaySettings, Saying } from './overlay.js';
import type { OverlayFacts } from './overlay-model.js';
import { pageServices } from './page-services.js';
import { reasonOf, sentenceOf, teller } from './sentence.js';
import { CHIP_STRINGS, TERMINAL_STRINGS } from './strings.js';

export interface StatusLayerSettings extends Omit<OverlaySettings, 'clock'> {
  /** Tells the page of a failure that is shown here. */
  readonly report: (error: TerminalError) => void;
}

/** What is over the screen: the overlay, and until that has been loaded a line with what can't wait for it. */
export class StatusLayer implements ReactiveController {
  readonly #settings: StatusLayerSettings;
  readonly #again = new MutableDisposable();
  #overlay: Overlay | undefined;
  /** Why there is no overlay. */
  #missing: TerminalError | undefined;

  constructor(settings: StatusLayerSettings) {
    this.#settings = settings;
    settings.host.addController(this);
  }

  hostConnected(): void {
    this.#load();
  }

  hostDisconnected(): void {
    this.#again.clear();
  }

  /** To be asked in every render of the host. */
  render(facts: OverlayFacts): Saying {
    if (this.#overlay !== undefined) return this.#overlay.render(facts);
    const text = this.#line(facts);
    const content = text === '' ? nothing : html`<div class="line" role="alert"><span>${text}</span><button part="retry-button" type="button" @click=${this.#retry}>${words('terminal', TERMINAL_STRINGS, this.#settings.host).retry}</button></div>`;
    return { content, announcement: '' };
  }

  #line({ error, remark, phase, detail, misused }: OverlayFacts): string {
    const tell = teller(this.#settings.host);
    const said = sentenceOf(error ?? remark?.error ?? misused, tell);
    if (this.#missing === undefined) return said;
    const waits = phase === 'shown' && detail !== undefined && detail.status !== 'connected';
    return [said || (waits ? `${words('chip', CHIP_STRINGS, this.#settings.host)[detail.status]}. ${reasonOf(detail, tell)}`.trim() : ''), sentenceOf(this.#missing, tell)].join(' ').trim();
  }

  readonly #retry = (): void => {
    this.#load();
    this.#settings.act('retry');
  };

  #load(): void {
    if (this.#overlay !== undefined) return;
    this.#again.clear();
    const { overlays } = pageServices();
    if (overlays.loaded !== undefined) this.#begin(overlays.loaded);
    else overlays.load().then((module) => this.#begin(module), (error: TerminalError) => this.#fail(error));
  }

  #begin({ Overlay: Loaded }: OverlayModule): void {
    this.#overlay ??= new Loaded({ ...this.#settings, clock: () => pageServices().clock });
    this.#settings.host.requestUpdate();
  }

  #fail(error: TerminalError): void {
    this.#missing = error;
    // Coming back tries again.
    if (!this.#settings.host.isConnected) return;
    this.#again.value = whenTimesAreBetter(this.#settings.session()?.url, () => this.#load());
    this.#settings.report(error);
  }
}
