import type { IDisposable } from './xterm.js';
import type { XtermCore } from './xterm-core.js';

/**
 * xterm.js 6.0.0 throws at "erase above" (`CSI 1 J`) with the cursor in the last corner of a screen that has never scrolled: it clears the wrap flag of a row
 * that is not there, and everything that was written after it is never parsed. There the sequence means the whole screen, which `CSI 2 J` erases without a fault.
 */
export function guardErase(core: XtermCore): IDisposable {
  const { term } = core;
  const hooks = [undefined, '?'].map((prefix) =>
    term.parser.registerCsiHandler(prefix === undefined ? { final: 'J' } : { prefix, final: 'J' }, (params) => {
      const { cursorX, cursorY, length } = term.buffer.active;
      if (params[0] !== 1 || cursorX + 1 < term.cols || cursorY + 1 < length) return false;
      core.eraseScreen(prefix === '?');
      return true;
    }),
  );
  return { dispose: () => hooks.forEach((hook) => hook.dispose()) };
}
