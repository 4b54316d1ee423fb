import { ByteRecord } from './stream.js';

/** How much of a transcript goes where in a snapshot, bytes. */
export interface TranscriptShape {
  readonly screenBytes: number;
  readonly tailBytes: number;
  readonly historyBytes: number;
  readonly blockBytes: number;
}

/** What stands before the bytes of a screen. */
export interface TranscriptHeader {
  readonly cols: number;
  readonly rows: number;
  /** Where the transcript ends … */
  readonly offset: number;
  /** … where the screen begins, and where the oldest block of scrollback does. */
  readonly screenFrom: number;
  readonly oldest: number;
  /** Of everything before `offset`. */
  readonly hash: number;
}

/** What a terminal that is given it forgets everything for. */
const RESET = 0x1b63_7e7e;
export const TRANSCRIPT_HEADER_BYTES = 24;

export function encodeTranscriptHeader({ cols, rows, offset, screenFrom, oldest, hash }: TranscriptHeader): Uint8Array {
  const bytes = new Uint8Array(TRANSCRIPT_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, RESET);
  view.setUint16(4, cols);
  view.setUint16(6, rows);
  view.setUint32(8, offset);
  view.setUint32(12, screenFrom);
  view.setUint32(16, oldest);
  view.setUint32(20, hash);
  return bytes;
}

/** Returns undefined for what does not begin by resetting the terminal. */
export function decodeTranscriptHeader(bytes: Uint8Array): TranscriptHeader | undefined {
  if (bytes.length < TRANSCRIPT_HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== RESET) return undefined;
  return { cols: view.getUint16(4), rows: view.getUint16(6), offset: view.getUint32(8), screenFrom: view.getUint32(12), oldest: view.getUint32(16), hash: view.getUint32(20) };
}

/** What the header of a block of scrollback says besides its length; each follows from the block's place, so a mix-up shows. */
export const blockLines = (from: number, to: number): number => ((to - from) * 7 + from) & 0x7fff;
export const blockContinued = (from: number): boolean => (from & 1) === 1;

/** Everything a terminal was given. */
export class Transcript {
  readonly record = new ByteRecord();

  /** Blocks of the scrollback, newest first, as [from, to). */
  blocks(screenFrom: number, { historyBytes, blockBytes }: TranscriptShape): (readonly [from: number, to: number])[] {
    const oldest = Math.max(0, screenFrom - historyBytes);
    const blocks: (readonly [number, number])[] = [];
    // Sizes differ, so that an off-by-one in the order of blocks shows.
    for (let to = screenFrom, i = 0; to > oldest; i++) {
      const from = Math.max(oldest, to - blockBytes - (i % 3) * 17);
      blocks.push([from, to]);
      to = from;
    }
    return blocks;
  }
}
