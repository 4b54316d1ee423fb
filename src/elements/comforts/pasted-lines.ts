/** What VS Code asks about: several lines, unless the program knows that they are pasted; never one line with its end. */
export function asksBefore(text: string, mode: 'auto' | 'always' | 'never', bracketed: boolean): boolean {
  const lines = linesOf(text);
  if (mode === 'never' || lines.length < 2) return false;
  return mode === 'always' || !(bracketed || (lines.length === 2 && lines[1]?.trim() === ''));
}

export const linesOf = (text: string): string[] => text.split(/\r\n|\r|\n/);

/** Lines as one that does the same, as far as lines of shells do: ends that are escaped go with their backslash, indents and empty lines go. */
export function asOneLine(text: string): string {
  return linesOf(text).map((line) => line.replace(/\\$/, '').trim()).filter((line) => line !== '').join(' ');
}
