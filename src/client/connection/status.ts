import { textOf, type Sentence } from '../../base/sentence.js';
import type { TerminalError } from '../../protocol/errors.js';

/**
 * What people are told about a connection or session.
 * `idle` nothing wanted yet · `connecting` first attempt · `connected` · `reconnecting` lost, trying again ·
 * `suspended` circuit breaker open, one probe per cool-down · `offline` the system says there is no network ·
 * `failed` a person must act · `closed` ended for good (a session's shell has ended, or the connection was closed).
 */
export type Status = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'suspended' | 'offline' | 'failed' | 'closed';

/** A status with what one would ask next. */
export interface StatusDetail {
  readonly status: Status;
  /** One sentence; empty when there is nothing to explain. */
  readonly reason: string;
  /** The same for those who read another language, with what can be done about it where that is known; undefined when there is nothing to explain. */
  readonly sentences?: readonly Sentence[] | undefined;
  /** Attempts in a row that did not lead to `connected`, the running one included; 0 when connected or idle. */
  readonly attempt: number;
  /** Clock time (`Clock.now`) of the next attempt; undefined when none is planned. */
  readonly retryAt: number | undefined;
  /** With `failed`: what somebody has to do something about, and what (its `action`). Its category tells a missing sign-in (`auth`) from the rest. */
  readonly fault?: TerminalError | undefined;
}

/** A status with nothing to count. */
export function detailOf(status: Status, sentences: readonly Sentence[] = []): StatusDetail {
  return { status, reason: textOf(sentences), sentences: sentences.length === 0 ? undefined : sentences, attempt: 0, retryAt: undefined };
}

/** A person must do something about an error. */
export function failedBy(fault: TerminalError): StatusDetail {
  return { ...detailOf('failed'), reason: fault.message, sentences: fault.sentences, fault };
}

export function sameDetail(a: StatusDetail, b: StatusDetail): boolean {
  return a.status === b.status && a.reason === b.reason && a.attempt === b.attempt && a.retryAt === b.retryAt && a.fault === b.fault;
}
