import type { XtermCore } from './xterm-core.js';
import type { OpenCore } from './xterm-window.js';
import type { FitAddon, XtermTerminal } from './xterm.js';

/**
 * The grid that would fill the box of a terminal; undefined before it is open. By itself the addon (0.11) reckons by how wide the cells are at the present number of columns, rounding
 * included: of the same box it makes another grid then.
 */
export function proposedSize(fit: InstanceType<typeof FitAddon>, term: XtermTerminal, core: XtermCore | undefined): { cols: number; rows: number } | undefined {
  const css = core && (term as unknown as { readonly _core: OpenCore })._core._renderService?.dimensions.css;
  const exact = core?.cell;
  if (css === undefined || exact === undefined) return fit.proposeDimensions();
  const { cell } = css;
  css.cell = exact;
  try {
    return fit.proposeDimensions();
  } finally {
    css.cell = cell;
  }
}
