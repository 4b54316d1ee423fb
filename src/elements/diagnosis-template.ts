import { html, nothing, type TemplateResult } from 'lit';
import { verbatim } from '../base/sentence.js';
import type { DiagnosticsReport, DiagnosticStep } from '../client/health/contract.js';
import type { Diagnosis } from './diagnosis.js';
import type { Strings } from './localize.js';
import type { Tell } from './sentence.js';

/** The first step that failed, and what to do about it; empty when none has. */
export function firstFault({ steps }: DiagnosticsReport, tell: Tell): string {
  const fault = steps.find(({ outcome }) => outcome === 'failed');
  if (fault === undefined) return '';
  const { detail, action } = stepText(fault, tell);
  return `${detail} ${action}`.trim();
}

/** What it found, and what can be done about it; that may be empty. */
export function stepText({ detail, action = '', sentences }: DiagnosticStep, tell: Tell): { readonly detail: string; readonly action: string } {
  // An older copy of the package gives plain text only.
  const told = (sentences as DiagnosticStep['sentences'] | undefined) ?? { detail: [verbatim(detail)], action: [verbatim(action)] };
  return { detail: tell(told.detail), action: tell(told.action) };
}

const MARKS: Readonly<Record<DiagnosticStep['outcome'], string>> = { ok: '✓', warning: '!', failed: '✕', skipped: '–' };

/** @param copy called with the text of the report */
export function renderDiagnosis({ reading, hide }: Diagnosis, copied: boolean, copy: (text: string) => void, words: Strings['overlay'], names: Strings['diagnosis']['steps'], tell: Tell): TemplateResult {
  const report = reading.phase === 'done' ? reading.report : undefined;
  return html`
    <section class="diagnosis" part="diagnosis" role="group" aria-label=${words.diagnosis} aria-busy=${reading.phase === 'running' ? 'true' : 'false'}>
      <p class="verdict" role="status">${verdict(reading.phase, report, words)}</p>
      ${report === undefined ? nothing : html`
        <ol class="steps" tabindex="0" aria-label=${words.diagnosisSteps}>${report.steps.map((step) => renderStep(step, words, names, tell))}
        </ol>`}
      <div class="buttons">
        ${report === undefined ? nothing : html`<button type="button" data-action="copy-report" @click=${() => copy(report.text)}>${copied ? words.copied : words.copyReport}</button>`}
        <button type="button" class="quiet" data-action="hide-diagnosis" @click=${hide}>${words.hideDiagnosis}</button>
      </div>
    </section>
  `;
}

function renderStep(step: DiagnosticStep, words: Strings['overlay'], names: Strings['diagnosis']['steps'], tell: Tell): TemplateResult {
  const { name, outcome } = step;
  const { detail, action } = stepText(step, tell);
  return html`
    <li class="step ${outcome}">
      <span class="mark" aria-hidden="true">${MARKS[outcome]}</span>
      <span><span class="name">${names[name]}</span> <span class="outcome">${words.outcomes[outcome]}</span><span class="why">${detail}</span>${action === '' ? nothing : html`<span class="why what">${action}</span>`}</span>
    </li>`;
}

function verdict(phase: Diagnosis['reading']['phase'], report: DiagnosticsReport | undefined, words: Strings['overlay']): string {
  if (report === undefined) return phase === 'unavailable' ? words.diagnosisMissing : words.diagnosing;
  return report.outcome === 'failed' ? words.diagnosisFault : report.outcome === 'warning' ? words.diagnosisWarning : words.diagnosisGood;
}
