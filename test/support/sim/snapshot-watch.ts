import { decodeSectionHeader, LINES_HEADER_BYTES, SECTION_HEADER_BYTES, SectionKind } from '../../../src/protocol/snapshot-sections.js';

interface Section {
  readonly kind: SectionKind;
  /** Positions in the stream. */
  readonly from: number;
  readonly to: number;
  /** Bytes of content that viewers are given, of all sections before this one. */
  readonly before: number;
}

const contentOf = (kind: SectionKind, length: number): number => (kind === SectionKind.lines ? length - LINES_HEADER_BYTES : length);

/** Reads along in the snapshot of one attachment: order of its sections, positions, credit. */
export class SnapshotWatch {
  sent = 0;
  acked = 0;
  readonly #sections: Section[] = [];
  readonly #fail: (what: string) => void;
  #header = new Uint8Array(SECTION_HEADER_BYTES);
  #headerBytes = 0;
  #left = 0;
  #content = 0;

  constructor(fail: (what: string) => void) {
    this.#fail = fail;
  }

  /** Whether the screen is complete. */
  get ready(): boolean {
    return this.#sections.some(({ kind, to }) => kind === SectionKind.tail && to <= this.sent);
  }

  get over(): boolean {
    return this.#last?.kind === SectionKind.end;
  }

  get #last(): Section | undefined {
    return this.#sections.at(-1);
  }

  take(position: number, payload: Uint8Array): void {
    if (position !== this.sent) this.#fail(`snapshot goes on at ${position} instead of ${this.sent}`);
    for (let at = 0; at < payload.length;) {
      if (this.over) return this.#fail('snapshot goes on after its end');
      if (this.#left > 0) {
        const count = Math.min(this.#left, payload.length - at);
        this.#left -= count;
        this.sent += count;
        at += count;
        continue;
      }
      const count = Math.min(SECTION_HEADER_BYTES - this.#headerBytes, payload.length - at);
      this.#header.set(payload.subarray(at, at + count), this.#headerBytes);
      this.#headerBytes += count;
      this.sent += count;
      at += count;
      if (this.#headerBytes === SECTION_HEADER_BYTES) this.#begin();
    }
  }

  /** Bytes of content before a position that can only have been acknowledged when they were parsed. */
  contentBefore(position: number): number {
    const section = this.#sections.findLast(({ from }) => from <= position);
    if (section === undefined) return 0;
    if (position >= section.to) return section.before + contentOf(section.kind, section.to - section.from - SECTION_HEADER_BYTES);
    // A block is given as a whole, a screen in pieces.
    if (section.kind === SectionKind.lines) return section.before;
    return section.before + Math.max(0, position - section.from - SECTION_HEADER_BYTES);
  }

  #begin(): void {
    this.#headerBytes = 0;
    const header = decodeSectionHeader(this.#header);
    if (!header.ok) return this.#fail(`snapshot with ${header.error}`);
    const { kind, length } = header.value;
    const before = this.#last?.kind;
    const inOrder = kind === SectionKind.screen || kind === SectionKind.tail ? before === undefined || before === SectionKind.screen : before === SectionKind.tail || before === SectionKind.lines;
    if (!inOrder || (kind === SectionKind.tail && before === undefined)) this.#fail(`section of kind ${kind} after ${before ?? 'none'}`);
    const from = this.sent - SECTION_HEADER_BYTES;
    this.#sections.push({ kind, from, to: this.sent + length, before: this.#content });
    this.#content += contentOf(kind, length);
    this.#left = length;
  }
}
