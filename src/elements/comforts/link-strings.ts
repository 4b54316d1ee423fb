/** What is said of a link under the pointer. */
export const LINK_STRINGS = {
  link: 'Link',
  open: 'Open',
  copy: 'Copy address',
  /** @param key what is held while it is clicked */
  hint: (key: string) => `${key} + click to open`,
  notOpened: 'Not a web address: it is not opened.',
  control: 'Ctrl',
  command: 'Cmd',
};
