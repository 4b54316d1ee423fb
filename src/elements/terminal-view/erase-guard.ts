import type { IDisposable, XtermTerminal } from './xterm.js';

/** The part of xterm.js 6.0.0 that carries out ED; private, so it may be missing in another version. */
interface Eraser {
  readonly _core?: { readonly _inputHandler?: { eraseInDisplay?(params: { readonly params: readonly number[] }, respectProtect: boolean): boolean } };
}

/**
 * xterm.js 6.0.0 throws at "erase above" (`CSI 1 J`) with the cursor in the last corner of a screen that has never scrolled: it clears the wrap flag of a row
 * that is not there, and everything that was written after it is never parsed. There the sequence means the whole screen, which `CSI 2 J` erases without a fault.
 */
export function guardErase(term: XtermTerminal): IDisposable {
  const hooks = [undefined, '?'].map((prefix) =>
    term.parser.registerCsiHandler(prefix === undefined ? { final: 'J' } : { prefix, final: 'J' }, (params) => {
      const { cursorX, cursorY, length } = term.buffer.active;
      if (params[0] !== 1 || cursorX + 1 < term.cols || cursorY + 1 < length) return false;
      (term as unknown as Eraser)._core?._inputHandler?.eraseInDisplay?.({ params: [2] }, prefix === '?');
      return true;
    }),
  );
  return { dispose: () => hooks.forEach((hook) => hook.dispose()) };
}
