import { describe, expect, it } from 'vitest';
import type { ComfortSite } from '../../../src/elements/comforts/comfort.js';
import { Part } from '../../../src/elements/comforts/part.js';
import { createLoader } from '../../../src/elements/lazy-parts.js';
import type { TerminalError } from '../../../src/protocol/errors.js';

describe('a part of a comfort', () => {
  it('[CF6] is fetched when it is used, once, and then used at once (R44)', async () => {
    let fetched = 0;
    const part = new Part({} as ComfortSite, createLoader(() => Promise.resolve(++fetched), 'It'));
    expect(fetched).toBe(0);
    const used = await new Promise((resolve) => part.use(resolve));
    let again = 0;
    part.use((module) => (again = module));
    expect([used, again, fetched]).toEqual([1, 1, 1]);
  });

  it('[CF6] that does not arrive is said, with what to do; the next use tries again (R44)', async () => {
    const errors: TerminalError[] = [];
    let there = false;
    const loader = createLoader(() => (there ? Promise.resolve('module') : Promise.reject(new TypeError('Failed to fetch'))), 'The find bar');
    await new Promise<void>((resolve) => {
      const site = { failed: (error: TerminalError) => (errors.push(error), resolve()) } as Pick<ComfortSite, 'failed'> as ComfortSite;
      const part = new Part(site, loader);
      part.use(() => errors.push('used' as never));
    });
    expect(errors.map(({ code, message, action }) => [code, message, action])).toEqual([['load_failed', 'The find bar did not arrive.', 'Check the network, then try again.']]);
    there = true;
    expect(await new Promise((resolve) => new Part({} as ComfortSite, loader).use(resolve))).toBe('module');
  });

  it('that arrives too late is not used (R44)', async () => {
    const loader = createLoader(() => Promise.resolve(1), 'It');
    const part = new Part({} as ComfortSite, loader);
    let used = false;
    part.use(() => (used = true));
    part.dispose();
    await loader.load();
    await Promise.resolve();
    expect(used).toBe(false);
  });
});
