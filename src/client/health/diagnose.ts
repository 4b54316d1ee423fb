import { DisposableStore } from '../../base/disposable.js';
import { VERSION } from '../version.js';
import { publicAddress, cleanText } from './clean.js';
import type { Cancellation, DiagnosticName, DiagnosticsReport, DiagnosticStep, HealthCallOptions } from './contract.js';
import { formatDiagnostics } from './format.js';
import type { Patient } from './patient.js';
import { STEPS, type Examination, type Finding } from './steps.js';

/** What people read while a step runs. */
const LABELS: Readonly<Record<DiagnosticName, string>> = {
  url: 'Checking the address', reachability: 'Looking for the server', handshake: 'Opening a connection', token: 'Signing in',
  'session access': 'Asking for sessions', 'round trip': 'Measuring the round trip', hints: 'Looking at the page and the browser',
};

/** Examines the way from this page to its server, first to last; what depends on a step that failed is skipped. Never rejects. */
export async function diagnose(patient: Patient, { signal, onProgress }: HealthCallOptions): Promise<DiagnosticsReport> {
  const { clock } = patient.environment;
  const startedAt = clock.wallNow();
  const ends = new DisposableStore();
  const examination: Examination = { patient, signal, ends, probe: undefined, token: undefined, page: undefined, reached: undefined, roundTripMs: undefined };
  const steps: DiagnosticStep[] = [];
  const blocked = (needs: readonly DiagnosticName[]): DiagnosticStep | undefined => steps.find(({ name, outcome }) => outcome !== 'ok' && outcome !== 'warning' && needs.includes(name));
  try {
    for (const [at, { name, needs, run }] of STEPS.entries()) {
      const began = clock.now();
      const cause = blocked(needs);
      let finding: Finding;
      if (isCancelled(signal)) finding = CANCELLED;
      else if (cause !== undefined) finding = { outcome: 'skipped', detail: `Needs the step "${cause.name}".` };
      else {
        onProgress?.({ step: at + 1, of: STEPS.length, label: LABELS[name] });
        finding = await attempt(() => run(examination));
        if (isCancelled(signal)) finding = CANCELLED;
      }
      steps.push({ name, outcome: finding.outcome, detail: finding.detail, action: finding.action, ms: clock.now() - began });
      for (const revision of finding.revises ?? []) revise(steps, revision);
    }
  } finally {
    ends.dispose();
  }
  return report(patient, examination, startedAt, steps);
}

function report({ url }: Patient, { token, roundTripMs, signal }: Examination, startedAt: number, steps: readonly DiagnosticStep[]): DiagnosticsReport {
  const has = (outcome: DiagnosticStep['outcome']): boolean => steps.some((step) => step.outcome === outcome);
  const plain = {
    outcome: isCancelled(signal) ? 'cancelled' as const : has('failed') ? 'failed' as const : has('warning') ? 'warning' as const : 'ok' as const,
    url: url.ok ? cleanText(publicAddress(url.value), token) : '',
    startedAt, version: VERSION, roundTripMs,
    steps: steps.map((step) => ({ ...step, detail: cleanText(step.detail, token), action: step.action === undefined ? undefined : cleanText(step.action, token) })),
  };
  return { ...plain, text: formatDiagnostics(plain) };
}

const CANCELLED: Finding = { outcome: 'skipped', detail: 'Cancelled.' };

/** Asked anew each time: it changes while we wait. */
function isCancelled(signal: Cancellation | undefined): boolean {
  return signal?.aborted === true;
}

/** A fault of our own, or of the environment's, is a finding like any other; its text may hold anything, so it is not told. */
async function attempt(run: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await run();
  } catch {
    return { outcome: 'failed', detail: 'This step could not be carried out.', action: 'Report this as a fault of the terminal.' };
  }
}

/** A later step can know better what an earlier one has seen. */
function revise(steps: DiagnosticStep[], { name, ...better }: NonNullable<Finding['revises']>[number]): void {
  const at = steps.findIndex((step) => step.name === name);
  const step = steps[at];
  // A reason without an outcome explains a failure; what has not failed needs none.
  if (step !== undefined && (better.outcome !== undefined || step.outcome === 'failed')) steps[at] = { ...step, ...better };
}
