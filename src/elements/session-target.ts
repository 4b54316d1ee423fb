import type { SessionRef } from '../client/session/contract.js';
import { TerminalError } from '../protocol/errors.js';

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

const NUMERIC = { 'font-size': [4, 200], scrollback: [0, 1_000_000] } as const;
const CHOICES = { 'color-scheme': ['auto', 'light', 'dark'], renderer: ['auto', 'dom'] } as const;

export interface AppearanceAttributes {
  readonly fontSize: number | undefined;
  readonly scrollback: number | undefined;
  readonly colorScheme: string;
  readonly renderer: string;
}

/** The first attribute whose value makes no sense. The terminal works with the default instead. */
export function checkAppearance({ fontSize, scrollback, colorScheme, renderer }: AppearanceAttributes): TerminalError | undefined {
  for (const [name, value] of [['font-size', fontSize], ['scrollback', scrollback]] as const) {
    const [min, max] = NUMERIC[name];
    if (value !== undefined && !(value >= min && value <= max)) return badAttribute(name, `a number from ${min} to ${max.toLocaleString('en')}`);
  }
  for (const [name, value] of [['color-scheme', colorScheme], ['renderer', renderer]] as const) {
    const choices: readonly string[] = CHOICES[name];
    if (!choices.includes(value)) return badAttribute(name, `one of ${choices.join(', ')}`);
  }
  return undefined;
}

/** `value` if it is usable for the attribute, else undefined. */
export function usableNumber(name: keyof typeof NUMERIC, value: number | undefined): number | undefined {
  const [min, max] = NUMERIC[name];
  return value !== undefined && value >= min && value <= max ? value : undefined;
}

export function badAttribute(name: string, expected: string): TerminalError {
  return new TerminalError('bad_attribute', `The attribute ${name} is not ${expected}.`, { action: 'The default is used instead.' });
}
