import { html, nothing, type TemplateResult } from 'lit';
import type { TerminalSession } from '../../client/session/contract.js';
import type { SessionTarget } from '../../client/registry/contract.js';
import { INSPECTOR_STRINGS as TEXT } from './inspector-strings.js';
import type { Operation, OperationKind } from './operations.js';
import { durationText } from './words.js';

export type ActionName = keyof typeof TEXT.actions;

/** What rows ask of the element. */
export interface RowDeeds {
  /** Opens or closes the details of a row. */
  toggle(row: string): void;
  run(row: string, kind: OperationKind, target: SessionTarget): void;
  cancel(row: string): void;
  dismiss(row: string): void;
  activate(session: TerminalSession): void;
  evict(session: TerminalSession): void;
  askToClose(row: string | undefined): void;
  copy(text: string): void;
}

export interface DetailsState {
  readonly operation: (row: string) => Operation | undefined;
  /** The row whose shell is about to be ended, once somebody has confirmed it. */
  readonly confirming: string | undefined;
  /** The text that was copied last. */
  readonly copied: string | undefined;
}

export interface Action {
  readonly name: ActionName;
  /** Would do nothing now. The button stays, and keeps the focus: it says so by `aria-disabled`. */
  readonly off?: boolean;
  readonly danger?: boolean;
  readonly act: () => void;
}

export interface Details {
  readonly row: string;
  readonly title: string;
  /** Empty ones are left out. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly actions: readonly Action[];
  /** Ends the shell. */
  readonly close?: () => void;
}

export function renderDetails({ row, title, facts, actions, close }: Details, state: DetailsState, deeds: RowDeeds): TemplateResult {
  const operation = state.operation(row);
  return html`
    <div class="details" role="group" aria-label=${title}>
      <dl class="facts">${facts.filter(([, value]) => value !== '').map(([name, value]) => html`<div class=${value.length > 48 ? 'wide' : ''}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      <div class="actions">${actions.map((action) => renderAction(action, operation?.phase === 'running'))}</div>
      ${state.confirming === row && close !== undefined ? renderConfirmation(close, deeds) : nothing}
      <div class="operation" aria-busy=${operation?.phase === 'running' ? 'true' : 'false'}>
        <p class="verdict" role="status">${operation === undefined ? '' : verdict(operation)}</p>
        ${operation === undefined ? nothing : renderOperation(row, operation, state.copied, deeds)}
      </div>
    </div>
  `;
}

function renderAction({ name, off, danger, act }: Action, busy: boolean): TemplateResult {
  const idle = off === true || (busy && (name === 'diagnose' || name === 'recover' || name === 'recover-full'));
  return html`<button type="button" class=${danger === true ? 'danger' : ''} data-action=${name} title=${TEXT.hints[name]} aria-disabled=${idle ? 'true' : nothing}
    @click=${() => !idle && act()}>${TEXT.actions[name]}</button>`;
}

function renderConfirmation(close: () => void, deeds: RowDeeds): TemplateResult {
  const leave = (): void => deeds.askToClose(undefined);
  return html`
    <div class="confirmation" role="group" aria-label=${TEXT.confirmClose} @keydown=${(event: KeyboardEvent) => {
      if (event.key === 'Escape') leave();
    }}>
      <span>${TEXT.confirmClose}</span>
      <button type="button" class="danger" data-action="confirm" @click=${() => {
        leave();
        close();
      }}>${TEXT.confirm}</button>
      <button type="button" data-action="cancel-close" @click=${leave}>${TEXT.cancel}</button>
    </div>
  `;
}

function verdict(operation: Operation): string {
  switch (operation.phase) {
    case 'running': return TEXT.running[operation.kind];
    case 'diagnosed': return TEXT.verdicts[operation.report.outcome];
    case 'recovered': return `${TEXT.recoveries[operation.report.outcome]} ${operation.report.detail}`;
    case 'unavailable': return TEXT.unavailable;
  }
}

function renderOperation(row: string, operation: Operation, copied: string | undefined, deeds: RowDeeds): TemplateResult {
  const report = operation.phase === 'diagnosed' ? operation.report : operation.phase === 'recovered' ? operation.report.diagnostics : undefined;
  const progress = operation.phase === 'running' ? operation.progress : undefined;
  return html`
    ${progress === undefined ? nothing : html`<progress max=${progress.of} value=${progress.step} aria-label=${progress.label}></progress> <span class="step-label">${progress.label}</span>`}
    ${report === undefined ? nothing : html`
      <ol class="steps">${report.steps.map(({ name, outcome, detail, action, ms }) => html`
        <li class=${outcome}>
          <span class="mark" aria-hidden="true">${MARKS[outcome]}</span>
          <span><strong>${name}</strong> <span class="outcome">${TEXT.outcomes[outcome]}</span>${outcome === 'skipped' ? nothing : html` <span class="note">${durationText(ms)}</span>`}
            <span class="why">${detail}</span>${action === undefined ? nothing : html`<span class="why what">${action}</span>`}</span>
        </li>`)}</ol>`}
    <div class="actions">
      ${report === undefined ? nothing : html`<button type="button" data-action="copy-diagnosis" @click=${() => deeds.copy(report.text)}>${copied === report.text ? TEXT.copied : TEXT.copyReport}</button>`}
      ${operation.phase === 'running'
        ? html`<button type="button" data-action="cancel" @click=${() => deeds.cancel(row)}>${TEXT.cancel}</button>`
        : html`<button type="button" data-action="dismiss" @click=${() => deeds.dismiss(row)}>${TEXT.dismiss}</button>`}
    </div>
  `;
}

const MARKS = { ok: '✓', warning: '!', failed: '✕', skipped: '–' } as const;
