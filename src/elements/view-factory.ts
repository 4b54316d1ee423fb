import type { TerminalSession } from '../client/session/contract.js';
import { TerminalError } from '../protocol/errors.js';
import { pageServices } from './page-services.js';
import type { ScreenView } from './terminal-view/screen-view.js';
import { TerminalView } from './terminal-view/terminal-view.js';

/** Teaches the page's registry to make screens, unless another copy of the package has done so. */
export function provideViews(): void {
  const { registry, clock } = pageServices();
  registry.viewFactory ??= (session) => new TerminalView({ session, registry, clock, document });
}

const isScreen = (view: unknown): view is ScreenView => typeof (view as Partial<ScreenView> | undefined)?.show === 'function';

/** The screen of a session, made if it has none; it is not yet the session's then. @throws TerminalError `unsupported` when somebody gave it a view of another kind */
export function screenOf(session: TerminalSession): ScreenView {
  provideViews();
  const view = session.view ?? pageServices().registry.viewFactory?.(session);
  if (isScreen(view)) return view;
  throw new TerminalError('unsupported', 'This session has a view that no element can show.', { action: 'Call session.setView(undefined) first.', sessionId: session.state.sessionId });
}
