import { createLedger } from './ledger.js';
import { createPulseReader } from './pulse-reader.js';
import { createTwin } from './twin.js';

/** The way to the lab that nobody disturbs. */
const UNDISTURBED = '/lab';
/** Characters of the latest output that are searched. */
const TAIL = 4_096;

/**
 * Watches a terminal whose line is disturbed: a second subscription to the same shell, over an undisturbed line, gives the bytes to compare with and feeds a
 * twin. Resolves once the element has a screen, so that the shell is made at its size and the twin sees its first byte.
 * @param element a connected `<persistent-terminal>` of that ref
 */
export async function watch({ registry, ref, element }) {
  const ledger = createLedger();
  const pulse = ref.profile === 'pulse' ? createPulseReader() : undefined;
  const first = await element.terminal;
  const session = registry.open(ref);
  const twin = createTwin(session);
  const decoder = new TextDecoder();
  const leave = [];
  let statuses = [session.status];
  let tail = '';
  let shadow;
  twin.show(first);
  follow(element);
  leave.push(session.subscribe({
    onOutput(bytes, offset) {
      ledger.live(bytes, offset);
      pulse?.push(bytes);
      tail = (tail + decoder.decode(bytes, { stream: true })).slice(-TAIL);
    },
    onGap(gap) {
      ledger.gap(gap);
      pulse?.gap();
    },
    onStatus: status => status !== statuses.at(-1) && statuses.push(status),
    onSessionCreated: watchUndisturbed,
  }));
  if (session.state.epoch !== undefined) watchUndisturbed();

  function watchUndisturbed() {
    if (shadow !== undefined) return;
    shadow = registry.open({ ...ref, url: UNDISTURBED });
    leave.push(shadow.subscribe({
      onOutput(bytes, offset) {
        ledger.twin(bytes, offset);
        twin.take(bytes, offset);
      },
    }));
  }

  /** People scroll by wheel, key and pointer. */
  function follow(shown) {
    for (const type of ['wheel', 'keyup', 'pointerup']) shown.addEventListener(type, () => setTimeout(twin.scrollLikeLive, 100), { passive: true });
  }

  return {
    ref, session, ledger, pulse,
    get shadow() {
      return shadow;
    },
    /** The states since `forget`, in order. */
    get statuses() {
      return statuses;
    },
    /** Whether that was printed since `forget`, and not long ago. */
    said: pattern => pattern.test(tail),
    forget() {
      statuses = [session.status];
      tail = '';
    },
    /** Another element shows it, perhaps with another terminal. */
    async shownBy(next) {
      follow(next);
      twin.show(await next.terminal);
    },
    compare: twin.compare,
    scrollLikeLive: twin.scrollLikeLive,
    /** @param isEnd the shell ends too */
    dispose(isEnd) {
      for (const end of leave) end();
      twin.dispose();
      if (!isEnd) return;
      registry.close(session);
      if (shadow !== undefined) registry.close(shadow);
    },
  };
}
