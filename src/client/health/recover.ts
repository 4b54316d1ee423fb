import { DisposableStore, toDisposable } from '../../base/disposable.js';
import { boundedWait } from './bounded-wait.js';
import type { DiagnosticsReport, RecoverOptions, RecoveryReport } from './contract.js';
import { diagnose } from './diagnose.js';
import type { Patient } from './patient.js';

const TIMEOUT_MS = 15_000;

type End = Pick<RecoveryReport, 'outcome' | 'detail'>;

/** Connects again at once, and waits until what is wanted of that server is synced. Never rejects. */
export async function recover(patient: Patient, { full = false, timeoutMs = TIMEOUT_MS, signal, onProgress }: RecoverOptions): Promise<RecoveryReport> {
  const { clock } = patient.environment;
  const began = clock.now();
  let diagnostics: DiagnosticsReport | undefined;
  let of = 3;
  let step = 0;
  const progress = (label: string): void => onProgress?.({ step: ++step, of, label });
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
  const end = await bringBack();
  return { ...end, ms: clock.now() - began, diagnostics };

  async function bringBack(): Promise<End> {
    const link = patient.link();
    if (!patient.url.ok) return { outcome: 'failed', detail: 'The address of the server is not valid.' };
    if (signal?.aborted === true) return CANCELLED;
    if (link === undefined || link.detail.status === 'idle') return { outcome: 'idle', detail: 'Nothing is wanted of this server.' };
    progress('Connecting');
    const end = await boundedWait<End>(clock, timeoutMs, signal, (done) => watch(done));
    if (end === 'timeout') return { outcome: 'timed-out', detail: `The terminal is not back after ${Math.round(timeoutMs / 1000)} seconds; the page goes on trying.` };
    return end === 'cancelled' ? CANCELLED : end;
  }

  /** Tells the end once; everything it looks at changes with an event. */
  function watch(done: (end: End) => void): DisposableStore {
    const link = patient.link();
    const ends = new DisposableStore();
    let phase: 'connecting' | 'measuring' | 'syncing' = 'connecting';
    const wanted = () => patient.registry.sessions.filter(({ url, status }) => patient.url.ok && url === patient.url.value && status !== 'idle' && status !== 'closed');
    const look = (): void => {
      if (ends.disposed || link === undefined) return;
      const { status, reason } = link.detail;
      if (status === 'failed' || status === 'closed') return done({ outcome: 'failed', detail: reason || 'The connection has failed.' });
      if (status === 'idle') return done({ outcome: 'idle', detail: 'Nothing is wanted of this server any more.' });
      if (phase === 'connecting' && status === 'connected') {
        phase = 'measuring';
        progress('Checking the connection');
        link.measure((roundTripMs) => {
          if (ends.disposed) return;
          phase = roundTripMs === undefined ? 'connecting' : 'syncing';
          if (phase === 'syncing') progress('Bringing sessions up to date');
          // Lost meanwhile: the change of status that goes with it makes us look again.
          if (phase === 'syncing') look();
        });
      }
      if (phase !== 'syncing') return;
      const sessions = wanted();
      const broken = sessions.find((session) => session.status === 'failed');
      if (broken !== undefined) done({ outcome: 'failed', detail: broken.state.reason || 'A session has failed.' });
      else if (sessions.every((session) => session.status === 'connected')) done({ outcome: 'recovered', detail: 'The connection works and its sessions are up to date.' });
    };
    link?.retry();
    for (const session of wanted()) if (session.status === 'failed') session.retry();
    ends.add(toDisposable(patient.registry.subscribe(look)));
    // In a microtask: the wait that this belongs to has not begun yet.
    void Promise.resolve().then(look);
    return ends;
  }
}

const CANCELLED: End = { outcome: 'cancelled', detail: 'Cancelled; the page goes on trying by itself.' };
