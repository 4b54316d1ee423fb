import { captureScreen, screenDifferences } from './cells.js';
import { until } from './witness.js';

/** What may wait for the live terminal before the twin gives up, bytes. */
const MOST_WAITING = 64 * 1024 * 1024;
const ATTEMPTS = 6;
const FOLLOW_MS = 250;

/**
 * A terminal nobody sees: a bare xterm.js that is fed with the same bytes over a line that nobody disturbs, and never touched. It parses up to where the live
 * one has parsed and no further, so that both change their size at the same byte.
 * @param session the disturbed session
 */
export function createTwin(session) {
  const queue = [];
  /** Sizes of the live terminal, with the number of bytes it had parsed when it took them. */
  const sizes = [];
  const hooked = new WeakSet();
  let live;
  let term;
  let waiting = 0;
  let position = 0;
  let goal = 0;
  let pumping;
  let hole;
  const timer = setInterval(() => follow(session.state.parsedOffset), FOLLOW_MS);

  /** The terminal that is shown now; another one after an eviction. */
  function show(next) {
    live = next;
    if (hooked.has(next)) return;
    hooked.add(next);
    if (term === undefined) {
      const { cols, rows, options } = next;
      term = new next.constructor({ cols, rows, scrollback: options.scrollback, allowProposedApi: true });
      shareWidths(next, term);
    }
    next.onResize(({ cols, rows }) => sizes.push({ offset: session.state.parsedOffset, cols, rows }));
  }

  function take(bytes, offset) {
    if (offset > position + waiting) hole = `bytes ${position + waiting} to ${offset} never came`;
    const fresh = bytes.slice(Math.max(0, position + waiting - offset));
    if (fresh.length === 0) return;
    queue.push(fresh);
    waiting += fresh.length;
    if (waiting > MOST_WAITING) hole = 'it fell too far behind';
  }

  function follow(offset) {
    goal = Math.max(goal, offset);
    pumping ??= pump().finally(() => (pumping = undefined));
    return pumping;
  }

  async function pump() {
    if (term === undefined) return;
    for (;;) {
      const size = sizes[0];
      if (size !== undefined && size.offset <= position) {
        sizes.shift();
        term.resize(size.cols, size.rows);
        continue;
      }
      const room = Math.min(goal, size?.offset ?? Infinity) - position;
      const head = queue[0];
      if (room <= 0 || head === undefined) return;
      const piece = head.subarray(0, Math.min(room, head.length));
      if (piece.length === head.length) queue.shift();
      else queue[0] = head.subarray(piece.length);
      waiting -= piece.length;
      position += piece.length;
      await new Promise(resolve => term.write(piece, resolve));
    }
  }

  /** People scroll; the twin looks at the same row from then on. */
  async function scrollLikeLive() {
    await follow(session.state.parsedOffset);
    if (live === undefined || term === undefined) return;
    const { viewportY, baseY } = live.buffer.active;
    term.scrollToLine(viewportY - baseY + term.buffer.active.baseY);
  }

  /** Where the live one stands, and a copy of it, both of the same moment. */
  function captureLive() {
    return new Promise(resolve => live.write('', () => resolve({ offset: session.state.parsedOffset, screen: captureScreen(live) })));
  }

  /**
   * @returns `{ identical, differences, rows }`. A difference counts when it is seen again and again: a reading in the middle of a block of output is no evidence.
   */
  async function compare() {
    let differences = ['there is no terminal to compare'];
    let rows = 0;
    for (let attempt = 0; attempt < ATTEMPTS && live !== undefined && term !== undefined; attempt++) {
      if (hole !== undefined) return { identical: false, differences: [`The twin is no witness: ${hole}.`], rows };
      const { offset, screen } = await captureLive();
      await until(() => position + waiting >= offset, 5_000);
      await follow(offset);
      await follow(offset);
      if (position === offset) {
        differences = screenDifferences(screen, captureScreen(term));
        rows = screen.rows.length;
        if (differences.length === 0) return { identical: true, differences, rows };
      } else differences = [`the twin stands at byte ${position}, not ${offset}`];
      await new Promise(resolve => setTimeout(resolve, 150 + 100 * attempt));
    }
    return { identical: false, differences, rows };
  }

  return {
    show, take, compare, scrollLikeLive,
    dispose() {
      clearInterval(timer);
      term?.dispose();
    },
  };
}

/** How wide characters are is decided by what the element has loaded into its terminal. */
function shareWidths(live, twin) {
  try {
    const { activeVersion } = live.unicode;
    if (activeVersion === twin.unicode.activeVersion) return;
    const provider = live._core.unicodeService._activeProvider;
    if (!twin.unicode.versions.includes(activeVersion)) twin.unicode.register(provider);
    twin.unicode.activeVersion = activeVersion;
  } catch {
    // Then the two are compared as they are.
  }
}
