/** Number of the sequences that ConEmu made up; the fourth of its commands is progress. */
export const PROGRESS_OSC = 9;
/** `4 ; state ; percent`; a state that nobody knows and more than a number are somebody else's. */
const PROGRESS = /^4;([0-4])?(?:;([0-9]*))?;?$/;
const STATES = [undefined, 'normal', 'error', 'indeterminate', 'paused'] as const;

/** How far a program says it is (OSC 9;4, as ConEmu, Windows Terminal and others understand it). */
export interface ToldProgress {
  readonly state: Exclude<(typeof STATES)[number], undefined>;
  /** Percent, 0–100; of what is indeterminate, the last that was told. */
  readonly value: number;
}

/**
 * @param data of an OSC 9
 * @param last what was told before; undefined: none
 * @returns what is told now, undefined for none; 'other' when it is not progress
 */
export function readProgress(data: string, last: ToldProgress | undefined): ToldProgress | undefined | 'other' {
  const match = PROGRESS.exec(data);
  if (match === null) return 'other';
  const [, code = '0', percent = ''] = match;
  const state = STATES[Number(code)];
  // A state that names no percentage stands where the last one stood; `normal` without one says nothing.
  if (state === 'normal' && percent === '') return last;
  const value = percent === '' || state === 'indeterminate' ? (last?.value ?? 0) : Math.min(100, Number(percent));
  const next = state && { state, value };
  return next?.state === last?.state && next?.value === last?.value ? last : next;
}

/** What has to be told, in order, to somebody who has heard nothing; the data of one OSC 9 each. */
export function tellProgress({ state, value }: ToldProgress): readonly string[] {
  const told = `4;${STATES.indexOf(state)};${value}`;
  // What is indeterminate has no number of its own, and goes on from it.
  return state === 'indeterminate' && value > 0 ? [`4;1;${value}`, told] : [told];
}
