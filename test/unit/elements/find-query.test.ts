import { describe, expect, it } from 'vitest';
import { queryOf } from '../../../src/elements/comforts/find-query.js';

/** What is found, as the addon uses it. */
const found = (line: string, text: string, options: Parameters<typeof queryOf>[1]): string[] => {
  const query = queryOf(text, options);
  return query === undefined ? ['none'] : [...line.matchAll(new RegExp(query.term, query.caseSensitive ? 'g' : 'gi'))].map(({ 0: match, index }) => `${index}:${match}`);
};

describe('what is looked for', () => {
  it.each([
    ['maker make', 'make', ['6:make']],
    ['make_it makeit make-it', 'make', ['15:make']],
    ['Größe größer', 'größe', ['0:Größe']],
    ['приветик привет', 'привет', ['9:привет']],
    ['│make│ →make…', 'make', ['1:make', '8:make']],
    ['a.b axb', 'a.b', ['0:a.b']],
    ['x--flag y--flags', '--flag', ['1:--flag']],
    ['f(x) gf(x)', 'f(', ['0:f(']],
  ])('[CF16] whole words in %j: %j gives %j (R44)', (line, text, expected) => expect(found(line, text, { wholeWord: true })).toEqual(expected));

  it('[CF16] with an expression both sides count; one that is none gives nothing (R44)', () => {
    expect(found('ab abc xab 12', 'ab|\\d+', { wholeWord: true, regex: true })).toEqual(['0:ab', '11:12']);
    expect(queryOf('(', { regex: true })).toBeUndefined();
    expect(queryOf('', {})).toBeUndefined();
    expect(queryOf('(', {})).toEqual({ term: '(', caseSensitive: false, regex: false });
  });
});
