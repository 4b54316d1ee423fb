// Runs in the page of end-to-end tests and benches: finds its way in live terminals and compares screens cell by cell.
import * as pt from '/cdn/persistent-terminal.js';

pt.registry.configure({ tokenProvider: () => 'e2e-token' });

/** Every WebSocket this page ever opened, counted below the product. */
const sockets = [];
const Native = globalThis.WebSocket;
globalThis.WebSocket = class extends Native {
  constructor(...args) {
    super(...args);
    sockets.push(this);
  }
};

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const task = () => new Promise((resolve) => setTimeout(resolve));

async function until(condition, what = 'condition', ms = 20_000) {
  const end = performance.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > end) throw new Error(`timed out: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Makes a terminal element and waits until its session is connected and its screen is there. */
async function mount(attributes = {}, parent = document.body) {
  const element = document.createElement('persistent-terminal');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent.append(element);
  await until(() => element.status === 'connected', `connected (${element.status})`);
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

/** A bare xterm.js terminal of the same size that is fed the same bytes and never touched. */
function twin(recorder, term) {
  const Terminal = term.constructor;
  const other = new Terminal({ cols: term.cols, rows: term.rows, scrollback: term.options.scrollback, allowProposedApi: true });
  for (const bytes of recorder.chunks) other.write(bytes);
  recorder.take = (bytes) => other.write(bytes.slice());
  return { terminal: other, settled: () => new Promise((resolve) => other.write('', resolve)), dispose: () => (recorder.stop(), other.dispose()) };
}

/** Waits until the terminal has parsed everything that was handed to it. */
const parsed = (term) => new Promise((resolve) => term.write('', resolve));

/** Waits for a line of output that matches. */
const untilLine = (term, pattern, ms) => until(() => lines(term, 200).some((line) => pattern.test(line)), `line ${pattern}`, ms);

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

/** Running SHA-256 would need the whole stream at once; this collects it instead. */
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
  };
}

/** The same bundle once more, under another address: another module, as on a page that two teams feed. */
const secondCopy = () => import('/cdn/persistent-terminal.js?copy=2');

globalThis.pt = pt;
globalThis.kit = { sockets, frame, task, until, untilLine, mount, lines, cells, difference, record, twin, parsed, paintedRows, viewportRows, collect, secondCopy };
