import { decodeLinesHeader, decodeSectionHeader, LINES_HEADER_BYTES, SECTION_HEADER_BYTES, SectionKind } from '../../../src/protocol/snapshot-sections.js';

export interface Section {
  readonly kind: SectionKind;
  readonly payload: Uint8Array;
}

const NAMES = new Map(Object.entries(SectionKind).map(([name, kind]) => [kind, name]));

/** The whole sections at the beginning of a snapshot's stream. */
export function sectionsOf(stream: Uint8Array): Section[] {
  const sections: Section[] = [];
  for (let at = 0; at + SECTION_HEADER_BYTES <= stream.length;) {
    const header = decodeSectionHeader(stream.subarray(at));
    if (!header.ok) throw new Error(header.error);
    const { kind, length } = header.value;
    at += SECTION_HEADER_BYTES;
    if (at + length > stream.length) break;
    sections.push({ kind, payload: stream.subarray(at, at + length) });
    at += length;
  }
  return sections;
}

/** One line for each section: its kind, and how its text begins; of a block of lines the lines in front. */
export function described(stream: Uint8Array): string[] {
  return sectionsOf(stream).map(({ kind, payload }) => {
    const header = kind === SectionKind.lines ? decodeLinesHeader(payload) : undefined;
    const text = new TextDecoder().decode(header === undefined ? payload : payload.subarray(LINES_HEADER_BYTES)).slice(0, 40);
    return [NAMES.get(kind), ...(header === undefined ? [] : [`${header.lines}x${header.cols}${header.continued ? '+' : ''}`]), ...(text === '' ? [] : [text])].join(' ');
  });
}
