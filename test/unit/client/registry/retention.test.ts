import { describe, expect, it } from 'vitest';
import { judgeRetention, type Retained } from '../../../../src/client/registry/retention.js';

const LIMITS = { maxWarm: 2, idleTtlMs: 1000 };
const parked = (name: string, usedAt: number, fields: Partial<Retained> = {}): Retained & { name: string } => ({
  name, usedAt, warm: true, shown: false, keepWarm: false, ...fields,
});
const evicted = (sessions: (Retained & { name: string })[], now = 0, limits = LIMITS): string[] => judgeRetention(sessions, limits, now).evict.map(({ name }) => name);

describe('retention (R7)', () => {
  it('[RG5] the least recently used parked screens beyond the cap go, oldest first', () => {
    expect(evicted([parked('c', 30), parked('a', 10), parked('d', 40), parked('b', 20)], 50)).toEqual(['a', 'b']);
  });

  it('[RG5] shown, kept and screenless sessions never go and never count', () => {
    const sessions = [parked('shown', 0, { shown: true }), parked('kept', 1, { keepWarm: true }), parked('cold', 2, { warm: false }), parked('a', 10), parked('b', 20)];
    expect(evicted(sessions, 50)).toEqual([]);
    expect(evicted([...sessions, parked('c', 30)], 50)).toEqual(['a']);
    expect(evicted(sessions.slice(0, 3), 1e12)).toEqual([]);
  });

  it('[RG6] what has not been shown for the idle time goes, and it is known when the next one will', () => {
    const sessions = [parked('a', 0), parked('b', 500)];
    expect(judgeRetention(sessions, LIMITS, 999)).toEqual({ evict: [], nextAt: 1000 });
    expect(judgeRetention(sessions, LIMITS, 1000)).toEqual({ evict: [sessions[0]], nextAt: 1500 });
    expect(judgeRetention(sessions, LIMITS, 1500)).toEqual({ evict: sessions, nextAt: undefined });
  });

  it('[RG6] 0 turns the idle time off; a cap of 0 keeps nothing that is not shown', () => {
    expect(evicted([parked('a', 0)], 1e12, { maxWarm: 2, idleTtlMs: 0 })).toEqual([]);
    expect(judgeRetention([parked('a', 0)], { maxWarm: 2, idleTtlMs: 0 }, 5).nextAt).toBeUndefined();
    expect(evicted([parked('a', 0)], 0, { maxWarm: 0, idleTtlMs: 0 })).toEqual(['a']);
  });
});
