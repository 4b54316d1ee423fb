import xterm from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { boundDcs, boundOsc, type StringBound } from '../../../src/base/string-bounds.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- the private side of xterm.js */

const MOST = 16;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A terminal with all that its handlers were given and what the bound said. */
function subject(most = MOST): { write(bytes: Uint8Array): void; readonly heard: string[]; readonly osc: StringBound; readonly state: number; readonly row: string } {
  const term: any = new xterm.Terminal({ cols: 40, rows: 4, allowProposedApi: true, logLevel: 'off' });
  const { _inputHandler: handler } = term._core;
  const heard: string[] = [];
  const osc = boundOsc(handler._parser._oscParser, most, (ident) => heard.push(`long ${ident}`));
  boundDcs(handler._parser._dcsParser, most);
  for (const ident of [2, 8]) term.parser.registerOscHandler(ident, (data: string) => heard.push(`${ident};${data}`) > 0);
  term.parser.registerDcsHandler({ final: 'q' }, (data: string) => heard.push(`q${data}`) > 0);
  return {
    write: (bytes) => void handler.parse(bytes), heard, osc,
    get state() {
      return handler._parser.currentState;
    },
    get row() {
      return term.buffer.active.getLine(0).translateToString(true);
    },
  };
}

/** What was heard by a terminal without a bound, as one with it should tell it. */
function bounded(heard: string): string[] {
  const dcs = heard.startsWith('q');
  if (encode(dcs ? heard.slice(1) : heard).length <= MOST) return [heard];
  return dcs ? [] : [`long ${heard[0]}`];
}

const TEN = 't'.repeat(10);
const ENDS = { ST: '\x1b\\', BEL: '\x07', CAN: '\x18', SUB: '\x1a', ESC: '\x1b[0m', 'C1 ST': '\u009c', 'C1 CSI': '\u009b0m', 'C1 OSC': '\u009d2;b\x07', 'an OSC': '\x1b]2;b\x07' };
const STRINGS = {
  'an OSC that fits': ['\x1b]2;', `${TEN}tttt`], 'an OSC one byte too long': ['\x1b]2;', `${TEN}ttttt`], 'an endless OSC': ['\x1b]2;', TEN.repeat(40)],
  'a link one byte too long': ['\x1b]8;', `${TEN}ttttt`], 'a C1 OSC': ['\u009d2;', TEN.repeat(3)], 'wide characters that fit': ['\x1b]2;', '漢漢漢漢tt'],
  'wide characters that do not': ['\x1b]2;', '漢漢漢漢漢'], 'emoji across the limit': ['\x1b]2;', 'ttttttttttttt😀'], 'one that is no number': ['\x1b]8x;', TEN.repeat(3)],
  'a number without end': ['\x1b]', '0'.repeat(30)], 'controls, which do not count': ['\x1b]2;', `${'\n\t'.repeat(20)}${TEN}`],
  'a DCS that fits': ['\x1bPq', `${TEN}tttttt`], 'a DCS one byte too long': ['\x1bP1;2q', `${TEN}ttttttt`],
} as const;

describe('strings are kept up to a limit', () => {
  for (const [name, [start, payload]] of Object.entries(STRINGS)) {
    it.each(Object.entries(ENDS))(`${name}, ended by %s: heard or dropped, the same wherever it is cut, and nothing else changes (R28)`, (_end, terminator) => {
      const stream = encode(`a${start}${payload}${terminator}z\x1b\\y`);
      const free = subject(Infinity);
      free.write(stream);
      expect(free.row.endsWith('y')).toBe(true);
      const expected = { heard: free.heard.flatMap(bounded), row: free.row, state: free.state };
      for (let cut = 0; cut < stream.length; cut++) {
        // Whole characters only, as everybody does who writes.
        if (((stream[cut] as number) & 0xc0) === 0x80) continue;
        const pieces = subject();
        pieces.write(stream.subarray(0, cut));
        pieces.write(stream.subarray(cut));
        const heard = pieces.heard.filter((entry) => entry !== 'long -1');
        expect({ heard, row: pieces.row, state: pieces.state }, `cut at ${cut}`).toEqual(expected);
      }
    });
  }

  it('says while one is under way whether it is too long, and which', () => {
    const { write, osc } = subject();
    const said = ['\x1b]8;', TEN, TEN, '\x07', '\x1b]2;t', '\x07'].map((piece) => {
      write(encode(piece));
      return osc.tooLong;
    });
    expect(said).toEqual([undefined, undefined, 8, undefined, undefined, undefined]);
  });

  it('what was given up comes to nothing, and the next string is heard', () => {
    const { write, heard, osc } = subject();
    write(encode('\x1b]2;t'));
    osc.giveUp();
    write(encode('t\x07\x1b]2;next\x07'));
    expect(heard).toEqual(['long 2', '2;next']);
  });
});
