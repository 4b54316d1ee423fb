/** What the bar of a program's progress is called, by what it says. */
export const PROGRESS_STRINGS = {
  normal: 'Progress',
  indeterminate: 'In progress',
  error: 'Progress, failed',
  paused: 'Progress, paused',
} as const;
