import type { TerminalSession } from '../../client/session/contract.js';
import { INPUT_BYTES } from '../../protocol/limits.js';
import type { XtermTerminal } from './xterm.js';

/** Bracket and all, of a paste that is sent at once. */
const BRACKET_BYTES = 12;
const encoder = new TextEncoder();

/**
 * Pastes as xterm.js does, but for one thing: what does not fit into the queue of what is typed goes as a transmission.
 * Rejects with a TerminalError when it cannot be taken.
 */
export async function paste(term: XtermTerminal, session: TerminalSession, text: string): Promise<void> {
  const room = INPUT_BYTES - BRACKET_BYTES - session.state.pendingInput;
  // Three bytes of UTF-8 at most for every unit of UTF-16: most pastes need not be counted.
  if (text.length * 3 <= room) return term.paste(text);
  const bytes = encoder.encode(text.replace(/\r?\n/g, '\r'));
  if (bytes.length <= room) return term.paste(text);
  term.clearSelection();
  term.scrollToBottom();
  const bracketed = term.modes.bracketedPasteMode && term.options.ignoreBracketedPasteMode !== true;
  await session.transmit(bytes, { bracketed });
}
