import {
  decodeLinesHeader, decodeSectionHeader, LINES_HEADER_BYTES, SECTION_HEADER_BYTES, SectionKind, type SectionHeader,
} from '../../protocol/snapshot-sections.js';
import type { SnapshotSink } from './contract.js';

/** What becomes of a snapshot. */
export interface SnapshotReaderOwner {
  /** The tail was handed over: output may follow. */
  ready(): void;
  /** `end` was reached. */
  ended(): void;
  /** Everything before `position` was parsed. May be said again, and in the middle of a call to `take`. */
  parsed(position: number): void;
  /** The stream is not what PROTOCOL.md section 4.5 says; nothing more of it is read. */
  malformed(detail: string): void;
  /** The sink threw; its bytes count as parsed. */
  sinkFailed(cause: unknown): void;
}

/** `off`: malformed, or nobody wants it any more. */
type Stage = 'empty' | 'screen' | 'complete' | 'over' | 'off';

const { screen, tail, lines, end } = SectionKind;
const MAY_FOLLOW: { readonly [S in Stage]: readonly SectionKind[] } = { empty: [screen], screen: [screen, tail], complete: [lines, end], over: [], off: [] };

/**
 * One snapshot on its way to a screen. What is to be parsed is passed on as it comes; only blocks of lines are gathered (PROTOCOL.md bounds
 * their size). The bytes of an unfinished block count as parsed, or one larger than the window could never arrive.
 */
export class SnapshotReader {
  readonly #owner: SnapshotReaderOwner;
  #sink: SnapshotSink | undefined;
  #stage: Stage = 'empty';
  #received = 0;
  /** Pieces that are being parsed, oldest first. */
  readonly #parsing = new Set<{ readonly from: number }>();
  readonly #header = new Uint8Array(SECTION_HEADER_BYTES);
  #headerLength = 0;
  #section: SectionHeader | undefined;
  #left = 0;
  /** The block of lines that is being gathered. */
  #block: Uint8Array | undefined;

  /** @param sink undefined: nobody takes the snapshot any more; it is checked, and counts as parsed */
  constructor(sink: SnapshotSink | undefined, owner: SnapshotReaderOwner) {
    this.#sink = sink;
    this.#owner = owner;
  }

  /** Bytes of the stream that have come, one after the other. */
  get received(): number {
    return this.#received;
  }

  /** Whether output may come. */
  get complete(): boolean {
    return this.#stage === 'complete' || this.#stage === 'over';
  }

  /** @param position of the first byte, at most `received`; what came before is left out */
  take(payload: Uint8Array, position: number): void {
    let at = Math.min(this.#received - position, payload.length);
    while (at < payload.length && this.#stage !== 'off') at += this.#section === undefined ? this.#readHeader(payload, at) : this.#read(this.#section, payload, at);
    this.#tellParsed();
  }

  /** Lets go of the sink: what it has not parsed, and what still comes, counts as parsed. */
  release(): void {
    this.#sink = undefined;
    this.#parsing.clear();
    this.#tellParsed();
  }

  /** The attachment is over: nothing more is read, given or said. */
  stop(): void {
    this.#stage = 'off';
    this.#sink = undefined;
    this.#parsing.clear();
  }

  #readHeader(payload: Uint8Array, at: number): number {
    const part = payload.subarray(at, at + SECTION_HEADER_BYTES - this.#headerLength);
    this.#header.set(part, this.#headerLength);
    this.#headerLength += part.length;
    this.#received += part.length;
    if (this.#headerLength < SECTION_HEADER_BYTES) return part.length;
    this.#headerLength = 0;
    const header = decodeSectionHeader(this.#header);
    if (!header.ok) this.#break(header.error);
    else if (!MAY_FOLLOW[this.#stage].includes(header.value.kind)) this.#break(`section ${header.value.kind} does not follow what is there (${this.#stage})`);
    else this.#begin(header.value);
    return part.length;
  }

  #begin(section: SectionHeader): void {
    this.#section = section;
    this.#left = section.length;
    if (section.length === 0) this.#finish(section);
  }

  #read(section: SectionHeader, payload: Uint8Array, at: number): number {
    const piece = payload.subarray(at, at + this.#left);
    const from = this.#received;
    this.#received += piece.length;
    this.#left -= piece.length;
    if (section.kind !== lines) this.#give(from, (sink, parsed) => sink.screen(piece, parsed));
    else this.#gather(section.length, piece, from);
    if (this.#left === 0) this.#finish(section);
    return piece.length;
  }

  #gather(length: number, piece: Uint8Array, from: number): void {
    if (piece.length < length) {
      this.#block ??= new Uint8Array(length);
      this.#block.set(piece, length - this.#left - piece.length);
      if (this.#left > 0) return;
    }
    const block = this.#block ?? piece;
    this.#block = undefined;
    this.#give(from, (sink, parsed) => sink.lines({ ...decodeLinesHeader(block), bytes: block.subarray(LINES_HEADER_BYTES) }, parsed));
  }

  #finish({ kind }: SectionHeader): void {
    this.#section = undefined;
    // A sink may end the attachment from within a call.
    if (this.#stage === 'off') return;
    if (kind === screen) this.#stage = 'screen';
    else if (kind === tail) {
      this.#stage = 'complete';
      this.#owner.ready();
      this.#tell((sink) => sink.ready());
    } else if (kind === end) {
      this.#stage = 'over';
      this.#owner.ended();
      this.#tell((sink) => sink.end());
    }
  }

  #give(from: number, call: (sink: SnapshotSink, parsed: () => void) => void): void {
    if (this.#sink === undefined) return;
    const piece = { from };
    const parsed = (): void => {
      if (this.#parsing.delete(piece)) this.#tellParsed();
    };
    this.#parsing.add(piece);
    if (!this.#tell((sink) => call(sink, parsed))) parsed();
  }

  /** Returns whether the sink took it. */
  #tell(call: (sink: SnapshotSink) => void): boolean {
    if (this.#sink === undefined) return false;
    try {
      call(this.#sink);
      return true;
    } catch (cause) {
      this.#owner.sinkFailed(cause);
      return false;
    }
  }

  #tellParsed(): void {
    if (this.#stage === 'off') return;
    const [oldest] = this.#parsing;
    this.#owner.parsed(oldest?.from ?? this.#received);
  }

  #break(detail: string): void {
    this.stop();
    this.#owner.malformed(`snapshot: ${detail}`);
  }
}
