import { html, nothing, type TemplateResult } from 'lit';
import { chipIcon } from '../chip-icons.js';
import type { ChipModel } from '../chip-model.js';
import type { InspectorText } from './inspector-strings.js';

export type ColumnName = keyof InspectorText['columns'];

/** A column; its name is also part of a class, for what only fits beside others. */
export interface Column {
  readonly name: ColumnName;
  readonly kind?: 'number' | undefined;
}

/** What a cell says, under the heading of its column: tables become cards where there is no room for columns. */
export interface Cell {
  readonly text: string;
  /** Smaller, beside it. */
  readonly note?: string | undefined;
  /** Something about it deserves a look. */
  readonly tone?: 'loud' | 'bad' | undefined;
  /** The same, drawn. */
  readonly graph?: TemplateResult | undefined;
}

export type Cells = Partial<Record<ColumnName, Cell>>;

export interface Row {
  readonly id: string;
  readonly chip: ChipModel;
  readonly name: string;
  readonly tag: string;
  readonly cells: Cells;
  /** Shown beneath while the row is open. */
  readonly details: (() => TemplateResult) | undefined;
}

export const icon = (chip: Pick<ChipModel, 'shape' | 'tone'>): TemplateResult =>
  html`<svg class="icon ${chip.tone}" viewBox="0 0 16 16" aria-hidden="true">${chipIcon(chip)}</svg>`;

/** Roles are written out: cards are made with `display`, which takes the meaning of tables away. */
export function renderHead(columns: readonly Column[], text: InspectorText): TemplateResult {
  const hints: Partial<Record<ColumnName, string>> = text.columnHints;
  return html`<thead role="rowgroup"><tr role="row">${columns.map(({ name, kind }) => html`
    <th role="columnheader" scope="col" class="col-${name} ${kind ?? ''}" title=${hints[name] ?? nothing}>${text.columns[name]}</th>`)}</tr></thead>`;
}

/** @param columns the first one is the head of the row */
export function renderRow({ id, chip, name, tag, cells, details }: Row, columns: readonly Column[], text: InspectorText, toggle: (id: string) => void): TemplateResult {
  const open = details !== undefined;
  return html`
    <tr role="row" class="row ${open ? 'opened' : ''}" data-row=${id}>
      <th role="rowheader" scope="row"><button type="button" class="expander" title=${name} aria-expanded=${open ? 'true' : 'false'} @click=${() => toggle(id)}>
        <svg class="arrow" viewBox="0 0 16 16" aria-hidden="true"><path d="m6 4 4 4-4 4" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"></path></svg>
        ${icon(chip)}<span class="name">${name}</span>${tag === '' ? nothing : html`<span class="tag">${tag}</span>`}
      </button></th>
      ${columns.slice(1).map((column) => renderCell(column, cells[column.name], text))}
    </tr>
    ${details === undefined ? nothing : html`<tr role="row" class="details-row"><td role="cell" colspan=${columns.length}>${details()}</td></tr>`}
  `;
}

function renderCell({ name, kind }: Column, cell: Cell | undefined, text: InspectorText): TemplateResult {
  const { note, tone, graph } = cell ?? {};
  return html`<td role="cell" class="col-${name} ${kind ?? ''} ${tone ?? ''}"><span class="heading" aria-hidden="true">${text.columns[name]}</span><span class="value">${cell?.text ?? '–'}${
    note === undefined || note === '' ? nothing : html` <span class="note">${note}</span>`}</span>${graph ?? nothing}</td>`;
}
