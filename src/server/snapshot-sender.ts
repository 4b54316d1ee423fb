import { encodeLinesHeader, encodeSectionHeader, LINES_HEADER_BYTES, MAX_SECTION_BYTES, SECTION_HEADER_BYTES, SectionKind } from '../protocol/snapshot-sections.js';
import type { ScrollbackBlock, Snapshot } from './session-screen.js';

const NO_BYTES = new Uint8Array(0);

/**
 * The stream of one viewer's snapshot (PROTOCOL.md section 4.5), made section by section as it is sent. It holds what has not been sent: the screen and the lines
 * just above it as bytes, and packed blocks that it shares with the session's history, as long as that keeps them. One block at most is unpacked for it.
 */
export class SnapshotSender {
  /** Not in a section yet. */
  #screen: Uint8Array;
  #tail: Uint8Array;
  /** Newest last. */
  readonly #blocks: ScrollbackBlock[];
  /** Section that is under way; `ended` comes when `end` has been taken. */
  #section: 'screen' | 'tail' | 'lines' | 'end' | 'ended' = 'screen';
  /** What is left of it. */
  #parts: Uint8Array[];
  #available = 0;
  #position = 0;

  constructor({ screen, tail, scrollback }: Snapshot) {
    this.#screen = screen;
    this.#tail = tail;
    this.#blocks = [...scrollback].reverse();
    this.#parts = this.#begin(SectionKind.screen, this.#cutScreen());
  }

  /** `screen`: until screen and tail have been taken, no output may be sent. `ended`: everything has been taken. */
  get phase(): 'screen' | 'lines' | 'ended' {
    if (this.#section === 'ended') return 'ended';
    return this.#section === 'screen' || this.#section === 'tail' ? 'screen' : 'lines';
  }

  /** Bytes that can be taken now; 0 only at the end. */
  get available(): number {
    return this.#available;
  }

  /** Where the next bytes stand in the stream. */
  get position(): number {
    return this.#position;
  }

  /** The next bytes, as many as asked for; at most `available`. */
  take(count: number): Uint8Array[] {
    const taken: Uint8Array[] = [];
    for (let left = Math.min(count, this.#available); left > 0;) {
      const part = this.#parts[0] as Uint8Array;
      const piece = part.subarray(0, left);
      taken.push(piece);
      left -= piece.length;
      this.#position += piece.length;
      this.#available -= piece.length;
      if (piece.length === part.length) this.#parts.shift();
      else this.#parts[0] = part.subarray(piece.length);
    }
    if (this.#available === 0) this.#advance();
    return taken;
  }

  #advance(): void {
    switch (this.#section) {
      case 'screen':
        if (this.#screen.length > 0) {
          this.#parts = this.#begin(SectionKind.screen, this.#cutScreen());
          return;
        }
        this.#section = 'tail';
        this.#parts = this.#begin(SectionKind.tail, this.#tail);
        this.#tail = NO_BYTES;
        return;
      case 'tail':
      case 'lines':
        this.#parts = this.#beginLines();
        return;
      case 'end':
        this.#section = 'ended';
        this.#parts = [];
        return;
      case 'ended':
    }
  }

  #cutScreen(): Uint8Array {
    const cut = this.#screen.subarray(0, MAX_SECTION_BYTES);
    this.#screen = this.#screen.subarray(cut.length);
    return cut;
  }

  #beginLines(): Uint8Array[] {
    const block = this.#blocks.pop();
    const content = block?.bytes();
    // Without a block that is too long for a section the older ones would stand in the wrong place: the history ends here.
    if (block === undefined || content === undefined || content.length > MAX_SECTION_BYTES - LINES_HEADER_BYTES) {
      this.#blocks.length = 0;
      this.#section = 'end';
      return this.#begin(SectionKind.end);
    }
    this.#section = 'lines';
    return this.#begin(SectionKind.lines, encodeLinesHeader(block), content);
  }

  #begin(kind: SectionKind, ...payload: readonly Uint8Array[]): Uint8Array[] {
    const length = payload.reduce((sum, part) => sum + part.length, 0);
    this.#available = SECTION_HEADER_BYTES + length;
    return [encodeSectionHeader(kind, length), ...payload.filter((part) => part.length > 0)];
  }
}
