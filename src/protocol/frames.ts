import { fail, ok, type Result } from '../base/result.js';
import { MAX_CHANNEL, MAX_OFFSET } from './limits.js';

/** Kinds of binary frame (PROTOCOL.md section 5). */
export const FrameKind = { output: 1, input: 2, snapshot: 3 } as const;
export type FrameKind = (typeof FrameKind)[keyof typeof FrameKind];

/** kind (1) · channel (4, big endian) · offset of the first payload byte (8, big endian). */
export const FRAME_HEADER_BYTES = 13;

export interface Frame {
  readonly kind: FrameKind;
  readonly channel: number;
  readonly offset: number;
  /** A view into the received message, not a copy. */
  readonly payload: Uint8Array;
}

/**
 * @param parts of the payload, put together in their order
 * @throws RangeError for a channel or offset that does not fit: a bug of the caller, not bad input
 */
export function encodeFrame(kind: FrameKind, channel: number, offset: number, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(channel) || channel < 1 || channel > MAX_CHANNEL) throw new RangeError(`channel ${channel}`);
  if (!Number.isSafeInteger(offset) || offset < 0) throw new RangeError(`offset ${offset}`);
  let length = FRAME_HEADER_BYTES;
  for (const part of parts) length += part.length;
  const message = new Uint8Array(length);
  const view = new DataView(message.buffer);
  view.setUint8(0, kind);
  view.setUint32(1, channel);
  view.setUint32(5, Math.floor(offset / 0x1_0000_0000));
  view.setUint32(9, offset >>> 0);
  let at = FRAME_HEADER_BYTES;
  for (const part of parts) {
    message.set(part, at);
    at += part.length;
  }
  return message;
}

export function decodeFrame(message: Uint8Array): Result<Frame, string> {
  if (message.length < FRAME_HEADER_BYTES) return fail(`frame of ${message.length} bytes is shorter than its header`);
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const kind = view.getUint8(0);
  if (kind !== FrameKind.output && kind !== FrameKind.input && kind !== FrameKind.snapshot) return fail(`unknown frame kind ${kind}`);
  const channel = view.getUint32(1);
  if (channel === 0) return fail('channel 0');
  const offset = view.getUint32(5) * 0x1_0000_0000 + view.getUint32(9);
  if (offset + (message.length - FRAME_HEADER_BYTES) > MAX_OFFSET) return fail('offset above 2^53 - 1');
  return ok({ kind, channel, offset, payload: message.subarray(FRAME_HEADER_BYTES) });
}
