/** The keys that keyboards of phones lack. */
export type ScreenKey = 'esc' | 'tab' | 'up' | 'down' | 'left' | 'right' | 'home' | 'end' | 'page-up' | 'page-down' | '/' | '|' | '-' | '~';

/** What is held with the next key. */
export interface Held {
  readonly ctrl: boolean;
  readonly alt: boolean;
}

export const NOTHING_HELD: Held = { ctrl: false, alt: false };

const ESC = '\x1b';
const LETTERS: Partial<Record<ScreenKey, string>> = { up: 'A', down: 'B', right: 'C', left: 'D', home: 'H', end: 'F' };
const NUMBERS: Partial<Record<ScreenKey, number>> = { 'page-up': 5, 'page-down': 6 };

/** What a terminal types for a key, as xterm does. @param application whether the program wants cursor keys in their application form */
export function bytesOf(key: ScreenKey, held: Held, application: boolean): string {
  const modifier = 1 + (held.alt ? 2 : 0) + (held.ctrl ? 4 : 0);
  const letter = LETTERS[key];
  if (letter !== undefined) return modifier > 1 ? `${ESC}[1;${modifier}${letter}` : `${ESC}${application ? 'O' : '['}${letter}`;
  const number = NUMBERS[key];
  if (number !== undefined) return modifier > 1 ? `${ESC}[${number};${modifier}~` : `${ESC}[${number}~`;
  if (key === 'esc') return held.alt ? ESC + ESC : ESC;
  if (key === 'tab') return held.alt ? `${ESC}\t` : '\t';
  return withHeld(key, held);
}

/** One key with what is held: a character, Enter, Backspace. Anything longer is typed as it is: a word, or what the terminal reports. */
export function withHeld(data: string, { ctrl, alt }: Held): string {
  if (data.length !== 1) return data;
  return (alt ? ESC : '') + (ctrl ? controlOf(data) : data);
}

/** As the keys of a terminal do: the letters and six signs after them, space for the first, `?` for the last. */
function controlOf(char: string): string {
  if (char === '?') return '\x7f';
  if (char === '\x7f') return '\b';
  if (char > '~') return char;
  const upper = char.toUpperCase();
  return char === ' ' || (upper >= '@' && upper <= '_') ? String.fromCharCode(upper.charCodeAt(0) & 31) : char;
}
