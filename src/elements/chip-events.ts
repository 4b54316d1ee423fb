import type { TerminalSession } from '../client/session/contract.js';

/** Cancelable: `preventDefault()` leaves it to the page what happens, a change of tab for example. */
export interface TerminalChipActivateDetail {
  /** undefined: no session of that name is open on this page. */
  readonly session: TerminalSession | undefined;
}

/** Every event of `<terminal-status-chip>`; all bubble and are composed. */
export interface TerminalStatusChipEventMap {
  'terminal-chip-activate': CustomEvent<TerminalChipActivateDetail>;
}

declare global {
  interface HTMLElementEventMap extends TerminalStatusChipEventMap {}
}
