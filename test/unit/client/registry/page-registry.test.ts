import { describe, expect, it } from 'vitest';
import { getRegistry, registry, REGISTRY_SYMBOL } from '../../../../src/client/browser/page-registry.js';
import { VERSION } from '../../../../src/client/version.js';
import { fakePage } from '../../../support/fake-page.js';

describe('one registry for a page', () => {
  it('[RG1] the first copy installs it, later copies use what they find (R1)', () => {
    const host = {};
    const first = fakePage().registry;
    expect(getRegistry(host, () => first)).toBe(first);
    expect(getRegistry(host, () => {
      throw new Error('a second registry');
    })).toBe(first);
    expect(getRegistry({}, () => fakePage().registry)).not.toBe(first);
  });

  it('[RG1] a second copy of the code finds it too (R1)', async () => {
    const host = {};
    const first = getRegistry(host, () => fakePage().registry);
    const copyAddress = '../../../../src/client/browser/page-registry.js?copy';
    const copy = (await import(/* @vite-ignore */ copyAddress)) as typeof import('../../../../src/client/browser/page-registry.js');
    expect(copy.getRegistry).not.toBe(getRegistry);
    expect(copy.getRegistry(host, () => fakePage().registry)).toBe(first);
  });

  it('[RG1] it cannot be replaced and is not enumerable (R1)', () => {
    const host: Record<symbol, unknown> = {};
    const first = getRegistry(host, () => fakePage().registry);
    expect(() => {
      host[REGISTRY_SYMBOL] = undefined;
    }).toThrow(TypeError);
    expect(Object.keys(host)).toEqual([]);
    expect(Object.getOwnPropertyDescriptor(host, Symbol.for('persistent-terminal/registry@1'))).toEqual({
      value: { contract: 1, version: VERSION, registry: first }, enumerable: false, writable: false, configurable: false,
    });
  });

  it('[EL15] importing it creates nothing (R72)', () => {
    expect(Object.getOwnPropertySymbols(globalThis)).not.toContain(REGISTRY_SYMBOL);
  });

  it('the exported registry has every member of the real one', () => {
    const real = fakePage().registry;
    const members = new Set<string>();
    for (let owner: object | null = real; owner !== null && owner !== Object.prototype; owner = Object.getPrototypeOf(owner) as object | null) {
      for (const key of Object.getOwnPropertyNames(owner)) if (key !== 'constructor') members.add(key);
    }
    expect(new Set(Object.getOwnPropertyNames(registry))).toEqual(members);
  });
});
