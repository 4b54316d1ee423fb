import { unfinishedCharacter } from '../../base/utf8.js';
import type { ReplayStart } from '../../client/session/contract.js';
import { SCREEN_STRINGS } from './screen-strings.js';
import { bufferHasContent } from './buffer-text.js';
import type { QueryGuard } from './query-guard.js';
import type { XtermTerminal } from './xterm.js';

/** Aborts a sequence that was cut in the middle: what would have ended it never comes. */
const CANCEL = '\x18';
/** What a dead program may have left switched on: soft reset, mouse and focus reports, bracketed paste, synchronized output, hidden cursor, keypad, colours, line drawing. */
const RESET_MODES = '\x1b[!p\x1b[?9;1000;1002;1003;1004;1005;1006;1015;1016;2004;2026l\x1b[?25h\x1b>\x1b[0m\x1b(B\x0f';

export interface FeedTarget {
  readonly term: XtermTerminal;
  readonly guard: QueryGuard;
}

interface Replay {
  readonly kind: ReplayStart['kind'];
  readonly end: number;
}

const NOTHING = new Uint8Array(0);

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}

type Step = (target: FeedTarget) => void;

/**
 * The way of output into xterm.js: strictly in order, also while a replay is being prepared. What waits here meanwhile is bounded by the session's window, because nothing
 * of it is acknowledged.
 */
export class OutputFeed {
  readonly #onSynced: (restored: boolean) => void;
  /** Undefined after the end. */
  #target: FeedTarget | undefined;
  #waiting: Step[] | undefined;
  /** Offset of the next byte given to `write`, reckoned from the start of the replay. */
  #offset = 0;
  #replay: Replay | undefined;
  #synced = false;
  /** Beginning of a character whose end has not come yet. */
  #held: Uint8Array = NOTHING;

  /** @param onSynced once, when what the server held at the first attach has been parsed; `restored` when there was something */
  constructor(target: FeedTarget, onSynced: (restored: boolean) => void) {
    this.#target = target;
    this.#onSynced = onSynced;
  }

  get synced(): boolean {
    return this.#synced;
  }

  dispose(): void {
    this.#target = undefined;
    this.#waiting = undefined;
  }

  write(bytes: Uint8Array, parsed: () => void): void {
    const replay = this.#replay;
    const history = replay === undefined ? 0 : Math.max(0, Math.min(bytes.length, replay.end - this.#offset));
    this.#offset += bytes.length;
    const ends = replay !== undefined && history > 0 && this.#offset >= replay.end;
    const rest = bytes.subarray(history);
    this.#run(({ term, guard }) => {
      if (history === 0) return this.#put(term, bytes, parsed);
      // The callback runs between two chunks: the guard goes down exactly at the first live byte.
      this.#put(term, bytes.subarray(0, history), () => {
        if (ends) this.#endReplay(replay, guard);
        if (rest.length === 0) parsed();
      });
      if (rest.length > 0) this.#put(term, rest, parsed);
    });
  }

  /** @param offset of the first byte that will be written after this */
  beginReplay(start: ReplayStart, offset: number): void {
    const replay = { kind: start.kind, end: start.historyEnd };
    this.#offset = offset;
    this.#replay = replay;
    this.#run((target) => {
      // Old bytes may still wait in xterm.js. What comes after is held here until they are parsed and the screen has been made ready.
      this.#waiting = [];
      this.#held = NOTHING;
      target.term.write(CANCEL, () => {
        if (this.#target !== target) return;
        target.guard.replaying = replay.end > offset;
        if (replay.kind === 'replay') target.term.reset();
        else target.term.write(newShellPrologue(target.term));
        this.#flush();
        if (replay.end <= offset) target.term.write('', () => this.#endReplay(replay, target.guard));
      });
    });
  }

  /** Cut at characters, wherever the stream was cut: see `unfinishedCharacter` for what xterm.js loses otherwise. */
  #put(term: XtermTerminal, bytes: Uint8Array, parsed: () => void): void {
    const whole = this.#held.length === 0 ? bytes : joined(this.#held, bytes);
    const end = whole.length - unfinishedCharacter(whole);
    this.#held = end === whole.length ? NOTHING : whole.slice(end);
    term.write(whole.subarray(0, end), parsed);
  }

  #endReplay(replay: Replay, guard: QueryGuard): void {
    // A later replay has a history of its own.
    if (this.#replay !== replay) return;
    this.#replay = undefined;
    guard.replaying = false;
    if (this.#synced) return;
    this.#synced = true;
    this.#onSynced(replay.kind === 'replay' && replay.end > 0);
  }

  #run(step: Step): void {
    if (this.#waiting !== undefined) this.#waiting.push(step);
    else if (this.#target !== undefined) step(this.#target);
  }

  /** A step may start another hold; what is behind it keeps waiting. */
  #flush(): void {
    const steps = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const step of steps) this.#run(step);
  }
}

function newShellPrologue(term: XtermTerminal): string {
  const leaveAlternate = term.buffer.active.type === 'alternate' ? '\x1b[?1049l' : '';
  const divider = bufferHasContent(term) ? `\r\n\x1b[J\x1b[2m${dividerLine(SCREEN_STRINGS.newShell, term.cols)}\x1b[0m\r\n` : '';
  return leaveAlternate + RESET_MODES + divider;
}

/** `──── text ────` across the screen. */
function dividerLine(text: string, cols: number): string {
  const label = ` ${text} `;
  const side = Math.max(2, Math.floor((cols - label.length) / 2));
  return '─'.repeat(side) + label + '─'.repeat(Math.max(0, cols - label.length - side));
}
