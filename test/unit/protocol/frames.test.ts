import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_HEADER_BYTES, FrameKind, decodeFrame, encodeFrame } from '../../../src/protocol/frames.js';
import { MAX_CHANNEL, MAX_OFFSET } from '../../../src/protocol/limits.js';

interface Good {
  readonly name: string;
  readonly bytes: string;
  readonly kind: keyof typeof FrameKind;
  readonly channel: number;
  readonly offset: number;
  readonly payload: string;
}

const golden = JSON.parse(readFileSync(new URL('./fixtures/frames.json', import.meta.url), 'utf8')) as { good: Good[]; bad: { name: string; bytes: string }[] };
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('frames: golden bytes', () => {
  it.each(golden.good)('writes and reads: $name', ({ bytes: hex, kind, channel, offset, payload }) => {
    expect(encodeFrame(FrameKind[kind], channel, offset, bytes(payload))).toEqual(bytes(hex));
    expect(decodeFrame(bytes(hex))).toEqual({ ok: true, value: { kind: FrameKind[kind], channel, offset, payload: bytes(payload) } });
  });

  it.each(golden.bad)('[WI3] refuses: $name', ({ bytes: hex }) => {
    expect(decodeFrame(bytes(hex))).toMatchObject({ ok: false, error: expect.any(String) });
  });
});

const kind = fc.constantFrom(...Object.values(FrameKind));
const channel = fc.integer({ min: 1, max: MAX_CHANNEL });
const payload = fc.uint8Array({ maxLength: 200 });
const offset = fc.oneof(fc.nat(), fc.integer({ min: 0, max: MAX_OFFSET - 200 }), fc.constantFrom(2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 48));

describe('frames: any', () => {
  it('what was written is read again, from anywhere in a larger buffer', () => {
    fc.assert(fc.property(kind, channel, offset, payload, fc.nat({ max: 9 }), (k, c, o, p, lead) => {
      const message = encodeFrame(k, c, o, p);
      const larger = new Uint8Array(lead + message.length + 3).fill(0xee);
      larger.set(message, lead);
      expect(decodeFrame(larger.subarray(lead, lead + message.length))).toEqual({ ok: true, value: { kind: k, channel: c, offset: o, payload: p } });
    }));
  });

  it('[WI1] arbitrary bytes give a frame that says exactly these bytes, or an error; nothing is thrown', () => {
    const near = fc.tuple(fc.constantFrom(0, 1, 2, 3, 4), fc.uint8Array({ minLength: 8, maxLength: 40 })).map(([k, rest]) => Uint8Array.of(k, 0, 0, 0, 1, 0, ...rest));
    fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), near), (message) => {
      const frame = decodeFrame(message);
      if (!frame.ok) return;
      expect(message.length).toBeGreaterThanOrEqual(FRAME_HEADER_BYTES);
      expect(frame.value.offset + frame.value.payload.length).toBeLessThanOrEqual(MAX_OFFSET);
      expect(encodeFrame(frame.value.kind, frame.value.channel, frame.value.offset, frame.value.payload)).toEqual(message);
    }));
  });

  it('hands out the payload without copying it', () => {
    const message = encodeFrame(FrameKind.output, 1, 0, Uint8Array.of(1, 2));
    const frame = decodeFrame(message);
    expect(frame.ok && frame.value.payload.buffer).toBe(message.buffer);
  });

  it.each([[0, 0], [-1, 0], [1.5, 0], [MAX_CHANNEL + 1, 0], [Number.NaN, 0], [1, -1], [1, 0.5], [1, MAX_OFFSET + 1], [1, Number.NaN]])(
    'is not written for channel %d and offset %d: a bug of the caller',
    (badChannel, badOffset) => {
      expect(() => encodeFrame(FrameKind.input, badChannel, badOffset, new Uint8Array())).toThrow(RangeError);
    },
  );
});
