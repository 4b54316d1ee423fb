import type { DiagnosticName } from '../client/health/contract.js';
import { given, shipStrings, type Strings } from './localize.js';

/** Beside what the diagnosis itself says. */
export const DIAGNOSIS_STRINGS = {
  /** What its steps are called. */
  steps: {
    url: 'url', reachability: 'reachability', handshake: 'handshake', token: 'token', 'session access': 'session access', 'round trip': 'round trip', hints: 'hints',
  } satisfies Record<DiagnosticName, string>,
} as const;

export const stepNames = (element: Element): Strings['diagnosis']['steps'] => given('diagnosis', element).steps ?? DIAGNOSIS_STRINGS.steps;

let shipped = false;

/** To be called when a diagnosis or recovery begins: nobody needs its words before. */
export function shipDiagnosisStrings(): void {
  if (shipped) return;
  shipped = true;
  shipStrings('de', () => import('./strings/diagnosis-de.js'));
}
