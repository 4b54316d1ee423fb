import { DisposableStore } from '../../base/disposable.js';
import { textOf, type Sentence } from '../../base/sentence.js';
import { VERSION } from '../version.js';
import { publicAddress, cleanText } from './clean.js';
import type { Cancellation, DiagnosticName, DiagnosticsReport, DiagnosticStep, HealthCallOptions } from './contract.js';
import { formatDiagnostics } from './format.js';
import type { Patient } from './patient.js';
import { sentence, type HEALTH_SENTENCES } from './sentences.js';
import { STEPS, type Examination, type Finding, type Revision } from './steps.js';

/** A step that was made, before what may be secret is taken out of it. */
type Examined = Pick<DiagnosticStep, 'name' | 'ms'> & Omit<Finding, 'revises'>;

/** What people read while a step runs. */
const LABELS = {
  url: 'checkingAddress', reachability: 'lookingForServer', handshake: 'openingConnection', token: 'signingIn', 'session access': 'askingForSessions', 'round trip': 'measuring', hints: 'lookingAround',
} as const satisfies Readonly<Record<DiagnosticName, keyof typeof HEALTH_SENTENCES>>;

/** Examines the way from this page to its server, first to last; what depends on a step that failed is skipped. Never rejects. */
export async function diagnose(patient: Patient, { signal, onProgress }: HealthCallOptions): Promise<DiagnosticsReport> {
  const { clock } = patient.environment;
  const startedAt = clock.wallNow();
  const ends = new DisposableStore();
  const examination: Examination = { patient, signal, ends, probe: undefined, token: undefined, page: undefined, reached: undefined, roundTripMs: undefined };
  const steps: Examined[] = [];
  const blocked = (needs: readonly DiagnosticName[]): Examined | undefined => steps.find(({ name, outcome }) => outcome !== 'ok' && outcome !== 'warning' && needs.includes(name));
  try {
    for (const [at, { name, needs, run }] of STEPS.entries()) {
      const began = clock.now();
      const cause = blocked(needs);
      let finding: Finding;
      if (isCancelled(signal)) finding = CANCELLED;
      else if (cause !== undefined) finding = { outcome: 'skipped', detail: [sentence('needsStep', cause.name)] };
      else {
        const label = sentence(LABELS[name]);
        onProgress?.({ step: at + 1, of: STEPS.length, label: label.text, sentences: [label] });
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

function report({ url }: Patient, { token, roundTripMs, signal }: Examination, startedAt: number, steps: readonly Examined[]): DiagnosticsReport {
  const has = (outcome: DiagnosticStep['outcome']): boolean => steps.some((step) => step.outcome === outcome);
  const plain = {
    outcome: isCancelled(signal) ? 'cancelled' as const : has('failed') ? 'failed' as const : has('warning') ? 'warning' as const : 'ok' as const,
    url: url.ok ? cleanText(publicAddress(url.value), token) : '',
    startedAt, version: VERSION, roundTripMs,
    steps: steps.map((step) => stepOf(step, token)),
  };
  return { ...plain, text: formatDiagnostics(plain) };
}

function stepOf({ name, outcome, ms, detail, action }: Examined, token: string | undefined): DiagnosticStep {
  const clean = (sentences: readonly Sentence[]): readonly Sentence[] => sentences.map(({ id, values, text }) => ({
    id, values: values.map((value) => (typeof value === 'string' ? cleanText(value, token) : value)), text: cleanText(text, token),
  }));
  const sentences = { detail: clean(detail), action: clean(action === undefined ? [] : [action]) };
  return { name, outcome, ms, detail: textOf(sentences.detail), action: action && textOf(sentences.action), sentences };
}

const CANCELLED: Finding = { outcome: 'skipped', detail: [sentence('cancelled')] };

/** Asked anew each time: it changes while we wait. */
function isCancelled(signal: Cancellation | undefined): boolean {
  return signal?.aborted === true;
}

/** A fault of our own, or of the environment's, is a finding like any other; its text may hold anything, so it is not told. */
async function attempt(run: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await run();
  } catch {
    return { outcome: 'failed', detail: [sentence('stepBroke')], action: sentence('reportFault') };
  }
}

/** A later step can know better what an earlier one has seen. */
function revise(steps: Examined[], { name, ...better }: Revision): void {
  const at = steps.findIndex((step) => step.name === name);
  const step = steps[at];
  // A reason without an outcome explains a failure; what has not failed needs none.
  if (step !== undefined && (better.outcome !== undefined || step.outcome === 'failed')) steps[at] = { ...step, action: undefined, ...better };
}
