/** By the character on the key. xterm.js 6 makes nothing of these; xterm and VS Code do, and readline, Emacs and vim listen to them (Ctrl+/ takes back an edit). */
const CONTROLS: Readonly<Record<string, string>> = { '/': '\x1f', '^': '\x1e', '2': '\0' };

/** What a key types that xterm.js has no control character for; undefined for all others. */
export function controlCharacter({ type, key, ctrlKey, altKey, metaKey, isComposing }: KeyboardEvent): string | undefined {
  // Ctrl and Alt together are AltGr in Windows.
  return type === 'keydown' && ctrlKey && !altKey && !metaKey && !isComposing ? CONTROLS[key] : undefined;
}
