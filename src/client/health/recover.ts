import { DisposableStore, toDisposable } from '../../base/disposable.js';
import { textOf, type Sentence } from '../../base/sentence.js';
import { sentence as connectionSentence } from '../connection/sentences.js';
import type { StatusDetail } from '../connection/status.js';
import { sentence as sessionSentence } from '../session/sentences.js';
import { boundedWait } from './bounded-wait.js';
import type { DiagnosticsReport, RecoverOptions, RecoveryReport } from './contract.js';
import { diagnose } from './diagnose.js';
import type { Patient } from './patient.js';
import { sentence } from './sentences.js';

const TIMEOUT_MS = 15_000;

type End = Pick<RecoveryReport, 'outcome' | 'detail' | 'sentences'>;

const end = (outcome: End['outcome'], ...sentences: readonly Sentence[]): End => ({ outcome, detail: textOf(sentences), sentences });
/** @param otherwise where there is no reason */
const failed = ({ reason, sentences }: StatusDetail, otherwise: Sentence): End => (reason === '' || sentences === undefined ? end('failed', otherwise) : { outcome: 'failed', detail: reason, sentences });

/** Connects again at once, and waits until what is wanted of that server is synced. Never rejects. */
export async function recover(patient: Patient, { full = false, timeoutMs = TIMEOUT_MS, signal, onProgress }: RecoverOptions): Promise<RecoveryReport> {
  const { clock } = patient.environment;
  const began = clock.now();
  let diagnostics: DiagnosticsReport | undefined;
  let of = 3;
  let step = 0;
  const progress = (id: 'connecting' | 'checkingConnection' | 'syncing'): void => {
    const label = sentence(id);
    onProgress?.({ step: ++step, of, label: label.text, sentences: [label] });
  };
  if (full) {
    diagnostics = await diagnose(patient, {
      signal,
      onProgress: (at) => {
        of = at.of + 3;
        step = at.step;
        onProgress?.({ ...at, of });
      },
    });
    step = of - 3;
  }
  const came = await bringBack();
  return { ...came, ms: clock.now() - began, diagnostics };

  async function bringBack(): Promise<End> {
    const link = patient.link();
    if (!patient.url.ok) return end('failed', sentence('addressNotValid'));
    if (signal?.aborted === true) return CANCELLED;
    if (link === undefined || link.detail.status === 'idle') return end('idle', sentence('notWanted'));
    progress('connecting');
    const came = await boundedWait<End>(clock, timeoutMs, signal, (done) => watch(done));
    if (came === 'timeout') return end('timed-out', sentence('notBack', Math.round(timeoutMs / 1000)));
    return came === 'cancelled' ? CANCELLED : came;
  }

  /** Tells the end once; everything it looks at changes with an event. */
  function watch(done: (end: End) => void): DisposableStore {
    const link = patient.link();
    const ends = new DisposableStore();
    let phase: 'connecting' | 'measuring' | 'syncing' = 'connecting';
    const wanted = () => patient.registry.sessions.filter(({ url, status }) => patient.url.ok && url === patient.url.value && status !== 'idle' && status !== 'closed');
    const look = (): void => {
      if (ends.disposed || link === undefined) return;
      const { status } = link.detail;
      if (status === 'failed' || status === 'closed') return done(failed(link.detail, connectionSentence('connectionFailed')));
      if (status === 'idle') return done(end('idle', sentence('notWantedAnyMore')));
      if (phase === 'connecting' && status === 'connected') {
        phase = 'measuring';
        progress('checkingConnection');
        link.measure((roundTripMs) => {
          if (ends.disposed) return;
          phase = roundTripMs === undefined ? 'connecting' : 'syncing';
          if (phase === 'syncing') progress('syncing');
          // Lost meanwhile: the change of status that goes with it makes us look again.
          if (phase === 'syncing') look();
        });
      }
      if (phase !== 'syncing') return;
      const sessions = wanted();
      const broken = sessions.find((session) => session.status === 'failed');
      if (broken !== undefined) done(failed(broken.state, sessionSentence('sessionFailed')));
      else if (sessions.every((session) => session.status === 'connected')) done(end('recovered', sentence('recovered')));
    };
    link?.retry();
    for (const session of wanted()) if (session.status === 'failed') session.retry();
    ends.add(toDisposable(patient.registry.subscribe(look)));
    // In a microtask: the wait that this belongs to has not begun yet.
    void Promise.resolve().then(look);
    return ends;
  }
}

const CANCELLED = end('cancelled', sentence('recoveryCancelled'));
