import { DisposableStore, toDisposable } from '../../base/disposable.js';
import { TerminalError } from '../../protocol/errors.js';
import type { PersistentTerminalEventMap } from '../events.js';
import type { PersistentTerminal } from '../persistent-terminal.js';
import { targetRef } from '../session-target.js';
import { openWindow } from './open-window.js';
import { copyProperties, WindowLooks } from './window-looks.js';

/** Every event of a terminal: the page listens to the element it knows. */
const EVENTS: Readonly<Record<keyof PersistentTerminalEventMap, true>> = {
  'terminal-ready': true, 'terminal-status': true, 'terminal-session-created': true, 'terminal-exit': true, 'terminal-error': true, 'terminal-title': true, 'terminal-bell': true,
  'terminal-resize': true, 'terminal-zoom': true, 'terminal-paste': true, 'terminal-link': true,
};

/** Windows that are open or opening, by the element they came from. */
const windows = new WeakMap<PersistentTerminal, Promise<Window>>();

/** Shows an element's session in a window of its own. A lazy chunk named after this file: only ever imported dynamically, see lazy-parts.ts. */
export async function popOut(home: PersistentTerminal): Promise<Window> {
  const present = windows.get(home);
  if (present !== undefined) {
    const popup = await present;
    popup.focus();
    return popup;
  }
  const opening = open(home);
  windows.set(home, opening);
  opening.catch(() => windows.delete(home));
  return await opening;
}

async function open(home: PersistentTerminal): Promise<Window> {
  const page = home.ownerDocument.defaultView;
  if (page === null || home.session === undefined) throw new TerminalError('unsupported', 'A terminal can leave a page only while it is in one.');
  const popup = await openWindow(page, home.getBoundingClientRect());
  const guest = twinOf(home);
  const ends = new DisposableStore();
  const close = (): void => {
    if (ends.disposed) return;
    ends.dispose();
    windows.delete(home);
    // The screen leaves first: what is in a document that goes loses its listeners. Whoever waits for it shows it again.
    guest.detach();
    guest.remove();
    popup.close();
  };
  const listen = (target: EventTarget, type: string, listener: (event: Event) => void): void => {
    target.addEventListener(type, listener);
    ends.add(toDisposable(() => target.removeEventListener(type, listener)));
  };
  listen(popup, 'pagehide', close);
  // Nothing in the window would work without the page, not even in its back/forward cache.
  listen(page, 'pagehide', close);
  for (const type of Object.keys(EVENTS)) listen(guest, type, (event) => repeatAt(home, event as CustomEvent));
  const looks = ends.add(new WindowLooks(home, guest, popup));
  listen(guest, 'terminal-title', (event) => looks.title((event as PersistentTerminalEventMap['terminal-title']).detail.title));
  popup.document.body.append(guest);
  await guest.terminal;
  // "Bring here", or whatever else shows it in the page again: the element it came from, or another, as after a change of route.
  void home.terminal.then(close);
  listen(page.document, 'terminal-ready', (event) => {
    const [shown] = event.composedPath();
    if (shown !== home && (shown as PersistentTerminal).session === guest.session) close();
  });
  popup.focus();
  guest.focus();
  return popup;
}

/** Another element for the same session that looks and behaves the same. */
function twinOf(home: PersistentTerminal): PersistentTerminal {
  const Twin = home.constructor as new () => PersistentTerminal;
  const guest = new Twin();
  copyProperties(home, guest);
  // An element without names of a session is named by its own id, which two cannot have.
  guest.sessionId = targetRef(home).sessionId;
  return guest;
}

function repeatAt(home: PersistentTerminal, event: CustomEvent): void {
  const { type, detail, bubbles, composed, cancelable } = event;
  if (!home.dispatchEvent(new CustomEvent(type, { detail, bubbles, composed, cancelable }))) event.preventDefault();
}
