import { html, nothing, svg, type TemplateResult } from 'lit';
import type { OverlayAction, OverlayModel } from './overlay-model.js';
import { STRINGS } from './overlay-strings.js';

const ICONS = {
  paused: svg`<circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"></circle><path d="M6.4 5.6v4.8M9.6 5.6v4.8" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"></path>`,
  wait: svg`<path d="M8 2a6 6 0 1 1-6 6" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"></path>`,
  error: svg`<path d="M8 1.8 15 14H1z" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"></path><path d="M8 6v4M8 11.6v.6" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"></path>`,
  neutral: svg`<rect x="1.8" y="2.8" width="12.4" height="10.4" rx="1.8" fill="none" stroke="currentColor" stroke-width="1.6"></rect><path d="m4.6 6 2.2 2-2.2 2M8.6 10.4h3" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"></path>`,
} as const;

const LABELS: Readonly<Record<OverlayAction, string>> = { retry: STRINGS.retry, restart: STRINGS.restart, attach: STRINGS.attach, 'bring-here': STRINGS.bringHere };

/** What screen readers hear: changes with the state, not with every attempt and second. */
export function overlayAnnouncement(model: OverlayModel | undefined): string {
  return model === undefined ? '' : [model.title, model.detail].filter((text) => text !== '').join('. ');
}

/**
 * @param secondsLeft until the next attempt; undefined when none is planned
 * @param act called with the button's action
 * @param diagnosis how to ask for one, or what shows it
 */
export function renderOverlay(model: OverlayModel, secondsLeft: number | undefined, act: (action: OverlayAction) => void, diagnosis?: { readonly show: (() => void) | undefined; readonly panel: TemplateResult | undefined }): TemplateResult {
  const { action } = model;
  const progress = [model.attempt > 0 ? STRINGS.attempt(model.attempt) : '', secondsLeft === undefined ? '' : STRINGS.nextTry(secondsLeft)].filter((text) => text !== '');
  return html`
    <div class="notice ${model.layout} ${model.tone} ${model.kind} ${diagnosis?.panel === undefined ? '' : 'examined'}">
      <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${ICONS[model.kind === 'offline' || model.kind === 'suspended' ? 'paused' : model.tone]}</svg>
      <div class="text">
        <span class="title">${model.title}</span>
        ${model.detail === '' ? nothing : html`<span class="detail" title=${model.detail}>${model.detail}</span>`}
        ${progress.length === 0 ? nothing : html`<span class="progress">${progress.join(' · ')}</span>`}
      </div>
      ${action === undefined && diagnosis?.show === undefined ? nothing : html`<div class="actions">
        ${action === undefined ? nothing : html`<button part="retry-button" type="button" data-action=${action} @click=${() => act(action)}>${LABELS[action]}</button>`}
        ${diagnosis?.show === undefined ? nothing : html`<button type="button" class="quiet" data-action="diagnose" @click=${diagnosis.show}>${STRINGS.diagnose}</button>`}
      </div>`}
      ${diagnosis?.panel ?? nothing}
    </div>
  `;
}
