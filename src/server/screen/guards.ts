import { MAX_LINKS, MAX_REPEAT, MAX_REPEATED_UNITS, MAX_STRING_BYTES } from '../../base/output-limits.js';
import { utf8Length } from '../../base/utf8.js';
import { cellsOf, clusterAt, codePointOf, LINK, type XtermCore } from './xterm-core.js';

/** Longest title and icon name, code points. */
export const MAX_TITLE = 256;
const REPEATING = ['S', 'T', 'L', 'M', 'I', 'Z', '@', 'P', 'X'];

export interface Guards {
  /** Sequences that were not carried out, or not as asked. */
  readonly dropped: number;
}

const first = (params: (number | number[])[]): number => (typeof params[0] === 'number' ? params[0] : 0);

/** Keeps hostile output from costing more than it is long. */
export function installGuards(core: XtermCore, onScrollbackErased: () => void): Guards {
  const { parser } = core.terminal;
  const counted = { dropped: 0 };
  const drop = (): true => {
    counted.dropped++;
    return true;
  };
  for (const final of REPEATING) parser.registerCsiHandler({ final }, (params) => first(params) > MAX_REPEAT && drop());
  parser.registerCsiHandler({ final: 'b' }, (params) => first(params) > MAX_REPEAT || first(params) * repeatedUnits(core) > MAX_REPEATED_UNITS ? drop() : false);

  for (const prefix of [undefined, '?']) {
    parser.registerCsiHandler(prefix === undefined ? { final: 'J' } : { prefix, final: 'J' }, (params) => {
      if (first(params) === 3 && core.active === core.normal) onScrollbackErased();
      if (first(params) !== 1 || !throwsOnEraseAbove(core)) return false;
      core.eraseAbove(prefix !== undefined);
      return true;
    });
  }

  for (const ident of [0, 1, 2]) {
    parser.registerOscHandler(ident, (data) => {
      if (utf8Length(data) > MAX_STRING_BYTES) return drop();
      const points = [...data];
      if (points.length <= MAX_TITLE) return false;
      const text = points.slice(0, MAX_TITLE).join('');
      if (ident !== 1) core.setTitle(text);
      if (ident !== 2) core.setIconName(text);
      return drop();
    });
  }
  for (const ident of [4, 10, 11, 12, 104]) parser.registerOscHandler(ident, (data) => utf8Length(data) > MAX_STRING_BYTES && drop());
  const dropLink = (): true => {
    core.closeLink();
    return drop();
  };
  parser.registerOscHandler(LINK, (data) => {
    const opens = data.indexOf(';') < data.length - 1;
    return (utf8Length(data) > MAX_STRING_BYTES || (opens && core.links >= MAX_LINKS)) && dropLink();
  });
  core.onLongString((ident) => void (ident === LINK ? dropLink() : drop()));
  return counted;
}

/** xterm.js clears the wrap flag of the row after the cursor's, also where there is none. */
function throwsOnEraseAbove(core: XtermCore): boolean {
  const { x, y, lines } = core.active;
  return x + 1 >= core.cols && lines.get(y + 1) === undefined;
}

function repeatedUnits(core: XtermCore): number {
  const { x, y, ybase, lines } = core.active;
  const line = lines.get(ybase + y);
  const col = x - core.joinWidth;
  if (line === undefined || col < 0 || codePointOf(cellsOf(line)[col * 3] ?? 0) !== undefined) return 1;
  return clusterAt(line, col).length;
}
