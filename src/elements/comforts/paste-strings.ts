/** Texts around pasting. */
export const PASTE_STRINGS = {
  title: (lines: number) => `Paste ${lines.toLocaleString('en')} ${lines === 1 ? 'line' : 'lines'}?`,
  hint: 'What runs in the terminal may carry out every line at once.',
  removed: 'What is marked is left out: it would act as keys.',
  text: 'What would be pasted',
  more: (lines: number) => `and ${lines.toLocaleString('en')} more ${lines === 1 ? 'line' : 'lines'}`,
  paste: 'Paste',
  asOneLine: 'Paste as one line',
  cancel: 'Cancel',
  askNoMore: 'Do not ask again on this page',
  unreadable: 'The browser does not let this page read the clipboard.',
  pressKeys: (keys: string) => `Press ${keys} to paste.`,
} as const;
