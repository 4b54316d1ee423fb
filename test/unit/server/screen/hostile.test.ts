import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { createHeadless } from '../../../../src/server/node/headless.js';
import { shapeFaults, XTERM_VERSION } from '../../../../src/server/screen/xterm-core.js';
import { bytes, dump, PlainTerminal, restore, Subject, text } from './rig.js';

describe('hostile output', () => {
  it.each(['b', 'S', 'T', 'L', 'M', 'I', 'Z', '@', 'P', 'X'])('a repeat count above 10,000 is dropped: CSI n %s (R28)', (final) => {
    const subject = new Subject(80, 24).write(`x\x1b[2147483647${final}\x1b[10001${final}y`);
    expect(subject.screen.dropped).toBe(2);
    expect(dump(subject.terminal)['normal']).toEqual(dump(new Subject(80, 24).write('xy').terminal)['normal']);
  });

  it.each(['b', 'S', 'T', 'L', 'M', 'I', 'Z', '@', 'P', 'X'])('10,000 is carried out: CSI n %s', (final) => {
    expect(new Subject(80, 24).write(`x\x1b[10000${final}`).screen.dropped).toBe(0);
  });

  it('repeating a cluster counts its length', () => {
    const subject = new Subject(80, 24).write(`a${'\u0301'.repeat(1_000)}\x1b[100b`);
    expect(subject.screen.dropped).toBe(1);
    expect(new Subject(80, 24).write('a\u0301\x1b[100b').screen.dropped).toBe(0);
  });

  it('clusters do not grow without limit, and a snapshot carries 64 units at most', () => {
    const subject = new Subject(80, 24).write(`a${'\u0301'.repeat(600_000)}`);
    const [line] = [subject.terminal._core.buffers.normal.lines.get(0)];
    expect(line._combined[0].length).toBeLessThan(300_000);
    expect(text(subject.screen.snapshot().screen).match(/\u0301+/)?.[0]).toHaveLength(63);
  });

  it.each(['2;', '0;', '1;', '8;;http://', '52;c;', '1337;File=:', '', '777777777777;'])('an endless string costs no memory and its tail is bounded: OSC %s', (start) => {
    const subject = new Subject().write(`before\x1b]${start}`);
    for (let i = 0; i < 40; i++) subject.write('x'.repeat(16 * 1024));
    const snapshot = subject.screen.snapshot();
    expect(snapshot.tail.length).toBeLessThan(16);
    const restored = restore(snapshot);
    for (const next of ['more of it', '\x07', 'after\x1b[31m!']) {
      subject.write(next);
      restored.write(bytes(next));
      expect(dump(restored.terminal)).toEqual(dump(subject.terminal));
    }
    expect(dump(subject.terminal)).toMatchObject({ normal: { rows: ['beforeafter!{0,1000001,0,0,0,0,}', '', '', '', '', ''] }, title: '', penLink: '' });
  });

  it.each(['P$q', 'Pq', 'P1;2', 'P+q', '_', '^', 'X', '[', '[1;', '[?', '(', '[1 '])('and so is that of any other sequence: ESC %s', (start) => {
    const subject = new Subject().write(`before\x1b${start}`);
    for (let i = 0; i < 10; i++) subject.write('0'.repeat(4 * 1024));
    const snapshot = subject.screen.snapshot();
    expect(snapshot.tail.length).toBeLessThan(16);
    const restored = restore(snapshot);
    for (const next of ['0', '0\x1b\\', 'after\x1b[31m!']) {
      subject.write(next);
      restored.write(bytes(next));
      // Which of the states that ignore everything the parser is in makes no difference.
      const state = (terminal: unknown): unknown => ({ ...dump(terminal), repeats: 0, parser: dump(terminal)['parser'] === 0 });
      expect(state(restored.terminal)).toEqual(state(subject.terminal));
    }
    expect(subject.answers.length).toBeLessThanOrEqual(1);
  });

  it('a string is used or dropped by its length alone, however it was cut', () => {
    for (const length of [4_000, 4_096, 4_097, 5_000, 9_000]) {
      const stream = bytes(`\x1b]2;${'t'.repeat(length)}\x1b\\`);
      const whole = new Subject().write(stream);
      const pieces = new Subject();
      for (let i = 0; i < stream.length; i += 100) pieces.write(stream.subarray(i, i + 100));
      expect(dump(pieces.terminal)['title']).toBe(dump(whole.terminal)['title']);
      expect(dump(whole.terminal)['title']).toBe(length <= 4_096 ? 't'.repeat(256) : '');
    }
  });

  it.each([['ended', '\x1b\\', ''], ['cancelled', '\x18', 'http://ok/']])('a link that is too long and is %s, however it was cut: what was a link before it %s', (_how, end, link) => {
    const before = '\x1b]8;;http://ok/\x07a';
    for (const length of [4_090, 4_200, 9_000, 40_000]) {
      const stream = bytes(`${before}\x1b]8;;http://${'l'.repeat(length)}${end}z`);
      for (const piece of [7, 100, 4_096, Infinity]) {
        const subject = new Subject();
        for (let i = 0; i < stream.length; i += piece) subject.write(stream.slice(i, i + piece));
        expect(dump(subject.terminal)['penLink'], `${length} in pieces of ${piece}`).toBe(link);
      }
    }
  });

  it('titles and icon names are 256 characters at most', () => {
    const subject = new Subject().write(`\x1b]0;${'窗'.repeat(300)}\x07\x1b]1;${'😀'.repeat(300)}\x07`);
    expect(subject.terminal._core._inputHandler._windowTitle).toBe('窗'.repeat(256));
    expect(subject.terminal._core._inputHandler._iconName).toBe('😀'.repeat(256));
    expect(text(subject.screen.snapshot().screen)).toContain(`\x1b]1;${'😀'.repeat(256)}\x1b\\`);
  });

  it('links are limited in number', () => {
    const subject = new Subject();
    for (let i = 0; i < 5_000; i++) subject.write(`\x1b]8;;http://x/${i}\x1b\\`);
    expect(subject.terminal._core._oscLinkService._dataByLinkId.size).toBe(2_000);
    expect(subject.screen.dropped).toBe(3_000);
  });

  it('erasing above from the last cell of a fresh screen stops nothing: xterm.js throws there and never parses again', () => {
    const stream = 'ab\r\ncd\x1b[6;20Hz\x1b[1Jafter';
    expect(() => new PlainTerminal(20, 6).write(bytes(stream))).toThrow();
    const subject = new Subject().write(stream);
    expect(subject.screen.faults).toBe(0);
    expect(dump(subject.terminal)['normal']).toMatchObject({ rows: ['', '', '', '', '', '↪after'] });
  });

  it('a fault of xterm.js costs one step and not the session', () => {
    const subject = new Subject();
    subject.terminal.parser.registerCsiHandler({ final: 'y' }, () => {
      throw new Error('planted');
    });
    subject.write('a\x1b[1ylost').write('\x1b[31mb');
    expect(subject.screen.faults).toBe(1);
    expect(dump(subject.terminal)).toMatchObject({ normal: { rows: ['ab{0,1000001,0,0,0,0,}', '', '', '', '', ''] } });
    expect(subject.screen.offset).toBe(15);
  });

  it('a character split behind a byte 80 is not lost, as it would be in xterm.js', () => {
    const whole = bytes('“—”');
    for (let cut = 1; cut < whole.length; cut++) {
      const subject = new Subject().write(whole.subarray(0, cut)).write(whole.subarray(cut));
      expect((dump(subject.terminal)['normal'] as { rows: string[] }).rows[0]).toBe('“—”');
    }
  });
});

describe('the private side of xterm.js', () => {
  it('is the version this was written for, and is there as expected', () => {
    const installed = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('@xterm/headless/package.json'), 'utf8')) as { version: string };
    expect(installed.version).toBe(XTERM_VERSION);
    const own = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')) as { optionalDependencies: Record<string, string> };
    expect(own.optionalDependencies['@xterm/headless']).toBe(XTERM_VERSION);
    expect(shapeFaults(createHeadless({ cols: 80, rows: 24, scrollback: 10, unicode: '11' }))).toEqual([]);
  });

  it('another shape is refused when a screen is made', () => {
    expect(() => new Subject(80, 24, { createHeadless: () => ({ _core: { buffers: {} } }) as never })).toThrow(/@xterm\/headless is not 6\.0\.0/);
  });
});
