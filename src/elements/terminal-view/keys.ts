import type { XtermTerminal } from './xterm.js';

/** Puts the selection on the clipboard; true when there was one. */
export function copySelection(term: XtermTerminal): boolean {
  const text = term.getSelection();
  const owner = term.element?.ownerDocument;
  if (text === '' || owner === undefined) return false;
  // The old way first: it needs no permission and works on plain http; xterm.js fills the clipboard event.
  if (!owner.execCommand('copy')) void owner.defaultView?.navigator.clipboard?.writeText(text).catch(() => undefined);
  return true;
}

/**
 * Whether xterm.js handles a key event. Shift+Tab is left to the browser, so that the keyboard can leave the terminal; Ctrl+Shift+C copies;
 * Ctrl+Shift+V is left to the browser, which pastes. Everything else goes to the shell.
 */
export function isForShell(event: KeyboardEvent, term: XtermTerminal): boolean {
  const { ctrlKey, shiftKey, altKey, metaKey, key, code } = event;
  if (key === 'Tab' && shiftKey && !ctrlKey && !altKey && !metaKey) return false;
  if (!ctrlKey || !shiftKey || altKey || metaKey) return true;
  if (code === 'KeyV') return false;
  if (code !== 'KeyC') return true;
  if (event.type === 'keydown') {
    copySelection(term);
    // Chromium would open its developer tools.
    event.preventDefault();
  }
  return false;
}
