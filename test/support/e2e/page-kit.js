// Runs in the page of end-to-end tests and benches: finds its way in live terminals and compares screens cell by cell.
import * as pt from '/cdn/persistent-terminal.js';
import { Sha256 } from '/sha256.js';

pt.registry.configure({ tokenProvider: () => 'e2e-token' });

/** Every WebSocket this page ever opened, counted below the product. */
const sockets = [];
/** Frames received by this page, by their kind. */
const frames = { 1: 0, 3: 0 };
const Native = globalThis.WebSocket;
globalThis.WebSocket = class extends Native {
  constructor(...args) {
    super(...args);
    sockets.push(this);
    this.addEventListener('message', ({ data }) => {
      if (data instanceof ArrayBuffer) frames[new Uint8Array(data, 0, 1)[0]]++;
    });
  }
};

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const task = () => new Promise((resolve) => setTimeout(resolve));

/** What the page has to show just now, for whoever has waited in vain. */
function scene() {
  const shown = [...document.querySelectorAll('persistent-terminal')].map((element) => `<${element.sessionId ?? ''}> ${element.status}${element.lastError === undefined ? '' : `, ${element.lastError.message}`}\n${element.getText()}`);
  const sessions = pt.registry.sessions.map(({ id, status, state: { offset, parsedOffset, pendingInput, reason } }) => `${id}: ${JSON.stringify({ status, offset, parsedOffset, pendingInput, reason })}`);
  return [`page ${document.visibilityState}, sockets ${sockets.map(({ readyState }) => readyState)}`, ...sessions, ...shown].join('\n');
}

/** `what` is asked for when the wait is over, if it is a function. */
async function until(condition, what = 'condition', ms = 20_000) {
  const end = performance.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > end) throw new Error(`timed out: ${typeof what === 'function' ? what() : what}\n${scene()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Makes a terminal element and waits until its session is connected and its screen is there. */
async function mount(attributes = {}, parent = document.body) {
  const element = document.createElement('persistent-terminal');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent.append(element);
  await until(() => element.status === 'connected', () => `connected (${element.status})`);
  await element.terminal;
  return element;
}

/** The text of the whole buffer, scrollback included, or the last `count` lines. */
function lines(term, count = Infinity) {
  const buffer = term.buffer.active;
  const out = [];
  for (let y = Math.max(0, buffer.length - count); y < buffer.length; y++) out.push(buffer.getLine(y).translateToString(true));
  return out;
}

/** One string per cell of the whole buffer: characters, width, colours and attributes, plus cursor, modes and size. */
function cells(term) {
  const buffer = term.buffer.active;
  const out = [];
  const cell = buffer.getNullCell();
  for (let y = 0; y < buffer.length; y++) {
    const line = buffer.getLine(y);
    let row = line.isWrapped ? 'w' : '-';
    for (let x = 0; x < term.cols; x++) {
      line.getCell(x, cell);
      row += `${cell.getChars()}|${cell.getWidth()}|${cell.getFgColorMode()}:${cell.getFgColor()}|${cell.getBgColorMode()}:${cell.getBgColor()}|${cell.isBold()}${cell.isItalic()}${cell.isDim()}${cell.isUnderline()}${cell.isInverse()}${cell.isBlink()}${cell.isStrikethrough()}${cell.isInvisible()};`;
    }
    out.push(row);
  }
  return { rows: out, cursor: [buffer.cursorX, buffer.cursorY], type: buffer.type, base: buffer.baseY, modes: JSON.stringify(term.modes), size: [term.cols, term.rows] };
}

/**
 * Everything that is seen and everything that decides what the next bytes and keys do, in a form that can leave the page. What has no public reading is read from the private side.
 * A blank cell that was never written looks like a space and counts as one.
 */
function state(term) {
  const core = term._core;
  const { active, normal, alt } = core.buffers;
  const cell = term.buffer.active.getNullCell();
  const row = (buffer, y) => {
    const line = buffer.getLine(y);
    const out = [];
    for (let x = 0; x < term.cols; x++) {
      line.getCell(x, cell);
      out.push(`${cell.getChars() || ' '}${attributes(core, cell)}`);
    }
    return (line.isWrapped ? '↪' : '') + out.join('').trimEnd();
  };
  const buffer = term.buffer.active;
  // An alternate screen has no scrollback, but after a resize xterm.js 6.0.0 may keep a few lines above it that nobody can reach.
  const from = buffer.type === 'alternate' ? buffer.baseY : 0;
  const { synchronizedOutput: _brief, ...modes } = core.coreService.decPrivateModes;
  return {
    size: `${term.cols}x${term.rows}`, rows: Array.from({ length: buffer.length - from }, (_, y) => row(buffer, from + y)), base: buffer.baseY - from, type: buffer.type, cursor: `${active.x},${active.y}`,
    region: `${active.scrollTop} ${active.scrollBottom}`, tabs: Object.keys(active.tabs).filter((x) => active.tabs[x] && x < term.cols).join(' '),
    saved: [normal, alt].map(({ savedX, savedY, ybase }) => `${Math.min(savedX, term.cols - 1)},${Math.max(0, savedY - ybase)}`).join(' '),
    modes: JSON.stringify(modes), insert: core.coreService.modes.insertMode, hidden: core.coreService.isCursorHidden,
    mouse: `${core.coreMouseService.activeProtocol} ${core.coreMouseService.activeEncoding}`, charset: core._charsetService.glevel,
    public: JSON.stringify({ ...term.modes, synchronizedOutputMode: undefined }), title: core._inputHandler._windowTitle,
  };
}

/** Nothing for a cell without any. */
function attributes(core, cell) {
  const underline = cell.isUnderline() ? cell.extended.underlineStyle || 1 : 0;
  const parts = [
    cell.getFgColorMode() === 0 ? '' : `f${cell.getFgColorMode() >> 24}.${cell.getFgColor()}`, cell.getBgColorMode() === 0 ? '' : `b${cell.getBgColorMode() >> 24}.${cell.getBgColor()}`,
    ...['Bold', 'Italic', 'Dim', 'Inverse', 'Blink', 'Strikethrough', 'Invisible', 'Overline'].filter((name) => cell[`is${name}`]()),
    underline === 0 ? '' : `u${underline}`, underline === 0 || !cell.hasExtendedAttrs() ? '' : `c${cell.getUnderlineColor()}`,
    cell.hasExtendedAttrs() && cell.extended.urlId !== 0 ? `l${core._oscLinkService.getLinkData(cell.extended.urlId)?.uri}` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `{${parts.join(' ')}}`;
}

/** First difference between two screens, or null. */
function difference(a, b) {
  if (a.rows.length !== b.rows.length) return `rows ${a.rows.length} ≠ ${b.rows.length}`;
  for (let y = 0; y < a.rows.length; y++) if (a.rows[y] !== b.rows[y]) return `row ${y}: ${a.rows[y].slice(0, 200)} ≠ ${b.rows[y].slice(0, 200)}`;
  for (const key of ['cursor', 'type', 'base', 'modes', 'size']) if (String(a[key]) !== String(b[key])) return `${key}: ${a[key]} ≠ ${b[key]}`;
  return null;
}

/** Everything a session prints, from before it was connected, for a twin that is made later. */
function record(session) {
  const chunks = [];
  const recorder = { take: (bytes) => chunks.push(bytes.slice()), stop: session.subscribe({ onOutput: (bytes) => recorder.take(bytes) }), chunks };
  return recorder;
}

/** A bare xterm.js terminal of the same size, to which characters are as wide, that is fed the same bytes and never touched. */
function twin(recorder, term) {
  const Terminal = term.constructor;
  const other = new Terminal({ cols: term.cols, rows: term.rows, scrollback: term.options.scrollback, allowProposedApi: true });
  const { activeVersion } = term.unicode;
  if (!other.unicode.versions.includes(activeVersion)) other.unicode.register(term._core.unicodeService._activeProvider);
  other.unicode.activeVersion = activeVersion;
  for (const bytes of recorder.chunks) other.write(bytes);
  recorder.take = (bytes) => other.write(bytes.slice());
  return { terminal: other, settled: () => new Promise((resolve) => other.write('', resolve)), dispose: () => (recorder.stop(), other.dispose()) };
}

/** Waits until the terminal has parsed everything that was handed to it. */
const parsed = (term) => new Promise((resolve) => term.write('', resolve));

/** Waits for a line of output that matches. */
const untilLine = (term, pattern, ms) =>
  until(() => lines(term, 200).some((line) => pattern.test(line)), () => `line ${pattern} in\n${lines(term, term.rows).join('\n')}`, ms);

/** Waits until the text of the whole buffer, without the empty rows at its end, matches. */
const untilText = (term, pattern, ms) =>
  until(() => pattern.test(lines(term).join('\n').trimEnd()), () => `text ${pattern} in\n${lines(term, term.rows).join('\n')}`, ms);

/** Rows as painted in the DOM, for terminals drawn by the DOM renderer. */
function paintedRows(element) {
  const rows = element.shadowRoot.querySelector('.xterm-rows');
  return rows === null ? [] : [...rows.children].map((row) => row.textContent.replace(/\u00a0/g, ' ').trimEnd());
}

/** What should be painted: the viewport's lines. */
function viewportRows(term) {
  const buffer = term.buffer.active;
  return Array.from({ length: term.rows }, (_, y) => (buffer.getLine(buffer.viewportY + y)?.translateToString(true) ?? '').trimEnd());
}

/** Counts and hashes what a session prints without keeping it. */
function digest(session) {
  const hash = new Sha256();
  const digested = { size: 0, faults: [], gapBytes: 0, hex: () => hash.hex(), stop: undefined };
  let next;
  digested.stop = session.subscribe({
    onOutput(bytes, offset) {
      if (next !== undefined && offset !== next) digested.faults.push(`expected offset ${next}, got ${offset}`);
      next = offset + bytes.length;
      hash.update(bytes);
      digested.size += bytes.length;
    },
    onGap({ from, to }) {
      digested.faults.push(`gap ${from}…${to}`);
      digested.gapBytes += to - from;
      next = to;
    },
  });
  return digested;
}

/** Everything a session prints, to be looked at afterwards. */
function collect(session) {
  const chunks = [];
  let size = 0;
  let next;
  const faults = [];
  const stop = session.subscribe({
    onOutput(bytes, offset) {
      if (next !== undefined && offset !== next) faults.push(`expected offset ${next}, got ${offset}`);
      next = offset + bytes.length;
      chunks.push(bytes.slice());
      size += bytes.length;
    },
    onGap: (gap) => faults.push(`gap ${gap.from}…${gap.to}`),
  });
  return {
    stop,
    faults,
    get size() {
      return size;
    },
    async sha256() {
      const digest = await crypto.subtle.digest('SHA-256', await new Blob(chunks).arrayBuffer());
      return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    },
    text: async () => await new Blob(chunks).text(),
    /** Waits for a last line. To count bytes would not do where a key may have been echoed before. */
    untilEnd: (line, ms) => until(async () => (await new Blob(chunks.slice(-200)).text()).endsWith(`\n${line}\r\n`), () => `${line}, ${size} bytes are there`, ms),
  };
}

/** The same bundle once more, under another address: another module, as on a page that two teams feed. */
const secondCopy = () => import('/cdn/persistent-terminal.js?copy=2');

/** Defines `<terminal-inspector>`. */
const loadInspector = () => import('/cdn/persistent-terminal.inspector.js');

/** The bundled themes as data. */
const loadThemes = () => import('/dist/themes.js');

globalThis.pt = pt;
globalThis.kit = { sockets, frames, frame, task, until, untilLine, untilText, mount, lines, cells, state, difference, record, twin, parsed, paintedRows, viewportRows, collect, digest, secondCopy, loadInspector, loadThemes };
