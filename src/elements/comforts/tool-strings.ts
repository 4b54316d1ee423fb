/** The strip of tools above the screen. */
export const TOOL_STRINGS = {
  tools: 'Terminal tools',
  find: 'Find',
  'previous-prompt': 'Previous prompt',
  'next-prompt': 'Next prompt',
  'zoom-out': 'Smaller letters',
  'zoom-in': 'Larger letters',
  clear: 'Clear',
  restart: 'Restart',
};
