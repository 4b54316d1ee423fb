import type { Sentence } from '../../base/sentence.js';

/** What the health monitor may be told. */
export interface HealthOptions {
  /** Time between two checks of a connection that is wanted, milliseconds; 0: no checks. Default 30,000. */
  readonly intervalMs?: number;
  /** Failed checks in a row that make it unhealthy. Default 3. */
  readonly failures?: number;
}

/** What an `AbortSignal` is to this package; declared by shape, because the client knows no DOM. */
export interface Cancellation {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** What is being done just now. */
export interface HealthProgress {
  /** From 1. */
  readonly step: number;
  readonly of: number;
  /** A few words for people. */
  readonly label: string;
  /** The same for those who read another language. */
  readonly sentences: readonly Sentence[];
}

export interface HealthCallOptions {
  readonly signal?: Cancellation | undefined;
  readonly onProgress?: ((progress: HealthProgress) => void) | undefined;
}

/** In the order in which they are made. */
export type DiagnosticName = 'url' | 'reachability' | 'handshake' | 'token' | 'session access' | 'round trip' | 'hints';

export interface DiagnosticStep {
  readonly name: DiagnosticName;
  /** `warning`: works, but somebody should look. `skipped`: something before it failed, or it does not apply here. */
  readonly outcome: 'ok' | 'warning' | 'failed' | 'skipped';
  /** One sentence. */
  readonly detail: string;
  /** What a person can do about it, one sentence. */
  readonly action?: string | undefined;
  /** Both for those who read another language. */
  readonly sentences: { readonly detail: readonly Sentence[]; readonly action: readonly Sentence[] };
  /** How long it took, milliseconds. */
  readonly ms: number;
}

/** Plain data, free of tokens, of query strings and of anything a terminal has shown. */
export interface DiagnosticsReport {
  /** `cancelled`: the remaining steps were skipped because the caller's signal said so. */
  readonly outcome: 'ok' | 'warning' | 'failed' | 'cancelled';
  /** The server's address without its query; empty when there is none. */
  readonly url: string;
  /** Wall clock at the beginning, milliseconds since 1970. */
  readonly startedAt: number;
  /** Version of this package. */
  readonly version: string;
  readonly steps: readonly DiagnosticStep[];
  /** Median of the pings, milliseconds. */
  readonly roundTripMs: number | undefined;
  /** All of it as plain text, to be copied into a ticket. */
  readonly text: string;
}

export interface RecoverOptions extends HealthCallOptions {
  /** Diagnoses first. Default false. */
  readonly full?: boolean | undefined;
  /** Longest wait for the connection and its sessions, milliseconds, diagnosis not included. Default 15,000. */
  readonly timeoutMs?: number | undefined;
}

export interface RecoveryReport {
  /** `recovered`: connected, and every session that is wanted there is synced. `idle`: nothing is wanted of that server. */
  readonly outcome: 'recovered' | 'idle' | 'failed' | 'timed-out' | 'cancelled';
  /** One sentence. */
  readonly detail: string;
  /** The same for those who read another language, with what can be done about it where that is known. */
  readonly sentences: readonly Sentence[];
  readonly ms: number;
  /** Set after a full recovery. */
  readonly diagnostics: DiagnosticsReport | undefined;
}
