import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../support/seeded-random.js';
import { bytes, compare, restore, Subject } from './rig.js';

const CUTS = 40;

/** What real programs print, recorded by test/support/fixtures/record.mjs: a snapshot in the middle, then the rest of the recording on both. */
describe('recordings', () => {
  it.each(['vim', 'less', 'top', 'htop', 'tmux', 'mc'])('%s, cut at random bytes, shows the same as an undisturbed terminal to the end [SV24] (R10, R20, R22)', (name) => {
    const all = new Uint8Array(gunzipSync(readFileSync(new URL(`../../../support/fixtures/${name}.gz`, import.meta.url))));
    expect(all.length).toBeGreaterThan(5_000);
    const random = new SeededRandom(11);
    const cuts = Array.from({ length: CUTS }, () => random.integer(1, all.length)).sort((a, b) => a - b);
    const live = new Subject(80, 24);
    const restored: { cut: number; terminal: ReturnType<typeof restore> }[] = [];
    const faults: string[] = [];
    let from = 0;
    for (const cut of [...cuts, all.length]) {
      live.write(all.subarray(from, cut));
      for (const { terminal } of restored) terminal.write(all.subarray(from, cut));
      from = cut;
      const terminal = restore(live.screen.snapshot());
      compare(faults, `cut ${cut}`, live.terminal, terminal.terminal);
      restored.push({ cut, terminal });
      // The oldest goes on to the end; one in between now and then, to keep the work small.
      if (restored.length > 12) restored.splice(random.integer(1, restored.length - 2), 1);
      for (const { cut: at, terminal: later } of restored) compare(faults, `cut ${at}, at ${cut}`, live.terminal, later.terminal, false);
    }
    for (const { terminal } of restored) terminal.write(bytes('\r\n$ '));
    expect(faults.slice(0, 3)).toEqual([]);
    expect(live.screen.faults).toBe(0);
  });
});
