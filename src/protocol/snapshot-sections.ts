import { fail, ok, type Result } from '../base/result.js';

/** Kinds of section in a snapshot (PROTOCOL.md section 4.5). */
export const SectionKind = { screen: 1, tail: 2, lines: 3, end: 4 } as const;
export type SectionKind = (typeof SectionKind)[keyof typeof SectionKind];

/** kind (1) · length (4, big endian). */
export const SECTION_HEADER_BYTES = 5;
/** flags (1) · lines (2, big endian) · columns (2, big endian). */
export const LINES_HEADER_BYTES = 5;
/** Largest payload of a section, bytes. */
export const MAX_SECTION_BYTES = 1024 * 1024;

const CONTINUED = 1;

/** What stands before the bytes of a block of scrollback. */
export interface LinesHeader {
  readonly lines: number;
  /** Width at which the lines were made. */
  readonly cols: number;
  /** Whether its first line goes on from the last line of the block before it in time. */
  readonly continued: boolean;
}

export interface SectionHeader {
  readonly kind: SectionKind;
  readonly length: number;
}

/** @throws RangeError for a length above MAX_SECTION_BYTES: a bug of the caller */
export function encodeSectionHeader(kind: SectionKind, length: number): Uint8Array {
  if (length > MAX_SECTION_BYTES) throw new RangeError(`section of ${length} bytes`);
  const bytes = new Uint8Array(SECTION_HEADER_BYTES);
  bytes[0] = kind;
  new DataView(bytes.buffer).setUint32(1, length);
  return bytes;
}

/** @param bytes the first SECTION_HEADER_BYTES of a section */
export function decodeSectionHeader(bytes: Uint8Array): Result<SectionHeader, string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = view.getUint8(0);
  if (kind !== SectionKind.screen && kind !== SectionKind.tail && kind !== SectionKind.lines && kind !== SectionKind.end) return fail(`unknown section kind ${kind}`);
  const length = view.getUint32(1);
  if (length > MAX_SECTION_BYTES) return fail(`section of ${length} bytes`);
  if (kind === SectionKind.end && length !== 0) return fail('end with content');
  if (kind === SectionKind.lines && length < LINES_HEADER_BYTES) return fail('block of lines without its header');
  return ok({ kind, length });
}

export function encodeLinesHeader({ lines, cols, continued }: LinesHeader): Uint8Array {
  const bytes = new Uint8Array(LINES_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, continued ? CONTINUED : 0);
  view.setUint16(1, lines);
  view.setUint16(3, cols);
  return bytes;
}

/** @param bytes at least LINES_HEADER_BYTES */
export function decodeLinesHeader(bytes: Uint8Array): LinesHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { continued: (view.getUint8(0) & CONTINUED) !== 0, lines: view.getUint16(1), cols: view.getUint16(3) };
}
