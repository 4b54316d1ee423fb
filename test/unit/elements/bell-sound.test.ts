import { describe, expect, it } from 'vitest';
import { ring } from '../../../src/elements/comforts/bell-sound.js';

/** A window that can be heard. */
function hearing({ state = 'running', used = true }: { state?: 'running' | 'suspended'; used?: boolean } = {}) {
  const tones: { pitch: number; from: number; to: number }[] = [];
  const contexts: { resume: () => void }[] = [];
  class AudioContext {
    state = state;
    currentTime = 3;
    destination = {};
    #resumed!: () => void;
    constructor() {
      contexts.push({ resume: () => this.#resumed() });
    }
    createOscillator() {
      const tone = { pitch: 0, from: 0, to: 0 };
      return {
        frequency: { set value(pitch: number) { tone.pitch = pitch; } },
        connect: (next: unknown) => next,
        start: (from: number) => (tone.from = from),
        stop: (to: number) => tones.push({ ...tone, to: Math.round((to - tone.from) * 100) / 100 }),
      };
    }
    createGain() {
      return { gain: { setValueAtTime: () => {}, exponentialRampToValueAtTime: () => {} }, connect: () => {} };
    }
    resume(): Promise<void> {
      return new Promise((resolve) => (this.#resumed = resolve));
    }
  }
  const view = { AudioContext, navigator: { userActivation: { hasBeenActive: used } } } as unknown as Window & typeof globalThis;
  return { view, tones, contexts };
}

describe('the sound of a bell', () => {
  it('[CF2] is one short tone, at most twice a second, by one context for the window (R44)', () => {
    const { view, tones, contexts } = hearing();
    for (const now of [0, 250, 499, 500, 900, 1000]) ring(view, now);
    expect(tones).toEqual([1, 2, 3].map(() => ({ pitch: 740, from: 3, to: 0.18 })));
    expect(contexts.length).toBe(1);
  });

  it('[CF2] waits for the browser where the page has been used, and is not tried where it has not (R44)', async () => {
    const used = hearing({ state: 'suspended' });
    ring(used.view, 0);
    expect(used.tones).toEqual([]);
    used.contexts[0]?.resume();
    await Promise.resolve();
    await Promise.resolve();
    expect(used.tones.length).toBe(1);
    const unused = hearing({ state: 'suspended', used: false });
    ring(unused.view, 0);
    expect(unused.tones).toEqual([]);
    // Without audio at all, or in a document without a window.
    ring({} as Window & typeof globalThis, 0);
    ring(null, 0);
  });
});
