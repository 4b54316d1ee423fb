import type { TerminalSession } from '../client/session/contract.js';
import { TerminalError } from '../protocol/errors.js';
import { pageServices } from './page-services.js';
import type { ScreenView } from './terminal-view/screen-view.js';

/** Teaches the registry to make screens, if it has not learnt it from another copy of the package and the code is here. Returns whether it can. */
export function provideViews(): boolean {
  const { registry, clock, screens } = pageServices();
  const { loaded } = screens;
  if (registry.viewFactory === undefined && loaded !== undefined) {
    registry.viewFactory = (session) => new loaded.TerminalView({ session, registry, clock, document });
  }
  return registry.viewFactory !== undefined;
}

/** Fetches the code as soon as a session is open, element or not: what `registry.warm` warms should have a screen. */
export function provideViewsWhenWanted(): void {
  const { registry, screens } = pageServices();
  // A failure is told by the element that needs it, which tries again.
  const load = (): void => void screens.load().then(provideViews, () => undefined);
  if (registry.sessions.length > 0) return load();
  const leave = registry.subscribe((event) => {
    if (event.type !== 'session-opened') return;
    leave();
    load();
  });
}

const isScreen = (view: unknown): view is ScreenView => typeof (view as Partial<ScreenView> | undefined)?.show === 'function';

/** The screen of a session, made if it has none; it is not yet the session's then. @throws TerminalError `unsupported` when somebody gave it a view of another kind */
export function screenOf(session: TerminalSession): ScreenView {
  const view = session.view ?? pageServices().registry.viewFactory?.(session);
  if (isScreen(view)) return view;
  throw new TerminalError('unsupported', 'This session has a view that no element can show.', { action: 'Call session.setView(undefined) first.', sessionId: session.state.sessionId });
}
