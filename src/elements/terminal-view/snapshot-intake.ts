import type { Clock } from '../../base/clock.js';
import { MutableDisposable } from '../../base/disposable.js';
import type { ScrollbackLines, SnapshotSink, SnapshotStart } from '../../client/session/contract.js';
import { ScrollAnchor } from './scroll-anchor.js';
import { ScrollbackAbove } from './scrollback-above.js';
import type { XtermTerminal } from './xterm.js';
import type { XtermCore } from './xterm-core.js';

/** What is gathered of a screen before it is drawn, so that reset and picture reach one frame: bytes, and milliseconds from the first piece. The window may be smaller. */
const GATHER_BYTES = 64 * 1024;
const GATHER_MS = 200;
/** Time without a piece after which a screen counts as broken off: nobody says so, milliseconds. */
const PATIENCE_MS = 3_000;

/** The way into the terminal, in order. */
export interface IntakePath {
  readonly clock: Clock;
  readonly term: XtermTerminal;
  readonly core: XtermCore | undefined;
  /** When everything before is parsed: ends what that left open and runs `prepare`; what comes after waits for it. */
  interrupt(prepare: () => void): void;
  put(bytes: Uint8Array, parsed: () => void): void;
  /** When everything before is parsed. */
  after(step: () => void): void;
  /** The screen is complete. */
  ready(): void;
  /** The size need not be kept any more. */
  sizeFreed(): void;
}

interface Piece {
  readonly bytes: Uint8Array;
  readonly parsed: () => void;
}

/** `gathering`: nothing is drawn yet. `drawing`: pieces are drawn as they come. `complete`: scrollback comes. `over`: ended, or given up for another beginning. */
type Stage = 'gathering' | 'drawing' | 'complete' | 'over';

/** One snapshot on its way into the terminal. */
export class SnapshotIntake implements SnapshotSink {
  readonly #path: IntakePath;
  readonly #start: SnapshotStart;
  readonly #gathered: Piece[] = [];
  #gatheredBytes = 0;
  readonly #gathering = new MutableDisposable();
  /** Set as long as the terminal must keep the snapshot's size. */
  readonly #patience = new MutableDisposable();
  #stage: Stage = 'gathering';
  #anchor: ScrollAnchor | undefined;
  #above: ScrollbackAbove | undefined;

  /** @param place what the snapshot before this one, which was given up, should still have shown */
  constructor(path: IntakePath, start: SnapshotStart, place: ScrollAnchor | undefined) {
    this.#path = path;
    this.#start = start;
    this.#anchor = place;
    this.#wait();
  }

  /** Whether the terminal must have the snapshot's size. */
  get keepsSize(): boolean {
    return this.#patience.value !== undefined;
  }

  screen(bytes: Uint8Array, parsed: () => void): void {
    this.#wait();
    if (this.#stage !== 'gathering') return this.#path.put(bytes, parsed);
    this.#gathered.push({ bytes, parsed });
    this.#gathering.value ??= this.#path.clock.after(GATHER_MS, () => this.#draw());
    this.#gatheredBytes += bytes.length;
    if (this.#gatheredBytes > GATHER_BYTES) this.#draw();
  }

  ready(): void {
    this.#draw();
    this.#path.after(() => {
      if (this.#stage === 'over') return;
      this.#stage = 'complete';
      const { core } = this.#path;
      if (core !== undefined) this.#above = new ScrollbackAbove(core);
      this.#patience.clear();
      this.#path.sizeFreed();
      this.#anchor?.seek(0, false);
      this.#path.ready();
    });
  }

  lines(block: ScrollbackLines, parsed: () => void): void {
    this.#path.after(() => {
      const added = this.#above?.put(block) ?? 0;
      if (added > 0) this.#anchor?.seek(added, false);
      parsed();
    });
  }

  end(): void {
    this.#path.after(() => {
      if (this.#stage === 'over') return;
      this.#anchor?.seek(this.#above?.end() ?? 0, true);
      this.giveUp();
    });
  }

  /** Somebody types: what is at the bottom is what they want to see. */
  forgetPlace(): void {
    this.#anchor?.forget();
  }

  /** Nothing of it comes any more. Returns the place that was still looked for. */
  giveUp(): ScrollAnchor | undefined {
    const anchor = this.#anchor;
    this.#stage = 'over';
    this.#above?.close();
    this.#above = undefined;
    this.#anchor = undefined;
    this.#gathering.clear();
    this.#patience.clear();
    return anchor?.settled === false ? anchor : undefined;
  }

  #draw(): void {
    this.#gathering.clear();
    if (this.#stage !== 'gathering') return;
    this.#stage = 'drawing';
    const { term, core } = this.#path;
    const { cols, rows, anotherShell } = this.#start;
    this.#path.interrupt(() => {
      this.#anchor = anotherShell ? undefined : (ScrollAnchor.of(term) ?? this.#anchor);
      // It may have waited long for its turn, and now takes another size.
      if (this.#stage !== 'over') this.#wait();
      // Emptied first: to reflow what will be gone takes longer than all the rest.
      core?.forgetLinks();
      term.reset();
      term.resize(cols, rows);
    });
    const pieces = this.#gathered.splice(0);
    this.#path.put(concatenated(pieces, this.#gatheredBytes), () => {
      for (const { parsed } of pieces) parsed();
    });
  }

  #wait(): void {
    this.#patience.value = this.#path.clock.after(PATIENCE_MS, () => {
      this.#patience.clear();
      this.#path.sizeFreed();
    });
  }
}

function concatenated(pieces: readonly Piece[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const { bytes } of pieces) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole;
}
