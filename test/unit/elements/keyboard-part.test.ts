import { describe, expect, it } from 'vitest';
import type { ComfortSite } from '../../../src/elements/comforts/comfort.js';
import { KeyboardPart, PATIENCE_MS } from '../../../src/elements/comforts/keyboard-part.js';
import { createLoader } from '../../../src/elements/lazy-parts.js';
import { ManualClock, turn } from '../../support/manual-clock.js';

/** A part whose arrival is the test's business, in an element that has the focus. */
function bench() {
  const clock = new ManualClock();
  const root = { activeElement: 'host' };
  const host = { getRootNode: () => root, ownerDocument: { body: 'body' } };
  const errors: unknown[] = [];
  let arrive = (): void => undefined;
  let fail = (): void => undefined;
  const loader = createLoader(() => new Promise<string>((resolve, reject) => {
    arrive = () => resolve('module');
    fail = () => reject(new TypeError('Failed to fetch'));
  }), 'It');
  const part = new KeyboardPart({ clock, host, failed: (error: unknown) => errors.push(error) } as unknown as ComfortSite, loader);
  const used: string[] = [];
  let lost = 0;
  return {
    clock, root, part, used, errors,
    use: (insists = false) => part.use((module, typed) => used.push(`${module} ${typed}`), { lost: () => lost++, insists }),
    type: (...keys: string[]) => keys.map((key) => part.typing(key)).join(''),
    arrive: async () => (arrive(), await turn()),
    fail: async () => (fail(), await turn()),
    get lost() {
      return lost;
    },
  };
}

describe('a part that takes the keyboard', () => {
  it('[CF38] has what was typed before it came, without what was taken back; control characters are nobody’s (R21, R44)', async () => {
    const it = bench();
    it.use();
    expect(it.type('a', 'é', '\x7f', '日本', '\r', '\x1b[A', 'b')).toBe('');
    await it.arrive();
    expect([it.used, it.part.holds, it.type('c')]).toEqual([['module a日本b'], false, 'c']);
    it.use();
    expect(it.used.at(-1), 'at once from then on').toBe('module ');
  });

  it('[CF38] mouse and focus are still told to programs (R21)', () => {
    const it = bench();
    it.use();
    expect(it.type('\x1b[<0;1;1M', '\x1b[I', '\x1b[O', '\x1b[M !!')).toBe('\x1b[<0;1;1M\x1b[I\x1b[O\x1b[M !!');
  });

  it('[CF38] Escape and Ctrl+C give it up, Ctrl+C is typed (R21, R44)', async () => {
    for (const [key, typed] of [['\x1b', ''], ['\x03', '\x03']] as const) {
      const it = bench();
      it.use();
      expect([it.type('a', key), it.type('b')]).toEqual([typed, 'b']);
      await it.arrive();
      expect([it.used, it.lost]).toEqual([[], 1]);
    }
  });

  it('[CF38] after a while the keyboard is the shell’s again: it still comes to who waits, not to who types; what insists comes (R21, R44)', async () => {
    for (const [types, insists, used] of [[false, false, ['module a']], [true, false, []], [true, true, ['module a']]] as const) {
      const it = bench();
      it.use(insists);
      it.type('a');
      it.clock.advance(PATIENCE_MS);
      expect(it.part.holds).toBe(false);
      if (types) expect(it.type('b')).toBe('b');
      await it.arrive();
      expect(it.used).toEqual(used);
      expect(it.clock.pending).toBe(0);
    }
  });

  it('[CF38] stays away when the keyboard has gone elsewhere, and when it does not arrive, which is said (R44)', async () => {
    const away = bench();
    away.use();
    away.root.activeElement = 'another field';
    await away.arrive();
    expect([away.used, away.lost]).toEqual([[], 1]);
    const absent = bench();
    absent.use();
    await absent.fail();
    expect([absent.used, absent.lost, absent.errors.length, absent.type('a')]).toEqual([[], 1, 1, 'a']);
  });

  it('of two uses the later counts; disposed of it waits for nothing (R44)', async () => {
    const it = bench();
    it.use();
    it.type('a');
    it.use();
    await it.arrive();
    expect(it.used).toEqual(['module a']);
    const ended = bench();
    ended.use();
    ended.part.dispose();
    await ended.arrive();
    expect([ended.used, ended.clock.pending, ended.type('x')]).toEqual([[], 0, 'x']);
  });
});
