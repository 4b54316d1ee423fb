import { PROGRESS_OSC, readProgress, tellProgress, type ToldProgress } from '../../base/progress-sequence.js';
import type { ByteWriter } from './byte-writer.js';
import type { XtermCore } from './xterm-core.js';

/** What programs say of their progress; pages read it from the output, and those that come later from the snapshot. */
export class Progress {
  #last: ToldProgress | undefined;

  constructor(core: XtermCore) {
    core.terminal.parser.registerOscHandler(PROGRESS_OSC, (data) => {
      const told = readProgress(data, this.#last);
      if (told === 'other') return false;
      this.#last = told;
      return true;
    });
  }

  write(out: ByteWriter): void {
    for (const data of this.#last === undefined ? [] : tellProgress(this.#last)) out.osc(`${PROGRESS_OSC};${data}`);
  }
}
