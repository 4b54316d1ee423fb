import type { Result } from '../../base/result.js';
import type { Sentence } from '../../base/sentence.js';
import type { StatusDetail } from '../connection/status.js';
import type { ClientEnvironment } from '../environment.js';
import type { Registry, TokenProvider } from '../registry/contract.js';
import type { TerminalSession } from '../session/contract.js';

/** One server as this page knows it, to be diagnosed or brought back. */
export interface Patient<Link extends PatientLink = PatientLink> {
  readonly environment: ClientEnvironment;
  /** Absolute, or the sentence that says what is wrong with it. */
  readonly url: Result<string, Sentence>;
  readonly provider: TokenProvider | undefined;
  /** The session in question, if there is one. */
  readonly session: TerminalSession | undefined;
  readonly registry: Pick<Registry, 'sessions' | 'subscribe'>;
  /** Undefined while the page has never named the server. */
  link(): Link | undefined;
}

export interface PatientLink {
  readonly detail: StatusDetail;
  retry(): void;
  measure(done: (roundTripMs: number | undefined) => void): void;
}
