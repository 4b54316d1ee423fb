import { html, nothing, type TemplateResult } from 'lit';
import { verbatim } from '../../base/sentence.js';
import type { DiagnosticStep, HealthProgress, RecoveryReport } from '../../client/health/contract.js';
import type { ResumeKind } from '../../protocol/messages.js';
import { stepText } from '../diagnosis-template.js';
import { sentenceOf } from '../sentence.js';
import type { RowDeeds } from './details-template.js';
import type { CutReport } from './line-cut.js';
import type { Operation } from './operations.js';
import type { Wording } from './wording.js';

/** What is being done, or came of it, in a sentence. */
export function verdict(operation: Operation, wording: Wording): string {
  const { text } = wording;
  switch (operation.phase) {
    case 'running': return text.running[operation.kind];
    case 'activated': return text.done.activated;
    case 'retried': return text.done.retried;
    case 'probed': return operation.roundTripMs === undefined ? text.done.noAnswer : text.done.probed(wording.time(operation.roundTripMs));
    case 'evicted': return operation.freed ? text.done.freed : text.done.notFreed;
    case 'cut': return cutVerdict(operation.report, wording);
    case 'diagnosed': return text.verdicts[operation.report.outcome];
    case 'recovered': return `${text.recoveries[operation.report.outcome]} ${recoveryText(operation.report, wording)}`;
    case 'failed': return operation.error === undefined ? text.unavailable : text.failed(operation.error.code, sentenceOf(operation.error, wording.tell));
  }
}

/** An older copy of the package gives plain text only. */
function recoveryText({ detail, sentences }: Partial<RecoveryReport>, { tell }: Wording): string {
  return tell(sentences ?? [verbatim(detail ?? '')]);
}

function cutVerdict({ outcome, ms, sessions, resumes }: CutReport, wording: Wording): string {
  const { done } = wording.text;
  switch (outcome) {
    case 'no-line': return done.noLine;
    case 'cancelled': return done.cancelled;
    case 'timed-out': return done.cutTimedOut(wording.time(ms));
    case 'back': {
      const how = Object.entries(resumes).map(([resume, count]) => done.cutSessions(count, resume as ResumeKind));
      return done.cutBack(wording.time(ms), sessions, how.join(', '));
    }
  }
}

export function renderOperation(row: string, operation: Operation, copied: string | undefined, wording: Wording, deeds: RowDeeds): TemplateResult {
  const { text } = wording;
  const report = operation.phase === 'diagnosed' ? operation.report : operation.phase === 'recovered' ? operation.report.diagnostics : undefined;
  return html`
    ${operation.phase === 'running' ? renderProgress(operation, wording) : nothing}
    ${report === undefined ? nothing : html`
      <ol class="steps">${report.steps.map((step) => renderStep(step, wording))}</ol>`}
    <div class="actions">
      ${report === undefined ? nothing : html`<button type="button" data-action="copy-diagnosis" @click=${() => deeds.copy(report.text, report.text)}>${copied === report.text ? text.copied : text.copyReport}</button>`}
      ${operation.phase === 'running'
        ? html`<button type="button" data-action="cancel" @click=${() => deeds.cancel(row)}>${text.cancel}</button>`
        : html`<button type="button" data-action="dismiss" @click=${() => deeds.dismiss(row)}>${text.dismiss}</button>`}
    </div>
  `;
}

function renderStep(step: DiagnosticStep, wording: Wording): TemplateResult {
  const { name, outcome, ms } = step;
  const { detail, action } = stepText(step, wording.tell);
  return html`
    <li class=${outcome}>
      <span class="mark" aria-hidden="true">${MARKS[outcome]}</span>
      <span><strong>${wording.steps[name]}</strong> <span class="outcome">${wording.text.outcomes[outcome]}</span>${outcome === 'skipped' ? nothing : html` <span class="note">${wording.time(ms)}</span>`}
        <span class="why">${detail}</span>${action === '' ? nothing : html`<span class="why what">${action}</span>`}</span>
    </li>`;
}

function renderProgress({ kind, progress }: Operation & { phase: 'running' }, { text, tell }: Wording): TemplateResult {
  if (progress === undefined) return html`<progress aria-label=${text.running[kind]}></progress>`;
  const label = tell((progress as Partial<HealthProgress>).sentences ?? [verbatim(progress.label)]);
  return html`<progress max=${progress.of} value=${progress.step} aria-label=${label || text.running[kind]}></progress> <span class="step-label">${label}</span>`;
}

const MARKS = { ok: '✓', warning: '!', failed: '✕', skipped: '–' } as const;
