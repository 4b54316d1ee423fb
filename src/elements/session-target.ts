import type { SessionRef } from '../client/session/contract.js';

/** The attributes that say which session an element shows; an empty one counts as absent, as frameworks write it. */
export interface TargetAttributes {
  readonly url?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
  readonly profile?: string | undefined;
  readonly label?: string | undefined;
  /** The element's own id, the name of last resort. */
  readonly id?: string | undefined;
}

const given = (value: string | null | undefined): string | undefined => (value === null || value === undefined || value === '' ? undefined : String(value));

/** `session-id` names the session; without it project and environment do; without any, the element's id; else `default`. */
export function targetRef(attributes: TargetAttributes): SessionRef {
  const sessionId = given(attributes.sessionId);
  const project = given(attributes.project);
  const environment = given(attributes.environment);
  const named = sessionId !== undefined || project !== undefined || environment !== undefined;
  return {
    url: given(attributes.url), sessionId: named ? sessionId : given(attributes.id), project, environment,
    profile: given(attributes.profile), label: given(attributes.label),
  };
}

/** Whether two refs mean the same session; profile and label matter only when it is created. */
export function sameTarget(a: SessionRef | undefined, b: SessionRef | undefined): boolean {
  return a?.url === b?.url && a?.sessionId === b?.sessionId && a?.project === b?.project && a?.environment === b?.environment && (a === undefined) === (b === undefined);
}
