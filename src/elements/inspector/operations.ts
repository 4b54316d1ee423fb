import type { DiagnosticsReport, HealthProgress, RecoveryReport } from '../../client/health/contract.js';
import type { Registry, SessionTarget } from '../../client/registry/contract.js';

export type OperationKind = 'diagnose' | 'recover' | 'recover-full';

/** What somebody has asked for on one row. `unavailable`: the code for it could not be loaded. */
export type Operation =
  | { readonly phase: 'running'; readonly kind: OperationKind; readonly progress: HealthProgress | undefined }
  | { readonly phase: 'diagnosed'; readonly report: DiagnosticsReport }
  | { readonly phase: 'recovered'; readonly report: RecoveryReport }
  | { readonly phase: 'unavailable' };

interface Entry {
  readonly cancel: AbortController;
  operation: Operation;
}

/** Diagnoses and recoveries: one per row at a time, each can be cancelled. */
export class Operations {
  readonly #changed: () => void;
  readonly #entries = new Map<string, Entry>();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  of(row: string): Operation | undefined {
    return this.#entries.get(row)?.operation;
  }

  run(row: string, kind: OperationKind, registry: Registry, target: SessionTarget): void {
    if (this.of(row)?.phase === 'running') return;
    const entry: Entry = { cancel: new AbortController(), operation: { phase: 'running', kind, progress: undefined } };
    this.#entries.set(row, entry);
    const settle = (operation: Operation): void => {
      // Dismissed meanwhile, or followed by another one.
      if (this.#entries.get(row) !== entry) return;
      entry.operation = operation;
      this.#changed();
    };
    const options = { signal: entry.cancel.signal, onProgress: (progress: HealthProgress) => settle({ phase: 'running', kind, progress }) };
    const work: Promise<Operation> = kind === 'diagnose'
      ? registry.diagnose(target, options).then((report) => ({ phase: 'diagnosed', report }))
      : registry.recover(target, { ...options, full: kind === 'recover-full' }).then((report) => ({ phase: 'recovered', report }));
    work.then(settle, () => settle({ phase: 'unavailable' }));
    this.#changed();
  }

  /** Its report says that it was cancelled. */
  cancel(row: string): void {
    this.#entries.get(row)?.cancel.abort();
  }

  /** Forgets what it found, and cancels it if it runs. */
  dismiss(row: string): void {
    this.cancel(row);
    this.#entries.delete(row);
    this.#changed();
  }

  dispose(): void {
    for (const { cancel } of this.#entries.values()) cancel.abort();
    this.#entries.clear();
  }
}
