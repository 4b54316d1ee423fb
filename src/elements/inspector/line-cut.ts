import type { Clock } from '../../base/clock.js';
import type { Status } from '../../client/connection/status.js';
import type { HealthCallOptions } from '../../client/health/contract.js';
import type { Registry } from '../../client/registry/contract.js';
import type { ResumeKind } from '../../protocol/messages.js';

/** How long it is watched, milliseconds: two of the longest waits between attempts. */
export const WATCH_MS = 60_000;

export interface CutReport {
  /** `no-line`: there was no socket to drop */
  readonly outcome: 'back' | 'no-line' | 'timed-out' | 'cancelled';
  readonly ms: number;
  /** Sessions that were connected before and are again. */
  readonly sessions: number;
  /** How these went on. */
  readonly resumes: Partial<Record<ResumeKind, number>>;
}

/** Still on their way back. */
const WAITING: readonly Status[] = ['connecting', 'reconnecting', 'suspended', 'offline'];

/** Cuts the line to a server and watches how it comes back, by itself. */
export function cutLine(registry: Pick<Registry, 'cut' | 'connections' | 'sessions' | 'subscribe'>, clock: Clock, url: string, { signal, onProgress }: HealthCallOptions): Promise<CutReport> {
  const began = clock.now();
  const lost = registry.sessions.filter((session) => session.url === url && session.status === 'connected');
  if (!registry.cut({ url })) return Promise.resolve({ outcome: 'no-line', ms: 0, sessions: 0, resumes: {} });
  return new Promise((resolve) => {
    const end = (outcome: CutReport['outcome']): void => {
      leave();
      timer.dispose();
      signal?.removeEventListener('abort', cancel);
      const resumes: Partial<Record<ResumeKind, number>> = {};
      const back = lost.filter(({ status }) => status === 'connected');
      for (const { state: { resume } } of back) if (resume !== undefined) resumes[resume] = (resumes[resume] ?? 0) + 1;
      resolve({ outcome, ms: clock.now() - began, sessions: back.length, resumes });
    };
    const cancel = (): void => end('cancelled');
    // After the cut, whose own events would be taken for the return.
    const leave = registry.subscribe(() => {
      if (!registry.connections.some((connection) => connection.url === url && connection.status === 'connected')) return;
      const waiting = lost.filter(({ status }) => WAITING.includes(status)).length;
      if (waiting === 0) end('back');
      else onProgress?.({ step: lost.length - waiting, of: lost.length, label: '', sentences: [] });
    });
    const timer = clock.after(WATCH_MS, () => end('timed-out'));
    signal?.addEventListener('abort', cancel);
  });
}
