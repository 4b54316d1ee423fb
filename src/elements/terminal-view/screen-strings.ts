/** Every text of the screen itself. */
export const SCREEN_STRINGS = { terminalInput: 'Terminal input', newShell: 'new shell' } as const;
