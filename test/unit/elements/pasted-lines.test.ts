import { describe, expect, it } from 'vitest';
import { asksBefore, asOneLine } from '../../../src/elements/comforts/pasted-lines.js';

describe('pasting lines', () => {
  it.each<[string, boolean, boolean, boolean]>([
    // text, auto without a bracket, auto with one, always
    ['ls', false, false, false],
    ['ls\n', false, false, true],
    ['ls\r\n  ', false, false, true],
    ['a\nb', true, false, true],
    ['a\rb', true, false, true],
    ['a\r\nb\r\n', true, false, true],
    ['', false, false, false],
  ])('[CF7] %j asks: %s, with a bracket %s, always %s; never never (R28, R44)', (text, auto, bracketed, always) => {
    expect([asksBefore(text, 'auto', false), asksBefore(text, 'auto', true), asksBefore(text, 'always', true)]).toEqual([auto, bracketed, always]);
    expect(asksBefore(text, 'never', false)).toBe(false);
  });

  it.each([
    ['a\nb', 'a b'],
    ['docker run \\\n    --rm \\\r\n    image\n', 'docker run --rm image'],
    ['\n\n  one  \n\n two\n', 'one two'],
  ])('[CF7] %j as one line is %j (R44)', (text, line) => expect(asOneLine(text)).toBe(line));
});
