/*
 * A screen, cell by cell: characters, widths, colours, attributes and links, and what decides how the next byte is shown. What xterm.js has no public
 * reading for is read from its private side, where that is there.
 */
const BETWEEN = '\u0001';
const ATTRIBUTES = ['Bold', 'Italic', 'Dim', 'Inverse', 'Blink', 'Strikethrough', 'Invisible', 'Overline'];

/** A consistent copy; call it when the terminal has parsed what it was given. */
export function captureScreen(term) {
  const buffer = term.buffer.active;
  const core = term._core;
  const cell = buffer.getNullCell();
  // An alternate screen has no scrollback; after a resize xterm.js may keep lines above it that nobody can reach.
  const from = buffer.type === 'alternate' ? buffer.baseY : 0;
  const rows = [];
  for (let y = from; y < buffer.length; y++) rows.push(captureRow(buffer.getLine(y), term.cols, cell, core));
  const { synchronizedOutputMode: _passing, ...modes } = term.modes;
  return {
    rows,
    facts: {
      Size: `${term.cols} × ${term.rows}`, Screen: buffer.type, 'Lines above the screen': String(buffer.baseY - from), Cursor: `row ${buffer.cursorY + 1}, column ${buffer.cursorX + 1}`,
      'Scroll position': `row ${buffer.viewportY - from + 1}`, Modes: JSON.stringify(modes),
      'Hidden cursor': String(core?.coreService?.isCursorHidden), 'Scroll region': `${core?.buffer?.scrollTop} to ${core?.buffer?.scrollBottom}`,
      Mouse: `${core?.coreMouseService?.activeProtocol} ${core?.coreMouseService?.activeEncoding}`,
    },
  };
}

/** The first differences, in words; none when the screens are identical. */
export function screenDifferences(live, twin, limit = 3) {
  const found = [];
  for (const [name, value] of Object.entries(live.facts)) if (value !== twin.facts[name]) found.push(`${name}: ${value}, twin ${twin.facts[name]}`);
  const count = Math.max(live.rows.length, twin.rows.length);
  for (let y = 0; y < count && found.length < limit; y++) {
    if (live.rows[y] !== twin.rows[y]) found.push(rowDifference(y, live.rows[y], twin.rows[y]));
  }
  return found.slice(0, limit);
}

function captureRow(line, cols, cell, core) {
  let text = line.isWrapped ? '↪' : '';
  for (let x = 0; x < cols; x++) {
    line.getCell(x, cell);
    text += `${BETWEEN}${cell.getChars() || ' '}${attributesOf(cell, core)}`;
  }
  return text;
}

/** Nothing for a cell without any. */
function attributesOf(cell, core) {
  if (cell.isAttributeDefault()) return '';
  const parts = [];
  if (cell.getFgColorMode() !== 0) parts.push(`text ${cell.getFgColorMode() >> 24}.${cell.getFgColor()}`);
  if (cell.getBgColorMode() !== 0) parts.push(`ground ${cell.getBgColorMode() >> 24}.${cell.getBgColor()}`);
  for (const name of ATTRIBUTES) if (cell[`is${name}`]()) parts.push(name.toLowerCase());
  if (cell.isUnderline()) parts.push(`underline ${cell.extended?.underlineStyle || 1}`);
  if (cell.hasExtendedAttrs?.() && cell.extended.urlId) parts.push(`link ${core?._oscLinkService?.getLinkData(cell.extended.urlId)?.uri}`);
  return parts.length === 0 ? '' : `{${parts.join(' ')}}`;
}

function rowDifference(y, live, twin) {
  if (live === undefined || twin === undefined) return `row ${y + 1}: ${live === undefined ? 'only the twin has it' : 'the twin does not have it'}`;
  const [a, b] = [live.split(BETWEEN), twin.split(BETWEEN)];
  const x = a.findIndex((cell, at) => cell !== b[at]);
  if (x === 0) return `row ${y + 1}: wrapped ${a[0] !== ''}, twin ${b[0] !== ''}`;
  return x < 0 ? `row ${y + 1}: shorter than the twin's` : `row ${y + 1}, column ${x}: “${a[x]}”, twin “${b[x] ?? ''}”`;
}
