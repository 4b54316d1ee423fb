import { COLLECTED_STRING_BYTES, MAX_CLUSTER_UNITS, MAX_LINKS, MAX_REPEAT, MAX_REPEATED_UNITS, MAX_STRING_BYTES } from '../../base/output-limits.js';
import { utf8Length } from '../../base/utf8.js';
import type { IDisposable, XtermTerminal } from './xterm.js';
import type { ByLines, XtermCore } from './xterm-core.js';

/** Lines of a link that have a marker. */
const MAX_LINK_LINES = 4;
const BY_COLUMNS = ['I', 'Z', '@', 'P', 'X'] as const;
const BY_LINES = ['S', 'T', 'L', 'M'] as const;
/** Title and icon name, colours and their return. */
const STRINGS = [0, 1, 2, 4, 10, 11, 12, 104] as const;
const LINK = 8;

/**
 * Keeps hostile output from costing more than it is long. The rules are functions of the stream alone, and those of the server's screen, so that the two go on showing the same.
 */
export class OutputGuard {
  readonly #term: XtermTerminal;
  readonly #core: XtermCore | undefined;
  readonly #hooks: IDisposable[];
  #dropped = 0;

  constructor(term: XtermTerminal, core: XtermCore | undefined) {
    this.#term = term;
    this.#core = core;
    const { parser } = term;
    core?.boundLinks(MAX_LINKS, MAX_LINK_LINES);
    core?.boundStrings(COLLECTED_STRING_BYTES, (ident) => this.#stringDropped(ident));
    this.#hooks = [
      ...BY_COLUMNS.map((final) => parser.registerCsiHandler({ final }, (params) => first(params) > MAX_REPEAT && this.#drop())),
      ...BY_LINES.map((final) => parser.registerCsiHandler({ final }, (params) => this.#byLines(final, first(params)))),
      parser.registerCsiHandler({ final: 'b' }, (params) => {
        const count = first(params);
        return (count > MAX_REPEAT || count * this.#repeatedUnits() > MAX_REPEATED_UNITS) && this.#drop();
      }),
      ...STRINGS.map((ident) => parser.registerOscHandler(ident, (data) => utf8Length(data) > MAX_STRING_BYTES && this.#drop())),
      parser.registerOscHandler(LINK, (data) => utf8Length(data) > MAX_STRING_BYTES && this.#stringDropped(LINK)),
    ];
  }

  /** Sequences that were not carried out. */
  get dropped(): number {
    return this.#dropped;
  }

  /** To be called when a little more has been parsed, before anything is drawn: clusters without end would take the renderer seconds. They grow on the screen only. */
  parsed(): void {
    this.#core?.boundClusters(MAX_CLUSTER_UNITS);
  }

  dispose(): void {
    for (const hook of this.#hooks) hook.dispose();
  }

  /** Each line costs a walk over all markers; beyond the height of the screen there is nothing more to move. */
  #byLines(final: ByLines, count: number): boolean {
    if (count > MAX_REPEAT) return this.#drop();
    if (this.#core === undefined || count <= this.#term.rows) return false;
    this.#core.moveAllLines(final);
    return true;
  }

  /** UTF-16 units of what REP would repeat. */
  #repeatedUnits(): number {
    const { active } = this.#term.buffer;
    const line = active.getLine(active.baseY + active.cursorY);
    const last = line?.getCell(active.cursorX - 1);
    const text = (last?.getWidth() === 0 ? line?.getCell(active.cursorX - 2) : last)?.getChars() ?? '';
    return text.length <= 2 && [...text].length === 1 ? 1 : text.length;
  }

  /** What a new link would have replaced is not a link any more. */
  #stringDropped(ident: number): true {
    if (ident === LINK) this.#core?.closeLink();
    return this.#drop();
  }

  #drop(): true {
    this.#dropped++;
    return true;
  }
}

const first = (params: (number | number[])[]): number => (typeof params[0] === 'number' ? params[0] : 0);
