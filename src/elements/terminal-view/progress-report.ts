import type { Clock } from '../../base/clock.js';
import type { SessionProgress } from '../../client/session/contract.js';
import { Pace } from './pace.js';
import type { IDisposable, XtermTerminal } from './xterm.js';

/** Milliseconds between two reports; programs say how far they are as often as they like. */
const PROGRESS_MS = 100;
/** ConEmu's own commands; the fourth is progress. */
const CONEMU = 9;
/** `4 ; state ; percent`; a state that nobody knows and more than a number are somebody else's. */
const PROGRESS = /^4;([0-4])?(?:;([0-9]*))?;?$/;
const STATES = [undefined, 'normal', 'error', 'indeterminate', 'paused'] as const;
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
    this.#hook = parser.registerOscHandler(CONEMU, (data) => this.#read(data));
  }

  dispose(): void {
    this.#hook.dispose();
    this.#pace.dispose();
  }

  /** Returns whether it was progress. */
  #read(data: string): boolean {
    const match = PROGRESS.exec(data);
    if (match === null) return false;
    const [, code = '0', percent = ''] = match;
    const state = STATES[Number(code)];
    // A state that names no percentage stands where the last one stood; `normal` without one says nothing.
    if (state === 'normal' && percent === '') return true;
    const value = percent === '' || state === 'indeterminate' ? (this.#last?.value ?? 0) : Math.min(100, Number(percent));
    const next = state && { state, value };
    if (next?.state === this.#last?.state && next?.value === this.#last?.value) return true;
    this.#last = next;
    this.#pace.say(next);
    return true;
  }
}
