import { DisposableStore, toDisposable, type Disposable } from '../base/disposable.js';
import { pageServices } from './page-services.js';

/**
 * Calls back once, when the page comes online or the connection to `url` is established: what could not be loaded is worth another try then.
 * Never by a listener on the session: that makes it connect, and leaving makes it detach, so that every failed load would cause the next.
 */
export function whenTimesAreBetter(url: string | undefined, act: () => void): Disposable {
  const { online, registry } = pageServices();
  const watches = new DisposableStore();
  const better = (): void => {
    watches.dispose();
    act();
  };
  watches.add(online.subscribe((value) => {
    if (value) better();
  }));
  watches.add(toDisposable(registry.subscribe((event) => {
    if (event.type === 'connection-changed' && event.connection.url === url && event.connection.status === 'connected') better();
  })));
  return watches;
}
