/** What is written on keys. */
export const KEY_STRINGS = { Ctrl: 'Ctrl', Shift: 'Shift', Alt: 'Alt', Cmd: '⌘', Insert: 'Insert', PageUp: 'PageUp', PageDown: 'PageDown', Home: 'Home', End: 'End' } as const;

/** A chord as people read it. */
export function chordText(chord: string, strings: Readonly<Partial<Record<string, string>>>): string {
  return chord.replace(/[A-Za-z]{2,}/g, (key) => strings[key] ?? key);
}
