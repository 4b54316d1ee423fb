import type { Clock } from '../../base/clock.js';
import type { DiagnosticsReport, HealthCallOptions, HealthProgress, RecoveryReport } from '../../client/health/contract.js';
import type { Registry } from '../../client/registry/contract.js';
import type { TerminalSession } from '../../client/session/contract.js';
import { isTerminalError, type TerminalError } from '../../protocol/errors.js';
import { cutLine, type CutReport } from './line-cut.js';

/** What a row stands for: a session, or the server at an address. */
export interface RowTarget {
  readonly url: string;
  readonly session?: TerminalSession;
}

/** What takes time, shows progress and can be cancelled. */
export type LongKind = 'probe' | 'recover' | 'recover-full' | 'diagnose' | 'cut';
/** What is done at once, to a session. */
type ShortKind = 'activate' | 'retry' | 'evict' | 'close';
export type OperationKind = LongKind | ShortKind;

type Outcome =
  | { readonly phase: 'activated' | 'retried' }
  | { readonly phase: 'probed'; readonly roundTripMs: number | undefined }
  | { readonly phase: 'evicted'; readonly freed: boolean }
  | { readonly phase: 'cut'; readonly report: CutReport }
  | { readonly phase: 'diagnosed'; readonly report: DiagnosticsReport }
  | { readonly phase: 'recovered'; readonly report: RecoveryReport }
  /** Without an error: the code for it could not be loaded, or the page's registry is of a version that cannot do it. */
  | { readonly phase: 'failed'; readonly error: TerminalError | undefined };

/** What somebody has asked for on one row. */
export type Operation = { readonly phase: 'running'; readonly kind: LongKind; readonly progress: HealthProgress | undefined } | Outcome;

interface Entry {
  readonly cancel: AbortController;
  operation: Operation;
}

/** What was asked for and what came of it: one per row, of which what takes time can be cancelled. */
export class Operations {
  readonly #changed: () => void;
  readonly #entries = new Map<string, Entry>();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  of(row: string): Operation | undefined {
    return this.#entries.get(row)?.operation;
  }

  /** Does nothing while something runs there, but for ending the shell. */
  run(row: string, kind: OperationKind, registry: Registry, clock: Clock, target: RowTarget): void {
    if (this.of(row)?.phase === 'running' && kind !== 'close') return;
    this.dismiss(row);
    if (isShort(kind)) {
      const outcome = attempt(() => perform(kind, registry, target));
      if (outcome !== undefined) this.#entries.set(row, { cancel: new AbortController(), operation: outcome });
    } else this.#begin(row, kind, registry, clock, target);
    this.#changed();
  }

  /** Its report says that it was cancelled. */
  cancel(row: string): void {
    const entry = this.#entries.get(row);
    entry?.cancel.abort();
    // There is nothing to stop: the answer to a probe is only not waited for.
    if (entry?.operation.phase === 'running' && entry.operation.kind === 'probe') this.dismiss(row);
  }

  /** Forgets what it found, and cancels it if it runs. */
  dismiss(row: string): void {
    const entry = this.#entries.get(row);
    this.#entries.delete(row);
    entry?.cancel.abort();
    this.#changed();
  }

  dispose(): void {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    for (const { cancel } of entries) cancel.abort();
  }

  #begin(row: string, kind: LongKind, registry: Registry, clock: Clock, target: RowTarget): void {
    const entry: Entry = { cancel: new AbortController(), operation: { phase: 'running', kind, progress: undefined } };
    this.#entries.set(row, entry);
    const settle = (operation: Operation): void => {
      // Dismissed meanwhile, or followed by another one.
      if (this.#entries.get(row) !== entry) return;
      entry.operation = operation;
      this.#changed();
    };
    const options: HealthCallOptions = { signal: entry.cancel.signal, onProgress: (progress) => settle({ phase: 'running', kind, progress }) };
    let work: Promise<Outcome>;
    try {
      work = start(kind, registry, clock, target, options);
    } catch (error) {
      return settle(failure(error));
    }
    work.then(settle, (error: unknown) => settle(failure(error)));
  }
}

const SHORT: readonly OperationKind[] = ['activate', 'retry', 'evict', 'close'] satisfies ShortKind[];

function isShort(kind: OperationKind): kind is ShortKind {
  return SHORT.includes(kind);
}

/** Nothing is to be said where the row goes with it. */
function perform(kind: ShortKind, registry: Registry, { session }: RowTarget): Outcome | undefined {
  if (session === undefined) return undefined;
  switch (kind) {
    case 'activate':
      registry.activate(session);
      return { phase: 'activated' };
    case 'retry':
      session.retry();
      return { phase: 'retried' };
    case 'evict':
      return { phase: 'evicted', freed: registry.evict(session) };
    case 'close':
      session.close();
      return undefined;
  }
}

function start(kind: LongKind, registry: Registry, clock: Clock, { session, url }: RowTarget, options: HealthCallOptions): Promise<Outcome> {
  const target = session ?? { url };
  switch (kind) {
    case 'probe': return registry.probe(target).then((roundTripMs) => ({ phase: 'probed', roundTripMs }));
    case 'cut': return cutLine(registry, clock, url, options).then((report) => ({ phase: 'cut', report }));
    case 'diagnose': return registry.diagnose(target, options).then((report) => ({ phase: 'diagnosed', report }));
    case 'recover':
    case 'recover-full': return registry.recover(target, { ...options, full: kind === 'recover-full' }).then((report) => ({ phase: 'recovered', report }));
  }
}

function attempt(act: () => Outcome | undefined): Outcome | undefined {
  try {
    return act();
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): Outcome {
  return { phase: 'failed', error: isTerminalError(error) && error.code !== 'load_failed' ? error : undefined };
}
