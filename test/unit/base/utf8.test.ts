import { describe, expect, it } from 'vitest';
import { unfinishedCharacter, utf8Length } from '../../../src/base/utf8.js';

const TEXT = 'a—b “c” €😀 漢字 é…';
const bytes = new TextEncoder().encode(TEXT);

describe('characters at the end of a chunk', () => {
  it('what is held back is just the beginning of a character: the rest decodes, and nothing is replaced', () => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      const end = cut - unfinishedCharacter(bytes, cut);
      const decode = (part: Uint8Array): string => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(part);
      expect(decode(bytes.subarray(0, end)) + decode(bytes.subarray(end)), `cut at ${cut}`).toBe(TEXT);
      expect(cut - end).toBeLessThanOrEqual(3);
    }
  });

  it('bytes that begin nothing are not held back, however many', () => {
    expect(unfinishedCharacter(Uint8Array.of(0x80, 0x80, 0x80, 0x80))).toBe(0);
    expect(unfinishedCharacter(Uint8Array.of(0xff))).toBe(0);
    expect(unfinishedCharacter(new Uint8Array(0))).toBe(0);
    expect(unfinishedCharacter(Uint8Array.of(0xf0, 0x9f, 0x98))).toBe(3);
  });

  it('counts bytes without encoding', () => {
    expect(utf8Length(TEXT)).toBe(bytes.length);
  });
});
