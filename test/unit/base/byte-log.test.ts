import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES, ByteLog } from '../../../src/base/byte-log.js';
import { SeededRandom } from '../../support/seeded-random.js';

/** What a ByteLog is meant to be, without blocks: a plain array and the offset of its first byte. */
class Model {
  bytes: number[] = [];

  constructor(public start: number) {}

  get end(): number {
    return this.start + this.bytes.length;
  }

  dropTo(offset: number): void {
    if (offset <= this.start) return;
    this.bytes = this.bytes.slice(offset - this.start);
    this.start = offset;
  }
}

function readAll(log: ByteLog, from = log.start): number[] {
  const out: number[] = [];
  for (let at = from; at < log.end; ) {
    const run = log.read(at);
    if (run.length === 0) throw new Error(`read nothing at ${at} of ${log.end}`);
    out.push(...run);
    at += run.length;
  }
  return out;
}

type Step = { append: number; seed: number } | { dropTo: number } | { read: number; max: number };

const size = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 2 * BLOCK_BYTES), fc.integer({ min: 0, max: 3 * BLOCK_BYTES }));
/** Positions are shares of what is held, a little beyond both ends included. */
const share = fc.double({ min: -0.1, max: 1.2, noNaN: true });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ append: size, seed: fc.nat() }),
  fc.record({ dropTo: share }),
  fc.record({ read: share, max: size }),
);

describe('ByteLog', () => {
  it('is a plain array with an offset, whatever is done to it', () => {
    fc.assert(fc.property(fc.constantFrom(0, 7, 2 ** 40), fc.array(step, { maxLength: 25 }), (origin, steps) => {
      const log = new ByteLog(origin);
      const model = new Model(origin);
      const place = (at: number) => Math.floor(model.start + at * model.bytes.length + (at > 1 ? 2 : at < 0 ? -1 : 0));
      for (const one of steps) {
        if ('append' in one) {
          const bytes = new SeededRandom(one.seed).bytes(one.append);
          log.append(bytes);
          for (const byte of bytes) model.bytes.push(byte);
        } else if ('dropTo' in one) {
          const offset = place(one.dropTo);
          log.dropTo(offset);
          model.dropTo(offset);
        } else {
          const offset = place(one.read);
          if (offset < model.start || offset > model.end) expect(() => log.read(offset, one.max)).toThrow(RangeError);
          else {
            const run = log.read(offset, one.max);
            expect(run.length).toBeLessThanOrEqual(Math.min(one.max, BLOCK_BYTES));
            if (one.max > 0 && offset < model.end) expect(run.length).toBeGreaterThan(0);
            const from = offset - model.start;
            expect(Buffer.from(run).equals(Buffer.from(model.bytes.slice(from, from + run.length)))).toBe(true);
          }
        }
        expect([log.start, log.end, log.size]).toEqual([model.start, model.end, model.bytes.length]);
      }
      expect(Buffer.from(readAll(log)).equals(Buffer.from(model.bytes))).toBe(true);
    }), { numRuns: 200 });
  });

  it('copies what is appended', () => {
    const log = new ByteLog();
    const bytes = Uint8Array.of(1, 2, 3);
    log.append(bytes);
    bytes.fill(9);
    expect(readAll(log)).toEqual([1, 2, 3]);
  });

  it('never changes a view it handed out, also after dropping those bytes and appending more', () => {
    const log = new ByteLog();
    log.append(new Uint8Array(BLOCK_BYTES - 2).fill(1));
    const view = log.read(BLOCK_BYTES - 10);
    log.append(new Uint8Array(3 * BLOCK_BYTES).fill(2));
    log.dropTo(log.end);
    log.append(new Uint8Array(3 * BLOCK_BYTES).fill(3));
    expect([...view]).toEqual(new Array(8).fill(1));
  });

  it('drops past its end and goes on from there', () => {
    const log = new ByteLog();
    log.append(Uint8Array.of(1, 2, 3));
    log.dropTo(100);
    expect([log.start, log.end]).toEqual([100, 100]);
    log.append(Uint8Array.of(4));
    expect([log.start, log.end, ...log.read(100)]).toEqual([100, 101, 4]);
  });

  it('reads nothing at its end and refuses what it does not hold', () => {
    const log = new ByteLog(5);
    log.append(Uint8Array.of(1));
    expect(log.read(6)).toHaveLength(0);
    expect(() => log.read(4)).toThrow(RangeError);
    expect(() => log.read(7)).toThrow(RangeError);
  });

  it('readAll gives every byte across blocks, and not one more', () => {
    const log = new ByteLog(7);
    const bytes = Uint8Array.from({ length: 3 * BLOCK_BYTES + 100 }, (_, i) => i % 251);
    log.append(bytes);
    for (const [from, max] of [[7, 10], [7 + BLOCK_BYTES - 1, 2], [20, 3 * BLOCK_BYTES], [30, Infinity], [7 + bytes.length, 5]] as const) {
      const parts = log.readAll(from, max);
      expect(parts.flatMap((part) => [...part])).toEqual([...bytes.slice(from - 7, Math.min(bytes.length, from - 7 + max))]);
    }
    expect(() => log.readAll(0, 1)).toThrow(RangeError);
  });
});
