import { describe, expect, it } from 'vitest';
import { FIXTURES } from './fixtures.js';
import { bytes, compare, dump, PlainTerminal, restore, Subject, UNICODE } from './rig.js';

/** What follows a cut, beside the rest of the stream itself: each looks at another piece of state. */
const PROBES = [
  'x\u0301\x1b[2bY', '\u0302z', '\r\n\ta\tb\r\n\n\n\n\n\nq', '\x1b8[\x1b[sq', '\x1b[?1049l\x1b8a', '\x1b[?1049hqlk\x1b8b', 'a\x1b[4mb\x1b[58:5:3mc', '\x0eq\x0fq\x1bnq\x1boq', '\x1b\\text', '\bB\x1b[K',
  '\u200d👩!', '\ufe0f!', '🏽!', '🇩!', '\u1161\u11a8!', '\u0903!',
];

describe.each(UNICODE)('unicode %s: live and restored are the same', (unicode) => {
  // Where characters count in clusters, ASCII alone is as it is anywhere.
  const fixtures = Object.entries(FIXTURES).filter(([, stream]) => unicode === '11' || /[^\0-\x7f]/.test(stream));
  const newSubject = (): Subject => new Subject(20, 6, { terminal: { unicode } });

  it.each(fixtures)('%s, cut at every byte [SV24] (R20, R22)', (_name, stream) => {
    const all = bytes(stream);
    const faults: string[] = [];
    for (let cut = 0; cut <= all.length; cut++) {
      const live = newSubject();
      live.write(all.subarray(0, cut));
      const snapshot = live.screen.snapshot();
      expect(snapshot.offset).toBe(cut);
      const restored = restore(snapshot, unicode);
      compare(faults, `cut ${cut}`, live.terminal, restored.terminal);
      const rest = all.subarray(cut);
      live.write(rest);
      restored.write(rest);
      compare(faults, `cut ${cut}, the rest`, live.terminal, restored.terminal);
    }
    expect(faults.slice(0, 3)).toEqual([]);
  });

  it.each(fixtures)('%s, and the next bytes do the same [SV24] (R20, R22)', (_name, stream) => {
    const all = bytes(stream);
    const faults: string[] = [];
    for (let cut = 0; cut <= all.length; cut++) {
      for (const [index, probe] of PROBES.entries()) {
        if ((cut + index) % 8 !== 0 && cut !== all.length) continue;
        const live = newSubject();
        live.write(all.subarray(0, cut));
        const restored = restore(live.screen.snapshot(), unicode);
        live.write(probe);
        restored.write(bytes(probe));
        compare(faults, `cut ${cut}, then ${JSON.stringify(probe)}`, live.terminal, restored.terminal);
      }
    }
    expect(faults.slice(0, 3)).toEqual([]);
  });

  it.each(fixtures)('%s: hooks, steps and pieces change nothing', (_name, stream) => {
    const all = bytes(stream);
    const bare = new PlainTerminal(20, 6, undefined, unicode);
    bare.write(all);
    const whole = newSubject().write(all);
    const pieces = newSubject();
    for (const byte of all) pieces.write(Uint8Array.of(byte));
    expect(dump(whole.terminal)).toEqual(dump(bare.terminal));
    expect(dump(pieces.terminal)).toEqual(dump(bare.terminal));
    expect(whole.screen.faults + pieces.screen.faults).toBe(0);
  });
});
