import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../support/seeded-random.js';
import { CLUSTERS, randomStream } from './grammar.js';
import { bytes, compare, isReachable, restore, Subject, UNICODE, type Unicode } from './rig.js';

const STREAMS = Number(process.env['SCREEN_STREAMS'] ?? 600);
const CHUNK = 50;
/** Where to begin, to look at one failure again. */
const FIRST = Number(process.env['SCREEN_SEED'] ?? 1);

/** Seeds that once failed. */
const PINNED = [739, 1010, 1294, 1605, 1980, 2588, 3341, 3718, 4115, 4607, 4787, 4808, 4833, 5615, 5934, 9332, 14496, 14860, 26431, 34476];

describe('streams made at random', () => {
  const seeds = (streams: number): number[] => Array.from({ length: Math.ceil(streams / CHUNK) }, (_, i) => FIRST + i * CHUNK);

  it.each(seeds(STREAMS))('live and restored are the same, and stay it: seeds from %i [SV24] (R20, R22)', (seed) => {
    const faults: string[] = [];
    for (let i = 0; i < Math.min(CHUNK, STREAMS); i++) run(seed + i, faults);
    expect(faults.slice(0, 4)).toEqual([]);
  });

  it.each(PINNED)('live and restored are the same: seed %i, which once failed [SV24] (R22)', (seed) => {
    const faults: string[] = [];
    run(seed, faults);
    expect(faults).toEqual([]);
  });

  describe.each(UNICODE)('of clusters, unicode %s', (unicode) => {
    it.each(seeds(STREAMS / 2))('live and restored are the same, and stay it: seeds from %i [SV29] (R20, R22)', (seed) => {
      const faults: string[] = [];
      for (let i = 0; i < Math.min(CHUNK, STREAMS); i++) run(seed + i, faults, CLUSTERS, unicode);
      expect(faults.slice(0, 4)).toEqual([]);
    });
  });
});

function run(seed: number, faults: string[], texts?: readonly string[], unicode: Unicode = '11'): void {
  const random = new SeededRandom(seed);
  const [cols, rows] = [random.integer(2, 30), random.integer(2, 8)];
  const all = bytes(randomStream(random, random.integer(5, 120), texts));
  const live = new Subject(cols, rows, { terminal: { unicode } });
  let from = 0;
  for (let piece = 0; piece < 4; piece++) {
    const cut = random.integer(from, all.length);
    live.write(all.subarray(from, cut));
    from = cut;
    if (random.chance(0.1)) {
      live.screen.resize(random.integer(2, 30), random.integer(2, 8));
      // A character that is no longer before the cursor can still be repeated; nothing prints it there again. Any sequence ends that.
      live.write('\x18\x1b[?9999h');
    }
    if (!isReachable(live.terminal)) continue;
    const before = faults.length;
    const restored = restore(live.screen.snapshot(), unicode);
    compare(faults, `seed ${seed}, cut ${cut}`, live.terminal, restored.terminal);
    if (faults.length > before) return;
    const next = randomStream(random, 12, texts);
    restored.write(bytes(next));
    live.write(next);
    compare(faults, `seed ${seed}, cut ${cut}, then ${JSON.stringify(next)}`, live.terminal, restored.terminal, false);
    if (faults.length > before) return;
  }
}
