import { TerminalError } from '../../protocol/errors.js';
import { MAX_LABEL_LENGTH } from '../../protocol/limits.js';
import { canonicalName, isValidId, sessionKey, type CanonicalName } from '../../protocol/session-key.js';
import { sentence } from '../sentences.js';
import type { SessionRef, TerminalSession } from '../session/contract.js';
import type { SessionTarget } from './contract.js';

/** What a ref comes down to: a session's address and canonical name. */
export interface Address {
  /** Absolute. */
  readonly url: string;
  readonly name: CanonicalName;
  /** `session.id` of the session with this name: unique on the page. `#` is in no id, so it can't be taken for one. */
  readonly id: string;
  readonly profile: string | undefined;
  readonly label: string | undefined;
}

/**
 * The border: what pages write becomes an address, or an error that says what is wrong.
 * @param resolveUrl throws TerminalError `bad_url`
 * @throws TerminalError `bad_session_id`, `bad_option`, `bad_url`
 */
export function resolveAddress(ref: SessionRef, resolveUrl: (url: string | undefined) => string): Address {
  if (typeof ref !== 'object' || ref === null) throw new TerminalError('bad_session_id', sentence('badRef'));
  for (const part of ['sessionId', 'project', 'environment', 'profile'] as const) {
    if (ref[part] !== undefined && !isValidId(ref[part])) throw badId(part);
  }
  if (ref.label !== undefined && (typeof ref.label !== 'string' || ref.label.length > MAX_LABEL_LENGTH)) {
    throw new TerminalError('bad_option', sentence('labelLong', MAX_LABEL_LENGTH), { action: sentence('shortenLabel') });
  }
  const url = resolveUrl(ref.url);
  const name = canonicalName(ref);
  return { url, name, id: `${url}#${sessionKey(name)}`, profile: ref.profile, label: ref.label };
}

/** A target that is not a session: a bare session id is the ref with that id. */
export function targetRef(target: SessionTarget): SessionRef {
  return typeof target === 'string' ? { sessionId: target } : isSession(target) ? target.ref : target;
}

/** By shape, for it may come from another copy of the package. */
export function isSession(target: SessionTarget): target is TerminalSession {
  return typeof target === 'object' && target !== null && 'subscribe' in target && typeof target.subscribe === 'function';
}

/** @throws TerminalError `bad_session_id` */
export function checkScope({ project, environment }: { readonly project: string; readonly environment?: string | undefined }): void {
  if (!isValidId(project)) throw badId('project');
  if (environment !== undefined && !isValidId(environment)) throw badId('environment');
}

function badId(part: string): TerminalError {
  return new TerminalError('bad_session_id', sentence('badName', part), { action: sentence('allowedName', part) });
}
