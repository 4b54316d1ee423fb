import { describe, expect, it } from 'vitest';
import { bytesOf, NOTHING_HELD, withHeld, type ScreenKey } from '../../../src/elements/comforts/screen-keys.js';

const CTRL = { ctrl: true, alt: false };
const ALT = { ctrl: false, alt: true };
const BOTH = { ctrl: true, alt: true };

describe('[CF17] keys below the screen (R44)', () => {
  it.each<[ScreenKey, string, string, string, string]>([
    ['up', '\x1b[A', '\x1b[1;5A', '\x1b[1;3A', '\x1b[1;7A'], ['left', '\x1b[D', '\x1b[1;5D', '\x1b[1;3D', '\x1b[1;7D'], ['end', '\x1b[F', '\x1b[1;5F', '\x1b[1;3F', '\x1b[1;7F'],
    ['page-up', '\x1b[5~', '\x1b[5;5~', '\x1b[5;3~', '\x1b[5;7~'], ['esc', '\x1b', '\x1b', '\x1b\x1b', '\x1b\x1b'], ['tab', '\t', '\t', '\x1b\t', '\x1b\t'],
    ['/', '/', '/', '\x1b/', '\x1b/'], ['|', '|', '|', '\x1b|', '\x1b|'],
  ])('%s: alone, with Ctrl, with Alt, with both', (key, alone, ctrl, alt, both) => {
    expect([NOTHING_HELD, CTRL, ALT, BOTH].map((held) => bytesOf(key, held, false))).toEqual([alone, ctrl, alt, both]);
  });

  it('cursor keys in their application form, unless something is held', () => {
    expect(bytesOf('down', NOTHING_HELD, true)).toBe('\x1bOB');
    expect(bytesOf('home', NOTHING_HELD, true)).toBe('\x1bOH');
    expect(bytesOf('down', CTRL, true)).toBe('\x1b[1;5B');
    expect(bytesOf('page-down', NOTHING_HELD, true)).toBe('\x1b[6~');
  });

  it.each([['c', '\x03'], ['C', '\x03'], [' ', '\0'], ['[', '\x1b'], ['_', '\x1f'], ['@', '\0'], ['?', '\x7f'], ['1', '1'], ['é', 'é'], ['漢', '漢'], ['ß', 'ß'], ['\x7f', '\b'], ['ab', 'ab'], ['\x1b[A', '\x1b[A'], ['\r', '\r']])(
    'Ctrl and %j is %j', (data, typed) => {
      expect(withHeld(data, CTRL)).toBe(typed);
    },
  );

  it('Alt goes before', () => {
    expect(withHeld('x', ALT)).toBe('\x1bx');
    expect(withHeld('x', BOTH)).toBe('\x1b\x18');
    expect(['\x7f', '\r', 'é', 'ab', '\x1b[I'].map((data) => withHeld(data, ALT))).toEqual(['\x1b\x7f', '\x1b\r', '\x1bé', 'ab', '\x1b[I']);
    expect(withHeld('x', NOTHING_HELD)).toBe('x');
  });
});
