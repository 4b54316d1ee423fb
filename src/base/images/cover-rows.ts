/** As far as it matters here, in xterm.js 6.0.0. */
export interface FeedingCore {
  readonly _inputHandler: { lineFeed(): boolean };
  readonly buffers: { readonly active: { x: number } };
}

/** Line feeds that keep the column, as an image makes them that covers so many rows. */
export function coverRows({ _inputHandler: handler, buffers }: FeedingCore, rows: number): void {
  const { x } = buffers.active;
  for (let row = 1; row < rows; row++) {
    handler.lineFeed();
    buffers.active.x = x;
  }
}
