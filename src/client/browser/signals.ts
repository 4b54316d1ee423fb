import type { Clock } from '../../base/clock.js';
import { toDisposable, type Disposable } from '../../base/disposable.js';
import type { Signal } from '../environment.js';
import type { BrowserHost } from './environment.js';

type Target = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

function listen(target: Partial<Target> | undefined, types: readonly string[], listener: (event: Event) => void): Disposable {
  // Called as methods: detached from their object, browsers' own functions throw "Illegal invocation".
  for (const type of types) target?.addEventListener?.(type, listener);
  return toDisposable(() => {
    for (const type of types) target?.removeEventListener?.(type, listener);
  });
}

/** True where the system says nothing (Node, old engines). */
export function onlineSignal(host: BrowserHost): Signal {
  const read = (): boolean => host.navigator?.onLine ?? true;
  return {
    get value() {
      return read();
    },
    // The event's own word: in some engines `onLine` changes only after it.
    subscribe: (listener) => listen(host, ['online', 'offline'], (event) => listener(event.type === 'online')),
  };
}

export function visibleSignal(host: BrowserHost): Signal {
  const read = (): boolean => host.document?.visibilityState !== 'hidden';
  return {
    get value() {
      return read();
    },
    subscribe: (listener) => listen(host.document, ['visibilitychange'], () => listener(read())),
  };
}

/** How often the clocks are compared, milliseconds. */
const TICK_MS = 10_000;
/** Gap that means sleep in a page that is shown; a blocked thread is shorter. */
const VISIBLE_GAP_MS = 20_000;
/** The same in a hidden page, whose timers run once a minute without anything being wrong. */
const HIDDEN_GAP_MS = 90_000;

/**
 * Return from the back/forward cache (`pageshow`), from freeze (`resume`), and from sleep, which no event tells of: a tick that comes far too late.
 * Both clocks are compared, because during sleep the monotonic one stands still on some systems and runs on others. A wall clock
 * that somebody sets forward looks the same and costs one ping.
 */
export function wakeSource(host: BrowserHost, clock: Clock, visible: Signal): (listener: () => void) => Disposable {
  return (listener) => {
    const events = [
      listen(host, ['pageshow'], (event) => {
        if ((event as PageTransitionEvent).persisted) listener();
      }),
      listen(host.document, ['resume'], listener),
    ];
    let tick: Disposable | undefined;
    // On a server nobody sleeps, and a timer would keep the process alive.
    if (host.document !== undefined) watch();
    return toDisposable(() => {
      tick?.dispose();
      for (const event of events) event.dispose();
    });

    function watch(): void {
      const [now, wall] = [clock.now(), clock.wallNow()];
      tick = clock.after(TICK_MS, () => {
        const late = Math.max(clock.now() - now, clock.wallNow() - wall) - TICK_MS;
        watch();
        if (late > (visible.value ? VISIBLE_GAP_MS : HIDDEN_GAP_MS)) listener();
      });
    }
  };
}
