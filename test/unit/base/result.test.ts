import { describe, expect, it } from 'vitest';
import { assertNever, fail, ok } from '../../../src/base/result.js';

describe('Result', () => {
  it('tells success from failure by one field', () => {
    expect(ok(1)).toEqual({ ok: true, value: 1 });
    expect(fail('why')).toEqual({ ok: false, error: 'why' });
  });

  it('is loud when data lied about its type', () => {
    expect(() => assertNever({ kind: 'invented' } as never)).toThrow(/invented/);
  });
});
