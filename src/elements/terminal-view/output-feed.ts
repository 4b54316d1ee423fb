import type { Clock } from '../../base/clock.js';
import { unfinishedCharacter } from '../../base/utf8.js';
import type { ShellStart, SnapshotSink, SnapshotStart } from '../../client/session/contract.js';
import type { TerminalError } from '../../protocol/errors.js';
import { words } from '../localize.js';
import { bufferHasContent } from './buffer-text.js';
import type { CharacterWidths } from './character-widths.js';
import type { Images } from './images.js';
import type { OutputGuard } from './output-guard.js';
import { SCREEN_STRINGS } from './screen-strings.js';
import { SnapshotIntake } from './snapshot-intake.js';
import type { XtermTerminal } from './xterm.js';
import type { XtermCore } from './xterm-core.js';

/** Aborts a sequence that was cut in the middle: what would have ended it never comes. */
const CANCEL = '\x18';
/** What a dead program may have left switched on: soft reset, mouse and focus reports, bracketed paste, synchronized output, hidden cursor, keypad, colours, line drawing. */
const RESET_MODES = '\x1b[!p\x1b[?9;1000;1002;1003;1004;1005;1006;1015;1016;2004;2026l\x1b[?25h\x1b>\x1b[0m\x1b(B\x0f';
/** What is parsed without looking at the time: about so many bytes, of which some cost more than others. */
const STEP_COST = 16 * 1024;
/** A line end moves all markers; what ends like REP may print ten thousand characters, and what ends like another sequence with a count may walk as many columns. */
const LINE_COST = 64;
const REPEAT_COST = 1024;
const COUNT_COST = 64;

export interface FeedTarget {
  readonly clock: Clock;
  readonly term: XtermTerminal;
  readonly core: XtermCore | undefined;
  readonly guard: OutputGuard;
  readonly widths: CharacterWidths;
  readonly images: Images;
}

export interface FeedOwner {
  /** Once, when what was there at the first attach is on the screen; `restored` when it was a snapshot. */
  synced(restored: boolean): void;
  /** The terminal may have the size of its box again. */
  sizeFreed(): void;
  /** Something that the output needs did not arrive; it is shown without. */
  failed(error: TerminalError): void;
}

const NOTHING = new Uint8Array(0);

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}

/**
 * The way of output into xterm.js: strictly in order, also while another screen is being prepared. What waits here meanwhile is bounded by the session's window, because nothing
 * of it is acknowledged.
 */
export class OutputFeed {
  readonly #owner: FeedOwner;
  /** Undefined after the end. */
  #target: FeedTarget | undefined;
  #waiting: ((target: FeedTarget) => void)[] | undefined;
  #intake: SnapshotIntake | undefined;
  #synced = false;
  /** Beginning of a character whose end has not come yet. */
  #held: Uint8Array = NOTHING;

  constructor(target: FeedTarget, owner: FeedOwner) {
    this.#target = target;
    this.#owner = owner;
  }

  get synced(): boolean {
    return this.#synced;
  }

  /** Whether the terminal has the size of a snapshot that is not complete yet. */
  get keepsSize(): boolean {
    return this.#intake?.keepsSize === true;
  }

  dispose(): void {
    this.#intake?.giveUp();
    this.#intake = undefined;
    this.#target = undefined;
    this.#waiting = undefined;
  }

  write(bytes: Uint8Array, parsed: () => void): void {
    this.#run((target) => this.#put(target, bytes, parsed));
  }

  /** Another shell's output follows: its modes are those of a new terminal, and old text stays above a divider. */
  beginShell(start: ShellStart): void {
    const { keepsSize } = this;
    this.#intake?.giveUp();
    this.#intake = undefined;
    if (keepsSize) this.#owner.sizeFreed();
    this.#interrupt(start, ({ term }) => term.write(newShellPrologue(term)));
    this.#after(() => this.#sync(false));
  }

  beginSnapshot(start: SnapshotStart): SnapshotSink {
    const target = this.#target;
    if (target === undefined) throw new TypeError('the screen is gone');
    const { clock, term, core } = target;
    const place = this.#intake?.giveUp();
    return (this.#intake = new SnapshotIntake({
      clock, term, core,
      interrupt: (prepare) => this.#interrupt(start, prepare),
      put: (bytes, parsed) => this.write(bytes, parsed),
      after: (step) => this.#after(step),
      ready: () => this.#sync(true),
      sizeFreed: () => this.#owner.sizeFreed(),
    }, start, place));
  }

  /** Somebody types. */
  typed(): void {
    this.#intake?.forgetPlace();
  }

  /** Runs `prepare` when everything before has been parsed and the terminal is of the kind that comes after, which waits. */
  #interrupt({ terminal }: ShellStart, prepare: (target: FeedTarget) => void): void {
    this.#run((target) => {
      this.#waiting = [];
      this.#held = NOTHING;
      target.term.write(CANCEL, () => {
        if (this.#target !== target) return;
        target.widths.use(terminal?.unicode, (fault) => {
          if (this.#target !== target) return;
          if (fault !== undefined) this.#owner.failed(fault);
          target.images.use(terminal?.images === true, () => {
            if (this.#target !== target) return;
            prepare(target);
            this.#flush();
          });
        });
      });
    });
  }

  #after(step: () => void): void {
    this.#run(({ term }) => term.write('', () => {
      if (this.#target !== undefined) step();
    }));
  }

  /** Cut at characters, wherever the stream was cut: see `unfinishedCharacter` for what xterm.js loses otherwise. */
  #put({ term, guard }: FeedTarget, bytes: Uint8Array, parsed: () => void): void {
    const whole = this.#held.length === 0 ? bytes : joined(this.#held, bytes);
    const end = whole.length - unfinishedCharacter(whole);
    this.#held = end === whole.length ? NOTHING : whole.slice(end);
    let from = 0;
    do {
      const { limit, combines } = nextStep(whole, from, end);
      const to = limit === end ? end : limit - unfinishedCharacter(whole, limit);
      const last = to === end;
      term.write(whole.subarray(from, to), !combines && !last ? undefined : () => {
        if (combines) guard.parsed();
        if (last) parsed();
      });
      from = to;
    } while (from < end);
  }

  #sync(restored: boolean): void {
    if (this.#synced) return;
    this.#synced = true;
    this.#owner.synced(restored);
  }

  #run(step: (target: FeedTarget) => void): void {
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

const LF = 0x0a;
const [ZERO, NINE] = [0x30, 0x39];
/** What a byte costs when it follows a digit. */
const AFTER_DIGIT = new Uint16Array(256).fill(1);
AFTER_DIGIT[0x62] = REPEAT_COST;
for (const final of 'IZ@PX') AFTER_DIGIT[final.charCodeAt(0)] = COUNT_COST;
/** First byte of U+0300, the first character that joins the one before it. */
const FIRST_COMBINING = 0xcc;

/** At least four bytes on, which hold a character; and whether there are characters that may join others to a cluster. */
function nextStep(bytes: Uint8Array, from: number, end: number): { readonly limit: number; readonly combines: boolean } {
  let at = from;
  let combines = false;
  let digit = false;
  for (let cost = 0; at < end && cost < STEP_COST; at++) {
    const byte = bytes[at] as number;
    if (byte === LF) {
      cost += LINE_COST;
      digit = false;
      continue;
    }
    const price = digit ? (AFTER_DIGIT[byte] as number) : 1;
    cost += price;
    // REP repeats combining characters too.
    if (byte >= FIRST_COMBINING || price === REPEAT_COST) combines = true;
    digit = byte >= ZERO && byte <= NINE;
  }
  return { limit: at, combines };
}

function newShellPrologue(term: XtermTerminal): string {
  const leaveAlternate = term.buffer.active.type === 'alternate' ? '\x1b[?1049l' : '';
  const divider = bufferHasContent(term) ? `\r\n\x1b[J\x1b[2m${dividerLine(words('screen', SCREEN_STRINGS, term.element ?? document.documentElement).newShell, term.cols)}\x1b[0m\r\n` : '';
  return leaveAlternate + RESET_MODES + divider;
}

/** `──── text ────` across the screen. */
function dividerLine(text: string, cols: number): string {
  const label = ` ${text} `;
  const side = Math.max(2, Math.floor((cols - label.length) / 2));
  return '─'.repeat(side) + label + '─'.repeat(Math.max(0, cols - label.length - side));
}
