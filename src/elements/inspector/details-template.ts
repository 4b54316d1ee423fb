import { html, nothing, type TemplateResult } from 'lit';
import type { InspectorText } from './inspector-strings.js';
import type { Operation, OperationKind, RowTarget } from './operations.js';
import { renderOperation, verdict } from './operation-template.js';
import type { Wording } from './wording.js';

export type ActionName = keyof InspectorText['actions'];

/** What rows ask of the element. */
export interface RowDeeds {
  /** Opens or closes the details of a row. */
  toggle(row: string): void;
  run(row: string, kind: OperationKind, target: RowTarget): void;
  cancel(row: string): void;
  dismiss(row: string): void;
  askToClose(row: string | undefined): void;
  copyRow(row: string): void;
  /** @param name tells this copy apart from others */
  copy(text: string, name: string): void;
}

export interface DetailsState {
  readonly operation: (row: string) => Operation | undefined;
  /** The row whose shell is about to be ended, once somebody has confirmed it. */
  readonly confirming: string | undefined;
  /** What was copied last, by its name; rows by their id. */
  readonly copied: string | undefined;
}

export interface Action {
  readonly name: ActionName;
  /** Would do nothing now. The button stays, and keeps the focus: it says so by `aria-disabled`. */
  readonly off?: boolean;
  readonly danger?: boolean;
  readonly act: () => void;
}

export type Fact = readonly [name: string, value: string];

export interface FactGroup {
  readonly title: string;
  /** Empty ones are left out. */
  readonly facts: readonly Fact[];
  readonly graph?: TemplateResult | undefined;
}

export interface Details {
  readonly row: string;
  readonly title: string;
  readonly groups: readonly FactGroup[];
  readonly actions: readonly Action[];
  /** Ends the shell. */
  readonly close?: () => void;
}

/** Of actions that begin something, one runs at a time; these two begin nothing. */
const ALWAYS: readonly ActionName[] = ['copy', 'close'];

export function renderDetails({ row, title, groups, actions, close }: Details, state: DetailsState, wording: Wording, deeds: RowDeeds): TemplateResult {
  const { text } = wording;
  const operation = state.operation(row);
  const busy = operation?.phase === 'running';
  return html`
    <div class="details" role="group" aria-label=${title}>
      <div class="groups">${groups.map(renderGroup)}</div>
      <div class="actions">${actions.map((action) => renderAction(action, busy && !ALWAYS.includes(action.name), action.name === 'copy' && state.copied === row, text))}</div>
      ${state.confirming === row && close !== undefined ? renderConfirmation(close, text, deeds) : nothing}
      <div class="operation ${operation?.phase ?? ''}" aria-busy=${busy ? 'true' : 'false'}>
        <p class="verdict" role="status">${operation === undefined ? '' : verdict(operation, wording)}</p>
        ${operation === undefined ? nothing : renderOperation(row, operation, state.copied, wording, deeds)}
      </div>
    </div>
  `;
}

function renderGroup({ title, facts, graph }: FactGroup): TemplateResult {
  return html`
    <div class="group">
      <h3>${title}</h3>
      <dl class="facts">${facts.filter(([, value]) => value !== '').map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      ${graph ?? nothing}
    </div>
  `;
}

function renderAction({ name, off, danger, act }: Action, busy: boolean, copied: boolean, text: InspectorText): TemplateResult {
  const idle = off === true || busy;
  return html`<button type="button" class=${danger === true ? 'danger' : ''} data-action=${name} title=${text.hints[name]} aria-disabled=${idle ? 'true' : nothing}
    @click=${() => !idle && act()}>${copied ? text.copied : text.actions[name]}</button>`;
}

function renderConfirmation(close: () => void, text: InspectorText, deeds: RowDeeds): TemplateResult {
  const leave = (): void => deeds.askToClose(undefined);
  return html`
    <div class="confirmation" role="group" aria-label=${text.confirmClose} @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      leave();
    }}>
      <span>${text.confirmClose}</span>
      <button type="button" class="danger" data-action="confirm" @click=${() => {
        leave();
        close();
      }}>${text.confirm}</button>
      <button type="button" data-action="cancel-close" @click=${leave}>${text.cancel}</button>
    </div>
  `;
}
