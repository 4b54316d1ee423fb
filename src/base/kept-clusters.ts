/** As far as it matters here, in xterm.js 6.0.0. */
interface CopyingLine {
  /** Texts of cells that hold more than one code point, by column. */
  readonly _combined: Record<number, string>;
  copyCellsFrom(source: CopyingLine, sourceCol: number, col: number, length: number, inReverse: boolean): void;
}

export interface CopyingCore {
  readonly buffers: { readonly normal: { readonly lines: { get(index: number): unknown } } };
}

const mended = new WeakSet<object>();

/**
 * Keeps the text of cells with more than one code point where it belongs when rows are wrapped anew. xterm.js copies, with some cells of a row, the texts of all cells behind them too, over what is there
 * already: after a resize an emoji shows as another one. All lines of one xterm.js are mended with the first.
 */
export function keepClusters(core: CopyingCore): void {
  const prototype = Object.getPrototypeOf(core.buffers.normal.lines.get(0)) as CopyingLine;
  if (mended.has(prototype)) return;
  mended.add(prototype);
  const { copyCellsFrom } = prototype;
  prototype.copyCellsFrom = function (source, sourceCol, col, length, inReverse) {
    const combined: Record<number, string> = {};
    // Within one row it reads texts that it has written just before.
    let apart = source === this;
    for (const key in source._combined) {
      const at = Number(key);
      if (at >= sourceCol && at < sourceCol + length) combined[at] = source._combined[at] as string;
      else apart = true;
    }
    const copied = apart ? (Object.create(source, { _combined: { value: combined } }) as CopyingLine) : source;
    copyCellsFrom.call(this, copied, sourceCol, col, length, inReverse);
  };
}
