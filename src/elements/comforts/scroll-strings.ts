/** Texts of the way back to the last line. */
export const SCROLL_STRINGS = {
  down: 'To the last line',
  /** @param lines may be `999+` */
  fresh: (lines: string) => `${lines} new ${lines === '1' ? 'line' : 'lines'}`,
} as const;
