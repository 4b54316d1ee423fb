import { html, nothing, type TemplateResult } from 'lit';
import type { SessionProgress } from '../../client/session/contract.js';
import { chipIcon } from '../chip-icons.js';
import type { ChipModel } from '../chip-model.js';
import type { Strings } from '../localize.js';
import type { CardModel } from './card-model.js';
import type { ChipAction, ChipItem } from './chip-actions.js';

type Words = Strings['chipDetails'];

/** What the popup shows beside the card. */
export type Below =
  | { readonly stage: 'card' }
  | { readonly stage: 'menu'; readonly items: readonly ChipItem[]; readonly said: string }
  | { readonly stage: 'ending'; readonly hint: string };

export interface DetailsEvents {
  choose(action: ChipAction): void;
  /** A key was pressed in the menu. */
  key(event: KeyboardEvent): void;
  /** The question was answered. */
  answer(end: boolean): void;
}

export function renderDetails(model: ChipModel, card: CardModel, below: Below, words: Words, events: DetailsEvents): TemplateResult {
  // Only the card alone is a tooltip: what has buttons is none.
  return html`<div part="popup" class="popup ${model.tone}" popover="manual">
    <div part="card" class="card" id="card" role=${below.stage === 'card' ? 'tooltip' : nothing}>
      <div class="title"><svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${chipIcon(model)}</svg><strong>${model.name}</strong></div>
      <div class="status">${card.status}</div>
      ${card.trouble === '' ? nothing : html`<p class="trouble">${card.trouble}</p>`}
      ${card.rows.length === 0 ? nothing : html`<dl>${card.rows.map(({ term, text, progress }) => html`<div><dt>${term}</dt><dd>${text}${progress === undefined ? nothing : bar(progress)}</dd></div>`)}</dl>`}
    </div>
    ${below.stage === 'card' ? nothing : below.stage === 'menu' ? menu(below.items, below.said, words, events) : question(below.hint, words, events)}
  </div>`;
}

function menu(items: readonly ChipItem[], said: string, words: Words, events: DetailsEvents): TemplateResult {
  return html`<div part="menu" class="menu" id="menu" role="menu" aria-label=${words.menu} @keydown=${(event: KeyboardEvent) => events.key(event)}>${items.map(
      ({ action, label }) => html`<button part="menu-item" type="button" role="menuitem" tabindex="-1" class=${action} @click=${() => events.choose(action)}>${label}</button>`,
    )}</div><div class="said" role="status">${said}</div>`;
}

function question(hint: string, words: Words, events: DetailsEvents): TemplateResult {
  return html`<div class="question" role="alertdialog" aria-labelledby="end-title" aria-describedby="end-hint">
    <strong id="end-title">${words.endTitle}</strong>
    <p id="end-hint">${hint}</p>
    <div class="answers"><button type="button" class="keep" @click=${() => events.answer(false)}>${words.keep}</button><button type="button" class="end" @click=${() => events.answer(true)}>${words.confirm}</button></div>
  </div>`;
}

/** The text beside it says the same. */
function bar({ state, value }: SessionProgress): TemplateResult {
  return html`<svg class="gauge ${state}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="4"></rect><rect class="bar" width=${state === 'indeterminate' ? 100 : value} height="4"></rect></svg>`;
}
