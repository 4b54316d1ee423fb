import type { TerminalSession } from '../../client/session/contract.js';
import type { ScreenView } from '../terminal-view/screen-view.js';

/**
 * Brings the terminal that shows a session into sight and gives it the keyboard.
 * @param named the element that the chip names; it may show the session in a moment, or say why it does not
 */
export function reveal(session: TerminalSession | undefined, named: Element | null): void {
  // Of another copy of the package it may be another kind of view.
  const view = session?.view as Partial<ScreenView> | undefined;
  const root = view?.shown === true ? view.terminal?.element?.getRootNode() : undefined;
  const shown = (root as Partial<ShadowRoot> | undefined)?.host;
  const target = (shown ?? named) as HTMLElement | null;
  target?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  target?.focus({ preventScroll: true });
}
