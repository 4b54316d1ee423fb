import type { Clock } from '../../base/clock.js';
import { PROGRESS_OSC, readProgress } from '../../base/progress-sequence.js';
import type { SessionProgress } from '../../client/session/contract.js';
import { Pace } from './pace.js';
import type { IDisposable, XtermTerminal } from './xterm.js';

/** Milliseconds between two reports; programs say how far they are as often as they like. */
const PROGRESS_MS = 100;
/** Ends the progress, whatever the output before was in the middle of. */
export const END_OF_PROGRESS = '\x18\x1b]9;4;0\x07';

/** Reads what programs say of their progress (OSC 9;4, as ConEmu, Windows Terminal and others understand it) and passes it on, paced. */
export class ProgressReport {
  readonly #hook: IDisposable;
  readonly #pace: Pace<SessionProgress | undefined>;
  #last: SessionProgress | undefined;

  /** @param tell undefined: there is none any more */
  constructor(parser: Pick<XtermTerminal['parser'], 'registerOscHandler'>, clock: Clock, tell: (progress: SessionProgress | undefined) => void) {
    this.#pace = new Pace(clock, PROGRESS_MS, 'latest', tell);
    this.#hook = parser.registerOscHandler(PROGRESS_OSC, (data) => this.#read(data));
  }

  dispose(): void {
    this.#hook.dispose();
    this.#pace.dispose();
  }

  /** Returns whether it was progress. */
  #read(data: string): boolean {
    const next = readProgress(data, this.#last);
    if (next === 'other') return false;
    if (next === this.#last) return true;
    this.#last = next;
    this.#pace.say(next);
    return true;
  }
}
