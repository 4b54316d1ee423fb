/** Texts of the find bar. */
export const FIND_STRINGS = {
  locale: 'en',
  find: 'Find',
  /**
   * @param index counted from 1
   * @param count may be `1,000+`
   */
  place: (index: number, count: string) => `${index} of ${count}`,
  /** While none of them is meant. */
  found: (count: string) => `${count} found`,
  nothing: 'No results',
  invalid: 'Not a regular expression',
  previous: 'Previous match',
  next: 'Next match',
  caseSensitive: 'Match case',
  wholeWord: 'Whole words',
  regex: 'Regular expression',
  close: 'Close',
};
