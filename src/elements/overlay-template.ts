import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Strings } from './localize.js';
import type { NoticeAction, OverlayModel } from './overlay-model.js';

const ICONS = {
  paused: svg`<circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"></circle><path d="M6.4 5.6v4.8M9.6 5.6v4.8" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"></path>`,
  wait: svg`<path d="M8 2a6 6 0 1 1-6 6" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"></path>`,
  error: svg`<path d="M8 1.8 15 14H1z" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"></path><path d="M8 6v4M8 11.6v.6" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"></path>`,
  neutral: svg`<rect x="1.8" y="2.8" width="12.4" height="10.4" rx="1.8" fill="none" stroke="currentColor" stroke-width="1.6"></rect><path d="m4.6 6 2.2 2-2.2 2M8.6 10.4h3" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"></path>`,
} as const;

/** The key of each button's label. */
const LABELS = {
  retry: 'retry', restart: 'restart', attach: 'attach', 'bring-here': 'bringHere',
  'send-held': 'sendHeld', 'continue-held': 'continueHeld', 'discard-held': 'discardHeld', 'cancel-transmit': 'cancelPaste', dismiss: 'dismiss',
} as const satisfies Readonly<Record<NoticeAction, keyof Strings['overlay']>>;

export interface OverlayParts {
  /** Until the next attempt; undefined when none is planned. */
  readonly secondsLeft: number | undefined;
  /** The edge of the screen that a bar keeps to. */
  readonly edge: 'top' | 'bottom';
  /** One line of what is held; may be empty. */
  readonly preview: string;
  /** Called with the button's action. */
  readonly act: (action: NoticeAction) => void;
  /** How to ask for a diagnosis, or what shows it. */
  readonly diagnosis: { readonly show: (() => void) | undefined; readonly panel: TemplateResult | undefined } | undefined;
}

/** What screen readers hear: changes with the state, not with every attempt and second. */
export function overlayAnnouncement(model: OverlayModel | undefined): string {
  if (model !== undefined && model.said !== '') return model.said;
  return model === undefined ? '' : [model.title, model.detail].filter((text) => text !== '').join('. ');
}

export function renderOverlay(model: OverlayModel, { secondsLeft, edge, preview, act, diagnosis }: OverlayParts, words: Strings['overlay']): TemplateResult {
  const { actions, detail, aside, kind } = model;
  const progress = [model.attempt > 0 ? words.attempt(model.attempt) : '', secondsLeft === undefined ? '' : words.nextTry(secondsLeft)].filter((text) => text !== '');
  const button = (action: NoticeAction, index: number): TemplateResult =>
    html`<button part=${index === 0 ? 'retry-button' : nothing} class=${index === 0 && action !== 'dismiss' && action !== 'cancel-transmit' ? nothing : 'quiet'} type="button" data-action=${action} @click=${() => act(action)}>${words[LABELS[action]]}</button>`;
  return html`
    <div class="notice ${model.layout} ${edge} ${model.tone} ${kind === 'notice' ? 'plain' : kind} ${diagnosis?.panel === undefined ? '' : 'examined'}" role=${kind === 'held' ? 'group' : nothing} aria-label=${kind === 'held' ? model.title : nothing}>
      <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${ICONS[kind === 'offline' || kind === 'suspended' || kind === 'held' || kind === 'pending' ? 'paused' : model.tone]}</svg>
      <div class="text">
        <span class="title">${model.title}</span>
        ${detail === '' ? nothing : html`<span class="detail" title=${detail}>${detail}</span>`}
        ${progress.length === 0 ? nothing : html`<span class="progress">${progress.join(' · ')}</span>`}
        ${aside === '' ? nothing : html`<span class="aside">${aside}</span>`}
        ${preview === '' ? nothing : html`<code class="preview" aria-label="${words.heldPreview}: ${preview}">${preview}</code>`}
        ${model.progress === undefined ? nothing : html`<progress aria-label=${words.pastingSaid} max="1" .value=${model.progress}></progress>`}
      </div>
      ${actions.length === 0 && diagnosis?.show === undefined ? nothing : html`<div class="actions">
        ${actions.map(button)}
        ${diagnosis?.show === undefined ? nothing : html`<button type="button" class="quiet" data-action="diagnose" @click=${diagnosis.show}>${words.diagnose}</button>`}
      </div>`}
      ${diagnosis?.panel ?? nothing}
    </div>
  `;
}
