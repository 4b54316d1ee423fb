/** Characters of a preview. */
const PREVIEW_LENGTH = 48;

/**
 * What is held, as one short line that hides nothing: control characters are written out, and what would turn the order of the text around is shown as a box.
 * @param peek gives its first bytes
 */
export function previewOf(peek: (max: number) => Uint8Array | undefined): string {
  // One more character than is shown, each of four bytes at most.
  const bytes = peek((PREVIEW_LENGTH + 1) * 4) ?? new Uint8Array(0);
  const characters = [...new TextDecoder().decode(bytes, { stream: true })];
  const shown = characters.slice(0, PREVIEW_LENGTH).map(visible).join('');
  return characters.length > PREVIEW_LENGTH ? `${shown}…` : shown;
}

/** A character that can be seen in place of one that cannot. */
export function visible(character: string): string {
  const code = character.codePointAt(0) as number;
  if (character === '\r' || character === '\n') return '↵';
  // As terminals echo them; the pictures that Unicode has for them are in few fonts.
  if (code < 0x20 || code === 0x7f) return `^${String.fromCharCode(code ^ 0x40)}`;
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(character) ? '\u25af' : character;
}
