/** Every text of the screen itself. */
export const SCREEN_STRINGS = {
  terminalInput: 'Terminal input',
  newShell: 'new shell',
  /** Of a command. */
  exitCode: (code: number) => (code === 0 ? 'Succeeded' : `Exit code ${code}`),
} as const;
