import type { ScreensModule } from './lazy-parts.js';
import { pageServices } from './page-services.js';

/** Teaches the registry to make screens, if it has not learnt it from another copy of the package. Returns the code for screens, if it is here. */
export function provideViews(): ScreensModule | undefined {
  const { registry, clock, screens } = pageServices();
  const { loaded } = screens;
  if (loaded !== undefined) registry.viewFactory ??= (session) => new loaded.TerminalView({ session, registry, clock, document });
  return loaded;
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
