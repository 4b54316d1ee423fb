/** Texts of the find bar. */
export const FIND_STRINGS = {
  find: 'Find',
  /** @param index counted from 1 */
  place: (index: number, count: number) => `${index} of ${count}`,
  /** More than are counted. */
  many: (count: number) => `${count}+`,
  nothing: 'No results',
  invalid: 'Not a regular expression',
  previous: 'Previous match',
  next: 'Next match',
  caseSensitive: 'Match case',
  wholeWord: 'Whole words',
  regex: 'Regular expression',
  close: 'Close',
};
