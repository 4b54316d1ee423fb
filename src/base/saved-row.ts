/** As far as it matters here, in xterm.js 6.0.0. `y` is a row of the screen, `savedY` counts from the top of all lines, where the screen begins at `ybase`. */
interface SavingBuffer {
  readonly y: number;
  readonly ybase: number;
  savedX: number;
  savedY: number;
  readonly lines: { readonly length: number; maxLength: number };
}

export interface SavingCore {
  readonly buffers: { readonly normal: SavingBuffer; readonly alt: SavingBuffer; readonly active: SavingBuffer; resize(cols: number, rows: number): void };
  readonly _bufferService: { scroll(erase: unknown, isWrapped?: boolean): void };
  readonly _inputHandler: { eraseInDisplay(params: unknown, respectProtect?: boolean): boolean };
  clear(): void;
}

/**
 * Makes DECRC return to the row of the screen that was saved, as terminals do. In xterm.js the saved row goes up with its text as lines are scrolled out, but stays once the scrollback is
 * full, which is sooner in one terminal than in another; and ED 3, or a narrower screen when it is full, throws it down. Here scrolling never moves it, and a resize moves it as it moves
 * the cursor. A function of the stream and the sizes alone, so that terminals with more and with less scrollback go on showing the same. Done twice, it is done once.
 */
export function keepSavedRows(core: SavingCore): void {
  const { buffers, _bufferService: service, _inputHandler: handler } = core;
  const { scroll } = service;
  const { eraseInDisplay } = handler;
  const { resize } = buffers;
  const { clear } = core;
  // For every line of output: no closure, no list.
  service.scroll = (erase, isWrapped) => {
    const { active } = buffers;
    const row = active.savedY - active.ybase;
    scroll.call(service, erase, isWrapped);
    active.savedY = active.ybase + row;
  };
  handler.eraseInDisplay = (params, respectProtect) => {
    const { active } = buffers;
    const row = active.savedY - active.ybase;
    const done = eraseInDisplay.call(handler, params, respectProtect);
    active.savedY = active.ybase + row;
    return done;
  };
  buffers.resize = (cols, rows) => {
    const back = withCursor([buffers.normal, buffers.alt]);
    resize.call(buffers, cols, rows);
    // An alternate screen that was never shown keeps the room of its old height, and would scroll into it.
    if (buffers.alt.lines.length === 0) buffers.alt.lines.maxLength = rows;
    back(cols, rows);
  };
  core.clear = () => {
    const back = withCursor([buffers.active]);
    clear.call(core);
    back(Infinity, buffers.active.lines.length);
  };
}

/** Returns what moves the saved cursors as the cursor has moved since, and keeps them on the screen. */
function withCursor(buffers: readonly SavingBuffer[]): (cols: number, rows: number) => void {
  const before = buffers.map((buffer) => ({ buffer, y: buffer.y, row: buffer.savedY - buffer.ybase }));
  return (cols, rows) => {
    for (const { buffer, y, row } of before) {
      buffer.savedX = Math.min(buffer.savedX, cols - 1);
      buffer.savedY = buffer.ybase + Math.max(0, Math.min(rows - 1, row + buffer.y - y));
    }
  };
}
