import { verbatim } from '../../../src/base/sentence.js';
import type { DiagnosticStep } from '../../../src/client/health/contract.js';

/** A step of a diagnosis that says what the test wants, in no language. */
export function plainStep(step: Omit<DiagnosticStep, 'sentences'>): DiagnosticStep {
  return { ...step, sentences: { detail: [verbatim(step.detail)], action: step.action === undefined ? [] : [verbatim(step.action)] } };
}
