import { describe, expect, it } from 'vitest';
import { addressesIn } from '../../../src/elements/terminal-view/web-links.js';

const found = (text: string): string[] => {
  const all = addressesIn(text);
  for (const { start, text: address } of all) expect(text.slice(start, start + address.length)).toBe(address);
  return all.map(({ text: address }) => address);
};

describe('[CF20] web addresses in what is printed (R44)', () => {
  it.each([
    ['see https://example.com/docs?q=1#top, please.', 'https://example.com/docs?q=1#top'],
    ['HTTP://EXAMPLE.COM/A', 'HTTP://EXAMPLE.COM/A'],
    ['http://localhost:3000/: ready', 'http://localhost:3000/'],
    ['http://[::1]:8080/a', 'http://[::1]:8080/a'],
    ['https://example.com/#!/page', 'https://example.com/#!/page'],
    ['https://me:secret@example.com/', 'https://me:secret@example.com/'],
    ['**https://example.com/**: bold', 'https://example.com/'],
    ['<https://example.com/>', 'https://example.com/'],
    ['{"url":"https://example.com/","n":1}', 'https://example.com/'],
    ["open('https://example.com/');", 'https://example.com/'],
    ['[docs](https://example.com/a_(b)_c).', 'https://example.com/a_(b)_c'],
    ['(https://example.com/a)', 'https://example.com/a'],
    ['https://example.com/a(unfinished', 'https://example.com/a'],
    ['[https://example.com]', 'https://example.com'],
  ])('%s', (text, address) => {
    expect(found(text)).toEqual([address]);
  });

  it.each([
    ['詳細は https://example.com/道 を', 'https://example.com/道'],
    ['「https://example.com/道」、続く', 'https://example.com/道'],
    ['https://example.com/文档。下一句', 'https://example.com/文档'],
    ['（https://example.com/a）', 'https://example.com/a'],
    ['https://例え.テスト/道?問=答', 'https://例え.テスト/道?問=答'],
    ['https://bücher.example/ü', 'https://bücher.example/ü'],
    ['请访问https://example.com查看', 'https://example.com'],
    ['http://localhost:3000을 열어', 'http://localhost:3000'],
    ['https://example.com/👩‍👩‍👧/e\u0301', 'https://example.com/👩‍👩‍👧/e\u0301'],
  ])('beside and in other scripts: %s', (text, address) => {
    expect(found(text)).toEqual([address]);
  });

  it('several, also where only a bracket is between them', () => {
    expect(found('(https://a.example)(https://b.example/1) https://c.example')).toEqual(['https://a.example', 'https://b.example/1', 'https://c.example']);
  });

  it.each(['https://', 'https:///etc', 'https://.', 'http://example.com:99999/', 'ftp://example.com/', 'example.com', 'https:// example.com', 'https://)'])('none in %s', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('what nobody sees ends one, so that what is shown is what is opened', () => {
    expect(found('https://example.com/\u202egnp.exe')).toEqual(['https://example.com/']);
    expect(found('https://example.com\u200b/a')).toEqual(['https://example.com']);
  });

  it('none that is longer than 2,047', () => {
    const long = (length: number): string => `https://example.com/${'a'.repeat(length - 20)}`;
    expect(found(long(2047))).toEqual([long(2047)]);
    expect(found(long(2048))).toEqual([]);
    expect(found(long(5000))).toEqual([]);
  });

  it('takes time in proportion to what is printed', () => {
    for (const text of ['https://'.repeat(20_000), `https://a${'('.repeat(100_000)}`, `https://a${'.'.repeat(100_000)}x`, `https://${'a.'.repeat(50_000)}道`, 'https://a)'.repeat(20_000)]) {
      const before = performance.now();
      addressesIn(text);
      expect(performance.now() - before, text.slice(0, 12)).toBeLessThan(1000);
    }
  });
});
