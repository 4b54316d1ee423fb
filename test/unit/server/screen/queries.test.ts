import { describe, expect, it } from 'vitest';
import type { ViewerFacts } from '../../../../src/protocol/messages.js';
import { PlainTerminal, restore, Subject } from './rig.js';

const FACTS: ViewerFacts = {
  foreground: [0xd0, 0xd1, 0xd2], background: [0x10, 0x11, 0x12], cursor: [0xff, 0, 0], palette: Array.from({ length: 16 }, (_, i): [number, number, number] => [i, i * 2, i * 3]), cellWidth: 9, cellHeight: 17,
};

/** What programs ask, and the one answer. Undefined: xterm.js does not know the sequence, and silence is what tells a program so. */
const TABLE: readonly (readonly [name: string, query: string, answer: string | undefined])[] = [
  ['DA1', '\x1b[c', '\x1b[?1;2c'],
  ['DA1 with 0', '\x1b[0c', '\x1b[?1;2c'],
  ['DA2', '\x1b[>c', '\x1b[>0;276;0c'],
  ['DA3', '\x1b[=c', '\x1bP!|00000000\x1b\\'],
  ['DSR 5', '\x1b[5n', '\x1b[0n'],
  ['CPR', '\x1b[3;5H\x1b[6n', '\x1b[3;5R'],
  ['DECXCPR', '\x1b[3;5H\x1b[?6n', '\x1b[?3;5R'],
  ['colour scheme', '\x1b[?996n', '\x1b[?997;1n'],
  ['printer status', '\x1b[?15n', undefined],
  ['DECRQM of a private mode', '\x1b[?2004h\x1b[?2004$p', '\x1b[?2004;1$y'],
  ['DECRQM of synchronized output', '\x1b[?2026$p', '\x1b[?2026;2$y'],
  ['DECRQM of an ANSI mode', '\x1b[4$p', '\x1b[4;2$y'],
  ['DECRQM of an unknown mode', '\x1b[?7777$p', '\x1b[?7777;0$y'],
  ['DECRQSS DECSTBM', '\x1b[2;4r\x1bP$qr\x1b\\', '\x1bP1$r2;4r\x1b\\'],
  ['DECRQSS SGR', '\x1b[1;31;4:3;58:5:7m\x1bP$qm\x1b\\', '\x1bP1$r0;1;4:3;31;58:5:7m\x1b\\'],
  ['DECRQSS DECSCUSR', '\x1b[5 q\x1bP$q q\x1b\\', '\x1bP1$r5 q\x1b\\'],
  ['DECRQSS DECSCA', '\x1bP$q"q\x1b\\', '\x1bP1$r0"q\x1b\\'],
  ['DECRQSS of something else', '\x1bP$qx\x1b\\', '\x1bP0$r\x1b\\'],
  ['XTVERSION', '\x1b[>q', '\x1bP>|xterm.js(6.0.0)\x1b\\'],
  ['XTGETTCAP', '\x1bP+q544e;5858\x1b\\', '\x1bP1+r544e=787465726D2D323536636F6C6F72\x1b\\\x1bP0+r5858\x1b\\'],
  ['window size in pixels', '\x1b[14t', '\x1b[4;102;180t'],
  ['cell size', '\x1b[16t', '\x1b[6;17;9t'],
  ['window size in characters', '\x1b[18t', '\x1b[8;6;20t'],
  ['title report', '\x1b]2;evil\x07\x1b[21t', undefined],
  ['palette', '\x1b]4;3;?\x07', '\x1b]4;3;rgb:0303/0606/0909\x1b\\'],
  ['palette beyond 16', '\x1b]4;196;?\x07', '\x1b]4;196;rgb:ffff/0000/0000\x1b\\'],
  ['foreground', '\x1b]10;?\x1b\\', '\x1b]10;rgb:d0d0/d1d1/d2d2\x1b\\'],
  ['background', '\x1b]11;?\x07', '\x1b]11;rgb:1010/1111/1212\x1b\\'],
  ['cursor colour', '\x1b]12;?\x07', '\x1b]12;rgb:ffff/0000/0000\x1b\\'],
  ['all three', '\x1b]10;?;?;?\x07', '\x1b]10;rgb:d0d0/d1d1/d2d2\x1b\\\x1b]11;rgb:1010/1111/1212\x1b\\\x1b]12;rgb:ffff/0000/0000\x1b\\'],
  ['kitty keyboard', '\x1b[?u', undefined],
  ['clipboard', '\x1b]52;c;?\x07', undefined],
  ['ENQ', '\x05', undefined],
];

/** Modes with what DECRQM says of them when set and when reset: 1 set, 2 reset, 3 and 4 for good. What xterm.js does not know stays 0, and programs leave it alone. */
const MODES: readonly (readonly [mode: string, whenSet: number, whenReset: number])[] = [
  ...['?1', '?6', '?7', '?9', '?12', '?25', '?45', '?47', '?66', '?1000', '?1002', '?1003', '?1004', '?1006', '?1016', '?1047', '?1049', '?2004', '?2026', '4', '20'].map((mode) => [mode, 1, 2] as const),
  ['?8', 3, 3], ['?67', 4, 4], ['?1005', 4, 4], ['?1015', 4, 4], ['?1048', 1, 1], ['2', 4, 4], ['12', 3, 3],
  ...['?3', '?5', '?69', '?1001', '?1007', '?1036', '?2027', '?2031', '?2048', '?7777', '1', '99'].map((mode) => [mode, 0, 0] as const),
];

describe('queries', () => {
  it.each(MODES)('DECRQM %s says %i when it is set and %i when it is reset, as xterm.js does in the page [SV26] (R25)', (mode, whenSet, whenReset) => {
    const subject = new Subject(20, 6);
    subject.write(`\x1b[${mode}h\x1b[${mode}$p\x1b[${mode}l\x1b[${mode}$p`);
    expect(subject.answers.join('')).toBe(`\x1b[${mode};${whenSet}$y\x1b[${mode};${whenReset}$y`);
  });

  it.each([
    ['switching focus reports on: only a page has a focus to tell of', '\x1b[?1004h'], ['a title, set or popped', '\x1b]2;x\x07\x1b[22t\x1b[23t'], ['title and icon name reports', '\x1b[20t\x1b[21t'],
    ['reports of the window itself', '\x1b[11t\x1b[13t\x1b[15t\x1b[19t'], ['bracketed paste', '\x1b[?2004h'], ['DECREQTPARM and other questions xterm.js does not know', '\x1b[x\x1b[?26n\x1b[?u\x1b[?4m\x1bZ'],
    ['notifications and marks', '\x1b]9;x\x07\x1b]133;A\x07\x1b]1337;ReportCellSize\x07'], ['a clipboard question', '\x1b]52;c;?\x07'],
  ])('silence: %s [SV26] (R25, R28)', (_name, output) => {
    const subject = new Subject(20, 6);
    subject.screen.setViewerFacts(FACTS);
    subject.write(output);
    expect(subject.answers).toEqual([]);
  });

  it('XTGETTCAP tells name, colours and true colour, and of everything else that it is not known [SV26] (R25)', () => {
    const hex = (text: string): string => [...text].map((char) => char.charCodeAt(0).toString(16)).join('').toUpperCase();
    const subject = new Subject(20, 6).write(`\x1bP+q${['TN', 'Co', 'colors', 'RGB', 'setrgbf', 'ku'].map(hex).join(';')}\x1b\\\x1bP+q\x1b\\\x1bP+qzz\x1b\\`);
    const known = ([['TN', 'xterm-256color'], ['Co', '256'], ['colors', '256'], ['RGB', '8/8/8']] as const).map(([name, value]) => `\x1bP1+r${hex(name)}=${hex(value)}\x1b\\`);
    expect(subject.answers.join('')).toBe([...known, `\x1bP0+r${hex('setrgbf')}\x1b\\`, `\x1bP0+r${hex('ku')}\x1b\\`, '\x1bP0+r\x1b\\', '\x1bP0+r\x1b\\'].join(''));
  });

  it.each(TABLE)('%s is answered once [SV26] (R25)', (_name, query, answer) => {
    const subject = new Subject(20, 6);
    subject.screen.setViewerFacts(FACTS);
    subject.write(query);
    expect(subject.answers).toEqual(answer === undefined ? [] : [answer]);
    subject.screen.snapshot();
    expect(subject.answers).toHaveLength(answer === undefined ? 0 : 1);
  });

  it('answers also when the query comes byte by byte', () => {
    for (const [, query, answer] of TABLE) {
      const subject = new Subject(20, 6);
      subject.screen.setViewerFacts(FACTS);
      for (const byte of query) subject.write(byte);
      expect(subject.answers.join('')).toBe(answer ?? '');
    }
  });

  it('keeps quiet about what no viewer has told', () => {
    const subject = new Subject();
    subject.write('\x1b]10;?\x07\x1b]11;?\x07\x1b]4;1;?\x07\x1b[14t\x1b[16t\x1b[?996n');
    expect(subject.answers).toEqual([]);
  });

  it('tells the colours a program has set, and a restored terminal has them', () => {
    const subject = new Subject();
    subject.screen.setViewerFacts(FACTS);
    subject.write('\x1b]4;1;#010203;2;#040506\x07\x1b]11;rgb:ff/ff/ff\x07\x1b]104;2\x07\x1b]11;?\x07\x1b[?996n');
    expect(subject.answers.join('')).toBe('\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?997;2n');
    const colours: { type: number }[] = [];
    const { screen } = subject.screen.snapshot();
    const plain = new PlainTerminal(20, 6);
    plain.terminal._core._inputHandler.onColor((event: { type: number }[]) => colours.push(...event));
    plain.write(screen);
    // Before them it restores all colours, whatever terminal it comes to.
    expect(colours.filter(({ type }) => type === 1)).toEqual([{ type: 1, index: 1, color: [1, 2, 3] }, { type: 1, index: 257, color: [255, 255, 255] }]);
  });

  it('a snapshot asks nothing: restoring makes no terminal type [SV26] (R25)', () => {
    const subject = new Subject();
    subject.write(TABLE.map(([, query]) => query).join(''));
    const { screen, tail } = subject.screen.snapshot();
    const typed: string[] = [];
    const plain = new PlainTerminal(20, 6);
    plain.terminal.onData((data: string) => typed.push(data));
    plain.write(screen);
    plain.write(tail);
    expect(typed).toEqual([]);
    expect(restore(subject.screen.snapshot()).terminal.cols).toBe(20);
  });

  it('answers at most 4 KiB a second, whole answers only [SV26] (R25, R28)', () => {
    const subject = new Subject();
    subject.write('\x1b[c'.repeat(300_000));
    expect(subject.answers.join('')).toBe('\x1b[?1;2c'.repeat(Math.floor(4096 / 7)));
    expect(subject.screen.refusedAnswers).toBe(300_000 - 585);
    subject.answers.length = 0;
    subject.clock.advance(500);
    subject.write('\x1b[c'.repeat(1_000));
    expect(subject.answers.join('').length).toBeGreaterThan(2_000);
    expect(subject.answers.join('').length).toBeLessThanOrEqual(2_048 + 7);
  });
});
