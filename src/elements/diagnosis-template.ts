import { html, nothing, type TemplateResult } from 'lit';
import type { DiagnosticsReport, DiagnosticStep } from '../client/health/contract.js';
import type { Diagnosis } from './diagnosis.js';
import type { Strings } from './localize.js';

/** The first step that failed, and what to do about it; empty when none has. */
export function firstFault({ steps }: DiagnosticsReport): string {
  const fault = steps.find(({ outcome }) => outcome === 'failed');
  return fault === undefined ? '' : [fault.detail, fault.action].filter((text) => text !== undefined).join(' ');
}

const MARKS: Readonly<Record<DiagnosticStep['outcome'], string>> = { ok: '✓', warning: '!', failed: '✕', skipped: '–' };

/** @param copy called with the text of the report */
export function renderDiagnosis({ reading, hide }: Diagnosis, copied: boolean, copy: (text: string) => void, words: Strings['overlay']): TemplateResult {
  const report = reading.phase === 'done' ? reading.report : undefined;
  return html`
    <section class="diagnosis" part="diagnosis" role="group" aria-label=${words.diagnosis} aria-busy=${reading.phase === 'running' ? 'true' : 'false'}>
      <p class="verdict" role="status">${verdict(reading.phase, report, words)}</p>
      ${report === undefined ? nothing : html`
        <ol class="steps" tabindex="0" aria-label=${words.diagnosisSteps}>${report.steps.map((step) => html`
          <li class="step ${step.outcome}">
            <span class="mark" aria-hidden="true">${MARKS[step.outcome]}</span>
            <span><span class="name">${step.name}</span> <span class="outcome">${words.outcomes[step.outcome]}</span><span class="why">${step.detail}</span>${step.action === undefined ? nothing : html`<span class="why what">${step.action}</span>`}</span>
          </li>`)}
        </ol>`}
      <div class="buttons">
        ${report === undefined ? nothing : html`<button type="button" data-action="copy-report" @click=${() => copy(report.text)}>${copied ? words.copied : words.copyReport}</button>`}
        <button type="button" class="quiet" data-action="hide-diagnosis" @click=${hide}>${words.hideDiagnosis}</button>
      </div>
    </section>
  `;
}

function verdict(phase: Diagnosis['reading']['phase'], report: DiagnosticsReport | undefined, words: Strings['overlay']): string {
  if (report === undefined) return phase === 'unavailable' ? words.diagnosisMissing : words.diagnosing;
  return report.outcome === 'failed' ? words.diagnosisFault : report.outcome === 'warning' ? words.diagnosisWarning : words.diagnosisGood;
}
