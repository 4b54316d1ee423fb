import { html, nothing, type TemplateResult } from 'lit';
import { chipIcon } from '../chip-icons.js';
import type { ChipModel } from '../chip-model.js';

/** What a cell says, under the heading of its column: tables become cards where there is no room for columns. */
export interface Cell {
  readonly heading: string;
  readonly text: string;
  /** Smaller, beneath. */
  readonly note?: string | undefined;
  readonly kind?: 'number' | undefined;
  /** Something about it deserves a look. */
  readonly loud?: boolean | undefined;
}

export interface Heading {
  readonly text: string;
  readonly kind?: 'number' | undefined;
  /** What exactly it means. */
  readonly hint?: string | undefined;
}

export interface Row {
  readonly id: string;
  readonly chip: ChipModel;
  readonly name: string;
  readonly tag: string;
  readonly cells: readonly Cell[];
  /** Shown beneath while the row is open. */
  readonly details: (() => TemplateResult) | undefined;
}

export const icon = (chip: Pick<ChipModel, 'status' | 'tone'>): TemplateResult =>
  html`<svg class="icon ${chip.tone}" viewBox="0 0 16 16" aria-hidden="true">${chipIcon(chip)}</svg>`;

/** Roles are written out: cards are made with `display`, which takes the meaning of tables away. */
export function renderHead(headings: readonly Heading[]): TemplateResult {
  return html`<thead role="rowgroup"><tr role="row">${headings.map(({ text, kind, hint }) => html`<th role="columnheader" scope="col" class=${kind ?? ''} title=${hint ?? nothing}>${text}</th>`)}</tr></thead>`;
}

export function renderRow({ id, chip, name, tag, cells, details }: Row, columns: number, toggle: (id: string) => void): TemplateResult {
  const open = details !== undefined;
  return html`
    <tr role="row" class="row" data-row=${id}>
      <th role="rowheader" scope="row"><button type="button" class="expander" aria-expanded=${open ? 'true' : 'false'} @click=${() => toggle(id)}>
        <svg class="arrow" viewBox="0 0 16 16" aria-hidden="true"><path d="m6 4 4 4-4 4" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"></path></svg>
        ${icon(chip)}<span class="name">${name}</span>${tag === '' ? nothing : html`<span class="tag">${tag}</span>`}
      </button></th>
      ${cells.map(renderCell)}
    </tr>
    ${details === undefined ? nothing : html`<tr role="row" class="details-row"><td role="cell" colspan=${columns}>${details()}</td></tr>`}
  `;
}

function renderCell({ heading, text, note, kind, loud }: Cell): TemplateResult {
  return html`<td role="cell" class="${kind ?? ''} ${loud === true ? 'loud' : ''}"><span class="heading" aria-hidden="true">${heading}</span><span class="value">${text}${
    note === undefined || note === '' ? nothing : html` <span class="note">${note}</span>`}</span></td>`;
}
