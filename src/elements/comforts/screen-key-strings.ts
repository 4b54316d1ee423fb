/** Names of the keys below the screen. */
export const SCREEN_KEY_STRINGS = {
  keys: 'Keys',
  esc: 'Escape',
  tab: 'Tab',
  ctrl: 'Control',
  alt: 'Alt',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  home: 'Home',
  end: 'End',
  'page-up': 'Page up',
  'page-down': 'Page down',
};
