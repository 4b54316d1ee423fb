import { printedCells } from './buffer-text.js';
import type { IBufferCell, IBufferLine, ILink, XtermTerminal } from './xterm.js';

/** Of an address, UTF-16 units; longer ones are none. */
const LONGEST = 2048;
/** What no address goes on after, whatever it is in: white space and what is invisible, quotes and angles, and the punctuation of scripts that put no space before it. */
const ADDRESS = /https?:\/\/(?!\/)[^\s\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"'`<>{}|\\^«»‘-‟…\u3000-\u3003\u3008-\u3011\u3014-\u301f！（），．：；？［-］｛-･]{1,2048}/giu;
/** What belongs to the sentence, at the end of an address. */
const AFTER = '.,:;!?*~';
/** A host that ends in Latin letters, or a port, does not go on in another script: that is text that was written without a space. */
const HOST = /^https?:\/\/[^/?#]*(?:\.[a-z]{2,}(?=[^\p{ASCII}\p{Script=Latin}\p{M}])|:\d+(?=\P{ASCII}))/iu;
const BRACKETS: Readonly<Record<string, string>> = { ')': '(', ']': '[' };

type Found = Pick<ILink, 'text' | 'range'>;

/**
 * The web addresses in what is printed that touch a row, with the cells that they cover, wrapped rows included. A lazy chunk named after this file: only ever imported dynamically, see links.ts.
 * @param row counted from 1 at the top of the scrollback, as xterm.js counts here
 */
export function webLinksAt(term: XtermTerminal, row: number): Found[] {
  const line = new WrappedLine(term, row - 1);
  return addressesIn(line.text)
    .map(({ start, text }) => ({ text, range: { start: line.firstCell(start), end: line.lastCell(start + text.length - 1) } }))
    // xterm.js takes the columns of those on other rows for columns of this one.
    .filter(({ range }) => range.start.y <= row && row <= range.end.y);
}

/** @returns each with its place in the text, UTF-16 units */
export function addressesIn(text: string): { readonly start: number; readonly text: string }[] {
  const found = [];
  const pattern = new RegExp(ADDRESS);
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const address = trimmed(match[0]);
    // What was cut off may hold another.
    pattern.lastIndex = match.index + Math.max('https://'.length, address.length);
    if (address.length < LONGEST && URL.canParse(address)) found.push({ start: match.index, text: address });
  }
  return found;
}

function trimmed(address: string): string {
  const [host] = HOST.exec(address) ?? [address];
  const whole = balanced(host);
  let end = whole.length;
  while (end > 0 && AFTER.includes(whole.charAt(end - 1))) end--;
  return whole.slice(0, end);
}

/** As far as its brackets come in pairs: others enclose it, or come after it. */
function balanced(address: string): string {
  const open: number[] = [];
  for (let at = 0; at < address.length; at++) {
    const char = address.charAt(at);
    if (char === '(' || char === '[') open.push(at);
    else if (char in BRACKETS && address.charAt(open.pop() ?? -1) !== BRACKETS[char]) return address.slice(0, at);
  }
  return address.slice(0, open[0]);
}

/** A line of text over as many rows as it takes, and the cells that its characters are in. */
class WrappedLine {
  readonly text: string;
  readonly #cells: { readonly x: number; readonly y: number; readonly width: number }[] = [];

  /** @param row from 0 */
  constructor(term: XtermTerminal, row: number) {
    const buffer = term.buffer.active;
    const cell = buffer.getNullCell();
    // Up and down as far as the longest address may go, of characters that have two cells each.
    const reach = Math.ceil((2 * LONGEST) / term.cols);
    let first = row;
    while (row - first < reach && first > 0 && buffer.getLine(first)?.isWrapped === true) first--;
    let text = '';
    let y = first;
    let line = buffer.getLine(y);
    do {
      const next = buffer.getLine(y + 1);
      if (line !== undefined) text += this.#read(line, y, next?.isWrapped === true ? next : undefined, cell);
      line = next;
      y++;
    } while (line?.isWrapped === true && y - row <= reach);
    this.text = text;
  }

  /** Of the character at a place in the text; counted from 1. */
  firstCell(at: number): { x: number; y: number } {
    const { x = 0, y = 0 } = this.#cells[at] ?? {};
    return { x: x + 1, y: y + 1 };
  }

  /** The second one, of a character that has two. */
  lastCell(at: number): { x: number; y: number } {
    const { x = 0, y = 0, width = 1 } = this.#cells[at] ?? {};
    return { x: x + width, y: y + 1 };
  }

  #read(line: IBufferLine, y: number, next: IBufferLine | undefined, cell: IBufferCell): string {
    let text = '';
    const end = next === undefined ? line.length : printedCells(line, next);
    for (let x = 0; x < end; x++) {
      line.getCell(x, cell);
      const width = cell.getWidth();
      // The second one of a wide character.
      if (width === 0) continue;
      const chars = cell.getChars() || ' ';
      text += chars;
      for (let i = 0; i < chars.length; i++) this.#cells.push({ x, y, width });
    }
    return text;
  }
}
