import type { ScrollbackLines } from '../../client/session/contract.js';
import { MAX_LINKS } from '../../base/output-limits.js';
import { countLike } from './character-widths.js';
import { coreOf, type CoreLine, type XtermCore } from './xterm-core.js';
import { Terminal, type IDisposable } from './xterm.js';

const NOTHING = new Uint8Array(0);
const [CR, LF] = [0x0d, 0x0a];
/** Longest beginning of a line that waits for what comes before it, bytes; a longer line is shown in two. */
const MAX_BEGINNING = 256 * 1024;

/**
 * Puts blocks of scrollback above a terminal that lives on, newest first. Each is parsed in a terminal that nobody sees, at the width of the moment, and its lines are moved over.
 * Once output has cleared the scrollback, or the oldest line had to go, no older lines come.
 */
export class ScrollbackAbove {
  readonly #core: XtermCore;
  readonly #lines: XtermCore['lines'];
  readonly #hooks: IDisposable[];
  #state: 'open' | 'closed' = 'open';
  #workshop: { readonly core: XtermCore; room: number } | undefined;
  /** First line of the lowest block, of which the beginning is in the block that comes next. As bytes, because it wraps differently once it is whole. */
  #beginning: Uint8Array = NOTHING;

  constructor(core: XtermCore) {
    this.#core = core;
    this.#lines = core.lines;
    const { term } = core;
    const erases = (params: (number | number[])[]): false => {
      // On the alternate screen it erases nothing.
      if (params[0] === 3 && core.onNormalScreen) this.close();
      return false;
    };
    const { clear } = term;
    this.#hooks = [
      term.parser.registerCsiHandler({ final: 'J' }, erases),
      term.parser.registerCsiHandler({ prefix: '?', final: 'J' }, erases),
      core.lines.onTrim((count) => {
        if (count > 0) this.close();
      }),
      { dispose: () => (term.clear = clear) },
    ];
    // Nothing in the terminal tells of it.
    term.clear = () => {
      this.close();
      clear.call(term);
    };
  }

  /** Returns the number of rows that were put above. */
  put(block: ScrollbackLines): number {
    const bytes = joined(block.bytes, this.#beginning);
    this.#beginning = NOTHING;
    const end = block.continued ? bytes.findIndex((byte, at) => byte === LF && bytes[at - 1] === CR) + 1 : 0;
    const waits = end > 0 && end <= MAX_BEGINNING;
    const added = this.#show(bytes, block, waits);
    if (waits && this.#state === 'open') this.#beginning = bytes.slice(0, end);
    return added;
  }

  /** No more blocks come. Returns like `put`. */
  end(): number {
    const bytes = this.#beginning;
    this.#beginning = NOTHING;
    const added = bytes.length === 0 ? 0 : this.#show(bytes, { lines: 1, cols: this.#core.term.cols }, false);
    this.close();
    return added;
  }

  /** Nothing is put above any more. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#beginning = NOTHING;
    for (const hook of this.#hooks) hook.dispose();
    this.#workshop?.core.term.dispose();
    this.#workshop = undefined;
  }

  #show(bytes: Uint8Array, made: { readonly lines: number; readonly cols: number }, withoutFirst: boolean): number {
    // A full reset makes new lines, and those before are gone.
    if (this.#lines !== this.#core.lines) this.close();
    if (this.#state === 'closed') return 0;
    const rows = this.#parse(bytes, made);
    if (withoutFirst) rows.splice(0, logicalLength(rows));
    const { room } = this.#core;
    const kept = rows.slice(Math.max(0, rows.length - room));
    this.#joinTo(kept.at(-1));
    if (this.#workshop !== undefined) this.#core.prepend(kept, this.#workshop.core, MAX_LINKS);
    if (rows.length >= room) this.close();
    return kept.length;
  }

  #parse(bytes: Uint8Array, { lines, cols: madeCols }: { readonly lines: number; readonly cols: number }): CoreLine[] {
    const { cols } = this.#core.term;
    // What the lines may take at this width, where wide characters leave the last column empty; what waited may add a row for each of its columns.
    const room = (lines + 1) * Math.ceil(madeCols / (cols - 1)) + Math.ceil(MAX_BEGINNING / (cols - 1));
    this.#workshop ??= this.#openWorkshop(cols, room);
    if (this.#workshop === undefined) return [];
    const { core } = this.#workshop;
    core.term.reset();
    if (core.term.cols !== cols) core.term.resize(cols, 1);
    if (room > this.#workshop.room) this.#workshop.room = core.term.options.scrollback = room;
    try {
      core.parse(bytes);
    } catch {
      // A fault of xterm.js. Older lines above a hole would be wrong.
      this.close();
      return [];
    }
    return core.written();
  }

  #openWorkshop(cols: number, room: number): { core: XtermCore; room: number } | undefined {
    const term = new Terminal({ cols, rows: 1, scrollback: room, allowProposedApi: true, logLevel: 'off' });
    countLike(term, this.#core.term);
    const core = coreOf(term);
    return core && { core, room };
  }

  /** The row below may say that it goes on from the one above it. After a change of width it would go on from the middle of a row. */
  #joinTo(last: CoreLine | undefined): void {
    const below = this.#lines.get(0);
    if (last === undefined || below?.isWrapped !== true) return;
    const { cols } = this.#core.term;
    const length = last.getTrimmedLength();
    const wideBelow = (below._data[0] ?? 0) >>> 22 === 2;
    if (length !== cols && !(length === cols - 1 && wideBelow)) below.isWrapped = false;
  }
}

/** Rows of the first line. */
function logicalLength(rows: readonly CoreLine[]): number {
  const next = rows.findIndex((row, at) => at > 0 && !row.isWrapped);
  return next < 0 ? rows.length : next;
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  if (tail.length === 0) return head;
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}
