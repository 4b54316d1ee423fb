/** Texts of the menu. */
export const MENU_STRINGS = {
  menu: 'Terminal',
  'open-link': 'Open link',
  'copy-link': 'Copy link',
  copy: 'Copy',
  paste: 'Paste',
  'select-all': 'Select all',
  find: 'Find…',
  clear: 'Clear',
  restart: 'Restart',
} as const;
