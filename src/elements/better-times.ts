import { DisposableStore, toDisposable, type Disposable } from '../base/disposable.js';
import type { TerminalSession } from '../client/session/contract.js';
import { pageServices } from './page-services.js';

/** Calls back once, when the page comes online or the session gets connected: what could not be loaded is worth another try then. */
export function whenTimesAreBetter(session: TerminalSession | undefined, act: () => void): Disposable {
  const watches = new DisposableStore();
  const better = (): void => {
    watches.dispose();
    act();
  };
  watches.add(pageServices().online.subscribe((online) => {
    if (online) better();
  }));
  const leave = session?.subscribe({
    onStatus: (status, previous) => {
      if (status === 'connected' && previous !== 'connected') better();
    },
  });
  if (leave !== undefined) watches.add(toDisposable(leave));
  return watches;
}
