import type { ScrollbackLines, SnapshotSink } from '../../../src/client/session/contract.js';
import type { TerminalFeatures } from '../../../src/protocol/messages.js';
import { CharacterWidths } from '../../../src/elements/terminal-view/character-widths.js';
import { coreOf } from '../../../src/elements/terminal-view/xterm-core.js';
import { Terminal, type XtermTerminal } from '../../../src/elements/terminal-view/xterm.js';
import { Screen, type HeadlessTerminal } from '../../../src/server/screen/index.js';
import type { Snapshot } from '../../../src/server/session-screen.js';
import { ManualClock } from '../../support/manual-clock.js';
import type { FakeSession } from './fake-registry.js';

const encoder = new TextEncoder();
export const bytes = (value: string): Uint8Array => encoder.encode(value);

export const text = (value: Uint8Array): string => new TextDecoder().decode(value);

/** A terminal of the page's xterm.js that nobody sees. What joins characters must have been loaded. */
function hiddenTerminal(cols: number, rows: number, scrollback: number, unicode: TerminalFeatures['unicode']): XtermTerminal {
  const term = new Terminal({ cols, rows, scrollback, allowProposedApi: true, logLevel: 'off' });
  let ready = false;
  new CharacterWidths(term).use(unicode, () => (ready = true));
  if (!ready) throw new TypeError('what joins characters is not loaded');
  return term;
}

/** The server's screen of a session, on the page's xterm.js, whose core is that of the headless one. */
export function serverScreen(cols: number, rows: number, output = '', terminal: TerminalFeatures = {}): Screen {
  const screen = new Screen({
    clock: new ManualClock(), cols, rows, onAnswer: () => {}, packing: { pack: (value) => value, unpack: (value) => value },
    terminal, createHeadless: (wanted) => hiddenTerminal(wanted.cols, wanted.rows, wanted.scrollback, wanted.unicode) as unknown as HeadlessTerminal,
  });
  screen.write(bytes(output));
  return screen;
}

/** A terminal that has seen everything from the start. */
export async function witness(cols: number, rows: number, output: string, unicode?: TerminalFeatures['unicode']): Promise<XtermTerminal> {
  const term = hiddenTerminal(cols, rows, 5000, unicode);
  coreOf(term)?.keepSavedRows();
  await new Promise<void>((resolve) => term.write(output, resolve));
  return term;
}

export const blocksOf = (snapshot: Snapshot): ScrollbackLines[] => snapshot.scrollback.map((block) => ({ ...block, bytes: block.bytes() }));

export interface Delivery {
  readonly sink: SnapshotSink;
  /** Resolves when the screen is parsed and shown. */
  readonly shown: Promise<void>;
}

/** Gives the screen of a snapshot to a session's view, in pieces of a few bytes if asked. */
export function deliverScreen(session: FakeSession, snapshot: Pick<Snapshot, 'cols' | 'rows' | 'screen' | 'tail'>, piece = Infinity, anotherShell = false, terminal?: TerminalFeatures): Delivery {
  const { view } = session;
  if (view === undefined) throw new TypeError('the session has no view');
  const { cols, rows } = snapshot;
  const sink = view.beginSnapshot({ cols, rows, terminal, anotherShell });
  for (const part of [snapshot.screen, snapshot.tail]) {
    for (let from = 0; from < part.length; from += piece) sink.screen(part.slice(from, from + piece), () => {});
  }
  sink.ready();
  return { sink, shown: session.output('') };
}

/** Resolves when it is parsed. */
export const deliverLines = (sink: SnapshotSink, block: ScrollbackLines): Promise<void> => new Promise((resolve) => sink.lines(block, resolve));

/** All of a snapshot. */
export async function deliver(session: FakeSession, snapshot: Snapshot, terminal?: TerminalFeatures): Promise<void> {
  const { sink, shown } = deliverScreen(session, snapshot, undefined, undefined, terminal);
  await shown;
  for (const block of blocksOf(snapshot)) await deliverLines(sink, block);
  sink.end();
  await session.output('');
}

/* eslint-disable @typescript-eslint/no-explicit-any -- the private side of xterm.js, read here on its own and not through the code under test */

const COLOUR = (value: number): number => ((value & 0x3000000) === 0 ? 0 : (value & 0x3000000) === 0x3000000 ? value & 0x3ffffff : value & 0x30000ff);

/** Everything that is to be seen in a row, blanks at its end left out; a link by its address. */
export function rowLook(term: XtermTerminal, row: number): string {
  const core = (term as any)._core;
  const line = core.buffers.active.lines.get(row);
  let out = line.isWrapped ? '↪' : '';
  for (let col = 0; col < term.cols; col++) {
    const [content, fg, bg] = [line._data[col * 3], line._data[col * 3 + 1], line._data[col * 3 + 2]];
    const extended = (bg & 0x10000000) !== 0 ? line._extendedAttrs[col] : undefined;
    const underline = (fg & 0x10000000) === 0 ? 0 : extended === undefined ? 1 : (extended._ext >>> 26) & 7;
    const link = extended === undefined ? '' : core._oscLinkService.getLinkData(extended.urlId)?.uri ?? '';
    const look = [(fg & 0xec000000) >>> 0, COLOUR(fg), (bg & 0xec000000) >>> 0, COLOUR(bg), underline, extended === undefined || underline === 0 ? 0 : COLOUR(extended._ext & 0x3ffffff), link];
    const text = (content & 0x200000) !== 0 ? line._combined[col] : (content & 0x1fffff) !== 0 ? String.fromCodePoint(content & 0x1fffff) : content >>> 22 === 0 ? '' : ' ';
    out += text + (look.every((part) => part === 0 || part === '') ? '' : `{${look.join()}}`);
  }
  return out.trimEnd();
}

export const looks = (term: XtermTerminal, from = 0): string[] => Array.from({ length: term.buffer.active.length - from }, (_, row) => rowLook(term, from + row));

/** What decides what the next bytes do. */
export function stateOf(term: XtermTerminal): unknown {
  const core = (term as any)._core;
  const { normal, alt, active } = core.buffers;
  const { fg, bg } = core._inputHandler._curAttrData;
  const buffer = ({ scrollTop, scrollBottom, savedX, savedY, ybase, tabs }: any): unknown => [scrollTop, scrollBottom, savedX, savedY - ybase, Object.keys(tabs).filter((col) => tabs[col])];
  return {
    size: [term.cols, term.rows], cursor: [active.x, active.y], screen: active === alt ? 'alternate' : 'normal', normal: buffer(normal), pen: [fg, bg],
    modes: core.coreService.decPrivateModes, insert: core.coreService.modes.insertMode, hidden: core.coreService.isCursorHidden,
    mouse: [core.coreMouseService.activeProtocol, core.coreMouseService.activeEncoding], charsets: core._charsetService._charsets.map((one: unknown) => Object.keys(one ?? {}).length),
    parser: core._inputHandler._parser.currentState,
  };
}
