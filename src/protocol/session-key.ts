import { MAX_ID_LENGTH } from './limits.js';

/** Ids, projects, environments, profiles and client names. `/` is not among the characters, so it can join key parts. */
export const ID_PATTERN = new RegExp(`^[A-Za-z0-9._:-]{1,${MAX_ID_LENGTH}}$`);
const FULL_ID = /^session_\d{1,16}_[A-Za-z0-9]{4,64}$/;
const LEGACY_ID = /^(session_\d{1,16}_[A-Za-z0-9]{4,64})_([A-Za-z0-9._:-]+)$/;

/** The name of a session without its owner and its server. */
export interface SessionName {
  readonly sessionId?: string | undefined;
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
}

export interface CanonicalName {
  readonly sessionId: string;
  readonly project: string | undefined;
  readonly environment: string | undefined;
}

export function isValidId(value: unknown): value is string {
  return typeof value === 'string' && ID_PATTERN.test(value);
}

/** Whether an id is of the form `session_<milliseconds>_<random>`, unique in itself. */
export function isFullId(id: string): boolean {
  return FULL_ID.test(id);
}

/**
 * @param nowMs milliseconds since the Unix epoch
 * @param random at least 128 bits from a cryptographic source, as letters and digits
 */
export function makeSessionId(nowMs: number, random: string): string {
  return `session_${Math.floor(nowMs)}_${random}`;
}

/**
 * One form for all the ways to name a session. No id means `default`. The older composite `<id>_<project>` is split where that is certain:
 * a full id with a suffix, or a suffix equal to the project given beside it; a full id itself is never cut. Both ends apply this, so doing it
 * twice must change nothing: that is why a repeated suffix goes as a whole.
 */
export function canonicalName(name: SessionName): CanonicalName {
  let sessionId = name.sessionId ?? 'default';
  let project = name.project;
  const legacy = LEGACY_ID.exec(sessionId);
  if (legacy !== null && (project === undefined || project === legacy[2])) {
    [, sessionId, project] = legacy as unknown as [string, string, string];
  }
  while (project !== undefined && !isFullId(sessionId) && sessionId.length > project.length + 1 && sessionId.endsWith(`_${project}`)) {
    sessionId = sessionId.slice(0, -project.length - 1);
  }
  return { sessionId, project, environment: name.environment };
}

/** `project/environment/sessionId`, the empty string standing for an absent part. */
export function sessionKey(name: SessionName): string {
  const { sessionId, project, environment } = canonicalName(name);
  return `${project ?? ''}/${environment ?? ''}/${sessionId}`;
}
