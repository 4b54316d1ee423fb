/** Whether a key types a character: it is no command, and none of an input method. */
function typesCharacter(event: KeyboardEvent): boolean {
  const { key, ctrlKey, altKey, metaKey } = event;
  // AltGr is Ctrl and Alt on Windows. A character beyond the Basic Multilingual Plane is of two units.
  return [...key].length === 1 && !metaKey && ((!ctrlKey && !altKey) || event.getModifierState('AltGraph'));
}

/** A click in a terminal is none on the label, link or summary that the terminal is in. */
export function keepClick(event: Event): void {
  event.preventDefault();
}

/**
 * Keys that type never reach the page's own shortcuts: for those a terminal, whose text field is in its shadow, looks like any element. xterm.js keeps most from it, but neither Space nor capitals,
 * which it types in `keypress`.
 */
export function keepTyping(event: KeyboardEvent): void {
  if (typesCharacter(event)) event.stopPropagation();
}
