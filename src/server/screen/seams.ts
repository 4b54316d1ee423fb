import type { ByteWriter } from './byte-writer.js';
import type { Look, PenWriter } from './pen.js';
import { writeText } from './rows.js';
import { cellsOf, clusterAt, codePointOf, type CoreLine, type XtermCore } from './xterm-core.js';

/** Stands for all printable ASCII: none of it joins otherwise than the rest. */
const LETTER = 0x61;

/**
 * Keeps apart what stands in cells of its own and would join what is printed before it, as characters do that are counted in clusters: a sequence between the two has done so in
 * the output. Where each character counts by itself there is nothing to do, but for those without width, which whoever writes them sees.
 */
export class Seams {
  readonly #core: XtermCore;
  readonly #out: ByteWriter;
  readonly #pen: PenWriter;
  /** How what comes next joins printable ASCII. */
  readonly #letter: number;
  /** What was printed last joins like this, if nothing has been written since. */
  #state = 0;
  #end = 0;

  constructor(core: XtermCore, out: ByteWriter, pen: PenWriter) {
    this.#core = core;
    this.#out = out;
    this.#pen = pen;
    this.#letter = core.joinStateOf('a');
  }

  /** To be called before printable ASCII is written. */
  beforeAscii(look: Look): void {
    if (this.#core.inClusters) this.#separate(LETTER, look);
  }

  /** … and when it has been. */
  afterAscii(): void {
    if (this.#core.inClusters) this.#note(this.#letter);
  }

  /** As `writeText`. */
  write(line: CoreLine, col: number, look: Look, units: number): void {
    if (!this.#core.inClusters) return void writeText(this.#out, this.#core, line, col, units);
    this.#separate(codePointOf(cellsOf(line)[col * 3] as number) ?? (clusterAt(line, col).codePointAt(0) as number), look);
    this.#note(writeText(this.#out, this.#core, line, col, units));
  }

  /** What was written last has been taken back. */
  forget(): void {
    this.#state = 0;
  }

  #separate(point: number, look: Look): void {
    if (this.#state !== 0 && this.#end === this.#out.length && this.#core.joins(point, this.#state)) this.#pen.repeat(look);
  }

  #note(state: number): void {
    this.#state = state;
    this.#end = this.#out.length;
  }
}
